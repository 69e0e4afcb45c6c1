use ::experts::IdentityCheckState;
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::IdentityCheckId;

use super::call_slot::{CallSlot, FreeCallSlot, call_of, free_calls};
use crate::{
    files::{File, file},
    loaders::loader,
    user_error::OrNull,
};

loader!(IdentityCheckId => ::experts::IdentityCheck, ::experts::store::find_checks);

pub struct IdentityCheck(pub ::experts::IdentityCheck);

/// The proof that the person of a registration is who they say.
#[Object]
impl IdentityCheck {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn status(&self) -> IdentityCheckStatus {
        (&self.0.state).into()
    }

    /// Since when it is in this state.
    async fn since(&self) -> DateTime<Utc> {
        self.0.since
    }

    /// When the video call begins; null unless one is booked.
    async fn call_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            IdentityCheckState::CallScheduled { call_at } => Some(call_at),
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => None,
        }
    }

    /// The document that is looked at, if the person sent it by `POST /uploads`. It is forgotten once it was looked at.
    async fn document(&self, ctx: &Context<'_>) -> OrNull<File> {
        Some(file(ctx, self.0.upload()?).await)
    }

    /// The video call that is booked, with where it takes place; null unless one is.
    async fn call(&self, ctx: &Context<'_>) -> OrNull<CallSlot> {
        match self.0.state {
            IdentityCheckState::CallScheduled { .. } => call_of(ctx, self.0.id).await,
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => None,
        }
    }

    /// The video calls that can be booked, soonest first, at most 100; none unless the check demands a call.
    async fn free_call_slots(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<FreeCallSlot>> {
        match self.0.state {
            IdentityCheckState::CallRequired => free_calls(ctx).await,
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallScheduled { .. }
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => Ok(vec![]),
        }
    }

    /// What staff ask for, or why the check failed; null otherwise.
    async fn reason(&self) -> Option<&str> {
        match &self.0.state {
            IdentityCheckState::ActionRequired { reason } | IdentityCheckState::Failed { reason, .. } => Some(reason),
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::CallScheduled { .. }
            | IdentityCheckState::Passed { .. } => None,
        }
    }
}

/// Where the check of a person's identity stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum IdentityCheckStatus {
    /// Waits for the person's document.
    Pending,
    UnderReview,
    /// Staff ask for more.
    ActionRequired,
    /// The person has to book a video call.
    CallRequired,
    CallScheduled,
    Passed,
    Failed,
}

impl From<&IdentityCheckState> for IdentityCheckStatus {
    fn from(state: &IdentityCheckState) -> Self {
        match state {
            IdentityCheckState::Pending => Self::Pending,
            IdentityCheckState::UnderReview { .. } => Self::UnderReview,
            IdentityCheckState::ActionRequired { .. } => Self::ActionRequired,
            IdentityCheckState::CallRequired => Self::CallRequired,
            IdentityCheckState::CallScheduled { .. } => Self::CallScheduled,
            IdentityCheckState::Passed { .. } => Self::Passed,
            IdentityCheckState::Failed { .. } => Self::Failed,
        }
    }
}

impl From<::experts::IdentityCheck> for IdentityCheck {
    fn from(check: ::experts::IdentityCheck) -> Self {
        Self(check)
    }
}
