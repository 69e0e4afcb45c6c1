use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, Actor, EmailAddress, InputError, MemberId, Right, Rights, line};

use crate::{AccountError, Identity};

/// How long an invitation can be taken (IQ-26). Exact: 14 x 24 hours.
pub const INVITATION_LIFE: TimeDelta = TimeDelta::days(14);

/// A person who acts for an account, or is asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub account_id: AccountId,
    pub email: EmailAddress,
    pub name: String,
    pub state: MemberState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberState {
    /// Asked to join by e-mail, until `expires_at`.
    Invited {
        expires_at: DateTime<Utc>,
    },
    Active {
        /// By which the person's tokens are known.
        subject: String,
        rights: Rights,
    },
    Removed {
        subject: String,
        at: DateTime<Utc>,
    },
}

impl Member {
    /// Who opens an account is its first member, with every right.
    pub fn first(id: MemberId, account_id: AccountId, identity: &Identity, name: &str) -> Result<Self, AccountError> {
        let name = name_of_person("memberName", name)?;
        let state = MemberState::Active { subject: identity.subject.clone(), rights: Rights::of_members() };
        Ok(Self { id, account_id, email: identity.email.clone(), name, state })
    }

    /// Asks somebody to join.
    pub fn invite(
        id: MemberId,
        account_id: AccountId,
        email: EmailAddress,
        name: &str,
        at: DateTime<Utc>,
    ) -> Result<Self, AccountError> {
        let state = MemberState::Invited { expires_at: at + INVITATION_LIFE };
        Ok(Self { id, account_id, email, name: name_of_person("name", name)?, state })
    }

    /// Asks once more, under the same invitation: the first may be lost, or its time over.
    pub fn invite_again(self, name: &str, at: DateTime<Utc>) -> Result<Self, AccountError> {
        match self.state {
            MemberState::Invited { .. } => Self::invite(self.id, self.account_id, self.email, name, at),
            MemberState::Active { .. } | MemberState::Removed { .. } => {
                Err(AccountError::AlreadyMemberHere(self.email))
            }
        }
    }

    /// The invited person takes the invitation, with no rights yet. To others it does not exist.
    pub fn join(self, identity: &Identity, at: DateTime<Utc>) -> Result<Self, AccountError> {
        if identity.email != self.email {
            return Err(AccountError::MemberNotFound(self.id));
        }
        match self.state {
            MemberState::Invited { expires_at } if at < expires_at => {
                let state = MemberState::Active { subject: identity.subject.clone(), rights: Rights::NONE };
                Ok(Self { state, ..self })
            }
            MemberState::Invited { expires_at: expired_at } => {
                Err(AccountError::InvitationExpired { id: self.id, expired_at })
            }
            MemberState::Active { .. } | MemberState::Removed { .. } => Err(self.needs("invited")),
        }
    }

    /// Gives it exactly `rights`. `other_manager`: whether another active member may manage the account.
    pub fn set_rights(self, actor: Actor, rights: Rights, other_manager: bool) -> Result<Self, AccountError> {
        if rights.iter().any(|right| !Right::OF_MEMBERS.contains(&right)) {
            return Err(InputError::new("rights", "must be rights of members").into());
        }
        let subject = self.active_subject(actor)?;
        if !rights.contains(Right::ManageAccount) && !other_manager {
            return Err(AccountError::LastManager);
        }
        Ok(Self { state: MemberState::Active { subject, rights }, ..self })
    }

    /// It acts for the account no longer. `other_manager` as for [`Self::set_rights`].
    pub fn remove(self, actor: Actor, other_manager: bool, at: DateTime<Utc>) -> Result<Self, AccountError> {
        let subject = self.active_subject(actor)?;
        if !other_manager {
            return Err(AccountError::LastManager);
        }
        Ok(Self { state: MemberState::Removed { subject, at }, ..self })
    }

    /// By which the person is known; nothing yet of somebody who is only invited.
    pub fn subject(&self) -> Option<&str> {
        match &self.state {
            MemberState::Active { subject, .. } | MemberState::Removed { subject, .. } => Some(subject),
            MemberState::Invited { .. } => None,
        }
    }

    /// What it may do for the account.
    pub fn rights(&self) -> Rights {
        match self.state {
            MemberState::Active { rights, .. } => rights,
            MemberState::Invited { .. } | MemberState::Removed { .. } => Rights::NONE,
        }
    }

    fn active_subject(&self, actor: Actor) -> Result<String, AccountError> {
        if !actor.acts_for(self.account_id) {
            return Err(AccountError::MemberNotFound(self.id));
        }
        match &self.state {
            MemberState::Active { subject, .. } => Ok(subject.clone()),
            MemberState::Invited { .. } | MemberState::Removed { .. } => Err(self.needs("active")),
        }
    }

    fn needs(&self, needs: &'static str) -> AccountError {
        AccountError::MemberNotInState { id: self.id, needs }
    }
}

pub(crate) fn name_of_person(field: &'static str, typed: &str) -> Result<String, InputError> {
    line(field, typed, 1..=100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const LAST_MOMENT: TimeDelta = TimeDelta::microseconds(1);

    fn identity(email: &str) -> Identity {
        Identity { subject: format!("sub of {email}"), email: email.parse().unwrap(), second_factor: true }
    }

    fn invited() -> Member {
        let email = "bob@example.org".parse().unwrap();
        Member::invite(MemberId::generate(AT), AccountId::generate(AT), email, "Bob", AT).unwrap()
    }

    fn colleague_of(member: &Member) -> Actor {
        let (id, rights) = (MemberId::generate(AT + LAST_MOMENT), Rights::of_members());
        Actor::Member { member: id, account: member.account_id, rights, second_factor: true }
    }

    /// Holds IQ-26.
    #[test]
    fn an_invitation_is_taken_by_its_person_until_its_last_moment() {
        let (member, end) = (invited(), AT + INVITATION_LIFE);
        let (bob, eve) = (identity("bob@example.org"), identity("eve@example.org"));

        assert!(member.clone().join(&bob, end - LAST_MOMENT).is_ok());
        let expired = AccountError::InvitationExpired { id: member.id, expired_at: end };
        assert_eq!(member.clone().join(&bob, end), Err(expired));
        assert_eq!(member.clone().join(&eve, AT), Err(AccountError::MemberNotFound(member.id)));
        assert!(member.invite_again("Bob", end).unwrap().join(&bob, end).is_ok());
    }

    #[test]
    fn who_joins_has_no_rights_yet_and_joins_once() {
        let bob = identity("bob@example.org");
        let member = invited().join(&bob, AT).unwrap();
        assert_eq!(member.rights(), Rights::NONE);
        assert!(member.clone().join(&bob, AT).is_err());
        assert!(matches!(member.invite_again("Bob", AT), Err(AccountError::AlreadyMemberHere(_))));
    }

    #[test]
    fn somebody_always_manages_the_account() {
        let member = invited().join(&identity("bob@example.org"), AT).unwrap();
        let actor = colleague_of(&member);
        let manage = Rights::from_iter([Right::ManageAccount]);

        assert!(member.clone().set_rights(actor, manage, false).is_ok());
        assert_eq!(member.clone().set_rights(actor, Rights::NONE, false), Err(AccountError::LastManager));
        assert_eq!(member.clone().remove(actor, false, AT), Err(AccountError::LastManager));
        assert!(member.remove(actor, true, AT).is_ok());
    }

    #[test]
    fn members_hold_no_rights_of_staff() {
        let member = invited().join(&identity("bob@example.org"), AT).unwrap();
        let rights = Rights::from_iter([Right::RunPayouts]);
        assert!(matches!(member.clone().set_rights(colleague_of(&member), rights, true), Err(AccountError::Input(_))));
    }

    #[test]
    fn to_other_accounts_a_member_does_not_exist() {
        let (member, other) = (invited().join(&identity("bob@example.org"), AT).unwrap(), invited());
        let stranger = colleague_of(&Member { account_id: AccountId::generate(AT + LAST_MOMENT), ..other });
        let not_found = Err(AccountError::MemberNotFound(member.id));
        assert_eq!(member.clone().set_rights(stranger, Rights::NONE, true), not_found);
        assert_eq!(member.remove(stranger, true, AT), not_found);
    }
}
