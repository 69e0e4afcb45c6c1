//! Who takes part: accounts, their members, the operator's staff, and who is signed in.

mod account;
mod company;
mod country;
mod inputs;
mod member;
mod mutations;
mod queries;
mod rights;
mod staff;
mod viewer;

use ::accounts::AccountError;

pub use self::{
    account::Account,
    company::{Company, CompanyMutations, CompanyOf},
    country::{CountryMutations, CountryQueries},
    inputs::{address, country},
    member::Member,
    mutations::AccountMutations,
    queries::AccountQueries,
};
use crate::user_error::{Refusal, UserErrorCode as Code};

const CHECK: &str = "Check the id and the account you act for.";

/// Why an account, a member or staff refused.
pub(crate) fn refusal(error: &AccountError) -> Refusal {
    let refuse = |code, remedy| Refusal::new(code).remedy(remedy);
    match error {
        AccountError::NotFound(_) => refuse(Code::AccountNotFound, CHECK).field("accountId").rule("IQ-26"),
        AccountError::NotInState { .. } => {
            refuse(Code::AccountNotInState, "Read the account's status; the message names what it needs.")
                .rule("MKT-04")
        }
        AccountError::Suspended(_) => refuse(Code::AccountSuspended, "Write to the operator.").rule("MKT-04"),
        AccountError::HasOpenMoney(_) => refuse(Code::AccountHasOpenMoney, "Let it settle.").rule("IQ-30"),
        AccountError::EngagementsOpen(_) => {
            refuse(Code::EngagementsOpen, "Complete the engagements first.").rule("IQ-30")
        }
        AccountError::CountryUnknown(_) => {
            refuse(Code::CountryUnknown, "Use an ISO 3166 code of two capital letters.").field("country").rule("IQ-13")
        }
        AccountError::AlreadyMember | AccountError::AlreadyMemberHere(_) => {
            refuse(Code::AlreadyMember, "Leave the account first, or use it.").rule("IQ-26")
        }
        AccountError::MemberNotFound(_) => refuse(Code::MemberNotFound, CHECK).field("memberId").rule("IQ-26"),
        AccountError::MemberNotInState { .. } => {
            refuse(Code::MemberNotInState, "Read the member's status; the message names what it needs.")
                .field("memberId")
                .rule("IQ-26")
        }
        AccountError::InvitationExpired { .. } => {
            refuse(Code::InvitationExpired, "Ask for a new invitation.").field("memberId").rule("IQ-26")
        }
        AccountError::LastManager => refuse(Code::LastManager, "Give the right to another first.").rule("IQ-26"),
        AccountError::StaffNotFound(_) => refuse(Code::StaffNotFound, "Check the id.").field("staffId").rule("IQ-26"),
        AccountError::StaffAlreadyAppointed(_) => {
            refuse(Code::StaffNotInState, "Use the appointment that stands.").field("email").rule("IQ-12")
        }
        AccountError::StaffNotAppointed(_) => {
            refuse(Code::StaffNotInState, "Read the status of the appointment.").field("staffId").rule("IQ-12")
        }
        AccountError::StaffNeverExpert(_) => {
            refuse(Code::StaffNeverExpert, "Appoint somebody who is no expert.").field("email").rule("IQ-12")
        }
        AccountError::UrlNotAllowed => {
            refuse(Code::UrlNotAllowed, "Give an https address of a public host.").field("url").rule("IQ-21")
        }
        AccountError::PeriodInPast { .. } => {
            refuse(Code::PeriodInPast, "Begin today or later.").field("fromOn").rule("G-37")
        }
        AccountError::Input(error) => refuse(Code::InputInvalid, "Correct the named field.").field(error.field),
    }
}
