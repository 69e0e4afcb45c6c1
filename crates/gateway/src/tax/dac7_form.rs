use ::tax::{Change, Field, Status, TinAnswer};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Country, Dac7FormId, InputError};

use super::difference::{Dac7Difference, differences};
use crate::{
    accounts::Account,
    loaders::{load_kept, loader},
    place::Address,
};

loader!(Dac7FormId => ::tax::Dac7Form, ::tax::store::find_many);

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

    /// First and last name, as in official papers.
    async fn legal_name(&self) -> Option<&str> {
        self.0.answers.legal_name.as_deref()
    }

    async fn birth_date(&self) -> Option<NaiveDate> {
        self.0.answers.born_on
    }

    /// Asked for only where no country has given the person a taxpayer number.
    async fn birth_place(&self) -> Option<BirthPlace> {
        let ::tax::BirthPlace { city, country } = self.0.answers.birth_place.clone()?;
        Some(BirthPlace { city, country: country.to_string() })
    }

    /// The primary address.
    async fn address(&self) -> Option<Address> {
        self.0.answers.address.as_ref().map(Address::from)
    }

    /// Where the person is resident for tax.
    async fn tax_residences(&self) -> Vec<TaxResidence> {
        self.0.answers.tax_residences.iter().map(TaxResidence::from).collect()
    }

    /// Masked but for its end; null if the person has none.
    async fn vat_id(&self) -> Option<String> {
        self.0.answers.masked_vat_id()
    }

    /// Whose the bank account is that the payouts go to.
    async fn account_holder(&self) -> Option<&str> {
        self.0.answers.account_holder.as_deref()
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

/// A question of the form.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum Dac7Field {
    LegalName,
    BirthDate,
    BirthPlace,
    Address,
    TaxResidences,
    VatId,
    AccountHolder,
    /// That the answers are right and complete.
    Certified,
    /// That one knows to whom the data go.
    DataNoticeAcknowledged,
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

/// Where somebody was born.
#[derive(SimpleObject)]
pub struct BirthPlace {
    city: String,
    /// An ISO 3166 code of two letters: "DE".
    country: String,
}

/// A country where somebody is resident for tax.
#[derive(SimpleObject)]
pub struct TaxResidence {
    /// An ISO 3166 code of two letters: "DE".
    country: String,
    /// The taxpayer number, masked but for its end; null if there is none.
    tin: Option<String>,
    /// Whether the person says that the country gave them no number.
    not_issued: bool,
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

impl From<Field> for Dac7Field {
    fn from(field: Field) -> Self {
        match field {
            Field::LegalName => Self::LegalName,
            Field::BirthDate => Self::BirthDate,
            Field::BirthPlace => Self::BirthPlace,
            Field::Address => Self::Address,
            Field::TaxResidences => Self::TaxResidences,
            Field::VatId => Self::VatId,
            Field::AccountHolder => Self::AccountHolder,
            Field::Certification => Self::Certified,
            Field::DataNotice => Self::DataNoticeAcknowledged,
        }
    }
}

impl From<Dac7Field> for Field {
    fn from(field: Dac7Field) -> Self {
        match field {
            Dac7Field::LegalName => Self::LegalName,
            Dac7Field::BirthDate => Self::BirthDate,
            Dac7Field::BirthPlace => Self::BirthPlace,
            Dac7Field::Address => Self::Address,
            Dac7Field::TaxResidences => Self::TaxResidences,
            Dac7Field::VatId => Self::VatId,
            Dac7Field::AccountHolder => Self::AccountHolder,
            Dac7Field::Certified => Self::Certification,
            Dac7Field::DataNoticeAcknowledged => Self::DataNotice,
        }
    }
}

impl From<&::tax::TaxResidence> for TaxResidence {
    fn from(residence: &::tax::TaxResidence) -> Self {
        let (tin, not_issued) = match &residence.tin {
            TinAnswer::Given(tin) => (Some(tin.masked()), false),
            TinAnswer::NotIssued => (None, true),
            TinAnswer::Open => (None, false),
        };
        Self { country: residence.country.to_string(), tin, not_issued }
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
