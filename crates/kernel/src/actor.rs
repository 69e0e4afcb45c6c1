use std::fmt;

use crate::{AccountId, MemberId, StaffId};

/// On whose behalf an operation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who acts for an account, which may both buy and sell (IQ-11).
    Member { member: MemberId, account: AccountId, rights: Rights, second_factor: bool },
    /// Somebody who works for the operator; never an expert (IQ-12).
    Staff { staff: StaffId, rights: Rights, second_factor: bool },
    /// Signed in, but in no account yet: may open one or join one.
    Newcomer,
    /// A sweep, or a provider's event.
    System,
    /// Nobody is signed in.
    Anonymous,
}

/// What a member may do for an account, or a member of staff for the operator. None implies another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Members, their rights, closing the account.
    ManageAccount,
    /// Registration as a seller, identity check, DAC7 form.
    ManageSeller,
    /// Payout methods and preferences.
    ManagePayouts,
    /// Read and answer requests in one's own name.
    SpeakAsIndividual,
    /// Read and answer requests in the name of one's company.
    SpeakAsCompany,
    /// Send and withdraw milestone proposals.
    ProposeMilestone,
    /// Submit and withdraw bills, complete engagements.
    Bill,
    /// File and edit customer requests.
    FileRequest,
    /// Accept and decline proposals.
    Accept,
    /// Approve and decline bills, manage payment methods.
    Pay,
    /// Read balances, disbursements and statements.
    ViewMoney,
    /// Staff: registrations, identity checks, payout methods, suspension of accounts.
    ReviewRegistrations,
    /// Staff: certifications that no registry knows.
    ReviewCertifications,
    /// Staff: DAC7 forms.
    ReviewTaxForms,
    /// Staff: payout runs by hand.
    RunPayouts,
    /// Staff: holds on payouts.
    ManageHolds,
    /// Staff: what has no known outcome.
    SettleUnresolved,
    /// Staff: fee schedules and eligible countries.
    ManageFees,
    /// Staff: appoint and dismiss staff.
    ManageStaff,
    /// Staff: the audit trail and the trial balance.
    ReadAudit,
    /// Staff: move the sandbox's clock.
    AdvanceClock,
}

/// A set of rights.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Rights(u32); // One bit a right; stored by name, so the order of the enum is free.

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActorError {
    #[error("nobody is signed in")]
    Unauthenticated,
    #[error("this needs the right {0}")]
    RightMissing(Right),
    #[error("the right {0} needs a second factor, which the token does not show")]
    SecondFactorMissing(Right),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no right")]
pub struct UnknownRight(pub String);

impl Actor {
    /// What every use case asks first. The system may everything: it has no input of its own.
    pub fn may(self, right: Right) -> Result<(), ActorError> {
        match self {
            Self::Member { rights, second_factor, .. } | Self::Staff { rights, second_factor, .. } => {
                if !rights.contains(right) {
                    Err(ActorError::RightMissing(right))
                } else if right.needs_second_factor() && !second_factor {
                    Err(ActorError::SecondFactorMissing(right))
                } else {
                    Ok(())
                }
            }
            Self::Newcomer => Err(ActorError::RightMissing(right)),
            Self::System => Ok(()),
            Self::Anonymous => Err(ActorError::Unauthenticated),
        }
    }

    /// Whether it may use at least one of `rights`. The refusal names one that it holds and the second factor would
    /// open, or else the first.
    pub fn may_any(self, rights: &[Right]) -> Result<(), ActorError> {
        let refusals: Vec<_> = rights.iter().filter_map(|right| self.may(*right).err()).collect();
        if refusals.len() < rights.len() {
            return Ok(());
        }
        let held = refusals.iter().find(|refusal| matches!(refusal, ActorError::SecondFactorMissing(_)));
        held.or(refusals.first()).map_or(Ok(()), |refusal| Err(*refusal))
    }

    /// What reading something of other people's asks of staff: one of `rights`. Of others only that they are signed
    /// in; what is theirs is then for the thing to say (IQ-26).
    pub fn may_read(self, rights: &[Right]) -> Result<(), ActorError> {
        match self {
            Self::Staff { .. } => self.may_any(rights),
            Self::Member { .. } | Self::Newcomer | Self::System | Self::Anonymous => self.signed_in(),
        }
    }

    /// What reading one's own asks first: that somebody is signed in at all.
    pub fn signed_in(self) -> Result<(), ActorError> {
        match self {
            Self::Member { .. } | Self::Staff { .. } | Self::Newcomer | Self::System => Ok(()),
            Self::Anonymous => Err(ActorError::Unauthenticated),
        }
    }

    /// The account that it acts for by `right`; a right of members is nothing without one.
    pub fn account_by(self, right: Right) -> Result<AccountId, ActorError> {
        self.may(right)?;
        self.account().ok_or(ActorError::RightMissing(right))
    }

    /// Whether it speaks for `account`. What this denies is answered with "not found".
    pub fn acts_for(self, account: AccountId) -> bool {
        self.account() == Some(account)
    }

    pub fn is_staff(self) -> bool {
        match self {
            Self::Staff { .. } => true,
            Self::Member { .. } | Self::Newcomer | Self::System | Self::Anonymous => false,
        }
    }

    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Member { account, .. } => Some(account),
            Self::Staff { .. } | Self::Newcomer | Self::System | Self::Anonymous => None,
        }
    }

    pub fn member(self) -> Option<MemberId> {
        match self {
            Self::Member { member, .. } => Some(member),
            Self::Staff { .. } | Self::Newcomer | Self::System | Self::Anonymous => None,
        }
    }

    pub fn staff(self) -> Option<StaffId> {
        match self {
            Self::Staff { staff, .. } => Some(staff),
            Self::Member { .. } | Self::Newcomer | Self::System | Self::Anonymous => None,
        }
    }
}

impl Right {
    /// What a member of an account can hold.
    pub const OF_MEMBERS: [Self; 11] = [
        Self::ManageAccount,
        Self::ManageSeller,
        Self::ManagePayouts,
        Self::SpeakAsIndividual,
        Self::SpeakAsCompany,
        Self::ProposeMilestone,
        Self::Bill,
        Self::FileRequest,
        Self::Accept,
        Self::Pay,
        Self::ViewMoney,
    ];

    /// What a member of the operator's staff can hold.
    pub const OF_STAFF: [Self; 10] = [
        Self::ReviewRegistrations,
        Self::ReviewCertifications,
        Self::ReviewTaxForms,
        Self::RunPayouts,
        Self::ManageHolds,
        Self::SettleUnresolved,
        Self::ManageFees,
        Self::ManageStaff,
        Self::ReadAudit,
        Self::AdvanceClock,
    ];

    /// With one of these an expert reads and answers requests, in that name (IQ-22).
    pub const TO_SPEAK: [Self; 2] = [Self::SpeakAsIndividual, Self::SpeakAsCompany];

    /// With one of these staff read what a customer and an expert have with each other, from the request to the
    /// charge and the payout.
    pub const TO_READ_WORK: [Self; 3] = [Self::RunPayouts, Self::SettleUnresolved, Self::ReadAudit];

    /// With one of these staff read where a payee's money goes.
    pub const TO_READ_PAYOUT_METHODS: [Self; 4] =
        [Self::ReviewRegistrations, Self::RunPayouts, Self::SettleUnresolved, Self::ReadAudit];

    /// With one of these staff read what an account is called and where it is.
    pub const TO_READ_ACCOUNTS: [Self; 6] = [
        Self::ReviewRegistrations,
        Self::ReviewTaxForms,
        Self::RunPayouts,
        Self::ManageHolds,
        Self::SettleUnresolved,
        Self::ReadAudit,
    ];

    /// With one of these staff read who acts for an account.
    pub const TO_READ_MEMBERS: [Self; 2] = [Self::ReviewRegistrations, Self::ReadAudit];

    /// With one of these staff read what an account declared to sell at all.
    pub const TO_READ_SELLERS: [Self; 2] = [Self::ReviewRegistrations, Self::ReviewTaxForms];

    /// Whether the token must show a second factor (G-01).
    pub const fn needs_second_factor(self) -> bool {
        match self {
            Self::ManageSeller
            | Self::ManagePayouts
            | Self::Bill
            | Self::Accept
            | Self::Pay
            | Self::RunPayouts
            | Self::ManageHolds
            | Self::SettleUnresolved
            | Self::ManageFees
            | Self::ManageStaff => true,
            Self::ManageAccount
            | Self::SpeakAsIndividual
            | Self::SpeakAsCompany
            | Self::ProposeMilestone
            | Self::FileRequest
            | Self::ViewMoney
            | Self::ReviewRegistrations
            | Self::ReviewCertifications
            | Self::ReviewTaxForms
            | Self::ReadAudit
            | Self::AdvanceClock => false,
        }
    }

    /// Its lasting name, as stored and as shown.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ManageAccount => "MANAGE_ACCOUNT",
            Self::ManageSeller => "MANAGE_SELLER",
            Self::ManagePayouts => "MANAGE_PAYOUTS",
            Self::SpeakAsIndividual => "SPEAK_AS_INDIVIDUAL",
            Self::SpeakAsCompany => "SPEAK_AS_COMPANY",
            Self::ProposeMilestone => "PROPOSE_MILESTONE",
            Self::Bill => "BILL",
            Self::FileRequest => "FILE_REQUEST",
            Self::Accept => "ACCEPT",
            Self::Pay => "PAY",
            Self::ViewMoney => "VIEW_MONEY",
            Self::ReviewRegistrations => "REVIEW_REGISTRATIONS",
            Self::ReviewCertifications => "REVIEW_CERTIFICATIONS",
            Self::ReviewTaxForms => "REVIEW_TAX_FORMS",
            Self::RunPayouts => "RUN_PAYOUTS",
            Self::ManageHolds => "MANAGE_HOLDS",
            Self::SettleUnresolved => "SETTLE_UNRESOLVED",
            Self::ManageFees => "MANAGE_FEES",
            Self::ManageStaff => "MANAGE_STAFF",
            Self::ReadAudit => "READ_AUDIT",
            Self::AdvanceClock => "ADVANCE_CLOCK",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl Rights {
    pub const NONE: Self = Self(0);

    pub const fn contains(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::OF_MEMBERS.into_iter().chain(Right::OF_STAFF).filter(move |right| self.contains(*right))
    }

    /// Every right a member can have: what who opens an account holds.
    pub fn of_members() -> Self {
        Right::OF_MEMBERS.into_iter().collect()
    }

    /// Every right staff can have: what the first member of staff holds.
    pub fn of_staff() -> Self {
        Right::OF_STAFF.into_iter().collect()
    }

    /// The names, separated by spaces, as one column keeps them.
    pub fn to_names(self) -> String {
        self.iter().map(Right::name).collect::<Vec<_>>().join(" ")
    }

    pub fn from_names(names: &str) -> Result<Self, UnknownRight> {
        names.split_ascii_whitespace().map(right_named).collect()
    }
}

fn right_named(name: &str) -> Result<Right, UnknownRight> {
    let mut all = Right::OF_MEMBERS.into_iter().chain(Right::OF_STAFF);
    all.find(|right| right.name() == name).ok_or_else(|| UnknownRight(name.to_owned()))
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self(rights.into_iter().fold(0, |set, right| set | right.bit()))
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn member(rights: Rights, second_factor: bool) -> Actor {
        let at = DateTime::UNIX_EPOCH;
        Actor::Member { member: MemberId::generate(at), account: AccountId::generate(at), rights, second_factor }
    }

    #[test]
    fn every_right_survives_being_stored_by_name() {
        for right in Right::OF_MEMBERS.into_iter().chain(Right::OF_STAFF) {
            let alone = Rights::from_iter([right]);
            assert_eq!(Rights::from_names(&alone.to_names()), Ok(alone));
            assert_eq!(alone.iter().collect::<Vec<_>>(), [right]);
        }
        assert_eq!(Rights::from_names("PAY FLY"), Err(UnknownRight("FLY".into())));
    }

    /// Holds G-01.
    #[test]
    fn money_rights_need_the_second_factor() {
        let rights = Rights::of_members();
        assert_eq!(member(rights, false).may(Right::Pay), Err(ActorError::SecondFactorMissing(Right::Pay)));
        assert_eq!(member(rights, true).may(Right::Pay), Ok(()));
        assert_eq!(member(rights, false).may(Right::FileRequest), Ok(()));
    }

    /// Holds G-18.
    #[test]
    fn no_right_implies_another() {
        for held in Right::OF_MEMBERS {
            for asked in Right::OF_MEMBERS {
                let verdict = member(Rights::from_iter([held]), true).may(asked);
                assert_eq!(verdict.is_ok(), held == asked, "{held} and {asked}");
            }
        }
    }

    #[test]
    fn nobody_may_nothing_and_the_system_everything() {
        assert_eq!(Actor::Anonymous.may(Right::Pay), Err(ActorError::Unauthenticated));
        assert_eq!(Actor::Newcomer.may(Right::Pay), Err(ActorError::RightMissing(Right::Pay)));
        assert_eq!(Actor::System.may(Right::Pay), Ok(()));
    }

    #[test]
    fn one_of_several_rights_is_enough() {
        let speaker = member(Rights::from_iter([Right::FileRequest]), false);
        let either = [Right::SpeakAsIndividual, Right::FileRequest];
        assert_eq!(speaker.may_any(&either), Ok(()));
        assert_eq!(Actor::Newcomer.may_any(&either), Err(ActorError::RightMissing(Right::SpeakAsIndividual)));
    }

    /// Holds G-01.
    #[test]
    fn who_lacks_only_the_second_factor_is_told_so() {
        let payer = member(Rights::from_iter([Right::Pay]), false);
        let either = [Right::Accept, Right::Pay];
        assert_eq!(payer.may_any(&either), Err(ActorError::SecondFactorMissing(Right::Pay)));
    }

    /// Holds IQ-26.
    #[test]
    fn reading_asks_staff_for_a_right_and_others_to_sign_in() {
        let staff = |right| Actor::Staff {
            staff: StaffId::generate(DateTime::UNIX_EPOCH),
            rights: Rights::from_iter([right]),
            second_factor: true,
        };
        assert_eq!(staff(Right::ReadAudit).may_read(&Right::TO_READ_WORK), Ok(()));
        let missing = ActorError::RightMissing(Right::TO_READ_WORK[0]);
        assert_eq!(staff(Right::ReviewTaxForms).may_read(&Right::TO_READ_WORK), Err(missing));
        assert_eq!(member(Rights::NONE, false).may_read(&Right::TO_READ_WORK), Ok(()));
        assert_eq!(Actor::Anonymous.may_read(&Right::TO_READ_WORK), Err(ActorError::Unauthenticated));
    }
}
