//! The money out: where it goes, when it goes, and what became of it.

mod disbursement;
mod hold;
mod inputs;
mod mutations;
mod payout_method;
mod payout_preference;
mod payout_run;
mod queries;

use ::disbursements::{DisbursementError, HoldError};

pub use self::{
    disbursement::{Disbursement, DisbursementReportStatus},
    hold::{HoldMutations, HoldQueries, HoldReason},
    mutations::DisbursementMutations,
    payout_method::{PayoutMethod, PayoutRail},
    payout_preference::{PayoutBlocker, PayoutPreference},
    payout_run::PayoutRun,
    queries::DisbursementQueries,
};
use crate::{
    refusal::money_refusal,
    user_error::{Refusal, UserErrorCode as Code},
};

/// Why a command about money out refused.
pub(crate) fn refusal(error: &DisbursementError) -> Refusal {
    const CHECK: &str = "Check the id and the account you act for.";
    let on_disbursement = |code| Refusal::new(code).field("disbursementId");
    let on_method = |code| Refusal::new(code).field("payoutMethodId");
    match error {
        DisbursementError::NotFound(_) => on_disbursement(Code::DisbursementNotFound).remedy(CHECK).rule("IQ-26"),
        DisbursementError::NotInState { .. } => on_disbursement(Code::DisbursementNotInState).rule("G-43"),
        DisbursementError::AmountDiffers { .. } => {
            on_disbursement(Code::EvidenceRequired).remedy("Name a report over the same amount.").rule("G-43")
        }
        DisbursementError::EvidenceRequired => Refusal::new(Code::EvidenceRequired)
            .remedy("Name the bank line, the answer or the document.")
            .field("evidence")
            .rule("IQ-30"),
        DisbursementError::MethodNotFound(_) => on_method(Code::PayoutMethodNotFound).remedy(CHECK).rule("IQ-26"),
        DisbursementError::MethodNotInState { .. } => on_method(Code::PayoutMethodNotInState).rule("G-39"),
        DisbursementError::RailCurrencyUnsupported { .. } => {
            Refusal::new(Code::RailCurrencyUnsupported).remedy("Choose another rail.").field("rail").rule("G-41")
        }
        DisbursementError::AccountNumberInvalid(_) => {
            Refusal::new(Code::AccountNumberInvalid).remedy("Correct the number.").field("accountNumber").rule("G-41")
        }
        DisbursementError::BankAddressDiffers => Refusal::new(Code::BankAddressDiffers)
            .remedy("Correct the bank address or the account's.")
            .field("bankAddress")
            .rule("MKT-03"),
        DisbursementError::HolderDiffers => Refusal::new(Code::HolderDiffers)
            .remedy("Correct the holder, or give the reason.")
            .field("holder")
            .rule("G-39"),
        DisbursementError::DocumentTooOld { .. } => Refusal::new(Code::DocumentTooOld)
            .remedy("Use a document of the last three months.")
            .field("documentIssuedOn")
            .rule("G-39"),
        DisbursementError::SelfReview => on_method(Code::SelfReview).remedy("Let a colleague review it.").rule("IQ-42"),
        DisbursementError::InFlight(_) => {
            on_method(Code::DisbursementInFlight).remedy("Wait until the money has arrived.").rule("G-41")
        }
        DisbursementError::PreferenceNotInState { .. } => {
            Refusal::new(Code::PayoutPreferenceNotInState).field("currency").rule("G-41")
        }
        DisbursementError::PayoutDayInvalid(_) => Refusal::new(Code::PayoutDayInvalid)
            .remedy("Choose a day from 1 to 28, or the month's end.")
            .field("monthDay")
            .rule("G-41"),
        DisbursementError::Hold(error) => hold_refusal(error),
        DisbursementError::Input(error) => {
            Refusal::new(Code::InputInvalid).remedy("Correct the named field.").field(error.field)
        }
        DisbursementError::Money(error) => money_refusal(error),
    }
}

fn hold_refusal(error: &HoldError) -> Refusal {
    let on_hold = |code| Refusal::new(code).field("holdId");
    match error {
        HoldError::NotFound(_) => on_hold(Code::HoldNotFound).remedy("Check the id.").rule("G-40"),
        HoldError::NotInState { .. } => on_hold(Code::HoldNotInState).rule("G-40"),
        HoldError::CauseStands(_) => {
            on_hold(Code::HoldCauseStands).remedy("Remove the cause: the hold goes with it.").rule("IQ-42")
        }
    }
}
