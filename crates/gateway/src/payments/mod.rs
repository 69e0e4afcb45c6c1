//! The money in: bills, how they are decided, and how what was approved is collected.

mod charge;
mod complaint;
mod complaint_mutations;
mod dispute;
mod dispute_mutations;
mod fee_schedule;
mod mutations;
mod payment_method;
mod payment_request;
mod queries;
mod receivable;
mod refund;
mod refund_mutations;
mod suspended_money;
mod write_off_mutations;

use ::payments::PaymentError;

pub use self::{
    charge::{Charge, ChargeStatus},
    complaint::{Complaint, ComplaintQueries},
    complaint_mutations::ComplaintMutations,
    dispute::Dispute,
    dispute_mutations::DisputeMutations,
    fee_schedule::{FeeBoundsInput, FeeSchedule},
    mutations::PaymentMutations,
    payment_method::{PaymentMethod, Tender},
    payment_request::PaymentRequest,
    queries::PaymentQueries,
    receivable::{ReceivableMutations, ReceivableQueries},
    refund::Refund,
    refund_mutations::{RefundMutations, RefundQueries},
    suspended_money::{SuspenseMutations, SuspenseQueries},
    write_off_mutations::WriteOffMutations,
};
use crate::{
    refusal::money_refusal,
    user_error::{Refusal, UserErrorCode as Code},
};

/// Why a bill, its charge or what they rest on refused.
#[expect(clippy::too_many_lines, reason = "a table, one arm for each refusal")]
pub(crate) fn refusal(error: &PaymentError) -> Refusal {
    const CHECK: &str = "Check the id and the account you act for.";
    let on_bill = |code| Refusal::new(code).field("paymentRequestId");
    let on_dispute = |code| Refusal::new(code).field("disputeId").rule("G-29");
    let on_complaint = |code| Refusal::new(code).field("complaintId").rule("G-54");
    let on_refund = |code| Refusal::new(code).field("refundId").rule("G-17");
    let on_charge = |code| Refusal::new(code).field("chargeId").rule("IQ-31");
    let on_suspended = |code| Refusal::new(code).field("suspendedMoneyId").rule("G-43");
    match error {
        PaymentError::NotFound(_) => on_bill(Code::PaymentRequestNotFound).remedy(CHECK).rule("IQ-26"),
        PaymentError::AlreadyDecided(_) => on_bill(Code::PaymentRequestAlreadyDecided).rule("G-30"),
        PaymentError::DeadlinePassed { .. } => on_bill(Code::DeadlinePassed).rule("G-30"),
        PaymentError::NotDue(_) => on_bill(Code::PaymentRequestNotInState).rule("G-30"),
        PaymentError::Frozen(_) => {
            on_bill(Code::PaymentRequestFrozen).remedy("Settle or withdraw the dispute.").rule("G-29")
        }
        PaymentError::DisputeNotFound(_) => on_dispute(Code::DisputeNotFound).remedy(CHECK).rule("IQ-26"),
        PaymentError::DisputeNotInState { .. } => {
            on_dispute(Code::DisputeNotInState).remedy("Read its state: it says who is awaited.")
        }
        PaymentError::DisputeAlreadyDecided(_) => on_dispute(Code::DisputeAlreadyDecided),
        PaymentError::DisputeDeadlinePassed { .. } => on_dispute(Code::DeadlinePassed),
        PaymentError::PartNotBelowAmount { .. } => Refusal::new(Code::PartNotBelowAmount)
            .remedy("Name an amount above zero and below the bill's, or pay all or nothing.")
            .field("part")
            .rule("G-29"),
        PaymentError::ComplaintNotFound(_) => on_complaint(Code::ComplaintNotFound).remedy(CHECK).rule("IQ-26"),
        PaymentError::ComplaintExtendedAlready(_) => {
            on_complaint(Code::ComplaintNotInState).remedy("Answer it: more time is taken once.")
        }
        PaymentError::ComplaintAnsweredAlready(_) => on_complaint(Code::ComplaintAlreadyDecided),
        PaymentError::ComplaintDeadlinePassed { .. } => on_complaint(Code::DeadlinePassed).remedy("Answer it now."),
        PaymentError::NotInState { .. } => {
            on_bill(Code::PaymentRequestNotInState).remedy("Read its state: nobody decides on it.").rule("G-32")
        }
        PaymentError::NotDeclined(_) => Refusal::new(Code::BillNotDeclined)
            .remedy("Name a declined bill of the same engagement.")
            .field("answersId")
            .rule("G-31"),
        PaymentError::AmountNotPositive => {
            Refusal::new(Code::AmountNotPositive).remedy("Give an amount above zero.").field("amount").rule("G-14")
        }
        PaymentError::PaymentMethodNotFound(_) => {
            Refusal::new(Code::PaymentMethodNotFound).remedy(CHECK).field("paymentMethodId").rule("IQ-26")
        }
        PaymentError::ChargeNotFound(_) => on_charge(Code::ChargeNotFound).remedy(CHECK).rule("IQ-26"),
        PaymentError::ChargeNotInState { .. } => on_charge(Code::ChargeNotInState),
        PaymentError::PaidByTransfer(_) => {
            on_charge(Code::ChargeNotInState).remedy("Wait for the customer's transfer.")
        }
        PaymentError::CollectionInFlight(_) => on_charge(Code::CollectionInFlight).remedy("Wait for the answer."),
        PaymentError::AttemptsUsedUp(_) => {
            on_charge(Code::ChargeNotInState).remedy("Ask the customer to pay in another way.")
        }
        PaymentError::OtherCurrency { .. } => Refusal::new(Code::InputInvalid).field("amount"),
        PaymentError::RefundNotFound(_) => on_refund(Code::RefundNotFound).remedy(CHECK).rule("IQ-26"),
        PaymentError::RefundNotInState { .. } => on_refund(Code::RefundNotInState).remedy("Read its status."),
        PaymentError::RefundAlreadyDecided(_) => on_refund(Code::RefundAlreadyDecided).rule("G-34"),
        PaymentError::ExceedsRefundable { .. } => {
            Refusal::new(Code::ExceedsRefundable).remedy("Refund no more than is left.").field("amount").rule("G-45")
        }
        PaymentError::TotalNotConfirmed { .. } => {
            Refusal::new(Code::TotalNotConfirmed).remedy("Type the total shown.").field("total").rule("G-45")
        }
        PaymentError::AmountNotConfirmed { .. } => {
            Refusal::new(Code::TotalNotConfirmed).remedy("Type what is open.").field("amount").rule("IQ-33")
        }
        PaymentError::DebtNotConfirmed { .. } => {
            Refusal::new(Code::TotalNotConfirmed).remedy("Type what is owed back.").field("owed").rule("IQ-33")
        }
        PaymentError::MoreThanOwed { .. } => {
            Refusal::new(Code::TotalNotConfirmed).remedy("Give up no more than is owed.").field("amount").rule("IQ-33")
        }
        PaymentError::NothingHeld(_) => Refusal::new(Code::EvidenceRequired)
            .remedy("Name money of `suspendedMoney` that came for the charge.")
            .field("suspendedMoneyId")
            .rule("IQ-33"),
        PaymentError::SuspendedNotFound(_) => {
            on_suspended(Code::SuspendedMoneyNotFound).remedy("Name money of `suspendedMoney`.")
        }
        PaymentError::SuspendedAlreadyAssigned(_) => on_suspended(Code::SuspendedMoneyAlreadyDecided),
        PaymentError::SuspendedTaken(_) => {
            on_suspended(Code::SuspendedMoneyNotInState).remedy("Settle it with the provider, who has taken it.")
        }
        PaymentError::AssignmentEvidenceRequired(_) => Refusal::new(Code::EvidenceRequired)
            .remedy("Name the bank line, or a document.")
            .field("evidence")
            .rule("G-43"),
        PaymentError::RefundEvidenceRequired(_) => Refusal::new(Code::EvidenceRequired)
            .remedy("Name the provider's answer or a document.")
            .field("evidence")
            .rule("G-17"),
        PaymentError::FeeScheduleNotFound(_) => Refusal::new(Code::FeeScheduleNotFound),
        PaymentError::PeriodInPast { .. } => {
            Refusal::new(Code::PeriodInPast).remedy("Begin now or later.").field("validFromAt").rule("G-19")
        }
        PaymentError::PeriodTaken(_) => {
            Refusal::new(Code::InputInvalid).remedy("Begin at another instant.").field("validFromAt").rule("G-19")
        }
        PaymentError::Input(error) => {
            Refusal::new(Code::InputInvalid).remedy("Correct the named field.").field(error.field)
        }
        PaymentError::Money(error) => money_refusal(error),
    }
}
