use ::tax::{Change, Signing, UsField};
use async_graphql::{Context, ID, InputObject, Object};
use marketplace::{ApproveUsTaxForm, Error};

use super::{dac7_form::Dac7Fault, us_field::UsTaxField, us_form::UsTaxForm, us_form_input::UsTaxFormSaveInput};
use crate::session::Session;

payload!(UsTaxFormSavePayload { us_tax_form: UsTaxForm });
payload!(UsTaxFormSubmitPayload { us_tax_form: UsTaxForm });
payload!(UsTaxFormApprovePayload { us_tax_form: UsTaxForm });
payload!(UsTaxFormRequestChangesPayload { us_tax_form: UsTaxForm });

/// A form to sign and hand in.
#[derive(InputObject)]
pub struct UsTaxFormSubmitInput {
    us_tax_form_id: ID,
    /// Who signs: a person with the legal name of the form.
    signed_name: String,
    /// For a body: what the signer is to it, such as "Director".
    capacity: Option<String>,
    /// That one declares under penalties of perjury that all of it is true, correct and complete.
    under_penalties_of_perjury: bool,
}

/// Which form counts from now on.
#[derive(InputObject)]
pub struct UsTaxFormApproveInput {
    us_tax_form_id: ID,
    /// The form's `doubts` that one looked into.
    #[graphql(default)]
    accepted_doubts: Vec<String>,
}

/// Which form to send back, and what to change.
#[derive(InputObject)]
pub struct UsTaxFormRequestChangesInput {
    us_tax_form_id: ID,
    /// At least one, each field once.
    changes: Vec<UsTaxChangeInput>,
}

/// What is to be changed, and why.
#[derive(InputObject)]
pub struct UsTaxChangeInput {
    field: UsTaxField,
    /// `OTHER`, if it is not given.
    fault: Option<Dac7Fault>,
    /// 1 to 500 characters; the expert reads it.
    reason: String,
}

#[derive(Default)]
pub struct UsTaxMutations;

#[Object]
impl UsTaxMutations {
    /// Fill in the W-9, W-8BEN or W-8BEN-E of one's account: the first version, or the next one when circumstances have
    /// changed. Needs `MANAGE_SELLER`.
    async fn us_tax_form_save(
        &self,
        ctx: &Context<'_>,
        input: UsTaxFormSaveInput,
    ) -> async_graphql::Result<UsTaxFormSavePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let saved = async { app.save_us_tax_form(*actor, input.try_into()?).await };
        UsTaxFormSavePayload::from_result(saved.await)
    }

    /// Sign the form under penalties of perjury and hand it in. Needs `MANAGE_SELLER`.
    async fn us_tax_form_submit(
        &self,
        ctx: &Context<'_>,
        input: UsTaxFormSubmitInput,
    ) -> async_graphql::Result<UsTaxFormSubmitPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let UsTaxFormSubmitInput { us_tax_form_id: id, signed_name: name, capacity, under_penalties_of_perjury } =
            input;
        let signing = Signing { name, capacity, under_penalties_of_perjury };
        let submitted = async { app.submit_us_tax_form(*actor, id.parse()?, &signing).await };
        UsTaxFormSubmitPayload::from_result(submitted.await)
    }

    /// Accept a form: it counts from now on. For staff with `REVIEW_TAX_FORMS` who do not belong to the account.
    async fn us_tax_form_approve(
        &self,
        ctx: &Context<'_>,
        input: UsTaxFormApproveInput,
    ) -> async_graphql::Result<UsTaxFormApprovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let approved = async { app.approve_us_tax_form(*actor, input.try_into()?).await };
        UsTaxFormApprovePayload::from_result(approved.await)
    }

    /// Send a form back, an approved one too: it counts no longer, unless an earlier version does. For staff with
    /// `REVIEW_TAX_FORMS` who do not belong to the account.
    async fn us_tax_form_request_changes(
        &self,
        ctx: &Context<'_>,
        input: UsTaxFormRequestChangesInput,
    ) -> async_graphql::Result<UsTaxFormRequestChangesPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let changes = input.changes.into_iter().map(Change::from).collect();
        let sent_back = async { app.request_us_tax_form_changes(*actor, input.us_tax_form_id.parse()?, changes).await };
        UsTaxFormRequestChangesPayload::from_result(sent_back.await)
    }
}

impl TryFrom<UsTaxFormApproveInput> for ApproveUsTaxForm {
    type Error = Error;

    fn try_from(input: UsTaxFormApproveInput) -> Result<Self, Error> {
        Ok(Self { us_tax_form_id: input.us_tax_form_id.parse()?, accepted_doubts: input.accepted_doubts })
    }
}

impl From<UsTaxChangeInput> for Change<UsField> {
    fn from(UsTaxChangeInput { field, fault, reason }: UsTaxChangeInput) -> Self {
        let fault = fault.map_or(::tax::Fault::Other, Into::into);
        Self { field: field.into(), fault, reason }
    }
}
