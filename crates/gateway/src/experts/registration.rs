use std::{collections::HashMap, sync::Arc};

use ::experts::{IdentityCheck as Check, RegistrationState, Step};
use async_graphql::{Context, Enum, ID, Object, dataloader::Loader};
use chrono::{DateTime, Utc};
use kernel::RegistrationId;
use marketplace::Error;

use super::{ExpertProfile, IdentityCheck, timeline::RegistrationStep};
use crate::{
    accounts::Account,
    loaders::{Rows, load, load_kept},
    user_error::OrNull,
};

pub struct Registration(pub ::experts::Registration);

/// An expert's way from a draft to being paid. Only its account and the staff who review it see it.
#[Object]
impl Registration {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Whose it is.
    async fn expert_profile(&self, ctx: &Context<'_>) -> async_graphql::Result<ExpertProfile> {
        load_kept(ctx, self.0.expert_profile_id).await.map(ExpertProfile)
    }

    /// Who is paid.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.account_id).await.map(Account)
    }

    async fn status(&self) -> RegistrationStatus {
        self.0.status().into()
    }

    /// When it was filed; null in a draft and once it is rejected or closed.
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.0.filing().map(|filing| filing.submitted_at)
    }

    /// From when on an identity that is not verified needs a video call; null once that was looked at.
    async fn identity_check_due_at(&self) -> Option<DateTime<Utc>> {
        self.0.filing()?.identity_check_due_at
    }

    /// The later of its filing and the approval of the DAC7 form; null before.
    async fn completed_at(&self) -> Option<DateTime<Utc>> {
        self.0.filing()?.completed_at
    }

    /// When the expert could begin; null before.
    async fn activated_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            RegistrationState::Active { at, .. } | RegistrationState::Suspended { activated_at: at, .. } => Some(at),
            RegistrationState::Draft
            | RegistrationState::Filed { .. }
            | RegistrationState::Rejected { .. }
            | RegistrationState::Closed { .. } => None,
        }
    }

    /// Why staff rejected or suspended it; null unless they did.
    async fn reason(&self) -> Option<&str> {
        match &self.0.state {
            RegistrationState::Rejected { reason, .. } | RegistrationState::Suspended { reason, .. } => Some(reason),
            RegistrationState::Draft
            | RegistrationState::Filed { .. }
            | RegistrationState::Active { .. }
            | RegistrationState::Closed { .. } => None,
        }
    }

    /// Whether it may be reopened and filed anew; null unless it was rejected.
    async fn correctable(&self) -> Option<bool> {
        match self.0.state {
            RegistrationState::Rejected { correctable, .. } => Some(correctable),
            RegistrationState::Draft
            | RegistrationState::Filed { .. }
            | RegistrationState::Active { .. }
            | RegistrationState::Suspended { .. }
            | RegistrationState::Closed { .. } => None,
        }
    }

    /// The proof that the person is who they say; null before it was first filed.
    async fn identity_check(&self, ctx: &Context<'_>) -> OrNull<IdentityCheck> {
        load(ctx, CheckOf(self.0.id)).await.transpose().map(|found| found.map(IdentityCheck))
    }

    /// Every step of the way: done, open or blocked, by when, and what lifts it.
    #[graphql(complexity = "20 + 10 * child_complexity")]
    async fn timeline(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<RegistrationStep>> {
        let steps = load(ctx, TimelineOf(self.0.id)).await?.into_iter().flatten();
        Ok(steps.map(RegistrationStep).collect())
    }
}

/// Where an expert stands on the way to being paid.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::experts::RegistrationStatus")]
pub enum RegistrationStatus {
    Draft,
    Submitted,
    UnderReview,
    /// The person has to book a video call.
    IdentityCheckRequired,
    VideoCallScheduled,
    /// The expert answers, proposes and is paid.
    Active,
    /// No new answers and proposals; bills and money go on.
    Suspended,
    Rejected,
    Closed,
}

/// The identity check of a registration.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct CheckOf(RegistrationId);

impl Loader<CheckOf> for Rows {
    type Value = Check;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[CheckOf]) -> Result<HashMap<CheckOf, Check>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = ::experts::store::find_checks_of(self.0.db().reader(), &ids).await;
        let found = found.map_err(|error| Arc::new(error.into()))?;
        Ok(found.into_iter().map(|check| (CheckOf(check.registration_id), check)).collect())
    }
}

/// The steps of a registration.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct TimelineOf(RegistrationId);

impl Loader<TimelineOf> for Rows {
    type Value = Vec<Step>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TimelineOf]) -> Result<HashMap<TimelineOf, Self::Value>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.registration_timelines(self.1, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, steps)| (TimelineOf(id), steps)).collect())
    }
}

impl From<::experts::Registration> for Registration {
    fn from(registration: ::experts::Registration) -> Self {
        Self(registration)
    }
}
