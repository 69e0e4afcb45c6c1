use ::tax::{Change, UsFormStatus};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    answers::{Dac7ActingAs, TaxResidence},
    dac7_form::Dac7Fault,
    us_field::UsTaxField,
};
use crate::{accounts::Account, loaders::load_kept, place::Address};

pub struct UsTaxForm(pub ::tax::UsTaxForm);

/// One version of what an account declares to the United States: Form W-9, W-8BEN or W-8BEN-E. An approved version counts
/// until a newer one is approved, or its time is over.
#[Object]
impl UsTaxForm {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Whose form it is: one serves every expert of the account.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.account_id).await.map(Account)
    }

    /// 1 for the first; the next one is begun when circumstances change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    async fn status(&self) -> UsTaxFormStatus {
        self.0.status().into()
    }

    /// Which form it is; null until it is said whether the payee is a person of the United States.
    async fn kind(&self) -> Option<UsTaxFormKind> {
        self.0.answers.kind().map(UsTaxFormKind::from)
    }

    /// Whether the payee is a person of the United States for tax; null until somebody says so.
    async fn us_person(&self) -> Option<bool> {
        self.0.answers.us_person
    }

    /// Whether a person or another body answers; a person until somebody says otherwise.
    async fn acting_as(&self) -> Dac7ActingAs {
        self.0.answers.party().into()
    }

    /// As on the payee's income tax return.
    async fn legal_name(&self) -> Option<&str> {
        self.0.answers.legal_name.as_deref()
    }

    /// The name that business is done under; null if it is the same.
    async fn business_name(&self) -> Option<&str> {
        self.0.answers.business_name.as_deref()
    }

    /// What a body is to the tax authority; null for people.
    async fn classification(&self) -> Option<UsTaxClassification> {
        self.0.answers.classification.map(UsTaxClassification::from)
    }

    async fn address(&self) -> Option<Address> {
        self.0.answers.address.as_ref().map(Address::from)
    }

    /// Of which country a foreign person is a citizen, or under whose law a body was made, by its ISO 3166 code.
    async fn home_country(&self) -> Option<&str> {
        self.0.answers.home_country.map(kernel::Country::code)
    }

    /// What the number of the United States is; null if there is none.
    async fn us_tin_kind(&self) -> Option<UsTinKind> {
        self.0.answers.us_tin.as_ref().map(|tin| tin.kind.into())
    }

    /// That number, masked but for its end; null if there is none.
    async fn us_tin(&self) -> Option<String> {
        self.0.answers.us_number().map(::tax::Identifier::masked)
    }

    /// Where a foreign payee is resident for tax.
    async fn residence(&self) -> Option<TaxResidence> {
        self.0.answers.residence.as_ref().map(TaxResidence::from)
    }

    async fn birth_date(&self) -> Option<NaiveDate> {
        self.0.answers.born_on
    }

    /// How a foreign body stands to the law on foreign accounts; null for others.
    async fn chapter4_status(&self) -> Option<Chapter4Status> {
        self.0.answers.chapter4.map(Chapter4Status::from)
    }

    /// By which treaty less is to be withheld; null if by none.
    async fn treaty_claim(&self) -> Option<TreatyClaim> {
        self.0.answers.treaty.as_ref().map(TreatyClaim::from)
    }

    /// Why a body of the United States is exempt from backup withholding, 1 to 13; null if it is not.
    async fn exempt_payee_code(&self) -> Option<i32> {
        self.0.answers.exempt_payee_code
    }

    /// Whether the tax authority told a payee of the United States that backup is withheld; null if nobody said.
    async fn backup_withholding(&self) -> Option<bool> {
        self.0.answers.backup_withholding
    }

    /// When answers were last written.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.0.saved_at
    }

    /// Who signed it, under penalties of perjury; null for a draft.
    async fn signed_name(&self) -> Option<&str> {
        self.0.signature().map(|signature| signature.name.as_str())
    }

    /// What the signer is to a body; null for people, and for a draft.
    async fn signed_capacity(&self) -> Option<&str> {
        self.0.signature()?.capacity.as_deref()
    }

    /// When it was signed and handed in; null for a draft.
    async fn signed_at(&self) -> Option<DateTime<Utc>> {
        self.0.signature().map(|signature| signature.at)
    }

    /// From when on it counts no longer; null if it does not count, and for a W-9, which counts until circumstances
    /// change.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.validity()?.expires_at
    }

    /// When the account is written next that it ends; null if never.
    async fn next_notice_at(&self) -> Option<DateTime<Utc>> {
        self.0.validity()?.notice_at
    }

    /// What is not answered yet.
    async fn missing_fields(&self) -> Vec<UsTaxField> {
        self.0.answers.missing().into_iter().map(UsTaxField::from).collect()
    }

    /// What the checks leave to the reviewer, by the names that `usTaxFormApprove` accepts: `TREATY_CLAIMED:DE`.
    async fn doubts(&self) -> Vec<String> {
        self.0.doubts().iter().map(ToString::to_string).collect()
    }

    /// What a reviewer asked to be changed and nobody has submitted since.
    async fn changes_requested(&self) -> Vec<UsTaxChange> {
        self.0.changes().iter().map(UsTaxChange::from).collect()
    }
}

/// Where a form stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "UsFormStatus")]
pub enum UsTaxFormStatus {
    /// Being filled in.
    Draft,
    /// Signed; waits for a reviewer.
    Submitted,
    /// Counts, until a newer version does or its time is over.
    Approved,
    /// Its time is over: save a new version and sign it.
    Expired,
    /// A reviewer sent it back.
    ChangesRequested,
}

/// Which form a payee gives.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::tax::UsFormKind")]
pub enum UsTaxFormKind {
    /// W-9, of persons and bodies of the United States.
    W9,
    /// W-8BEN, of foreign people.
    W8Ben,
    /// W-8BEN-E, of foreign bodies.
    W8BenE,
}

/// What a body is to the tax authority of the United States.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::tax::UsClassification")]
pub enum UsTaxClassification {
    Corporation,
    /// Of the United States only.
    SCorporation,
    Partnership,
    TrustOrEstate,
    Government,
    TaxExempt,
    /// A company whose one owner pays its tax.
    DisregardedEntity,
}

/// How a foreign body stands to the law on foreign accounts, chapter 4 of the Internal Revenue Code.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::tax::Chapter4Status")]
pub enum Chapter4Status {
    /// Most of what it earns comes from its own business.
    ActiveNffe,
    /// Most of what it earns comes from what it owns.
    PassiveNffe,
    /// Its shares are traded on a market.
    PubliclyTradedNffe,
    Nonprofit,
    Government,
    /// A bank, a fund, an insurer.
    FinancialInstitution,
}

/// What a number of the United States is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::tax::UsTinKind")]
pub enum UsTinKind {
    /// A social security number.
    Ssn,
    /// An employer identification number: a body's, or a sole proprietor's.
    Ein,
    /// A person's who gets no social security number.
    Itin,
}

/// By which treaty less is to be withheld.
#[derive(SimpleObject)]
pub struct TreatyClaim {
    /// An ISO 3166 code of two letters: "DE".
    country: String,
    /// As the treaty counts it: "7".
    article: String,
    /// What may be withheld then, in hundredths of a percent.
    rate_basis_points: i32,
    /// Of which income.
    income: String,
    /// Why the article applies; null if nobody said.
    explanation: Option<String>,
}

/// What a reviewer wants to see changed, and why.
#[derive(SimpleObject)]
pub struct UsTaxChange {
    field: UsTaxField,
    fault: Dac7Fault,
    /// What the reviewer wrote to it.
    reason: String,
}

impl From<&::tax::TreatyClaim> for TreatyClaim {
    fn from(claim: &::tax::TreatyClaim) -> Self {
        let ::tax::TreatyClaim { country, article, rate_basis_points, income, explanation } = claim.clone();
        Self { country: country.to_string(), article, rate_basis_points, income, explanation }
    }
}

impl From<&Change<::tax::UsField>> for UsTaxChange {
    fn from(change: &Change<::tax::UsField>) -> Self {
        Self { field: change.field.into(), fault: change.fault.into(), reason: change.reason.clone() }
    }
}

impl From<::tax::UsTaxForm> for UsTaxForm {
    fn from(form: ::tax::UsTaxForm) -> Self {
        Self(form)
    }
}
