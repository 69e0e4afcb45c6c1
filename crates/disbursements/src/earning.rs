use chrono::{DateTime, Utc};
use kernel::{AccountId, CollectionId, DisbursementId, EarningId, Money, MoneyError, RefundId, ReversalId};

use crate::Disbursement;

/// Money that the next run may take to a payee. Append-only; a run takes it whole and once, and so does a refund or a
/// reversal, which makes a new one of what it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earning {
    pub id: EarningId,
    pub expert_account_id: AccountId,
    pub source: Source,
    /// The earning of which a refund or a reversal left this.
    pub rest_of: Option<EarningId>,
    /// Never zero.
    pub amount: Money,
    /// A run takes it if this is before its cutoff.
    pub available_at: DateTime<Utc>,
}

/// Where an earning comes from. Nothing else makes one (IQ-30).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A collected event: what was left of it after the fee and what the payee owed.
    Collection(CollectionId),
    /// A disbursement that was rejected, returned or cancelled.
    Disbursement(DisbursementId),
}

/// One earning that a disbursement takes along whole, or that a refund takes of. Append-only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub earning_id: EarningId,
    pub amount: Money,
}

/// A line, and where its money came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineOrigin {
    pub line: Line,
    pub source: Source,
}

impl Earning {
    /// What a collected event makes available; `None` if it all went to what the payee owed.
    pub fn of_collection(
        expert_account_id: AccountId,
        collection_id: CollectionId,
        amount: Money,
        at: DateTime<Utc>,
    ) -> Option<Self> {
        Self::new(expert_account_id, Source::Collection(collection_id), amount, at)
    }

    /// What a disbursement gives back; `None` if it all went to what the payee owed.
    pub fn given_back(disbursement: &Disbursement, amount: Money, at: DateTime<Utc>) -> Option<Self> {
        Self::new(disbursement.expert_account_id, Source::Disbursement(disbursement.id), amount, at)
    }

    fn new(expert_account_id: AccountId, source: Source, amount: Money, available_at: DateTime<Utc>) -> Option<Self> {
        let id = EarningId::generate(available_at);
        let rest_of = None;
        (!amount.is_zero()).then_some(Self { id, expert_account_id, source, rest_of, amount, available_at })
    }
}

/// What takes money back that was collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Taker {
    /// The expert gave it back (IQ-34).
    Refund(RefundId),
    /// A bank or a card network took it (IQ-33).
    Reversal(ReversalId),
}

impl Taker {
    pub const fn refund_id(self) -> Option<RefundId> {
        match self {
            Self::Refund(id) => Some(id),
            Self::Reversal(_) => None,
        }
    }
}

/// What a taker has of a payee's earnings, and what it leaves of the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalled {
    pub lines: Vec<Line>,
    pub rest: Option<Earning>,
}

/// Takes `amount` back out of what waits for a run: first what the charge brought itself, then the oldest. What
/// is left of the last one waits as before. An error if there is not so much.
pub fn recall(
    mut open: Vec<Earning>,
    own: &[CollectionId],
    amount: Money,
    now: DateTime<Utc>,
) -> Result<Recalled, MoneyError> {
    let is_own = |earning: &Earning| matches!(earning.source, Source::Collection(id) if own.contains(&id));
    open.sort_by_key(|earning| (!is_own(earning), earning.id));
    let (mut lines, mut missing) = (Vec::new(), amount);
    for earning in open {
        if missing.is_zero() {
            break;
        }
        let taken = earning.amount.checked_min(missing)?;
        missing = missing.checked_sub(taken)?;
        lines.push(Line { earning_id: earning.id, amount: taken });
        let left = earning.amount.checked_sub(taken)?;
        if !left.is_zero() {
            let (id, rest_of) = (EarningId::generate(now), Some(earning.id));
            return Ok(Recalled { lines, rest: Some(Earning { id, rest_of, amount: left, ..earning }) });
        }
    }
    if missing.is_zero() { Ok(Recalled { lines, rest: None }) } else { Err(MoneyError::TooLarge) }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;
    use proptest::prelude::*;

    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    fn earned(payee: AccountId, minor: i64) -> Earning {
        Earning::of_collection(payee, CollectionId::generate(START), usd(minor), START).unwrap()
    }

    #[test]
    fn a_refund_takes_what_its_own_charge_brought_first() {
        let payee = AccountId::generate(START);
        let (older, own) = (earned(payee, 100), earned(payee, 50));
        let Source::Collection(brought) = own.source else { panic!("it was collected") };
        let taken = recall(vec![older.clone(), own.clone()], &[brought], usd(70), START).unwrap();
        let line = |earning: &Earning, minor| Line { earning_id: earning.id, amount: usd(minor) };
        assert_eq!(taken.lines, [line(&own, 50), line(&older, 20)]);
        let rest = taken.rest.unwrap();
        assert_eq!((rest.rest_of, rest.amount, rest.source), (Some(older.id), usd(80), older.source));
    }

    proptest! {
        /// What is taken and what is left are what was there; nobody takes more.
        #[test]
        fn no_cent_is_lost_in_a_refund(earnings in prop::collection::vec(1..1_000_i64, 0..6), part in 0..=120_i64) {
            let payee = AccountId::generate(START);
            let open: Vec<_> = earnings.iter().map(|minor| earned(payee, *minor)).collect();
            let all: i64 = earnings.iter().sum();
            let amount = all * part / 100;
            let taken = recall(open.clone(), &[], usd(amount), START);
            if amount > all {
                prop_assert_eq!(taken, Err(MoneyError::TooLarge));
            } else {
                let taken = taken.unwrap();
                prop_assert_eq!(taken.lines.iter().map(|line| line.amount.minor()).sum::<i64>(), amount);
                let untouched = open.iter().filter(|one| taken.lines.iter().all(|line| line.earning_id != one.id));
                let left: i64 = untouched.chain(&taken.rest).map(|earning| earning.amount.minor()).sum();
                prop_assert_eq!(left, all - amount);
            }
        }
    }
}
