use async_graphql::{Context, ID, Object};
use kernel::Dac7FormId;

use super::{Dac7Form, dac7_form::Dac7FormStatus};
use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{OrNull, answer},
};

const DAC7_FORMS: &str = "dac7Forms";
const DAC7_FORMS_TO_REVIEW: &str = "dac7FormsToReview";

#[derive(Default)]
pub struct TaxQueries;

#[Object]
impl TaxQueries {
    /// One version of a DAC7 form: for members of its account with `MANAGE_SELLER`, and staff with
    /// `REVIEW_TAX_FORMS`.
    async fn dac7_form(&self, ctx: &Context<'_>, id: ID) -> OrNull<Dac7Form> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.dac7_form(*actor, id.parse()?).await };
        Some(answer(found.await).map(Dac7Form))
    }

    /// The versions of one's own account's DAC7 form, newest first. Needs `MANAGE_SELLER`.
    async fn dac7_forms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Dac7Form>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<Dac7FormId>(DAC7_FORMS, first, after.as_deref())?;
            app.dac7_forms(*actor, page).await
        };
        Ok(connection(DAC7_FORMS, answer(found.await)?, |form| form.id, Dac7Form))
    }

    /// The reviewers' queue: DAC7 forms of every account, newest first. For staff with `REVIEW_TAX_FORMS`.
    async fn dac7_forms_to_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this status.")] status: Option<Dac7FormStatus>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Dac7Form>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<Dac7FormId>(DAC7_FORMS_TO_REVIEW, first, after.as_deref())?;
            app.dac7_forms_to_review(*actor, status.map(Into::into), page).await
        };
        Ok(connection(DAC7_FORMS_TO_REVIEW, answer(found.await)?, |form| form.id, Dac7Form))
    }
}
