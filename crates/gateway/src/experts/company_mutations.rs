use ::experts::{BeneficialOwner as Owner, CompanyDocument, Document};
use async_graphql::{Context, ID, InputObject, Object};
use chrono::NaiveDate;
use kernel::InputError;
use marketplace::{Error, SubmitCompanyCheck};

use super::CompanyCheck;
use crate::{accounts::country, session::Session};

payload!(CompanyCheckSubmitPayload { company_check: CompanyCheck });
payload!(CompanyCheckAskMorePayload { company_check: CompanyCheck });
payload!(CompanyCheckPassPayload { company_check: CompanyCheck });
payload!(CompanyCheckFailPayload { company_check: CompanyCheck });
payload!(CompanyCheckRenewPayload { company_check: CompanyCheck });

/// A person who owns more than a quarter of the company.
#[derive(InputObject)]
pub struct BeneficialOwnerInput {
    /// 1 to 200 characters.
    name: String,
    birth_date: NaiveDate,
    /// Where the person lives, an ISO 3166 code of two letters: "DE".
    country: String,
    /// Of the company, in basis points: 2501 to 10000.
    share_basis_points: i32,
}

/// A paper about the company, such as an extract of its register.
#[derive(InputObject)]
pub struct CompanyDocumentInput {
    /// The id of an upload of your own, which is kept only while staff look at it; or, in 1 to 500 characters, where it
    /// lies with who checks it.
    document: String,
    /// At most 180 days ago.
    issued_on: NaiveDate,
}

/// Who owns the company, and what shows it.
#[derive(InputObject)]
pub struct CompanyCheckSubmitInput {
    company_check_id: ID,
    /// Whoever owns more than a quarter, at most 4.
    owners: Vec<BeneficialOwnerInput>,
    /// Says that nobody owns more than a quarter; then, and only then, no owner is named.
    #[graphql(default)]
    no_owner_above_a_quarter: bool,
    /// 1 to 10.
    documents: Vec<CompanyDocumentInput>,
}

/// What is still missing.
#[derive(InputObject)]
pub struct CompanyCheckAskMoreInput {
    company_check_id: ID,
    /// 1 to 1000 characters.
    reason: String,
}

/// What shows that the company is who it says.
#[derive(InputObject)]
pub struct CompanyCheckPassInput {
    company_check_id: ID,
    /// The id of a report: 1 to 500 characters.
    evidence: String,
}

/// What shows that the company is not who it says.
#[derive(InputObject)]
pub struct CompanyCheckFailInput {
    company_check_id: ID,
    /// The id of a report: 1 to 500 characters.
    evidence: String,
    /// What the company is told: 1 to 1000 characters.
    reason: String,
}

/// The company to look at again.
#[derive(InputObject)]
pub struct CompanyCheckRenewInput {
    company_check_id: ID,
}

#[derive(Default)]
pub struct CompanyCheckMutations;

#[Object]
impl CompanyCheckMutations {
    /// Say who owns the company, and forward documents that show it. Other owners of a company that was passed have it
    /// checked again, and its payouts wait. Needs `MANAGE_SELLER`.
    async fn company_check_submit(
        &self,
        ctx: &Context<'_>,
        input: CompanyCheckSubmitInput,
    ) -> async_graphql::Result<CompanyCheckSubmitPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let submitted = async { app.submit_company_check(*actor, input.try_into()?).await };
        CompanyCheckSubmitPayload::from_result(submitted.await)
    }

    /// Ask the company for more. For staff with `REVIEW_REGISTRATIONS`.
    async fn company_check_ask_more(
        &self,
        ctx: &Context<'_>,
        input: CompanyCheckAskMoreInput,
    ) -> async_graphql::Result<CompanyCheckAskMorePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let asked = async { app.ask_for_more_of_company(*actor, input.company_check_id.parse()?, &input.reason).await };
        CompanyCheckAskMorePayload::from_result(asked.await)
    }

    /// Confirm that the company is who it says: its payouts go on. For staff with `REVIEW_REGISTRATIONS`.
    async fn company_check_pass(
        &self,
        ctx: &Context<'_>,
        input: CompanyCheckPassInput,
    ) -> async_graphql::Result<CompanyCheckPassPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let passed = async { app.pass_company_check(*actor, input.company_check_id.parse()?, &input.evidence).await };
        CompanyCheckPassPayload::from_result(passed.await)
    }

    /// Find that the company is not who it says. For staff with `REVIEW_REGISTRATIONS`.
    async fn company_check_fail(
        &self,
        ctx: &Context<'_>,
        input: CompanyCheckFailInput,
    ) -> async_graphql::Result<CompanyCheckFailPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let CompanyCheckFailInput { company_check_id, evidence, reason } = input;
        let failed = async { app.fail_company_check(*actor, company_check_id.parse()?, &evidence, &reason).await };
        CompanyCheckFailPayload::from_result(failed.await)
    }

    /// Look again at a company that was passed, or let one that was refused show anew who it is: its payouts wait until
    /// it is passed. For staff with `REVIEW_REGISTRATIONS`.
    async fn company_check_renew(
        &self,
        ctx: &Context<'_>,
        input: CompanyCheckRenewInput,
    ) -> async_graphql::Result<CompanyCheckRenewPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let renewed = async { app.renew_company_check(*actor, input.company_check_id.parse()?).await };
        CompanyCheckRenewPayload::from_result(renewed.await)
    }
}

impl TryFrom<CompanyCheckSubmitInput> for SubmitCompanyCheck {
    type Error = Error;

    fn try_from(input: CompanyCheckSubmitInput) -> Result<Self, Error> {
        let documents = input.documents.into_iter().map(|CompanyDocumentInput { document, issued_on }| {
            Ok(CompanyDocument { document: Document::read(&document)?, issued_on })
        });
        Ok(Self {
            company_check_id: input.company_check_id.parse()?,
            owners: input.owners.into_iter().map(TryInto::try_into).collect::<Result<_, Error>>()?,
            nobody_owns_so_much: input.no_owner_above_a_quarter,
            documents: documents.collect::<Result<_, Error>>()?,
        })
    }
}

impl TryFrom<BeneficialOwnerInput> for Owner {
    type Error = Error;

    fn try_from(input: BeneficialOwnerInput) -> Result<Self, Error> {
        let BeneficialOwnerInput { name, birth_date: born_on, share_basis_points, country: typed } = input;
        let out_of_limits = |_| InputError::new("shareBasisPoints", "must be above 2500 and at most 10000");
        let share_basis_points = u16::try_from(share_basis_points).map_err(out_of_limits)?;
        Ok(Self { name, born_on, country: country(&typed)?, share_basis_points })
    }
}
