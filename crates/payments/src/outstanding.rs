use chrono::{DateTime, Utc};
use kernel::{DayWindow, Money};

use super::{Asking, Charge, ChargeState, latency::collection_window};

/// What is still to come on a charge, when, and why it is not here. A forecast: it moves no money (IQ-30, IQ-31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outstanding {
    /// The expert's part of what is open.
    pub net: Money,
    /// Between which days it is expected; `None` where nothing leads to it but somebody's decision or evidence.
    pub expected: Option<DayWindow>,
    /// Whether the window counts from an attempt after the first.
    pub is_retried: bool,
    /// Never empty.
    pub blockers: Vec<CollectionBlocker>,
}

/// Why money of an approved bill is not here yet. The collected event lifts them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CollectionBlocker {
    /// It takes its time (IQ-31).
    NotCollected,
    /// An attempt failed, or the due instant passed unpaid (IQ-33).
    CollectionOverdue,
    /// It is not known what the provider did (IQ-30).
    ChargeUnresolved,
}

impl Charge {
    /// What is still to come on `now`; `None` if all is here. `begun_at`: when the last attempt began, if there was
    /// one.
    pub fn outstanding(&self, begun_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Outstanding> {
        if self.open().is_zero() {
            return None;
        }
        let expected = self.expected(begun_at).and_then(|window| window.left_on(now.date_naive()));
        Some(Outstanding {
            net: self.open_net(),
            expected,
            is_retried: self.is_retried(),
            blockers: self.collection_blockers(now),
        })
    }

    /// The window of the attempt that runs or comes next; on net terms, until the transfer is due.
    fn expected(&self, begun_at: Option<DateTime<Utc>>) -> Option<DayWindow> {
        if self.state == ChargeState::Unresolved {
            return None;
        }
        if !self.tender.is_pulled() {
            return Some(collection_window(self.tender, self.approved_at));
        }
        let from = match self.asking {
            Asking::Due { at } => at,
            Asking::InFlight => begun_at.unwrap_or(self.approved_at),
            Asking::Rests => return None,
        };
        Some(collection_window(self.tender, from))
    }

    fn is_retried(&self) -> bool {
        match self.asking {
            Asking::Due { .. } => self.attempts > 0,
            Asking::InFlight | Asking::Rests => self.attempts > 1,
        }
    }

    fn collection_blockers(&self, now: DateTime<Utc>) -> Vec<CollectionBlocker> {
        let is_noted =
            matches!(self.state, ChargeState::Overdue | ChargeState::Uncollectible | ChargeState::ChargedBack);
        let is_overdue = is_noted || self.overdue_at.is_some() || self.due_at <= now;
        let is_unresolved = self.state == ChargeState::Unresolved;
        [
            (!is_overdue && !is_unresolved, CollectionBlocker::NotCollected),
            (is_overdue, CollectionBlocker::CollectionOverdue),
            (is_unresolved, CollectionBlocker::ChargeUnresolved),
        ]
        .into_iter()
        .filter_map(|(holds, blocker)| holds.then_some(blocker))
        .collect()
    }

    /// The expert's part of what is open: with the parts of what came, exactly the net of the bill.
    fn open_net(&self) -> Money {
        self.open_split().net
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};
    use kernel::Currency;

    use super::*;
    use crate::{ChargeAnswer, Collected, Reference, Tender, charge::tests::invoiced};

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    fn charge(tender: Tender, amount: i64, fee: i64) -> Charge {
        Charge { amount: usd(amount), fee: usd(fee), ..invoiced(tender) }
    }

    fn january(from: u32, to: u32) -> DayWindow {
        let day = |day| NaiveDate::from_ymd_opt(1970, 1, day).unwrap();
        DayWindow::between(day(from), day(to))
    }

    fn days(days: i64) -> TimeDelta {
        TimeDelta::days(days)
    }

    /// Holds IQ-31: the window narrows as its days pass, and when it is over the bill is overdue.
    #[test]
    fn what_is_charged_is_expected_in_its_window() {
        let (charge, _) = charge(Tender::Card, 10_000, 250).begin_attempt_when_due(START).unwrap();
        let on = |day| charge.outstanding(Some(START), START + days(day)).unwrap();
        assert_eq!(on(0).expected, Some(january(2, 4)));
        assert_eq!((on(2).expected, on(2).net, on(2).is_retried), (Some(january(3, 4)), usd(9_750), false));
        assert_eq!(on(3).blockers, [CollectionBlocker::NotCollected]);
        assert_eq!((on(4).expected, on(4).blockers), (None, vec![CollectionBlocker::CollectionOverdue]));
    }

    /// Holds IQ-31: after a failure the window counts from the next attempt, and after the last from none.
    #[test]
    fn a_failed_charge_is_expected_after_its_next_attempt() {
        let (charge, attempt) = charge(Tender::Card, 10_000, 250).begin_attempt_when_due(START).unwrap();
        let declined = ChargeAnswer::Failed { reason: "declined".into() };
        let charge = charge.answered(attempt.key.number, &declined, START);
        let retried = charge.outstanding(Some(START), START).unwrap();
        assert_eq!((retried.expected, retried.is_retried), (Some(january(3, 5)), true));
        assert_eq!(retried.blockers, [CollectionBlocker::CollectionOverdue]);
        let given_up = Charge { asking: Asking::Rests, ..charge };
        assert_eq!(given_up.outstanding(Some(START), START).unwrap().expected, None);
    }

    /// Holds IQ-30: what nobody knows is promised for no day, and every reason is told.
    #[test]
    fn what_is_unresolved_is_expected_on_no_day() {
        let (charge, attempt) = charge(Tender::Ach, 10_000, 250).begin_attempt_when_due(START).unwrap();
        let charge = charge.answered(attempt.key.number, &ChargeAnswer::Unknown, START);
        let late = charge.outstanding(Some(START), START + days(60)).unwrap();
        assert_eq!(late.expected, None);
        assert_eq!(late.blockers, [CollectionBlocker::CollectionOverdue, CollectionBlocker::ChargeUnresolved]);
    }

    proptest::proptest! {
        /// Holds IQ-28: what came and what is to come are the net of the bill, to the cent.
        #[test]
        fn the_parts_of_the_net_add_up(amount in 1..1_000_000_000_i64, fee_part in 0..=100_i64, part in 1..=100_i64) {
            let charge = charge(Tender::NetTerms { days: 30 }, amount, amount * fee_part / 100);
            let net = charge.amount.checked_sub(charge.fee).unwrap();
            proptest::prop_assert_eq!(charge.outstanding(None, START).unwrap().net, net);

            let paid = Money::from_minor((amount * part / 100).max(1), Currency::USD).unwrap();
            let reference = Reference::Transfer(charge.id);
            let event = Collected { external_id: "ev".into(), reference, amount: paid, at: START };
            let (charge, collection) = charge.collect(event, START).unwrap();
            let open = charge.outstanding(None, START).map_or(usd(0), |open| open.net);
            proptest::prop_assert_eq!(collection.net.checked_add(open).unwrap(), net);
        }
    }

    #[test]
    fn a_collected_charge_has_nothing_outstanding() {
        let charge = charge(Tender::NetTerms { days: 30 }, 100, 3);
        assert_eq!(charge.outstanding(None, START).unwrap().expected, Some(january(1, 31)));
        let reference = Reference::Transfer(charge.id);
        let event = Collected { external_id: "ev".into(), reference, amount: usd(100), at: START };
        let (charge, _) = charge.collect(event, START).unwrap();
        assert_eq!(charge.outstanding(None, START), None);
    }
}
