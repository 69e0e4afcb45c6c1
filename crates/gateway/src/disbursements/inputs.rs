use ::disbursements::NewPayoutMethod;
use async_graphql::{Enum, ID, InputObject};
use chrono::NaiveDate;
use kernel::Money;
use marketplace::{
    AddPayoutMethod, CancelDisbursement, DisbursementOutcome, Error, ResolveDisbursement, RunPayouts,
    SetPayoutPreference,
};

use super::{
    PayoutRail,
    payout_preference::{PayoutInterval, interval},
};
use crate::{
    money::{CurrencyCode, MoneyInput},
    place::AddressInput,
};

/// A bank account to be paid to.
#[derive(InputObject)]
pub struct PayoutMethodAddInput {
    currency: CurrencyCode,
    rail: PayoutRail,
    /// An IBAN, or the number that a bank of the United States gave. Shown masked ever after.
    account_number: String,
    /// The nine digits of a bank of the United States; none beside an IBAN.
    routing_number: Option<String>,
    /// Whose name is on the bank account.
    holder: String,
    /// Why the holder is not the account's name; needed if it is not.
    holder_reason: Option<String>,
    /// As the bank has it; must be the account's address.
    bank_address: AddressInput,
    /// The day that the bank's document bears: at most three months ago.
    document_issued_on: NaiveDate,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which payout method was found to be its payee's.
#[derive(InputObject)]
pub struct PayoutMethodVerifyInput {
    pub payout_method_id: ID,
    /// What proves it: a document, a test payment.
    pub evidence: String,
}

/// Which payout method is refused.
#[derive(InputObject)]
pub struct PayoutMethodRejectInput {
    pub payout_method_id: ID,
    /// Told to the payee: 1 to 1000 characters.
    pub reason: String,
}

/// Which errored payout method still holds.
#[derive(InputObject)]
pub struct PayoutMethodConfirmInput {
    pub payout_method_id: ID,
    /// The day that the bank's fresh document bears: at most three months ago.
    pub document_issued_on: NaiveDate,
}

/// Which payout method to take away.
#[derive(InputObject)]
pub struct PayoutMethodRemoveInput {
    pub payout_method_id: ID,
}

/// When to be paid in a currency.
#[derive(InputObject)]
pub struct PayoutPreferenceSetInput {
    currency: CurrencyCode,
    interval: PayoutInterval,
    /// 1 to 28; with `MONTHLY`, and only with it.
    month_day: Option<i32>,
    /// A run pays this much or nothing; nothing is too little if not given.
    minimum: Option<MoneyInput>,
}

/// In which currency to stop payouts.
#[derive(InputObject)]
pub struct PayoutPauseInput {
    pub currency: CurrencyCode,
}

/// In which currency to go on with payouts.
#[derive(InputObject)]
pub struct PayoutResumeInput {
    pub currency: CurrencyCode,
}

/// Which payout run to make by hand.
#[derive(InputObject)]
pub struct PayoutRunInput {
    currency: CurrencyCode,
    /// A business day of the currency's rail whose cutoff is over.
    run_on: NaiveDate,
    /// Only this payee, whatever its interval, and although its registration may be closed; everybody if not
    /// given.
    account_id: Option<ID>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which disbursement to stop before it is sent.
#[derive(InputObject)]
pub struct DisbursementCancelInput {
    disbursement_id: ID,
    /// 1 to 1000 characters.
    reason: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What became of a disbursement whose answer was lost.
#[derive(InputObject)]
pub struct DisbursementResolveInput {
    disbursement_id: ID,
    outcome: DisbursementFinding,
    /// What proves it: the rail's answer, a document.
    evidence: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What can be found out about a disbursement whose answer was lost.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum DisbursementFinding {
    /// The rail has it; it will be paid.
    Received,
    /// The rail never got it: the same message goes again under the same key.
    NeverReceived,
}

impl TryFrom<PayoutMethodAddInput> for AddPayoutMethod {
    type Error = Error;

    fn try_from(input: PayoutMethodAddInput) -> Result<Self, Error> {
        let method = NewPayoutMethod {
            currency: input.currency.0,
            rail: input.rail.into(),
            account_number: input.account_number,
            routing_number: input.routing_number,
            holder: input.holder,
            holder_reason: input.holder_reason,
            address: input.bank_address.try_into()?,
            document_issued_on: input.document_issued_on,
        };
        Ok(Self { method, idempotency_key: input.idempotency_key })
    }
}

impl TryFrom<PayoutPreferenceSetInput> for SetPayoutPreference {
    type Error = Error;

    fn try_from(input: PayoutPreferenceSetInput) -> Result<Self, Error> {
        let currency = input.currency.0;
        let minimum = input.minimum.map(Money::try_from).transpose()?.unwrap_or(Money::zero(currency));
        Ok(Self { currency, interval: interval(input.interval, input.month_day)?, minimum })
    }
}

impl TryFrom<PayoutRunInput> for RunPayouts {
    type Error = Error;

    fn try_from(input: PayoutRunInput) -> Result<Self, Error> {
        Ok(Self {
            currency: input.currency.0,
            run_on: input.run_on,
            expert_account_id: input.account_id.map(|id| id.parse()).transpose()?,
            idempotency_key: input.idempotency_key,
        })
    }
}

impl TryFrom<DisbursementCancelInput> for CancelDisbursement {
    type Error = Error;

    fn try_from(input: DisbursementCancelInput) -> Result<Self, Error> {
        let DisbursementCancelInput { disbursement_id, reason, idempotency_key } = input;
        Ok(Self { disbursement_id: disbursement_id.parse()?, reason, idempotency_key })
    }
}

impl TryFrom<DisbursementResolveInput> for ResolveDisbursement {
    type Error = Error;

    fn try_from(input: DisbursementResolveInput) -> Result<Self, Error> {
        let outcome = match input.outcome {
            DisbursementFinding::Received => DisbursementOutcome::Received,
            DisbursementFinding::NeverReceived => DisbursementOutcome::NeverReceived,
        };
        let DisbursementResolveInput { disbursement_id, evidence, idempotency_key, .. } = input;
        Ok(Self { disbursement_id: disbursement_id.parse()?, outcome, evidence, idempotency_key })
    }
}
