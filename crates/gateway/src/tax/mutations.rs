use ::tax::{Change, Consent};
use async_graphql::{Context, ID, InputObject, Object};
use marketplace::{ApproveDac7Form, Error};

use super::{Dac7Form, answers_input::Dac7FormSaveInput, dac7_form::Dac7Fault, field::Dac7Field};
use crate::session::Session;

payload!(Dac7FormSavePayload { dac7_form: Dac7Form });
payload!(Dac7FormSubmitPayload { dac7_form: Dac7Form });
payload!(Dac7FormReconfirmPayload { dac7_form: Dac7Form });
payload!(Dac7FormReviewPayload { dac7_form: Dac7Form });
payload!(Dac7FormApprovePayload { dac7_form: Dac7Form });
payload!(Dac7FormRequestChangesPayload { dac7_form: Dac7Form });

/// A form to hand in.
#[derive(InputObject)]
pub struct Dac7FormSubmitInput {
    dac7_form_id: ID,
    /// That the answers are right and complete.
    certified: bool,
    /// That one knows that the data go to the tax authorities.
    data_notice_acknowledged: bool,
}

/// A form to confirm as it is.
#[derive(InputObject)]
pub struct Dac7FormReconfirmInput {
    dac7_form_id: ID,
    /// That the answers are still right and complete.
    certified: bool,
    /// That one knows that the data go to the tax authorities.
    data_notice_acknowledged: bool,
}

/// Which form to look at.
#[derive(InputObject)]
pub struct Dac7FormReviewInput {
    dac7_form_id: ID,
}

/// Which form counts from now on.
#[derive(InputObject)]
pub struct Dac7FormApproveInput {
    dac7_form_id: ID,
    /// The form's `doubts` that one looked into.
    #[graphql(default)]
    accepted_doubts: Vec<String>,
}

/// Which form to send back, and what to change.
#[derive(InputObject)]
pub struct Dac7FormRequestChangesInput {
    dac7_form_id: ID,
    /// At least one, each field once.
    changes: Vec<Dac7ChangeInput>,
}

/// What is to be changed, and why.
#[derive(InputObject)]
pub struct Dac7ChangeInput {
    field: Dac7Field,
    /// `OTHER`, if it is not given.
    fault: Option<Dac7Fault>,
    /// 1 to 500 characters; the expert reads it.
    reason: String,
}

#[derive(Default)]
pub struct TaxMutations;

#[Object]
impl TaxMutations {
    /// Fill in the DAC7 form of one's account: the first version, or the next one after an approval. Needs
    /// `MANAGE_SELLER`.
    async fn dac7_form_save(
        &self,
        ctx: &Context<'_>,
        input: Dac7FormSaveInput,
    ) -> async_graphql::Result<Dac7FormSavePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let saved = async { app.save_dac7_form(*actor, input.try_into()?).await };
        Dac7FormSavePayload::from_result(saved.await)
    }

    /// Hand the form in, complete and certified. Needs `MANAGE_SELLER`.
    async fn dac7_form_submit(
        &self,
        ctx: &Context<'_>,
        input: Dac7FormSubmitInput,
    ) -> async_graphql::Result<Dac7FormSubmitPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let Dac7FormSubmitInput { dac7_form_id, certified, data_notice_acknowledged } = input;
        let consent = Consent { certified, data_notice_acknowledged };
        let submitted = async { app.submit_dac7_form(*actor, dac7_form_id.parse()?, consent).await };
        Dac7FormSubmitPayload::from_result(submitted.await)
    }

    /// Sign that the answers of an approved form still hold: it counts for another 36 months. Needs `MANAGE_SELLER`.
    async fn dac7_form_reconfirm(
        &self,
        ctx: &Context<'_>,
        input: Dac7FormReconfirmInput,
    ) -> async_graphql::Result<Dac7FormReconfirmPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let Dac7FormReconfirmInput { dac7_form_id, certified, data_notice_acknowledged } = input;
        let consent = Consent { certified, data_notice_acknowledged };
        let confirmed = async { app.reconfirm_dac7_form(*actor, dac7_form_id.parse()?, consent).await };
        Dac7FormReconfirmPayload::from_result(confirmed.await)
    }

    /// Begin to look at a form. For staff with `REVIEW_TAX_FORMS`.
    async fn dac7_form_review(
        &self,
        ctx: &Context<'_>,
        input: Dac7FormReviewInput,
    ) -> async_graphql::Result<Dac7FormReviewPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let in_review = async { app.review_dac7_form(*actor, input.dac7_form_id.parse()?).await };
        Dac7FormReviewPayload::from_result(in_review.await)
    }

    /// Accept a form: it counts from now on. For staff with `REVIEW_TAX_FORMS` who do not belong to the account.
    async fn dac7_form_approve(
        &self,
        ctx: &Context<'_>,
        input: Dac7FormApproveInput,
    ) -> async_graphql::Result<Dac7FormApprovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let approved = async { app.approve_dac7_form(*actor, input.try_into()?).await };
        Dac7FormApprovePayload::from_result(approved.await)
    }

    /// Send a form back, an approved one too: it counts no longer, unless an earlier version does. For staff with
    /// `REVIEW_TAX_FORMS` who do not belong to the account.
    async fn dac7_form_request_changes(
        &self,
        ctx: &Context<'_>,
        input: Dac7FormRequestChangesInput,
    ) -> async_graphql::Result<Dac7FormRequestChangesPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let changes = input.changes.into_iter().map(Change::from).collect();
        let sent_back = async { app.request_dac7_changes(*actor, input.dac7_form_id.parse()?, changes).await };
        Dac7FormRequestChangesPayload::from_result(sent_back.await)
    }
}

impl TryFrom<Dac7FormApproveInput> for ApproveDac7Form {
    type Error = Error;

    fn try_from(input: Dac7FormApproveInput) -> Result<Self, Error> {
        Ok(Self { dac7_form_id: input.dac7_form_id.parse()?, accepted_doubts: input.accepted_doubts })
    }
}

impl From<Dac7ChangeInput> for Change {
    fn from(Dac7ChangeInput { field, fault, reason }: Dac7ChangeInput) -> Self {
        let fault = fault.map_or(::tax::Fault::Other, Into::into);
        Self { field: field.into(), fault, reason }
    }
}
