use ::tax::{Change, Status};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Country, Dac7FormId, InputError};

use super::difference::{Dac7Difference, differences};
use crate::{
    accounts::Account,
    loaders::{load_kept, loader},
    place::Address,
    tax::{
        answers::{BirthPlace, BusinessRegistration, Dac7ActingAs, ExclusionClaim, Finding, TaxResidence},
        field::Dac7Field,
    },
};

loader!(Dac7FormId => ::tax::Dac7Form, |app, ids| ::tax::store::find_many(app.db().reader(), app.vault(), ids));

pub struct Dac7Form(pub ::tax::Dac7Form);

/// One version of an account's DAC7 questionnaire. An approved version counts until a newer one is approved.
#[Object]
impl Dac7Form {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Whose form it is: one serves every expert of the account.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.account_id).await.map(Account)
    }

    /// 1 for the first; the next one is begun after an approval.
    async fn version(&self) -> i32 {
        self.0.version
    }

    async fn status(&self) -> Dac7FormStatus {
        self.0.status().into()
    }

    /// Whether a person or another body answers; a person until somebody says otherwise.
    async fn acting_as(&self) -> Dac7ActingAs {
        self.0.answers.party().into()
    }

    /// First and last name, as in official papers; of a body its name with the legal form.
    async fn legal_name(&self) -> Option<&str> {
        self.0.answers.legal_name.as_deref()
    }

    async fn birth_date(&self) -> Option<NaiveDate> {
        self.0.answers.born_on
    }

    /// Asked for only where no country has given the person a taxpayer number.
    async fn birth_place(&self) -> Option<BirthPlace> {
        self.0.answers.birth_place.as_ref().map(BirthPlace::from)
    }

    /// The primary address; of a body its registered office.
    async fn address(&self) -> Option<Address> {
        self.0.answers.address.as_ref().map(Address::from)
    }

    /// Where the person or body is resident for tax.
    async fn tax_residences(&self) -> Vec<TaxResidence> {
        self.0.answers.tax_residences.iter().map(TaxResidence::from).collect()
    }

    /// Masked but for its end; null if there is none.
    async fn vat_id(&self) -> Option<String> {
        self.0.answers.vat_id().map(::tax::VatId::masked)
    }

    /// Under which number a body stands in a register; null for people.
    async fn business_registration(&self) -> Option<BusinessRegistration> {
        self.0.answers.business_registration.as_ref().map(BusinessRegistration::from)
    }

    /// Member states where a body has offices besides its registered one, by their ISO 3166 codes.
    async fn establishments(&self) -> Vec<String> {
        self.0.answers.establishments.iter().flatten().map(ToString::to_string).collect()
    }

    /// Why the law would leave the body out of the report, as it claims.
    async fn exclusion_claims(&self) -> Vec<ExclusionClaim> {
        self.0.answers.exclusion_claims.iter().flatten().map(ExclusionClaim::from).collect()
    }

    /// Whose the bank account is that the payouts go to.
    async fn account_holder(&self) -> Option<&str> {
        self.0.answers.account_holder.as_deref()
    }

    /// Why that is not in the legal name; null where it is.
    async fn holder_reason(&self) -> Option<&str> {
        self.0.answers.holder_reason.as_deref()
    }

    /// Where the bank keeps that account, by its ISO 3166 code; null if nobody said.
    async fn account_country(&self) -> Option<&str> {
        self.0.answers.account_country.map(kernel::Country::code)
    }

    /// When answers were last written.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.0.saved_at
    }

    /// When it was handed in; null for a draft.
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.0.submission().map(|submission| submission.at)
    }

    /// By the end of which day staff review it; null for a draft.
    async fn review_due_on(&self) -> Option<NaiveDate> {
        self.0.submission().map(|submission| submission.review_due_on)
    }

    /// Since when it is approved; null if it is not, or no longer.
    async fn approved_at(&self) -> Option<DateTime<Utc>> {
        self.0.approved_at()
    }

    /// The id of the member of staff whose approval waits for a second reviewer's; null if none does.
    async fn proposed_by(&self) -> Option<ID> {
        self.0.proposed_by().map(|id| ID(id.to_string()))
    }

    /// When the account is asked whether the answers still hold; null if it was never approved.
    async fn reconfirm_at(&self) -> Option<DateTime<Utc>> {
        self.0.approval().map(|approval| approval.reconfirm_at)
    }

    /// When it counts no longer, unless it is confirmed before; null while the account is not asked to.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at()
    }

    /// What is not answered yet.
    async fn missing_fields(&self) -> Vec<Dac7Field> {
        self.0.answers.missing().into_iter().map(Dac7Field::from).collect()
    }

    /// Everything there is to say of the answers, the worst first: what stops a submission, what a reviewer decides,
    /// and what may not be meant.
    async fn findings(&self) -> Vec<Finding> {
        self.0.findings().into_iter().map(Finding::from).collect()
    }

    /// What the checks leave to the reviewer, by the names that `dac7FormApprove` accepts: `TIN_UNCHECKED:BR`.
    async fn doubts(&self) -> Vec<String> {
        self.0.doubts().iter().map(ToString::to_string).collect()
    }

    /// Which answers differ from those of the version before, identifiers masked; empty for the first version.
    async fn differences(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Dac7Difference>> {
        differences(ctx, &self.0).await
    }

    /// What a reviewer asked to be changed and nobody has submitted since.
    async fn changes_requested(&self) -> Vec<Dac7Change> {
        self.0.changes().iter().map(Dac7Change::from).collect()
    }
}

/// Where a form stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum Dac7FormStatus {
    /// Being filled in.
    Draft,
    /// Waits for a reviewer.
    Submitted,
    /// A reviewer looks at it.
    InReview,
    /// Counts, until a newer version does.
    Approved,
    /// Still counts, but 36 months are over: confirm it with `dac7FormReconfirm`, or save a new version.
    ReconfirmationDue,
    /// Nobody confirmed it in time: it counts no longer.
    Expired,
    /// A reviewer sent it back.
    ChangesRequested,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::tax::Fault")]
pub enum Dac7Fault {
    Missing,
    Illegible,
    /// A document or a register shows something else.
    DiffersFromDocument,
    Implausible,
    /// It was right once.
    Outdated,
    /// What the note says.
    Other,
}

/// What a reviewer wants to see changed, and why.
#[derive(SimpleObject)]
pub struct Dac7Change {
    field: Dac7Field,
    fault: Dac7Fault,
    /// What the reviewer wrote to it.
    reason: String,
}

impl From<Status> for Dac7FormStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Draft => Self::Draft,
            Status::Submitted => Self::Submitted,
            Status::InReview => Self::InReview,
            Status::Approved => Self::Approved,
            Status::ReconfirmationDue => Self::ReconfirmationDue,
            Status::Expired => Self::Expired,
            Status::ChangesRequested => Self::ChangesRequested,
        }
    }
}

impl From<Dac7FormStatus> for Status {
    fn from(status: Dac7FormStatus) -> Self {
        match status {
            Dac7FormStatus::Draft => Self::Draft,
            Dac7FormStatus::Submitted => Self::Submitted,
            Dac7FormStatus::InReview => Self::InReview,
            Dac7FormStatus::Approved => Self::Approved,
            Dac7FormStatus::ReconfirmationDue => Self::ReconfirmationDue,
            Dac7FormStatus::Expired => Self::Expired,
            Dac7FormStatus::ChangesRequested => Self::ChangesRequested,
        }
    }
}

impl From<&Change> for Dac7Change {
    fn from(change: &Change) -> Self {
        Self { field: change.field.into(), fault: change.fault.into(), reason: change.reason.clone() }
    }
}

/// Reads the code of a country.
pub fn known(country: &str) -> Result<Country, InputError> {
    country.parse::<Country>().map_err(|error| InputError::new("country", error.to_string()))
}

impl From<::tax::Dac7Form> for Dac7Form {
    fn from(form: ::tax::Dac7Form) -> Self {
        Self(form)
    }
}
