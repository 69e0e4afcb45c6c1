//! The money out: where it goes, when it goes, and what became of it.

mod bank_break;
mod bank_document;
mod bank_file;
mod disbursement;
mod hold;
mod inputs;
mod mutations;
mod payout_method;
mod payout_preference;
mod payout_run;
mod queries;

use ::disbursements::{DisbursementError, HoldError};

pub(crate) use self::bank_break::refusal as break_refusal;
pub use self::{
    bank_break::{BreakMutations, BreakQueries},
    bank_document::BankDocumentQueries,
    bank_file::BankFileQueries,
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
    let on_field = |code, field, remedy| Refusal::new(code).field(field).remedy(remedy);
    match error {
        DisbursementError::NotFound(_) => on_disbursement(Code::DisbursementNotFound).remedy(CHECK).rule("IQ-26"),
        DisbursementError::NotInState { .. } => on_disbursement(Code::DisbursementNotInState).rule("G-43"),
        DisbursementError::BatchNotFound(_) => on_disbursement(Code::DisbursementNotFound),
        DisbursementError::BatchNotInState { .. } => on_disbursement(Code::DisbursementNotInState),
        DisbursementError::AmountDiffers { .. } => {
            on_disbursement(Code::EvidenceRequired).remedy("Name a report over the same amount.").rule("G-43")
        }
        DisbursementError::EvidenceRequired => {
            on_field(Code::EvidenceRequired, "evidence", "Name the bank line, the answer or the document.")
                .rule("IQ-30")
        }
        DisbursementError::MethodNotFound(_) => on_method(Code::PayoutMethodNotFound).remedy(CHECK).rule("IQ-26"),
        DisbursementError::MethodNotInState { .. } => on_method(Code::PayoutMethodNotInState).rule("G-39"),
        DisbursementError::RailCurrencyUnsupported { .. } => {
            on_field(Code::RailCurrencyUnsupported, "rail", "Choose another rail.").rule("G-41")
        }
        DisbursementError::AccountNumberInvalid(_) => {
            on_field(Code::AccountNumberInvalid, "accountNumber", "Correct the number.").rule("G-41")
        }
        DisbursementError::BankAddressDiffers => {
            on_field(Code::BankAddressDiffers, "bankAddress", "Correct it, or the account's.").rule("MKT-03")
        }
        DisbursementError::HolderDiffers => {
            on_field(Code::HolderDiffers, "holder", "Correct the holder, or give the reason.").rule("G-39")
        }
        DisbursementError::DocumentTooOld { .. } => {
            on_field(Code::DocumentTooOld, "documentIssuedOn", "Use a document of the last three months.").rule("G-39")
        }
        DisbursementError::SelfReview => on_method(Code::SelfReview).remedy("Let a colleague review it.").rule("IQ-42"),
        DisbursementError::InFlight(_) => {
            on_method(Code::DisbursementInFlight).remedy("Wait until it has arrived.").rule("G-41")
        }
        DisbursementError::PreferenceNotInState { .. } => {
            Refusal::new(Code::PayoutPreferenceNotInState).field("currency").rule("G-41")
        }
        DisbursementError::PayoutDayInvalid(_) => {
            on_field(Code::PayoutDayInvalid, "monthDay", "Choose a day from 1 to 28, or the month's end.").rule("G-41")
        }
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
