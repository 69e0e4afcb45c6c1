use ::engagements::{CancellationState, Consent};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};

use super::{Engagement, Side};
use crate::loaders::load_kept;

pub struct CancellationRequest(pub ::engagements::CancellationRequest);

/// One side's wish to end agreed work. It touches only what is not billed: what was sent is decided as always.
#[Object]
impl CancellationRequest {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn engagement(&self, ctx: &Context<'_>) -> async_graphql::Result<Engagement> {
        load_kept(ctx, self.0.engagement_id).await.map(Engagement)
    }

    /// Which side asked; the other one answers.
    async fn asked_by(&self) -> Side {
        self.0.asked_by.into()
    }

    /// Why, in the words of who asked.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    async fn asked_at(&self) -> DateTime<Utc> {
        self.0.asked_at
    }

    async fn status(&self) -> CancellationRequestStatus {
        (&self.0.state).into()
    }

    /// From then on the other side has agreed by silence; null once it is decided.
    async fn answer_due_at(&self) -> Option<DateTime<Utc>> {
        self.0.answer_due_at()
    }

    /// When it was approved, rejected or withdrawn, however late that was noticed; null until then.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at()
    }

    /// How the other side agreed; null unless it did.
    async fn approved_by(&self) -> Option<CancellationConsent> {
        match self.0.state {
            CancellationState::Approved { by, .. } => Some(by.into()),
            CancellationState::Pending { .. }
            | CancellationState::Rejected { .. }
            | CancellationState::Withdrawn { .. } => None,
        }
    }

    /// Why it does not stand any more; null unless it was withdrawn.
    async fn withdraw_reason(&self) -> Option<&str> {
        match &self.0.state {
            CancellationState::Withdrawn { reason, .. } => Some(reason),
            CancellationState::Pending { .. }
            | CancellationState::Approved { .. }
            | CancellationState::Rejected { .. } => None,
        }
    }
}

/// What became of the wish to end agreed work.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CancellationRequestStatus {
    /// Waits for the other side.
    Pending,
    /// The engagement is cancelled.
    Approved,
    /// The work goes on.
    Rejected,
    /// Who asked took it back, or the work was completed meanwhile.
    Withdrawn,
}

/// How a side agreed to the end of the work.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CancellationConsent {
    /// It said so.
    Answer,
    /// It said nothing for seven days.
    Silence,
}

impl From<::engagements::CancellationRequest> for CancellationRequest {
    fn from(request: ::engagements::CancellationRequest) -> Self {
        Self(request)
    }
}

impl From<&CancellationState> for CancellationRequestStatus {
    fn from(state: &CancellationState) -> Self {
        match state {
            CancellationState::Pending { .. } => Self::Pending,
            CancellationState::Approved { .. } => Self::Approved,
            CancellationState::Rejected { .. } => Self::Rejected,
            CancellationState::Withdrawn { .. } => Self::Withdrawn,
        }
    }
}

impl From<Consent> for CancellationConsent {
    fn from(consent: Consent) -> Self {
        match consent {
            Consent::Answer => Self::Answer,
            Consent::Silence => Self::Silence,
        }
    }
}
