use ::tax::{UsReviewCounts, UsReviewFilter};
use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use kernel::UsTaxFormId;

use super::us_form::{UsTaxForm, UsTaxFormKind};
use crate::{
    connection::{Connection, connection, page},
    review_count::{ReviewCount, counted, spelled},
    session::Session,
    user_error::{OrNull, answer},
};

const US_TAX_FORMS: &str = "usTaxForms";
const US_TAX_REVIEW_QUEUE: &str = "usTaxReviewQueue";

/// Which of the forms that wait for a reviewer; what is left out is not asked.
#[derive(InputObject, Default)]
pub struct UsTaxReviewFilter {
    kind: Option<UsTaxFormKind>,
    /// Only what was submitted before.
    submitted_before: Option<DateTime<Utc>>,
}

pub struct UsTaxReviewCounts(UsReviewCounts);

/// How many forms wait for a reviewer: of those that the filter leaves.
#[Object]
impl UsTaxReviewCounts {
    async fn total(&self) -> u32 {
        self.0.total
    }

    /// Since when the oldest waits; null if none does.
    async fn oldest_since(&self) -> Option<DateTime<Utc>> {
        self.0.oldest_at
    }

    /// By which form it is.
    async fn kinds(&self) -> Vec<ReviewCount> {
        counted(&self.0.by_kind, |kind| spelled(&UsTaxFormKind::from(*kind)))
    }
}

#[derive(Default)]
pub struct UsTaxQueries;

#[Object]
impl UsTaxQueries {
    /// One version of a form for the United States: for members of its account with `MANAGE_SELLER`, and staff with
    /// `REVIEW_TAX_FORMS`.
    async fn us_tax_form(&self, ctx: &Context<'_>, id: ID) -> OrNull<UsTaxForm> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.us_tax_form(*actor, id.parse()?).await };
        Some(answer(found.await).map(UsTaxForm))
    }

    /// The versions of one's own account's form for the United States, newest first. Needs `MANAGE_SELLER`.
    async fn us_tax_forms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<UsTaxForm>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<UsTaxFormId>(US_TAX_FORMS, first, after.as_deref())?;
            app.us_tax_forms(*actor, page).await
        };
        Ok(connection(US_TAX_FORMS, answer(found.await)?, |form| form.id, UsTaxForm))
    }

    /// The forms for the United States of every account that wait for a reviewer, from the one that waits longest on. For
    /// staff with `REVIEW_TAX_FORMS`.
    async fn us_tax_review_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that it leaves.")] filter: Option<UsTaxReviewFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<UsTaxForm>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<UsTaxFormId>(US_TAX_REVIEW_QUEUE, first, after.as_deref())?;
            app.us_tax_review_queue(*actor, &filter.unwrap_or_default().into(), page).await
        };
        Ok(connection(US_TAX_REVIEW_QUEUE, answer(found.await)?, |form| form.id, UsTaxForm))
    }

    /// How many forms for the United States wait for a reviewer. For staff with `REVIEW_TAX_FORMS`.
    async fn us_tax_review_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of those that it leaves.")] filter: Option<UsTaxReviewFilter>,
    ) -> async_graphql::Result<UsTaxReviewCounts> {
        let Session { app, actor, .. } = Session::of(ctx);
        let counted = app.us_tax_review_counts(*actor, &filter.unwrap_or_default().into()).await;
        answer(counted).map(UsTaxReviewCounts)
    }
}

impl From<UsTaxReviewFilter> for UsReviewFilter {
    fn from(filter: UsTaxReviewFilter) -> Self {
        Self { kind: filter.kind.map(Into::into), submitted_before: filter.submitted_before }
    }
}
