use ::experts::{CertificationCounts, CertificationFilter, WaitsFor};
use async_graphql::{Context, Enum, InputObject, Object};
use chrono::{DateTime, Utc};
use kernel::CertificationLinkId;
use marketplace::Error;

use super::CertificationLink;
use crate::{
    connection::{Connection, connection, page},
    review_count::{ReviewCount, counted, spelled},
    session::Session,
    user_error::answer,
};

const CERTIFICATION_REVIEW_QUEUE: &str = "certificationReviewQueue";

/// Which of the certifications that wait for a decision; what is left out is not asked.
#[derive(InputObject, Default)]
pub struct CertificationReviewFilter {
    waits_for: Option<CertificationWaitsFor>,
    /// Who certified, in any capitals.
    issuer: Option<String>,
    /// Only what has waited since before then.
    waiting_before: Option<DateTime<Utc>>,
}

/// Who is to decide next about a certification.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::experts::WaitsFor")]
pub enum CertificationWaitsFor {
    /// It has not answered a claim yet, and is asked again by itself.
    Registry,
    /// They are to look at evidence: the certification is in `MANUAL_REVIEW`.
    Staff,
}

pub struct CertificationReviewCounts(CertificationCounts);

/// How many certifications wait for a decision, by what they can be filtered by: of those that the filter leaves.
#[Object]
impl CertificationReviewCounts {
    async fn total(&self) -> u32 {
        self.0.total
    }

    /// Since when the oldest waits; null if none does.
    async fn oldest_since(&self) -> Option<DateTime<Utc>> {
        self.0.oldest_at
    }

    /// By who is to decide.
    async fn waits_for(&self) -> Vec<ReviewCount> {
        counted(&self.0.by_waits_for, |waits_for| spelled(&CertificationWaitsFor::from(*waits_for)))
    }

    /// By who certified, in small letters.
    async fn issuers(&self) -> Vec<ReviewCount> {
        counted(&self.0.by_issuer, String::clone)
    }
}

#[derive(Default)]
pub struct CertificationQueueQueries;

#[Object]
impl CertificationQueueQueries {
    /// The certifications of every account that wait for a decision, from the one that waits longest on. For staff with
    /// `REVIEW_CERTIFICATIONS`.
    async fn certification_review_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that it leaves.")] filter: Option<CertificationReviewFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CertificationLink>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<CertificationLinkId>(CERTIFICATION_REVIEW_QUEUE, first, after.as_deref())?;
            app.certification_queue(*actor, &filter.unwrap_or_default().try_into()?, page).await
        };
        Ok(connection(CERTIFICATION_REVIEW_QUEUE, answer(found.await)?, |link| link.id, CertificationLink))
    }

    /// How many certifications wait for a decision. For staff with `REVIEW_CERTIFICATIONS`.
    async fn certification_review_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of those that it leaves.")] filter: Option<CertificationReviewFilter>,
    ) -> async_graphql::Result<CertificationReviewCounts> {
        let Session { app, actor, .. } = Session::of(ctx);
        let counted = async { app.certification_counts(*actor, &filter.unwrap_or_default().try_into()?).await };
        answer(counted.await).map(CertificationReviewCounts)
    }
}

impl TryFrom<CertificationReviewFilter> for CertificationFilter {
    type Error = Error;

    fn try_from(filter: CertificationReviewFilter) -> Result<Self, Error> {
        let issuer = filter.issuer.map(|typed| kernel::line("issuer", &typed, 1..=100)).transpose()?;
        let waits_for = filter.waits_for.map(WaitsFor::from);
        Ok(Self { waits_for, issuer, waiting_before: filter.waiting_before })
    }
}
