use crate::{AccountId, MemberId, Right, Rights, StaffId};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActorError {
    #[error("nobody is signed in")]
    Unauthenticated,
    #[error("this needs the right {0}")]
    RightMissing(Right),
    #[error("the right {0} needs a second factor, which the token does not show")]
    SecondFactorMissing(Right),
}

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

    /// Who acts for which account, where no right is asked but to be in one: staff and newcomers are not. What they are
    /// refused with names the right `lacking`.
    pub fn in_account(self, lacking: Right) -> Result<(AccountId, MemberId), ActorError> {
        self.signed_in()?;
        self.account().zip(self.member()).ok_or(ActorError::RightMissing(lacking))
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

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn member(rights: Rights, second_factor: bool) -> Actor {
        let at = DateTime::UNIX_EPOCH;
        Actor::Member { member: MemberId::generate(at), account: AccountId::generate(at), rights, second_factor }
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
