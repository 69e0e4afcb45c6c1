use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use kernel::{ChargeId, Money, SuspendedMoneyId, text};
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::{Asking, Charge, ChargeState, Reversal, ReversalState, Reversed};
use crate::{Collected, PaymentError, Reference, Split};

const REASON_LENGTH: RangeInclusive<usize> = 1..=500;
const EVIDENCE_LENGTH: RangeInclusive<usize> = 1..=500;

/// What staff gave up of a charge, and why. A memo: nobody loses what never came (IQ-33).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteOff {
    pub charge_id: ChargeId,
    /// Counts from 1.
    pub number: u16,
    pub split: Split,
    /// 1 to 500 characters.
    pub reason: String,
    pub at: DateTime<Utc>,
    /// When money came after all, and staff asked for it again.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Money that nobody can assign: it waits until staff say what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspended {
    pub id: SuspendedMoneyId,
    pub kind: SuspendedKind,
    /// The event of the provider; of what it took, how much and when.
    pub event: Collected,
    pub held_at: DateTime<Utc>,
    /// What staff said that it is; `None`: it waits.
    pub assigned: Option<Assigned>,
}

/// What money that waited turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// What it paid: the charge that it came for, or another.
    pub charge_id: ChargeId,
    pub at: DateTime<Utc>,
}

/// Why money waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SuspendedKind {
    /// It came for what was given up.
    LateMoney,
    /// The provider took it, beyond what was left of what had come.
    ExcessTaken,
}

/// How staff give up what is not paid: first the asking, then the money (IQ-33).
impl Charge {
    /// Nobody asks any more: attempts and reminders end. What comes all the same is collected. Only for what is overdue,
    /// and not while an attempt may still bring it.
    pub fn mark_uncollectible(self, now: DateTime<Utc>) -> Result<Self, PaymentError> {
        if self.is_in_flight() {
            return Err(PaymentError::CollectionInFlight(self.id));
        }
        let is_late = match self.state {
            ChargeState::Overdue | ChargeState::ChargedBack => true,
            ChargeState::PartiallyCollected => self.due_at <= now,
            ChargeState::Invoiced
            | ChargeState::Collecting
            | ChargeState::Collected
            | ChargeState::Unresolved
            | ChargeState::Forgiven
            | ChargeState::Uncollectible
            | ChargeState::WrittenOff => false,
        };
        if !is_late {
            return Err(self.not_in_state());
        }
        let reminders = self.reminders.ended();
        Ok(Self { asking: Asking::Rests, reminders, state: ChargeState::Uncollectible, ..self })
    }

    /// Gives up all that is open, which was `typed` once more. `number` counts what was given up of this charge.
    pub fn write_off(
        self,
        typed: Money,
        reason: &str,
        number: u16,
        at: DateTime<Utc>,
    ) -> Result<(Self, WriteOff), PaymentError> {
        if self.state != ChargeState::Uncollectible {
            return Err(self.not_in_state());
        }
        let open = self.open();
        if typed != open {
            return Err(PaymentError::AmountNotConfirmed { typed, open });
        }
        let (split, reason) = (self.open_split(), reason_of(reason)?);
        let written_off = self.written_off.checked_add(split)?;
        let write_off = WriteOff { charge_id: self.id, number, split, reason, at, undone_at: None };
        Ok((Self { written_off, asking: Asking::Rests, state: ChargeState::WrittenOff, ..self }, write_off))
    }

    /// Whether money that comes for it waits for staff: nothing is open, because it was given up.
    pub fn holds_what_comes(&self) -> bool {
        self.state == ChargeState::WrittenOff
    }

    /// Keeps what came for what was given up.
    pub fn suspend(&self, event: Collected, now: DateTime<Utc>) -> Result<Suspended, PaymentError> {
        self.is_of_ours(event.amount)?;
        let (id, kind) = (SuspendedMoneyId::generate(now), SuspendedKind::LateMoney);
        Ok(Suspended { id, kind, event, held_at: now, assigned: None })
    }

    /// Takes back all that was given up, because money for it is here.
    pub fn reopen(self) -> Result<Self, PaymentError> {
        if self.state != ChargeState::WrittenOff {
            return Err(self.not_in_state());
        }
        let written_off = Split::nothing(self.amount.currency());
        Ok(Self { written_off, state: ChargeState::Overdue, ..self })
    }
}

impl Suspended {
    /// What a reversal took beyond what was left; `None`: nothing.
    pub fn excess_of(reversal: &Reversal, now: DateTime<Utc>) -> Option<Self> {
        let ReversalState::Booked { excess, .. } = reversal.state else { return None };
        let Reversed { external_id, reference, at, .. } = &reversal.event;
        let event = Collected { external_id: external_id.clone(), reference: *reference, amount: excess, at: *at };
        let (id, kind) = (SuspendedMoneyId::generate(now), SuspendedKind::ExcessTaken);
        (!excess.is_zero()).then_some(Self { id, kind, event, held_at: now, assigned: None })
    }
}

/// How money that came for what was given up turns out to be of another charge (G-43).
impl Suspended {
    /// It is of `charge`, of which something is open: it pays it now. What came for the charge itself is not assigned to
    /// it: the charge is reopened.
    pub fn assign(self, charge: &Charge, now: DateTime<Utc>) -> Result<(Self, Assigned, Collected), PaymentError> {
        if self.kind == SuspendedKind::ExcessTaken {
            return Err(PaymentError::SuspendedTaken(self.id));
        }
        if self.assigned.is_some() {
            return Err(PaymentError::SuspendedAlreadyAssigned(self.id));
        }
        if charge.is_in_flight() {
            return Err(PaymentError::CollectionInFlight(charge.id)); // It may be paid already.
        }
        if charge.open().is_zero() {
            return Err(charge.not_in_state());
        }
        let assigned = Assigned { charge_id: charge.id, at: now };
        let event = Collected { reference: Reference::Transfer(charge.id), at: now, ..self.event.clone() };
        Ok((Self { assigned: Some(assigned), ..self }, assigned, event))
    }
}

/// What proves whose money is: 1 to 500 characters.
pub fn evidence_of(id: SuspendedMoneyId, evidence: &str) -> Result<String, PaymentError> {
    if evidence.trim().is_empty() {
        return Err(PaymentError::AssignmentEvidenceRequired(id));
    }
    Ok(text("evidence", evidence, EVIDENCE_LENGTH)?)
}

/// Why staff give up, ask no more, or ask again: 1 to 500 characters.
pub fn reason_of(reason: &str) -> Result<String, PaymentError> {
    Ok(text("reason", reason, REASON_LENGTH)?)
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;
    use crate::{ChargeAnswer, Reference, Tender, charge::tests::invoiced};

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    fn declined() -> Charge {
        let (charge, attempt) = invoiced(Tender::Card).begin_attempt(START).unwrap();
        charge.answered(attempt.key.number, &ChargeAnswer::Failed { reason: "declined".into() }, START)
    }

    fn paid(charge: &Charge, minor: i64) -> Collected {
        let reference = Reference::Transfer(charge.id);
        Collected { external_id: format!("ev_{minor}"), reference, amount: usd(minor), at: START }
    }

    /// Holds IQ-33: who gives up asks no more, and refuses nothing that comes.
    #[test]
    fn what_is_uncollectible_is_still_collected() {
        let charge = declined().mark_uncollectible(START).unwrap();
        assert_eq!((charge.state, charge.asking), (ChargeState::Uncollectible, Asking::Rests));
        assert!(charge.clone().begin_attempt(START).is_err());
        let part = paid(&charge, 23_456);
        let (charge, _) = charge.collect(part, START).unwrap();
        assert_eq!(charge.state, ChargeState::PartiallyCollected);
        let late = charge.due_at;
        assert!(charge.clone().mark_uncollectible(START).is_err(), "the rest is not due yet");
        let charge = charge.mark_uncollectible(late).unwrap();
        let rest = paid(&charge, 100_000);
        assert_eq!(charge.collect(rest, START).unwrap().0.state, ChargeState::Collected);
    }

    #[test]
    fn nobody_gives_up_what_may_still_come() {
        let in_flight = invoiced(Tender::Card).begin_attempt(START).unwrap().0;
        assert_eq!(in_flight.clone().mark_uncollectible(START), Err(PaymentError::CollectionInFlight(in_flight.id)));
        let overdue = in_flight.clone().overdue(in_flight.due_at).unwrap();
        assert_eq!(overdue.mark_uncollectible(START), Err(PaymentError::CollectionInFlight(in_flight.id)));
        assert!(invoiced(Tender::NetTerms { days: 30 }).mark_uncollectible(START).is_err());
    }

    /// Holds IQ-33: the amount is typed again, and what is given up has its share of net and fee.
    #[test]
    fn what_is_given_up_is_all_that_is_open() {
        let part = paid(&declined(), 23_456);
        let (charge, came) = declined().collect(part, START).unwrap();
        let charge = charge.clone().mark_uncollectible(charge.due_at).unwrap();
        let wrong = charge.clone().write_off(usd(123_456), "gone", 1, START);
        assert_eq!(wrong, Err(PaymentError::AmountNotConfirmed { typed: usd(123_456), open: usd(100_000) }));

        let (charge, given_up) = charge.write_off(usd(100_000), "gone", 1, START).unwrap();
        assert_eq!((charge.state, charge.open()), (ChargeState::WrittenOff, usd(0)));
        assert_eq!(given_up.split.fee.checked_add(came.fee), Ok(charge.fee));
        assert_eq!(charge.refundable(), usd(23_456), "what came can be given back, what was given up cannot");
    }

    /// Holds IQ-33: what comes late waits, and pays as if it had come in time.
    #[test]
    fn what_comes_late_pays_after_all() {
        let charge = declined().mark_uncollectible(START).unwrap();
        let (charge, _) = charge.write_off(usd(123_456), "gone", 1, START).unwrap();
        assert!(charge.holds_what_comes());
        let late = paid(&charge, 123_456);
        let held = charge.suspend(late, START).unwrap();
        let (charge, came) = charge.reopen().unwrap().collect(held.event, START).unwrap();
        assert_eq!((charge.state, came.fee), (ChargeState::Collected, charge.fee));
    }

    fn held(at: &Charge, minor: i64) -> Suspended {
        at.suspend(paid(at, minor), START).unwrap()
    }

    /// Holds G-43: it pays what is open of the other charge, the rest is its customer's, and it is said once.
    #[test]
    fn what_waits_pays_the_charge_that_it_is_of() {
        let (other, now) = (invoiced(Tender::NetTerms { days: 30 }), START + chrono::TimeDelta::days(3));
        let (money, assigned, event) = held(&declined(), 200_000).assign(&other, now).unwrap();
        assert_eq!((assigned.charge_id, event.reference), (other.id, Reference::Transfer(other.id)));
        let (paid, came) = other.clone().collect(event, now).unwrap();
        assert_eq!((paid.state, came.excess, came.event.at), (ChargeState::Collected, usd(76_544), now));
        assert_eq!(paid.expects_anew(now).asking, Asking::Due { at: now }, "no transfer is expected any more");
        let again = money.clone().assign(&other, now).map(|_| ());
        assert_eq!(again, Err(PaymentError::SuspendedAlreadyAssigned(money.id)));
    }

    /// Holds G-43: nothing is paid twice, and nothing is paid by what is not here.
    #[test]
    fn only_what_is_here_pays_and_only_what_is_open() {
        let money = held(&declined(), 100);
        let refused = |money: &Suspended, charge: &Charge| money.clone().assign(charge, START).unwrap_err();
        let in_flight = invoiced(Tender::Card).begin_attempt(START).unwrap().0;
        assert_eq!(refused(&money, &in_flight), PaymentError::CollectionInFlight(in_flight.id));
        let given_up =
            declined().mark_uncollectible(START).unwrap().write_off(usd(123_456), "gone", 1, START).unwrap().0;
        assert_eq!(refused(&money, &given_up), given_up.not_in_state());
        let taken = Suspended { kind: SuspendedKind::ExcessTaken, ..money };
        assert_eq!(refused(&taken, &declined()), PaymentError::SuspendedTaken(taken.id));
    }
}
