use ::tax::{Answers, Change, Consent, TinAnswer};
use async_graphql::{Context, ID, InputObject, Object};
use chrono::NaiveDate;
use kernel::InputError;
use marketplace::{ApproveDac7Form, Error, SaveDac7Form};

use super::{
    Dac7Form,
    dac7_form::{Dac7Fault, Dac7Field, known},
};
use crate::{place::AddressInput, session::Session};

payload!(Dac7FormSavePayload { dac7_form: Dac7Form });
payload!(Dac7FormSubmitPayload { dac7_form: Dac7Form });
payload!(Dac7FormReconfirmPayload { dac7_form: Dac7Form });
payload!(Dac7FormReviewPayload { dac7_form: Dac7Form });
payload!(Dac7FormApprovePayload { dac7_form: Dac7Form });
payload!(Dac7FormRequestChangesPayload { dac7_form: Dac7Form });

/// Answers of the DAC7 form, as far as one gets. What is left out stays as it was saved.
#[derive(InputObject)]
pub struct Dac7FormSaveInput {
    /// First and last name, as in official papers: 1 to 200 characters.
    legal_name: Option<String>,
    /// 18 to 120 years back.
    birth_date: Option<NaiveDate>,
    /// Needed only where no country has given the person a taxpayer number.
    birth_place: Option<BirthPlaceInput>,
    /// The primary address.
    address: Option<AddressInput>,
    /// Where the person is resident for tax: each country once, at most 10. A list takes the place of the list
    /// that was saved.
    tax_residences: Option<Vec<TaxResidenceInput>>,
    /// If the person has one; an empty one takes away what was saved.
    vat_id: Option<String>,
    /// Whose the bank account is that the payouts go to.
    account_holder: Option<String>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Where somebody was born.
#[derive(InputObject)]
pub struct BirthPlaceInput {
    city: String,
    /// An ISO 3166 code of two letters: "DE".
    country: String,
}

/// A country where somebody is resident for tax.
#[derive(InputObject)]
pub struct TaxResidenceInput {
    /// An ISO 3166 code of two letters: "DE".
    country: String,
    /// The taxpayer number. Left out, the number of that country that was saved stays.
    tin: Option<String>,
    /// Say so if the country gave the person no number.
    #[graphql(default)]
    not_issued: bool,
}

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

impl TryFrom<Dac7FormSaveInput> for SaveDac7Form {
    type Error = Error;

    fn try_from(input: Dac7FormSaveInput) -> Result<Self, Error> {
        let residences = input.tax_residences.unwrap_or_default().into_iter();
        let answers = Answers {
            legal_name: input.legal_name,
            born_on: input.birth_date,
            birth_place: input.birth_place.map(::tax::BirthPlace::try_from).transpose()?,
            address: input.address.map(kernel::Address::try_from).transpose()?,
            tax_residences: residences.map(::tax::TaxResidence::try_from).collect::<Result<_, _>>()?,
            vat_id: input.vat_id,
            account_holder: input.account_holder,
        };
        Ok(Self { answers, idempotency_key: input.idempotency_key })
    }
}

impl TryFrom<BirthPlaceInput> for ::tax::BirthPlace {
    type Error = InputError;

    fn try_from(BirthPlaceInput { city, country }: BirthPlaceInput) -> Result<Self, InputError> {
        Ok(Self { city, country: known(&country)? })
    }
}

impl TryFrom<TaxResidenceInput> for ::tax::TaxResidence {
    type Error = InputError;

    fn try_from(TaxResidenceInput { country, tin, not_issued }: TaxResidenceInput) -> Result<Self, InputError> {
        let tin = match (tin, not_issued) {
            (Some(_), true) => return Err(InputError::new("tin", "must be left out where none is issued")),
            (Some(typed), false) => TinAnswer::Given(::tax::Identifier::tin(&typed)?),
            (None, true) => TinAnswer::NotIssued,
            (None, false) => TinAnswer::Open,
        };
        Ok(Self { country: known(&country)?, tin })
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
