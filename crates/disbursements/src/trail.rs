use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kernel::{CollectionId, DisbursementId, EarningId, Money, MoneyError};

use crate::{Disbursement, State, Taker};

/// One stretch of the way of what was collected: an earning, and what took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What was collected at the beginning of the way.
    pub collection_id: CollectionId,
    pub earning_id: EarningId,
    /// What the whole earning holds: on later stretches, also of other collections.
    pub amount: Money,
    pub available_at: DateTime<Utc>,
    /// `None` while it waits for a run.
    pub taken: Option<Taken>,
}

/// What took an earning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    ByDisbursement {
        disbursement_id: DisbursementId,
        /// What the lines before it come to.
        before: Money,
    },
    /// It took the first of it back; the rest is the next stretch.
    Back(Taker),
}

impl Taken {
    pub const fn disbursement_id(self) -> Option<DisbursementId> {
        match self {
            Self::ByDisbursement { disbursement_id, .. } => Some(disbursement_id),
            Self::Back(_) => None,
        }
    }

    pub const fn taker(self) -> Option<Taker> {
        match self {
            Self::ByDisbursement { .. } => None,
            Self::Back(taker) => Some(taker),
        }
    }
}

/// Where a part of what was collected is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// Waits for a run.
    Available { at: DateTime<Utc> },
    /// On its way, or paid.
    Disbursed(DisbursementId),
    /// It repaid what the payee owed (IQ-33).
    Repaid,
    /// It was taken back, for this bill or for another (IQ-33, IQ-34).
    TakenBack(Taker),
}

/// A stretch of one collected net, in minor units: `from` counts in, `to` does not.
#[derive(Clone, Copy)]
struct Stretch {
    from: i64,
    to: i64,
}

/// Follows the net of one collection over its hops, first to last, to where its parts are now. The parts add up to
/// the net. A debt is repaid out of the first lines of a disbursement that came back, and a refund takes the first of an
/// earning.
pub fn follow(
    net: Money,
    hops: &[Hop],
    disbursements: &BTreeMap<DisbursementId, Disbursement>,
) -> Result<Vec<(Money, Whereabouts)>, MoneyError> {
    let mut parts = Vec::new();
    let (mut whole, mut rest) = (net.minor(), Stretch { from: 0, to: net.minor() });
    let mut last = Whereabouts::Repaid; // What made no earning repaid a debt.
    for hop in hops {
        let missing = rest.cut(whole - hop.amount.minor());
        parts.push((missing, last));
        last = match hop.taken {
            None => {
                last = Whereabouts::Available { at: hop.available_at };
                break;
            }
            Some(Taken::Back(taker)) => {
                whole = hop.amount.minor();
                Whereabouts::TakenBack(taker)
            }
            Some(Taken::ByDisbursement { disbursement_id, before }) => {
                let disbursement = disbursements.get(&disbursement_id);
                whole = disbursement.map_or(0, |disbursement| disbursement.amount.minor());
                rest = rest.moved(before.minor());
                let is_back = disbursement.is_some_and(Disbursement::is_given_back);
                if is_back { Whereabouts::Repaid } else { Whereabouts::Disbursed(disbursement_id) }
            }
        };
    }
    parts.push((rest.to - rest.from, last));
    parts.retain(|(minor, _)| *minor > 0);
    parts.into_iter().map(|(minor, where_)| Ok((Money::from_minor(minor, net.currency())?, where_))).collect()
}

impl Stretch {
    /// Takes away what lies in the first `length` of the whole, and counts what is left from there. Returns how much
    /// it took.
    fn cut(&mut self, length: i64) -> i64 {
        let (from, to) = (self.from.max(length), self.to.max(length));
        let taken = (self.to - self.from) - (to - from);
        *self = Self { from: from - length, to: to - length };
        taken
    }

    fn moved(self, by: i64) -> Self {
        Self { from: self.from + by, to: self.to + by }
    }
}

impl Disbursement {
    /// Whether its money is the payee's again.
    pub fn is_given_back(&self) -> bool {
        match self.state {
            State::Rejected { .. } | State::Returned { .. } | State::Cancelled { .. } => true,
            State::Scheduled
            | State::Claimed { .. }
            | State::Rendered { .. }
            | State::InFile { .. }
            | State::Sent { .. }
            | State::Unresolved { .. }
            | State::Paid { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{AccountId, Currency, PayoutMethodId};

    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    fn hop(amount: i64, taken: Option<(DisbursementId, i64)>) -> Hop {
        Hop {
            collection_id: CollectionId::generate(START),
            earning_id: EarningId::generate(START),
            amount: usd(amount),
            available_at: START,
            taken: taken
                .map(|(disbursement_id, before)| Taken::ByDisbursement { disbursement_id, before: usd(before) }),
        }
    }

    fn disbursement(amount: i64, state: State) -> Disbursement {
        Disbursement {
            id: DisbursementId::generate(START),
            expert_account_id: AccountId::generate(START),
            payout_method_id: PayoutMethodId::generate(START),
            amount: usd(amount),
            run_on: START.date_naive(),
            scheduled_at: START,
            state,
        }
    }

    fn cancelled(amount: i64) -> Disbursement {
        disbursement(amount, State::Cancelled { at: START })
    }

    fn known(disbursements: &[&Disbursement]) -> BTreeMap<DisbursementId, Disbursement> {
        disbursements.iter().map(|disbursement| (disbursement.id, (*disbursement).clone())).collect()
    }

    const AVAILABLE: Whereabouts = Whereabouts::Available { at: START };

    #[test]
    fn what_is_collected_waits_and_is_then_disbursed() {
        assert_eq!(follow(usd(100), &[hop(100, None)], &known(&[])), Ok(vec![(usd(100), AVAILABLE)]));
        let sent = disbursement(300, State::Sent { at: START });
        let hops = [hop(100, Some((sent.id, 50)))];
        let expected = vec![(usd(100), Whereabouts::Disbursed(sent.id))];
        assert_eq!(follow(usd(100), &hops, &known(&[&sent])), Ok(expected));
    }

    /// Holds IQ-33: a debt is repaid first, when money comes and when it comes back.
    #[test]
    fn what_a_payee_owed_was_repaid_out_of_the_first() {
        assert_eq!(follow(usd(100), &[], &known(&[])), Ok(vec![(usd(100), Whereabouts::Repaid)]));
        let expected = vec![(usd(30), Whereabouts::Repaid), (usd(70), AVAILABLE)];
        assert_eq!(follow(usd(100), &[hop(70, None)], &known(&[])), Ok(expected));

        // Of a disbursement of 300 that came back, 80 repaid a debt: 30 of the lines of 50 to 150.
        let back = cancelled(300);
        let hops = [hop(100, Some((back.id, 50))), hop(220, None)];
        let expected = vec![(usd(30), Whereabouts::Repaid), (usd(70), AVAILABLE)];
        assert_eq!(follow(usd(100), &hops, &known(&[&back])), Ok(expected));
        // Had it repaid all, there would be no earning.
        let hops = [hop(100, Some((back.id, 50)))];
        assert_eq!(follow(usd(100), &hops, &known(&[&back])), Ok(vec![(usd(100), Whereabouts::Repaid)]));
    }

    /// Holds IQ-34: a refund takes the first of an earning, and the rest goes its way.
    #[test]
    fn what_a_refund_takes_back_is_told() {
        let refund = Taker::Refund(kernel::RefundId::generate(START));
        let taken = Hop { taken: Some(Taken::Back(refund)), ..hop(100, None) };
        let sent = disbursement(60, State::Sent { at: START });
        let hops = [taken, hop(60, Some((sent.id, 0)))];
        let expected = vec![(usd(40), Whereabouts::TakenBack(refund)), (usd(60), Whereabouts::Disbursed(sent.id))];
        assert_eq!(follow(usd(100), &hops, &known(&[&sent])), Ok(expected));
        assert_eq!(follow(usd(100), &[taken], &known(&[])), Ok(vec![(usd(100), Whereabouts::TakenBack(refund))]));
    }

    proptest::proptest! {
        /// Whatever came back and repaid whatever debt: the parts of each collection add up to its net, and what
        /// all of them repaid is what the disbursement did not give back.
        #[test]
        fn no_cent_is_lost_on_the_way(nets in proptest::collection::vec(1..1_000_i64, 1..8), repaid in 0..=100_i64) {
            let total: i64 = nets.iter().sum();
            let back = cancelled(total);
            let left = total - total * repaid / 100;
            let mut before = 0;
            let mut all_repaid = 0;
            for net in &nets {
                let mut hops = vec![hop(*net, Some((back.id, before)))];
                hops.extend((left > 0).then(|| hop(left, None)));
                let parts = follow(usd(*net), &hops, &known(&[&back])).unwrap();
                proptest::prop_assert_eq!(parts.iter().map(|(amount, _)| amount.minor()).sum::<i64>(), *net);
                let of_debt = parts.iter().filter(|(_, now)| *now == Whereabouts::Repaid);
                all_repaid += of_debt.map(|(amount, _)| amount.minor()).sum::<i64>();
                before += net;
            }
            proptest::prop_assert_eq!(all_repaid, total - left);
        }
    }
}
