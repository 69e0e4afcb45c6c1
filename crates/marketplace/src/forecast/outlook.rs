use kernel::{Currency, DayWindow, Money, MoneyError};
use payments::{PaymentRequest, State};

use super::part::{Assumption, Part, PartStatus, Reason};

/// Where one bill stands on its way to the payee's bank, and when what is left of it is expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    pub bill: PaymentRequest,
    pub standing: PaymentStanding,
    /// What the expert gets of it; before it is approved, by the rate that will be in force when time approves it.
    /// `None` once it is declined, withdrawn or cancelled.
    pub net: Option<Money>,
    /// What reached the payee, and what repaid a debt.
    pub paid: Money,
    /// What was given back before it reached the payee (IQ-34).
    pub refunded: Money,
    /// What is approved and none of these.
    pub unpaid: Money,
    /// Invariant: of an approved bill they add up to the net.
    pub parts: Vec<Part>,
}

/// How far a bill is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentStanding {
    /// The day of the schedule has not come (G-49).
    AwaitsDay,
    AwaitsDecision,
    /// A dispute stops the bill (G-29).
    InDispute,
    Declined,
    Withdrawn,
    /// The engagement ended before its day (G-15).
    Cancelled,
    AwaitsCollection,
    AwaitsRun,
    InTransit,
    /// Some of it reached the payee ("partially disbursed", G-43).
    PartiallyPaid,
    Paid,
    /// The customer's money for it is given up, and none of it was paid (IQ-33).
    WrittenOff,
    /// All of it was given back before any of it was paid (IQ-34).
    Refunded,
}

impl Outlook {
    /// Of a bill and the parts of its net.
    pub fn of(bill: PaymentRequest, net: Option<Money>, parts: Vec<Part>) -> Result<Self, MoneyError> {
        let currency = bill.bill.amount.currency();
        let refunded = sum(currency, parts.iter().filter(|part| part.status == PartStatus::Refunded))?;
        let arrived = parts.iter().filter(|part| !part.is_unpaid() && part.status != PartStatus::Refunded);
        let paid = sum(currency, arrived)?;
        let unpaid = match bill.state {
            State::Approved { .. } => sum(currency, parts.iter().filter(|part| part.is_unpaid()))?,
            State::Planned { .. }
            | State::Submitted { .. }
            | State::Frozen { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Cancelled { .. } => Money::zero(currency),
        };
        let standing = match bill.state {
            State::Planned { .. } => PaymentStanding::AwaitsDay,
            State::Submitted { .. } => PaymentStanding::AwaitsDecision,
            State::Frozen { .. } => PaymentStanding::InDispute,
            State::Declined { .. } => PaymentStanding::Declined,
            State::Withdrawn { .. } => PaymentStanding::Withdrawn,
            State::Cancelled { .. } => PaymentStanding::Cancelled,
            State::Approved { .. } => approved(&parts, paid),
        };
        Ok(Self { bill, standing, net, paid, refunded, unpaid, parts })
    }

    /// Everything that it waits for, each once, the hardest to lift last.
    pub fn reasons(&self) -> Vec<Reason> {
        once(self.parts.iter().flat_map(|part| &part.reasons))
    }

    /// What its days count on, each once.
    pub fn assumes(&self) -> Vec<Assumption> {
        once(self.parts.iter().flat_map(|part| &part.assumes))
    }

    /// Between which days the last of it arrives; `None` while there is no telling of a part.
    pub fn arrival(&self) -> Option<DayWindow> {
        let comes = |status| !matches!(status, PartStatus::Repaid | PartStatus::Refunded);
        let unpaid = self.parts.iter().filter(|part| comes(part.status)).map(|part| part.arrival);
        let windows: Option<Vec<DayWindow>> = unpaid.collect();
        windows?.into_iter().reduce(|one, other| {
            let later = one.earliest().max(other.earliest());
            DayWindow::between(later, one.latest().max(other.latest()))
        })
    }
}

/// How far an approved bill is: as far as the part that is furthest behind, unless some of it is paid.
fn approved(parts: &[Part], paid: Money) -> PaymentStanding {
    let behind = parts.iter().filter(|part| part.is_unpaid()).map(|part| part.status).min();
    match behind {
        None if paid.is_zero() && !parts.is_empty() => PaymentStanding::Refunded,
        None => PaymentStanding::Paid,
        Some(_) if !paid.is_zero() => PaymentStanding::PartiallyPaid,
        Some(PartStatus::AwaitsDay | PartStatus::AwaitsDecision | PartStatus::AwaitsCollection) => {
            PaymentStanding::AwaitsCollection
        }
        Some(PartStatus::AwaitsRun) => PaymentStanding::AwaitsRun,
        Some(PartStatus::WrittenOff) => PaymentStanding::WrittenOff,
        Some(PartStatus::InTransit | PartStatus::Paid | PartStatus::Repaid | PartStatus::Refunded) => {
            PaymentStanding::InTransit
        }
    }
}

fn sum<'a>(currency: Currency, parts: impl Iterator<Item = &'a Part>) -> Result<Money, MoneyError> {
    parts.map(|part| part.amount).try_fold(Money::zero(currency), Money::checked_add)
}

/// The items in the order in which they first come.
pub fn once<'a, T: Copy + PartialEq + 'a>(items: impl Iterator<Item = &'a T>) -> Vec<T> {
    items.fold(Vec::new(), |mut known, item| {
        if !known.contains(item) {
            known.push(*item);
        }
        known
    })
}
