use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use kernel::{AccountId, Actor, Address, Currency, InputError, PayoutMethodId, line, text};

use crate::{AccountNumber, DisbursementError, KeptNumber, Rail, calendar};

/// How long staff may take to review a payout method (G-39), in business days.
const REVIEW_BUSINESS_DAYS: u32 = 5;

/// How old a bank document may be (G-39).
const DOCUMENT_AGE: Months = Months::new(3);

/// Where a payee's money goes in one currency. Its details never change: a change is a new method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutMethod {
    pub id: PayoutMethodId,
    pub expert_account_id: AccountId,
    pub currency: Currency,
    pub bank: BankAccount,
    /// The day that the bank's document bears.
    pub document_issued_on: NaiveDate,
    pub added_at: DateTime<Utc>,
    pub state: PayoutMethodState,
}

/// An account at a bank, as its document shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    pub rail: Rail,
    pub number: KeptNumber,
    pub holder: String,
    /// Why the holder is not the account's name; `None` if it is.
    pub holder_reason: Option<String>,
    /// Also the account's address, or no payout goes through (MKT-03).
    pub address: Address,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayoutMethodState {
    /// Staff review it, by the end of `review_due_on`.
    Pending {
        at: DateTime<Utc>,
        review_due_on: NaiveDate,
        /// When staff were told that the review is overdue; once.
        alerted_at: Option<DateTime<Utc>>,
    },
    /// The newest verified one of a payee and currency is where money goes.
    Verified {
        at: DateTime<Utc>,
        evidence: String,
    },
    Rejected {
        at: DateTime<Utc>,
        reason: String,
    },
    /// The bank refused or returned money.
    Errored {
        at: DateTime<Utc>,
        reason: String,
    },
    Removed {
        at: DateTime<Utc>,
    },
}

/// A payout method as its payee gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayoutMethod {
    pub currency: Currency,
    pub rail: Rail,
    pub account_number: String,
    pub routing_number: Option<String>,
    pub holder: String,
    pub holder_reason: Option<String>,
    pub address: Address,
    pub document_issued_on: NaiveDate,
}

/// What a bank account is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Payee<'a> {
    pub account_id: AccountId,
    pub name: &'a str,
    pub address: &'a Address,
}

impl PayoutMethod {
    /// The payee names a bank account; it is reviewed before money goes there (MKT-03, G-39, G-41). `keep` seals its
    /// number.
    pub fn add<E: From<DisbursementError>>(
        id: PayoutMethodId,
        payee: Payee<'_>,
        new: NewPayoutMethod,
        at: DateTime<Utc>,
        keep: impl FnOnce(&AccountNumber) -> Result<KeptNumber, E>,
    ) -> Result<Self, E> {
        let (number, holder, holder_reason) = new.checked(payee, at)?;
        let NewPayoutMethod { currency, rail, address, document_issued_on, .. } = new;
        Ok(Self {
            id,
            expert_account_id: payee.account_id,
            currency,
            bank: BankAccount { rail, number: keep(&number)?, holder, holder_reason, address },
            document_issued_on,
            added_at: at,
            state: pending(currency, at),
        })
    }

    /// Staff found the bank account to be the payee's. `is_own`: whether the reviewer belongs to the account.
    pub fn verify(self, evidence: &str, is_own: bool, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        self.ensure_reviewable(is_own)?;
        let evidence = evidence_of(evidence)?;
        Ok(Self { state: PayoutMethodState::Verified { at, evidence }, ..self })
    }

    /// Staff refuse it for `reason`.
    pub fn reject(self, reason: &str, is_own: bool, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        self.ensure_reviewable(is_own)?;
        let reason = text("reason", reason, 1..=1_000)?;
        Ok(Self { state: PayoutMethodState::Rejected { at, reason }, ..self })
    }

    /// Staff are told, once, that the review is overdue.
    pub fn alert(self, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        match self.state {
            PayoutMethodState::Pending { at: since, review_due_on, alerted_at: None } => {
                let alerted_at = Some(at);
                Ok(Self { state: PayoutMethodState::Pending { at: since, review_due_on, alerted_at }, ..self })
            }
            PayoutMethodState::Pending { .. }
            | PayoutMethodState::Verified { .. }
            | PayoutMethodState::Rejected { .. }
            | PayoutMethodState::Errored { .. }
            | PayoutMethodState::Removed { .. } => Err(self.needs("pending, and not yet reported as overdue")),
        }
    }

    /// The bank refused or returned money for `reason`. `None` if it took no money any more anyway.
    pub fn errored(self, reason: &str, at: DateTime<Utc>) -> Option<Self> {
        match self.state {
            PayoutMethodState::Verified { .. } => {
                Some(Self { state: PayoutMethodState::Errored { at, reason: reason.to_owned() }, ..self })
            }
            PayoutMethodState::Pending { .. }
            | PayoutMethodState::Rejected { .. }
            | PayoutMethodState::Errored { .. }
            | PayoutMethodState::Removed { .. } => None,
        }
    }

    /// The payee confirms the details with a fresh document; staff review them again.
    pub fn confirm(
        self,
        actor: Actor,
        document_issued_on: NaiveDate,
        at: DateTime<Utc>,
    ) -> Result<Self, DisbursementError> {
        self.ensure_of(actor)?;
        let PayoutMethodState::Errored { .. } = self.state else { return Err(self.needs("errored")) };
        ensure_fresh(document_issued_on, at)?;
        Ok(Self { document_issued_on, state: pending(self.currency, at), ..self })
    }

    /// The payee takes it away. `in_flight`: whether a disbursement on it has no outcome yet.
    pub fn remove(self, actor: Actor, in_flight: bool, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        self.ensure_of(actor)?;
        match self.state {
            PayoutMethodState::Removed { .. } => Err(self.needs("not yet removed")),
            PayoutMethodState::Pending { .. }
            | PayoutMethodState::Verified { .. }
            | PayoutMethodState::Rejected { .. }
            | PayoutMethodState::Errored { .. } => {
                if in_flight {
                    return Err(DisbursementError::InFlight(self.id));
                }
                Ok(Self { state: PayoutMethodState::Removed { at }, ..self })
            }
        }
    }

    /// From when on its review is overdue: the end of its last day.
    pub fn review_due_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            PayoutMethodState::Pending { review_due_on, .. } => Some(end_of(review_due_on)),
            PayoutMethodState::Verified { .. }
            | PayoutMethodState::Rejected { .. }
            | PayoutMethodState::Errored { .. }
            | PayoutMethodState::Removed { .. } => None,
        }
    }

    /// When staff are to be told that its review is overdue; `None` once they were, and unless it waits for one.
    pub fn alert_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            PayoutMethodState::Pending { review_due_on, alerted_at: None, .. } => Some(end_of(review_due_on)),
            PayoutMethodState::Pending { .. }
            | PayoutMethodState::Verified { .. }
            | PayoutMethodState::Rejected { .. }
            | PayoutMethodState::Errored { .. }
            | PayoutMethodState::Removed { .. } => None,
        }
    }

    pub fn is_verified(&self) -> bool {
        match self.state {
            PayoutMethodState::Verified { .. } => true,
            PayoutMethodState::Pending { .. }
            | PayoutMethodState::Rejected { .. }
            | PayoutMethodState::Errored { .. }
            | PayoutMethodState::Removed { .. } => false,
        }
    }

    fn ensure_reviewable(&self, is_own: bool) -> Result<(), DisbursementError> {
        let PayoutMethodState::Pending { .. } = self.state else { return Err(self.needs("pending")) };
        if is_own { Err(DisbursementError::SelfReview) } else { Ok(()) }
    }

    fn ensure_of(&self, actor: Actor) -> Result<(), DisbursementError> {
        if actor.acts_for(self.expert_account_id) { Ok(()) } else { Err(DisbursementError::MethodNotFound(self.id)) }
    }

    fn needs(&self, needs: &'static str) -> DisbursementError {
        DisbursementError::MethodNotInState { id: self.id, needs }
    }
}

impl NewPayoutMethod {
    /// The number, the holder, and why the holder is another than the payee.
    fn checked(
        &self,
        payee: Payee<'_>,
        at: DateTime<Utc>,
    ) -> Result<(AccountNumber, String, Option<String>), DisbursementError> {
        let &Self { currency, rail, document_issued_on, .. } = self;
        if !rail.carries(currency) {
            return Err(DisbursementError::RailCurrencyUnsupported { rail, currency });
        }
        let number = AccountNumber::new(rail, &self.account_number, self.routing_number.as_deref())?;
        if !self.address.is_same_place(payee.address) {
            return Err(DisbursementError::BankAddressDiffers);
        }
        let holder = line("holder", &self.holder, 1..=140)?;
        let holder_reason = holder_reason(&holder, payee.name, self.holder_reason.as_deref())?;
        ensure_fresh(document_issued_on, at)?;
        Ok((number, holder, holder_reason))
    }
}

/// Takes what staff name as proof: an answer, a document.
pub fn evidence_of(typed: &str) -> Result<String, DisbursementError> {
    if typed.trim().is_empty() {
        return Err(DisbursementError::EvidenceRequired);
    }
    Ok(text("evidence", typed, 1..=1_000)?)
}

/// The instant at which a day is over.
pub(crate) fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).expect("days are far from the end of the calendar");
    next.and_time(chrono::NaiveTime::MIN).and_utc()
}

fn pending(currency: Currency, at: DateTime<Utc>) -> PayoutMethodState {
    let review_due_on = calendar(currency).add_business_days(at.date_naive(), REVIEW_BUSINESS_DAYS);
    PayoutMethodState::Pending { at, review_due_on, alerted_at: None }
}

fn ensure_fresh(issued_on: NaiveDate, at: DateTime<Utc>) -> Result<(), DisbursementError> {
    let today = at.date_naive();
    let oldest_on = today - DOCUMENT_AGE;
    // The latest zone on earth is a day ahead of UTC.
    if issued_on > today + Days::new(1) {
        return Err(InputError::new("documentIssuedOn", "lies in the future").into());
    }
    if issued_on < oldest_on { Err(DisbursementError::DocumentTooOld { issued_on, oldest_on }) } else { Ok(()) }
}

/// Why the holder differs; nothing where it does not.
fn holder_reason(holder: &str, name: &str, typed: Option<&str>) -> Result<Option<String>, DisbursementError> {
    let letters = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let (holder, name): (String, String) = (letters(holder), letters(name));
    match typed.filter(|reason| !reason.trim().is_empty()) {
        _ if holder == name => Ok(None),
        Some(reason) => Ok(Some(text("holderReason", reason, 1..=1_000)?)),
        None => Err(DisbursementError::HolderDiffers),
    }
}

#[cfg(test)]
mod tests;
