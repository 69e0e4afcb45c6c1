use chrono::{DateTime, NaiveDate, Utc};
use kernel::{AccountId, EmailAddress, InputError, MemberId, StaffId, UnknownCountry};

/// Why accounts, members and staff refuse. Every variant is something a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    #[error("account {0} does not exist")]
    NotFound(AccountId),
    #[error("account {id} must be {needs} for that")]
    NotInState { id: AccountId, needs: &'static str },
    #[error("account {0} is suspended")]
    Suspended(AccountId),
    #[error("account {0} still has money on its way")]
    HasOpenMoney(AccountId),
    #[error("account {0} still has engagements that run")]
    EngagementsOpen(AccountId),
    #[error(transparent)]
    CountryUnknown(#[from] UnknownCountry),
    #[error("this person already acts for an account or for the operator")]
    AlreadyMember,
    #[error("{0} is already a member of this account")]
    AlreadyMemberHere(EmailAddress),
    #[error("member {0} does not exist")]
    MemberNotFound(MemberId),
    #[error("member {id} must be {needs} for that")]
    MemberNotInState { id: MemberId, needs: &'static str },
    #[error("invitation {id} could be taken until {expired_at}")]
    InvitationExpired { id: MemberId, expired_at: DateTime<Utc> },
    #[error("nobody would be left to manage it")]
    LastManager,
    #[error("member of staff {0} does not exist")]
    StaffNotFound(StaffId),
    #[error("{0} must not be appointed already")]
    StaffAlreadyAppointed(EmailAddress),
    #[error("member of staff {0} must be appointed for that")]
    StaffNotAppointed(StaffId),
    #[error("{0} is registered as an expert, and staff of the operator are never experts")]
    StaffNeverExpert(EmailAddress),
    #[error("url must be an https address of a public host")]
    UrlNotAllowed,
    #[error("a country's list changes from {today} on, and not from {from}")]
    PeriodInPast { from: NaiveDate, today: NaiveDate },
    #[error(transparent)]
    Input(#[from] InputError),
}
