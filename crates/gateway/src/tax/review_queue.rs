use ::tax::{ReviewCounts, ReviewFilter};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use kernel::{Country, Dac7FormId};
use marketplace::{ApprovalOutcome, Error};

use super::{
    Dac7Form,
    dac7_form::{Dac7FormStatus, known},
};
use crate::{
    connection::{Connection, connection, page},
    review_count::{ReviewCount, counted, spelled},
    session::Session,
    user_error::{UserError, answer, outcome},
};

const DAC7_REVIEW_QUEUE: &str = "dac7ReviewQueue";

payload!(Dac7FormsApprovePayload { outcomes: Vec<Dac7FormOutcome> });

/// Which of the forms that wait for a reviewer; what is left out is not asked.
#[derive(InputObject, Default)]
pub struct Dac7ReviewFilter {
    /// `SUBMITTED` or `IN_REVIEW`; no other waits.
    status: Option<Dac7FormStatus>,
    /// Of the primary address, an ISO 3166 code of two letters: "DE".
    country: Option<String>,
    /// A doubt by the first part of its name: `HOLDER_DIFFERS`, `TIN_UNCHECKED`.
    doubt: Option<String>,
    kind: Option<Dac7ReviewKind>,
    /// Whether every check decided by itself: those can be approved together.
    clean: Option<bool>,
    /// Only what was submitted before.
    submitted_before: Option<DateTime<Utc>>,
}

/// What brought a form to the reviewers.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::tax::ReviewKind")]
pub enum Dac7ReviewKind {
    /// No version of the account was approved before.
    First,
    /// A new version, while an approved one counts.
    Change,
    /// A new version, because the approved one is to be confirmed, or is expired.
    Renewal,
}

pub struct Dac7ReviewCounts(ReviewCounts);

/// How many forms wait for a reviewer, by what they can be filtered by: of those that the filter leaves.
#[Object]
impl Dac7ReviewCounts {
    async fn total(&self) -> u32 {
        self.0.total
    }

    /// Of which every check decided by itself.
    async fn clean(&self) -> u32 {
        self.0.clean
    }

    /// Of which the review is overdue.
    async fn overdue(&self) -> u32 {
        self.0.overdue
    }

    /// By status.
    async fn statuses(&self) -> Vec<ReviewCount> {
        counted(&self.0.by_status, |status| spelled(&Dac7FormStatus::from(*status)))
    }

    /// By the country of the primary address.
    async fn countries(&self) -> Vec<ReviewCount> {
        counted(&self.0.by_country, Country::to_string)
    }

    /// By what brought them.
    async fn kinds(&self) -> Vec<ReviewCount> {
        counted(&self.0.by_kind, |kind| spelled(&Dac7ReviewKind::from(*kind)))
    }

    /// By doubt; one form may have several.
    async fn doubts(&self) -> Vec<ReviewCount> {
        counted(&self.0.by_doubt, String::clone)
    }
}

/// Which forms count from now on.
#[derive(InputObject)]
pub struct Dac7FormsApproveInput {
    /// 1 to 100, each once.
    dac7_form_ids: Vec<ID>,
}

/// What became of one of several forms.
#[derive(SimpleObject)]
pub struct Dac7FormOutcome {
    dac7_form_id: ID,
    /// Whether it counts from now on.
    is_approved: bool,
    /// Whether it waits for a second reviewer's approval.
    is_proposed: bool,
    /// Why neither; empty otherwise.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub struct ReviewQueueQueries;

#[Object]
impl ReviewQueueQueries {
    /// The DAC7 forms of every account that wait for a reviewer, from the one that waits longest on. For staff with
    /// `REVIEW_TAX_FORMS`.
    async fn dac7_review_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that it leaves.")] filter: Option<Dac7ReviewFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Dac7Form>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<Dac7FormId>(DAC7_REVIEW_QUEUE, first, after.as_deref())?;
            app.dac7_review_queue(*actor, &filter.unwrap_or_default().try_into()?, page).await
        };
        Ok(connection(DAC7_REVIEW_QUEUE, answer(found.await)?, |form| form.id, Dac7Form))
    }

    /// How many DAC7 forms wait for a reviewer. For staff with `REVIEW_TAX_FORMS`.
    async fn dac7_review_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of those that it leaves.")] filter: Option<Dac7ReviewFilter>,
    ) -> async_graphql::Result<Dac7ReviewCounts> {
        let Session { app, actor, .. } = Session::of(ctx);
        let counted = async { app.dac7_review_counts(*actor, &filter.unwrap_or_default().try_into()?).await };
        answer(counted.await).map(Dac7ReviewCounts)
    }
}

#[derive(Default)]
pub struct ReviewQueueMutations;

#[Object]
impl ReviewQueueMutations {
    /// Accept several forms at once: those without a doubt. Each is decided for itself, and one that is refused holds up
    /// no other. For staff with `REVIEW_TAX_FORMS` who do not belong to the accounts.
    async fn dac7_forms_approve(
        &self,
        ctx: &Context<'_>,
        input: Dac7FormsApproveInput,
    ) -> async_graphql::Result<Dac7FormsApprovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let approved = async {
            let ids = input.dac7_form_ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
            app.approve_dac7_forms(*actor, ids).await
        };
        let told = |outcomes: Vec<ApprovalOutcome>| outcomes.into_iter().map(Dac7FormOutcome::of).collect();
        match approved.await.map(told) {
            Ok(outcomes) => Dac7FormsApprovePayload::from_result(Ok(outcomes_or_failure(outcomes)?)),
            Err(error) => Dac7FormsApprovePayload::from_result(Err::<Vec<_>, _>(error)),
        }
    }
}

/// Every outcome; where something broke below, that alone, once all were tried.
fn outcomes_or_failure(
    outcomes: Vec<async_graphql::Result<Dac7FormOutcome>>,
) -> async_graphql::Result<Vec<Dac7FormOutcome>> {
    outcomes.into_iter().collect()
}

impl Dac7FormOutcome {
    fn of(ApprovalOutcome { dac7_form_id, result }: ApprovalOutcome) -> async_graphql::Result<Self> {
        let (form, errors) = outcome(result)?;
        let is_approved = form.as_ref().is_some_and(|form| form.approved_at().is_some());
        let is_proposed = form.is_some_and(|form| form.proposed_by().is_some());
        Ok(Self { dac7_form_id: ID(dac7_form_id.to_string()), is_approved, is_proposed, errors })
    }
}

impl TryFrom<Dac7ReviewFilter> for ReviewFilter {
    type Error = Error;

    fn try_from(filter: Dac7ReviewFilter) -> Result<Self, Error> {
        Ok(Self {
            status: filter.status.map(Into::into),
            country: filter.country.as_deref().map(known).transpose()?,
            doubt: filter.doubt.map(|typed| kernel::line("doubt", &typed, 1..=100)).transpose()?,
            kind: filter.kind.map(Into::into),
            is_clean: filter.clean,
            submitted_before: filter.submitted_before,
        })
    }
}
