use ::accounts::MemberState;
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::MemberId;

use super::{Account, rights::MemberRight};
use crate::loaders::{load_kept, loader};

loader!(MemberId => ::accounts::Member, ::accounts::store::find_members);

pub struct Member(pub ::accounts::Member);

/// A person who acts for an account, or is asked to.
#[Object]
impl Member {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.account_id).await.map(Account)
    }

    async fn email(&self) -> &str {
        self.0.email.as_str()
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn status(&self) -> MemberStatus {
        match self.0.state {
            MemberState::Invited { .. } => MemberStatus::Invited,
            MemberState::Active { .. } => MemberStatus::Active,
            MemberState::Removed { .. } => MemberStatus::Removed,
        }
    }

    /// What it may do for the account; empty unless it is active.
    async fn rights(&self) -> Vec<MemberRight> {
        MemberRight::of(self.0.rights())
    }

    /// Until when the invitation can be taken; null unless it is one.
    async fn invitation_expires_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            MemberState::Invited { expires_at } => Some(expires_at),
            MemberState::Active { .. } | MemberState::Removed { .. } => None,
        }
    }

    /// When it ceased to act for the account; null unless it did.
    async fn removed_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            MemberState::Removed { at, .. } => Some(at),
            MemberState::Invited { .. } | MemberState::Active { .. } => None,
        }
    }
}

/// Whether a person acts for the account.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum MemberStatus {
    Invited,
    Active,
    Removed,
}

pub struct Invitation(pub ::accounts::Member);

/// An account asks whoever is signed in to act for it.
#[Object]
impl Invitation {
    /// What `memberJoin` takes.
    async fn member_id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Who asks.
    async fn account_name(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        load_kept(ctx, self.0.account_id).await.map(|account| account.details.name)
    }

    /// From then on it cannot be taken.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            MemberState::Invited { expires_at } => Some(expires_at),
            MemberState::Active { .. } | MemberState::Removed { .. } => None,
        }
    }
}

impl From<::accounts::Member> for Member {
    fn from(member: ::accounts::Member) -> Self {
        Self(member)
    }
}
