use chrono::{DateTime, Utc};
use kernel::{CollectionId, Money, ReversalId};
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::{Asking, Charge, ChargeState};
use crate::{Collection, PaymentError, Reference, Split};

/// What a provider told us: so much of what had arrived was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversed {
    /// The event's own id at the provider, by which a repeat is recognised.
    pub external_id: String,
    /// The attempt or the transfer that had brought it.
    pub reference: Reference,
    /// The provider's id of the event that had brought it.
    pub collected_by: String,
    pub kind: ReversalKind,
    pub amount: Money,
    /// In the provider's words.
    pub reason: String,
    pub at: DateTime<Utc>,
}

/// Who took it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ReversalKind {
    /// The customer's bank.
    Return,
    /// The card network, because the card's holder objected.
    Chargeback,
}

/// One such event, as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    pub id: ReversalId,
    pub event: Reversed,
    pub received_at: DateTime<Utc>,
    pub state: ReversalState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReversalState {
    /// What it takes back has not been reported yet: it waits.
    Parked,
    Booked {
        collection_id: CollectionId,
        /// What it takes back of the charge.
        taken: Split,
        /// What is more than was left of what had come: it lies in suspense. Invariant: with `taken` the whole event.
        excess: Money,
        at: DateTime<Utc>,
    },
}

/// How collected money is taken back (IQ-33).
impl Charge {
    /// Keeps what a provider reported to have been taken back; it waits until what it takes back is found.
    pub fn receive(&self, event: Reversed, now: DateTime<Utc>) -> Result<Reversal, PaymentError> {
        self.is_of_ours(event.amount)?;
        Ok(Reversal { id: ReversalId::generate(now), event, received_at: now, state: ReversalState::Parked })
    }

    /// The bank takes back `reversal` of a collection of which `before` was taken back before. It is owed again, and nobody
    /// asks for it by himself; what was given up stays so. What is more than was left of it is nobody's yet.
    pub fn claw_back(
        self,
        reversal: Reversal,
        collection: &Collection,
        before: Money,
        now: DateTime<Utc>,
    ) -> Result<(Self, Reversal), PaymentError> {
        let reported = reversal.event.amount;
        let of_collection = collection.amount.checked_sub(before)?;
        let amount = reported.checked_min(of_collection)?.checked_min(self.returnable().total()?)?;
        let taken = self.returned_part(amount)?;
        let excess = reported.checked_sub(amount)?;
        let state = ReversalState::Booked { collection_id: collection.id, taken, excess, at: now };
        let reversal = Reversal { state, ..reversal };
        if amount.is_zero() {
            return Ok((self, reversal));
        }
        let reversed = self.reversed.checked_add(taken)?;
        Ok((Self { reversed, ..self }.charged_back(), reversal))
    }

    /// Its state after something was taken back. An attempt that is under way goes on.
    fn charged_back(self) -> Self {
        if self.is_in_flight() {
            return self;
        }
        let state = match self.state {
            ChargeState::Uncollectible => ChargeState::Uncollectible,
            ChargeState::Invoiced
            | ChargeState::Collecting
            | ChargeState::PartiallyCollected
            | ChargeState::Collected
            | ChargeState::Overdue
            | ChargeState::Unresolved
            | ChargeState::Forgiven
            | ChargeState::WrittenOff
            | ChargeState::ChargedBack => ChargeState::ChargedBack,
        };
        Self { asking: Asking::Rests, reminders: self.reminders.ended(), state, ..self }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;
    use proptest::prelude::*;

    use super::*;
    use crate::{Collected, Tender, charge::tests::invoiced};

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    fn collect(charge: Charge, minor: i64) -> (Charge, Collection) {
        let reference = Reference::Transfer(charge.id);
        let event = Collected { external_id: "ev".into(), reference, amount: usd(minor), at: START };
        charge.collect(event, START).unwrap()
    }

    fn claw_back(charge: Charge, collection: &Collection, before: i64, minor: i64) -> (Charge, Split, Money) {
        let (reference, collected_by) = (collection.event.reference, collection.event.external_id.clone());
        let (external_id, kind, reason) = ("rv".to_owned(), ReversalKind::Chargeback, "fraud".to_owned());
        let event = Reversed { external_id, reference, collected_by, kind, amount: usd(minor), reason, at: START };
        let received = charge.receive(event, START).unwrap();
        let (charge, reversal) = charge.claw_back(received, collection, usd(before), START).unwrap();
        let ReversalState::Booked { taken, excess, .. } = reversal.state else { panic!("it is booked") };
        (charge, taken, excess)
    }

    fn charge() -> Charge {
        invoiced(Tender::NetTerms { days: 30 })
    }

    /// Holds IQ-33: what is taken back is owed again, and a won dispute collects it again.
    #[test]
    fn what_is_taken_back_is_owed_again() {
        let (charge, first) = collect(charge(), 123_456);
        let (charge, taken, _) = claw_back(charge, &first, 0, 123_456);
        assert_eq!(
            (charge.state, charge.open(), charge.asking),
            (ChargeState::ChargedBack, usd(123_456), Asking::Rests)
        );
        assert_eq!((taken.fee, charge.refundable()), (usd(3_086), usd(123_456)));
        let (charge, again) = collect(charge, 123_456);
        assert_eq!((charge.state, again.fee, charge.collected), (ChargeState::Collected, usd(3_086), usd(246_912)));
        assert_eq!((charge.open(), charge.refundable()), (usd(0), usd(123_456)));
    }

    /// Holds G-45: refunds and reversals of one charge count on from each other.
    #[test]
    fn a_refund_and_a_reversal_share_the_fee() {
        let (charge, first) = collect(charge(), 123_456);
        let (charge, back) = charge.promise(usd(40_000)).unwrap().give_back(usd(40_000)).unwrap();
        let (charge, taken, excess) = claw_back(charge, &first, 0, 123_456);
        assert_eq!((back.fee, taken.fee, excess), (usd(1_000), usd(2_086), usd(40_000)));
        assert!(charge.returnable().is_nothing());
    }

    #[test]
    fn no_more_is_taken_of_a_collection_than_it_brought() {
        let (charge, first) = collect(charge(), 40_000);
        let (charge, _) = collect(charge, 83_456);
        let (charge, taken, excess) = claw_back(charge, &first, 10_000, 40_000);
        assert_eq!((taken.total(), excess, charge.open()), (Ok(usd(30_000)), usd(10_000), usd(30_000)));
    }

    /// What may befall a charge, in hundredths of what it can befall.
    #[derive(Clone, Copy, Debug)]
    enum Deed {
        Collect(i64),
        Reduce(i64),
        Refund(i64),
        ClawBack(i64),
        GiveUp,
        Reopen,
    }

    fn deeds() -> impl Strategy<Value = Vec<Deed>> {
        let part = 1..=100_i64;
        let deed = prop_oneof![
            3 => part.clone().prop_map(Deed::Collect),
            1 => part.clone().prop_map(Deed::Reduce),
            2 => part.clone().prop_map(Deed::Refund),
            3 => part.prop_map(Deed::ClawBack),
            1 => Just(Deed::GiveUp),
            1 => Just(Deed::Reopen),
        ];
        prop::collection::vec(deed, 0..16)
    }

    /// The books of one charge: what each deed moved, by account.
    #[derive(Clone, Copy, Debug)]
    struct Books {
        open: Split,
        came: Split,
    }

    proptest! {
        /// Holds IQ-28, IQ-33 and G-45: however collections, refunds, reversals and what is given up follow each other,
        /// of net and fee nothing is negative and nothing lost; the books of the charge are what it says.
        #[test]
        fn nothing_is_lost_between_collections_refunds_and_reversals(
            amount in 1..2_000_000_i64, fee in 0..=100_i64, deeds in deeds()
        ) {
            let mut charge = Charge { amount: usd(amount), fee: usd(amount * fee / 100), ..charge() };
            let nothing = Split::nothing(Currency::USD);
            let mut books = Books { open: Split::of_bill(charge.amount, charge.fee).unwrap(), came: nothing };
            let mut collections: Vec<(Collection, i64)> = vec![];
            let ends = [Deed::Reopen, Deed::Collect(100), Deed::ClawBack(100), Deed::Collect(100), Deed::Refund(100)];
            for deed in deeds.into_iter().chain(ends) {
                let open = charge.open().minor();
                match deed {
                    Deed::Collect(part) => {
                        let minor = (open * part + 99) / 100;
                        if minor == 0 || charge.holds_what_comes() { continue }
                        let (next, collection) = collect(charge, minor);
                        let brought = Split { net: collection.net, fee: collection.fee, tax: usd(0) };
                        books.open = books.open.checked_sub(brought).unwrap();
                        books.came = books.came.checked_add(brought).unwrap();
                        charge = next;
                        collections.push((collection, 0));
                    }
                    Deed::Reduce(part) => {
                        let promise = usd(open * part / 100);
                        if promise.is_zero() { continue }
                        let (next, off) = charge.promise(promise).unwrap().reduce(promise, START).unwrap();
                        books.open = books.open.checked_sub(off).unwrap();
                        charge = next;
                    }
                    Deed::Refund(part) => {
                        let back = usd(charge.returnable().total().unwrap().minor() * part / 100);
                        if back.is_zero() { continue }
                        let (next, back) = charge.promise(back).unwrap().give_back(back).unwrap();
                        books.came = books.came.checked_sub(back).unwrap();
                        charge = next;
                    }
                    Deed::ClawBack(part) => {
                        let Some((collection, before)) = collections.last_mut() else { continue };
                        let minor = (collection.amount.minor() * part + 99) / 100;
                        let (next, taken, excess) = claw_back(charge, collection, *before, minor);
                        let total = taken.total().unwrap();
                        prop_assert_eq!(total.checked_add(excess), Ok(usd(minor)));
                        *before += total.minor();
                        books.came = books.came.checked_sub(taken).unwrap();
                        books.open = books.open.checked_add(taken).unwrap();
                        charge = next;
                    }
                    Deed::GiveUp => {
                        let late = charge.due_at;
                        let Ok(marked) = charge.clone().mark_uncollectible(late) else { continue };
                        let (next, write_off) = marked.write_off(usd(open), "gone", 1, START).unwrap();
                        books.open = books.open.checked_sub(write_off.split).unwrap();
                        charge = next;
                    }
                    Deed::Reopen => {
                        let given_up = charge.written_off;
                        let Ok(next) = charge.clone().reopen() else { continue };
                        books.open = books.open.checked_add(given_up).unwrap();
                        charge = next;
                    }
                }
                prop_assert_eq!(books.open, charge.open_split());
                prop_assert_eq!(books.came, charge.returnable());
                prop_assert_eq!(books.open.total(), Ok(charge.open()));
            }
            prop_assert!(books.open.is_nothing() && books.came.is_nothing(), "{:?}", books);
        }
    }
}
