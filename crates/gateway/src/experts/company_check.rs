use ::experts::CompanyCheckState;
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::CompanyCheckId;

use crate::{
    accounts::Account,
    connection::{Connection, connection, page},
    files::{File, file},
    loaders::load_kept,
    session::Session,
    user_error::{OrNull, answer},
};

const COMPANY_CHECKS: &str = "companyChecks";

pub struct CompanyCheck(pub ::experts::CompanyCheck);

/// The proof that a company and its owners are who they say, where its country asks for it: one an account. It is for
/// the account's members with `MANAGE_SELLER` and for staff with `REVIEW_REGISTRATIONS`.
#[Object]
impl CompanyCheck {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Whose company it is.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.account_id).await.map(Account)
    }

    async fn status(&self) -> CompanyCheckStatus {
        ::experts::CompanyCheckStatus::from(&self.0.state).into()
    }

    /// Since when it is in this state.
    async fn since(&self) -> DateTime<Utc> {
        self.0.since
    }

    /// The beneficial owners as last declared: whoever owns more than a quarter.
    async fn owners(&self) -> Vec<BeneficialOwner> {
        self.0.owners.iter().cloned().map(BeneficialOwner).collect()
    }

    /// What is looked at; empty unless it is under review. It is forgotten once it was looked at.
    async fn documents(&self) -> Vec<CompanyDocument> {
        match &self.0.state {
            CompanyCheckState::UnderReview { documents, .. } => {
                documents.iter().cloned().map(CompanyDocument).collect()
            }
            CompanyCheckState::Pending
            | CompanyCheckState::ActionRequired { .. }
            | CompanyCheckState::Passed { .. }
            | CompanyCheckState::Failed { .. } => vec![],
        }
    }

    /// By the end of which day staff review it; null unless it is under review.
    async fn review_due_on(&self) -> Option<NaiveDate> {
        match self.0.state {
            CompanyCheckState::UnderReview { review_due_on, .. } => Some(review_due_on),
            CompanyCheckState::Pending
            | CompanyCheckState::ActionRequired { .. }
            | CompanyCheckState::Passed { .. }
            | CompanyCheckState::Failed { .. } => None,
        }
    }

    /// What staff ask for, or why the check failed; null otherwise.
    async fn reason(&self) -> Option<&str> {
        match &self.0.state {
            CompanyCheckState::ActionRequired { reason } | CompanyCheckState::Failed { reason, .. } => Some(reason),
            CompanyCheckState::Pending | CompanyCheckState::UnderReview { .. } | CompanyCheckState::Passed { .. } => {
                None
            }
        }
    }
}

/// Where the check of a company stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::experts::CompanyCheckStatus")]
pub enum CompanyCheckStatus {
    /// Waits for the company's owners and documents.
    Pending,
    UnderReview,
    /// Staff ask for more.
    ActionRequired,
    Passed,
    Failed,
}

pub struct BeneficialOwner(::experts::BeneficialOwner);

/// A person who owns more than a quarter of a company.
#[Object]
impl BeneficialOwner {
    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn birth_date(&self) -> NaiveDate {
        self.0.born_on
    }

    /// Where the person lives, an ISO 3166 code of two letters: "DE".
    async fn country(&self) -> &str {
        self.0.country.code()
    }

    /// Of the company, in basis points: 3350 is 33.5 %.
    async fn share_basis_points(&self) -> u16 {
        self.0.share_basis_points
    }
}

pub struct CompanyDocument(::experts::CompanyDocument);

/// A paper about a company, such as an extract of its register.
#[Object]
impl CompanyDocument {
    /// Where it lies with who checks it, or the id of the upload.
    async fn document(&self) -> String {
        self.0.document.to_string()
    }

    /// The file, if it was sent by `POST /uploads`.
    async fn file(&self, ctx: &Context<'_>) -> OrNull<File> {
        Some(file(ctx, self.0.document.upload()?).await)
    }

    async fn issued_on(&self) -> NaiveDate {
        self.0.issued_on
    }
}

#[derive(Default)]
pub struct CompanyCheckQueries;

#[Object]
impl CompanyCheckQueries {
    /// The check of one company, for its members with `MANAGE_SELLER` and for staff with `REVIEW_REGISTRATIONS`.
    async fn company_check(&self, ctx: &Context<'_>, id: ID) -> OrNull<CompanyCheck> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.company_check(*actor, id.parse()?).await };
        Some(answer(found.await).map(CompanyCheck))
    }

    /// For members with `MANAGE_SELLER` the check of their own company, for staff with `REVIEW_REGISTRATIONS` those of
    /// all companies; newest first.
    async fn company_checks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this status.")] status: Option<CompanyCheckStatus>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CompanyCheck>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<CompanyCheckId>(COMPANY_CHECKS, first, after.as_deref())?;
            app.company_checks(*actor, status.map(Into::into), page).await
        };
        Ok(connection(COMPANY_CHECKS, answer(found.await)?, |check| check.id, CompanyCheck))
    }
}

impl From<::experts::CompanyCheck> for CompanyCheck {
    fn from(check: ::experts::CompanyCheck) -> Self {
        Self(check)
    }
}
