use std::{collections::HashMap, sync::Arc};

use ::engagements::ReviewState;
use async_graphql::{Context, Enum, ID, Object, SimpleObject, dataloader::Loader};
use chrono::{DateTime, Utc};
use kernel::{AccountId, EngagementId, ReviewId, Right};
use marketplace::Error;
use rust_decimal::Decimal;

use super::Engagement;
use crate::{
    loaders::{Rows, load_kept, pages},
    session::Session,
    user_error::OrNull,
};

pages!(AccountId, ReviewId => ::engagements::Review, |app, _actor, accounts, page| {
    app.reviews_of(accounts, page)
});

pub struct Review(pub ::engagements::Review);

/// What a customer says of an expert's work, in public once staff have read it. Before, the customer who wrote it sees
/// it, and staff with `MODERATE`; what is private they alone.
#[Object]
impl Review {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// From 1, bad, to 5, excellent.
    async fn stars(&self) -> u8 {
        self.0.words.stars.count()
    }

    /// In the customer's own words; null if stars say it all.
    async fn text(&self) -> Option<&str> {
        self.0.words.text.as_deref()
    }

    async fn written_at(&self) -> DateTime<Utc> {
        self.0.written_at
    }

    /// Since when everybody reads it, or read it until it was removed; null if nobody ever did.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.published_at()
    }

    /// The expert's one public answer; null while there is none.
    async fn reply(&self) -> Option<ReviewReply> {
        self.0.reply.clone().map(Into::into)
    }

    /// Private: how far it is.
    async fn status(&self, ctx: &Context<'_>) -> Option<ReviewStatus> {
        Some((&self.private(ctx)?.state).into())
    }

    /// Private: whether the customer would work with the expert again. Never shown to the expert.
    async fn would_work_again(&self, ctx: &Context<'_>) -> Option<bool> {
        Some(self.private(ctx)?.words.would_work_again)
    }

    /// Private: why staff removed it; null unless they did.
    async fn removal_reason(&self, ctx: &Context<'_>) -> Option<ReviewRemovalReason> {
        match self.private(ctx)?.state {
            ReviewState::Removed { reason, .. } => Some(reason.into()),
            ReviewState::Pending | ReviewState::Published { .. } => None,
        }
    }

    /// Private: more about why.
    async fn removal_note(&self, ctx: &Context<'_>) -> Option<&str> {
        match &self.private(ctx)?.state {
            ReviewState::Removed { note, .. } => note.as_deref(),
            ReviewState::Pending | ReviewState::Published { .. } => None,
        }
    }

    /// The work that it is about; null to all but its customer, and staff who run payouts, settle or audit.
    async fn engagement(&self, ctx: &Context<'_>) -> OrNull<Engagement> {
        let Session { actor, .. } = Session::of(ctx);
        let reads_work = actor.is_staff() && actor.may_any(&Right::TO_READ_WORK).is_ok();
        if !reads_work && !actor.acts_for(self.0.customer_account_id) {
            return None;
        }
        Some(load_kept(ctx, self.0.engagement_id).await.map(Engagement))
    }
}

impl Review {
    /// The review, for who sees all of it.
    fn private(&self, ctx: &Context<'_>) -> Option<&::engagements::Review> {
        self.0.shows_private(Session::of(ctx).actor).then_some(&self.0)
    }
}

/// What an expert answered to a review.
#[derive(SimpleObject)]
pub struct ReviewReply {
    text: String,
    at: DateTime<Utc>,
}

pub struct ReviewSummary(pub ::engagements::ReviewSummary);

/// What the published reviews of an expert's account come to.
#[Object]
impl ReviewSummary {
    async fn count(&self) -> u32 {
        self.0.count()
    }

    /// To a tenth, half up; null without a review.
    async fn average_stars(&self) -> Option<Decimal> {
        self.0.average_tenths().map(|tenths| Decimal::new(tenths.into(), 1))
    }

    /// How many there are with one star, with two, and so on to five.
    async fn by_stars(&self) -> Vec<u32> {
        self.0.by_stars.to_vec()
    }
}

/// How far a review is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ReviewStatus {
    /// Staff have not read it yet.
    Pending,
    /// Everybody reads it.
    Published,
    /// Staff took it out.
    Removed,
}

/// Why staff took a review out.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::engagements::RemovalReason")]
pub enum ReviewRemovalReason {
    /// Insults and foul language.
    Profanity,
    /// It advertises something.
    Promotion,
    /// It was paid for, or asked for in exchange for something.
    Compensation,
    /// It tells how to reach somebody.
    ContactData,
    /// It leads elsewhere.
    ExternalUrl,
}

/// What was said of an engagement, as far as whoever asks sees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReviewOf(pub EngagementId);

impl Loader<ReviewOf> for Rows {
    type Value = ::engagements::Review;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ReviewOf]) -> Result<HashMap<ReviewOf, Self::Value>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.reviews_of_engagements(self.1, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|review| (ReviewOf(review.engagement_id), review)).collect())
    }
}

/// What the published reviews of an account come to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SummaryOf(pub AccountId);

impl Loader<SummaryOf> for Rows {
    type Value = ::engagements::ReviewSummary;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[SummaryOf]) -> Result<HashMap<SummaryOf, Self::Value>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.review_summaries(&ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|summary| (SummaryOf(summary.expert_account_id), summary)).collect())
    }
}

impl From<::engagements::Reply> for ReviewReply {
    fn from(::engagements::Reply { text, at }: ::engagements::Reply) -> Self {
        Self { text, at }
    }
}

impl From<&ReviewState> for ReviewStatus {
    fn from(state: &ReviewState) -> Self {
        match state {
            ReviewState::Pending => Self::Pending,
            ReviewState::Published { .. } => Self::Published,
            ReviewState::Removed { .. } => Self::Removed,
        }
    }
}

impl From<::engagements::Review> for Review {
    fn from(review: ::engagements::Review) -> Self {
        Self(review)
    }
}
