use ::experts::{CertificationDeadlineKind as Kind, CertificationState, Rejection};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Right;

use super::credential::{CredentialProof, ProofOf};
use crate::{loaders::load, session::Session, user_error::OrNull};

pub struct CertificationLink(pub ::experts::CertificationLink);

/// A certification that a person claims, and what the registry or staff say of it.
#[Object]
impl CertificationLink {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Who certified.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    async fn status(&self) -> CertificationStatus {
        (&self.0.state).into()
    }

    /// Since when it is in this state.
    async fn since(&self) -> DateTime<Utc> {
        self.0.since
    }

    /// Null unless it is or was verified.
    async fn level(&self) -> Option<CertificationLevel> {
        self.0.certificate().map(|certificate| certificate.level.into())
    }

    /// Null unless it is or was verified.
    async fn issued_on(&self) -> Option<NaiveDate> {
        self.0.certificate().map(|certificate| certificate.issued_on)
    }

    /// From when on it no longer counts; null if it never ends, and unless it is or was verified.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.certificate()?.expires_at
    }

    /// The certification account's id with the issuer; null for others than the person's account and staff.
    async fn external_id(&self, ctx: &Context<'_>) -> Option<&str> {
        Some(&self.private(ctx)?.external_id)
    }

    /// What the person shows to staff, or showed; null for others than the person's account and staff.
    async fn evidence(&self, ctx: &Context<'_>) -> Option<&str> {
        match &self.private(ctx)?.state {
            CertificationState::ManualReview { evidence } => Some(evidence),
            CertificationState::Verified { evidence, .. } => evidence.as_deref(),
            CertificationState::Claimed
            | CertificationState::NotFound
            | CertificationState::Rejected { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => None,
        }
    }

    /// The signed credential that it rests on; null where the registry or staff confirmed it, and for others than the
    /// person's account and staff.
    async fn credential(&self, ctx: &Context<'_>) -> OrNull<CredentialProof> {
        self.private(ctx)?;
        let proof = load(ctx, ProofOf(self.0.id)).await;
        proof.map(|proof| proof.map(CredentialProof::from)).transpose()
    }

    /// What is still to pass with it, in due order: when the person is told that it ends, and its end. Empty unless it is
    /// verified and ends; null for others than the person's account and staff.
    async fn deadlines(&self, ctx: &Context<'_>) -> Option<Vec<CertificationDeadline>> {
        Some(self.private(ctx)?.deadlines().iter().map(CertificationDeadline::from).collect())
    }

    /// Why it was rejected; null unless it was.
    async fn rejection(&self) -> Option<CertificationRejection> {
        match &self.0.state {
            CertificationState::Rejected { why } => Some(why.into()),
            CertificationState::Claimed
            | CertificationState::NotFound
            | CertificationState::ManualReview { .. }
            | CertificationState::Verified { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => None,
        }
    }

    /// What staff said in rejecting or revoking it; null unless they did.
    async fn reason(&self) -> Option<&str> {
        match &self.0.state {
            CertificationState::Rejected { why: Rejection::ByStaff { reason } }
            | CertificationState::Revoked { reason } => Some(reason),
            CertificationState::Rejected { why: Rejection::LevelTooLow | Rejection::Expired }
            | CertificationState::Claimed
            | CertificationState::NotFound
            | CertificationState::ManualReview { .. }
            | CertificationState::Verified { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked => None,
        }
    }
}

impl CertificationLink {
    /// The link, for who sees all of it.
    fn private(&self, ctx: &Context<'_>) -> Option<&::experts::CertificationLink> {
        let actor = Session::of(ctx).actor;
        let reviewer =
            actor.is_staff() && actor.may_any(&[Right::ReviewCertifications, Right::ReviewRegistrations]).is_ok();
        (actor.acts_for(self.0.account_id) || reviewer).then_some(&self.0)
    }
}

/// What passes with a certification at an instant.
#[derive(SimpleObject)]
pub struct CertificationDeadline {
    kind: CertificationDeadlineKind,
    due_at: DateTime<Utc>,
    /// How many days before its end that is; 0 for the end itself.
    days_before: i32,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CertificationDeadlineKind {
    /// The person is written that it ends before long. A renewal before that cancels the letter.
    Notice,
    /// It no longer counts: unless the account has another one, it sees no requests. Running work and its money go on.
    End,
}

/// What the registry, staff and time have said of a certification.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CertificationStatus {
    /// The registry has not answered yet.
    Claimed,
    /// The registry knows no such certification of this person: staff may look at evidence.
    NotFound,
    ManualReview,
    /// It opens the account's gate to the requests while it is valid.
    Verified,
    Rejected,
    Expired,
    /// The person took it off.
    Unlinked,
    /// Staff took it off.
    Revoked,
}

/// Associate and above count.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::experts::CertificationLevel")]
pub enum CertificationLevel {
    /// Does not count.
    Foundational,
    Associate,
    Professional,
    Specialty,
}

/// Why a certification does not count.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CertificationRejection {
    /// Only Associate and above count.
    CertificationLevelTooLow,
    /// It was over already.
    CertificationExpired,
    /// Staff were not convinced.
    ByStaff,
}

impl From<&::experts::CertificationDeadline> for CertificationDeadline {
    fn from(deadline: &::experts::CertificationDeadline) -> Self {
        let (kind, days_before) = match deadline.kind {
            Kind::Notice { days_before } => (CertificationDeadlineKind::Notice, days_before.into()),
            Kind::End => (CertificationDeadlineKind::End, 0),
        };
        Self { kind, due_at: deadline.due_at, days_before }
    }
}

impl From<&Rejection> for CertificationRejection {
    fn from(why: &Rejection) -> Self {
        match why {
            Rejection::LevelTooLow => Self::CertificationLevelTooLow,
            Rejection::Expired => Self::CertificationExpired,
            Rejection::ByStaff { .. } => Self::ByStaff,
        }
    }
}

impl From<&CertificationState> for CertificationStatus {
    fn from(state: &CertificationState) -> Self {
        match state {
            CertificationState::Claimed => Self::Claimed,
            CertificationState::NotFound => Self::NotFound,
            CertificationState::ManualReview { .. } => Self::ManualReview,
            CertificationState::Verified { .. } => Self::Verified,
            CertificationState::Rejected { .. } => Self::Rejected,
            CertificationState::Expired { .. } => Self::Expired,
            CertificationState::Unlinked => Self::Unlinked,
            CertificationState::Revoked { .. } => Self::Revoked,
        }
    }
}

impl From<::experts::CertificationLink> for CertificationLink {
    fn from(link: ::experts::CertificationLink) -> Self {
        Self(link)
    }
}
