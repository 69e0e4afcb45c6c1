use chrono::{DateTime, NaiveDate, Utc};
use kernel::{AccountId, Calendar, CompanyCheckId, UploadId, line};
use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::{
    BeneficialOwner, CompanyDocument, CompanyFile, ExpertError, certification::end_of_day, registration::given,
};

/// How long staff may take to review a company (G-40), in business days.
const REVIEW_BUSINESS_DAYS: u32 = 7;
/// Reviewers work by the calendar of the euro's banks.
const CALENDAR: Calendar = Calendar::Target;
/// The proof that a company and its owners are who they say (G-40): one an account, shared by its experts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyCheck {
    pub id: CompanyCheckId,
    pub account_id: AccountId,
    /// The beneficial owners as last declared; empty before, and where nobody owns so much.
    pub owners: Vec<BeneficialOwner>,
    pub state: CompanyCheckState,
    /// Since when it is in this state.
    pub since: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompanyCheckState {
    /// Waits for the company's owners and documents.
    Pending,
    UnderReview {
        /// Kept while they are looked at (G-07); none where staff look again at what they know.
        documents: Vec<CompanyDocument>,
        /// Staff review it by the end of this day.
        review_due_on: NaiveDate,
        /// When staff were told that it is overdue.
        alerted_at: Option<DateTime<Utc>>,
    },
    /// Staff ask for more.
    ActionRequired {
        reason: String,
    },
    Passed {
        /// What shows it: the id of a report.
        evidence: String,
    },
    Failed {
        evidence: String,
        reason: String,
    },
}

/// The state by its name alone, as stored and as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CompanyCheckStatus {
    Pending,
    UnderReview,
    ActionRequired,
    Passed,
    Failed,
}

impl CompanyCheck {
    /// Opens with the filing of the first registration of a company's expert.
    pub fn open(id: CompanyCheckId, account_id: AccountId, at: DateTime<Utc>) -> Self {
        Self { id, account_id, owners: vec![], state: CompanyCheckState::Pending, since: at }
    }

    /// A registration is filed anew: a company that was refused may show anew who it is; `None` where nothing changes.
    #[must_use]
    pub fn reopened(self, at: DateTime<Utc>) -> Option<Self> {
        match self.state {
            CompanyCheckState::Failed { .. } => Some(self.now(CompanyCheckState::Pending, at)),
            CompanyCheckState::Pending
            | CompanyCheckState::UnderReview { .. }
            | CompanyCheckState::ActionRequired { .. }
            | CompanyCheckState::Passed { .. } => None,
        }
    }

    /// The company says who owns it and forwards documents. A company that is passed and has other owners is reviewed
    /// again.
    pub fn submit(self, file: CompanyFile, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            CompanyCheckState::Passed { .. } if self.owners == file.owners => {
                Err(self.needs("pending, waiting for more, or passed with other owners"))
            }
            CompanyCheckState::Pending
            | CompanyCheckState::ActionRequired { .. }
            | CompanyCheckState::Passed { .. } => {
                let CompanyFile { owners, documents } = file;
                Ok(Self { owners, ..self.now(under_review(documents, at), at) })
            }
            CompanyCheckState::UnderReview { .. } | CompanyCheckState::Failed { .. } => {
                Err(self.needs("pending, waiting for more, or passed with other owners"))
            }
        }
    }

    /// Staff look again at a company that was passed, or let one that was refused show anew who it is.
    pub fn renew(self, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            CompanyCheckState::Passed { .. } => Ok(self.now(under_review(vec![], at), at)),
            CompanyCheckState::Failed { .. } => Ok(self.now(CompanyCheckState::Pending, at)),
            CompanyCheckState::Pending
            | CompanyCheckState::UnderReview { .. }
            | CompanyCheckState::ActionRequired { .. } => Err(self.needs("passed or failed")),
        }
    }

    /// Staff ask for more.
    pub fn ask_more(self, reason: &str, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.under_review()?;
        let reason = given(reason)?;
        Ok(self.now(CompanyCheckState::ActionRequired { reason }, at))
    }

    /// Staff are convinced by `evidence`. `own`: the reviewer is of the company.
    pub fn pass(self, evidence: &str, own: bool, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.decidable(own)?;
        let evidence = line("evidence", evidence, 1..=500)?;
        Ok(self.now(CompanyCheckState::Passed { evidence }, at))
    }

    /// Staff are convinced of the contrary.
    pub fn fail(self, evidence: &str, reason: &str, own: bool, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.decidable(own)?;
        let (evidence, reason) = (line("evidence", evidence, 1..=500)?, given(reason)?);
        Ok(self.now(CompanyCheckState::Failed { evidence, reason }, at))
    }

    /// When staff are told that the review is overdue; `None` if nobody waits for one, or they were told.
    pub fn alert_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            CompanyCheckState::UnderReview { review_due_on, alerted_at: None, .. } => Some(end_of_day(review_due_on)),
            CompanyCheckState::UnderReview { alerted_at: Some(_), .. }
            | CompanyCheckState::Pending
            | CompanyCheckState::ActionRequired { .. }
            | CompanyCheckState::Passed { .. }
            | CompanyCheckState::Failed { .. } => None,
        }
    }

    /// Staff are told, once.
    pub fn alert(self, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            CompanyCheckState::UnderReview { documents, review_due_on, alerted_at: None } => {
                let alerted_at = Some(at);
                let state = CompanyCheckState::UnderReview { documents, review_due_on, alerted_at };
                Ok(Self { state, ..self })
            }
            CompanyCheckState::UnderReview { alerted_at: Some(_), .. }
            | CompanyCheckState::Pending
            | CompanyCheckState::ActionRequired { .. }
            | CompanyCheckState::Passed { .. }
            | CompanyCheckState::Failed { .. } => Err(self.needs("overdue")),
        }
    }

    /// The documents that are looked at and were sent to us.
    pub fn uploads(&self) -> Vec<UploadId> {
        match &self.state {
            CompanyCheckState::UnderReview { documents, .. } => {
                documents.iter().filter_map(|document| document.document.upload()).collect()
            }
            CompanyCheckState::Pending
            | CompanyCheckState::ActionRequired { .. }
            | CompanyCheckState::Passed { .. }
            | CompanyCheckState::Failed { .. } => vec![],
        }
    }

    pub const fn is_passed(&self) -> bool {
        match self.state {
            CompanyCheckState::Passed { .. } => true,
            CompanyCheckState::Pending
            | CompanyCheckState::UnderReview { .. }
            | CompanyCheckState::ActionRequired { .. }
            | CompanyCheckState::Failed { .. } => false,
        }
    }

    fn decidable(&self, own: bool) -> Result<(), ExpertError> {
        self.under_review()?;
        if own { Err(ExpertError::SelfReview) } else { Ok(()) }
    }

    fn under_review(&self) -> Result<(), ExpertError> {
        match self.state {
            CompanyCheckState::UnderReview { .. } => Ok(()),
            CompanyCheckState::Pending
            | CompanyCheckState::ActionRequired { .. }
            | CompanyCheckState::Passed { .. }
            | CompanyCheckState::Failed { .. } => Err(self.needs("under review")),
        }
    }

    fn now(self, state: CompanyCheckState, at: DateTime<Utc>) -> Self {
        Self { state, since: at, ..self }
    }

    fn needs(&self, needs: &'static str) -> ExpertError {
        ExpertError::CompanyCheckNotInState { id: self.id, needs }
    }
}

impl From<&CompanyCheckState> for CompanyCheckStatus {
    fn from(state: &CompanyCheckState) -> Self {
        match state {
            CompanyCheckState::Pending => Self::Pending,
            CompanyCheckState::UnderReview { .. } => Self::UnderReview,
            CompanyCheckState::ActionRequired { .. } => Self::ActionRequired,
            CompanyCheckState::Passed { .. } => Self::Passed,
            CompanyCheckState::Failed { .. } => Self::Failed,
        }
    }
}

fn under_review(documents: Vec<CompanyDocument>, at: DateTime<Utc>) -> CompanyCheckState {
    let review_due_on = CALENDAR.add_business_days(CALENDAR.date(at), REVIEW_BUSINESS_DAYS);
    CompanyCheckState::UnderReview { documents, review_due_on, alerted_at: None }
}

#[cfg(test)]
mod tests;
