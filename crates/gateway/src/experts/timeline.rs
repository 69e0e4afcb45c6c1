use ::experts::{Step, StepKind, StepStatus};
use async_graphql::{Enum, Object};
use chrono::{DateTime, Utc};

use super::refusal;
use crate::user_error::UserErrorCode;

pub struct RegistrationStep(pub Step);

/// One step on the way to being paid.
#[Object]
impl RegistrationStep {
    async fn kind(&self) -> RegistrationStepKind {
        self.0.kind.into()
    }

    async fn status(&self) -> RegistrationStepStatus {
        match self.0.status {
            StepStatus::Done { .. } => RegistrationStepStatus::Done,
            StepStatus::Open => RegistrationStepStatus::Open,
            StepStatus::Blocked(_) => RegistrationStepStatus::Blocked,
        }
    }

    /// Null unless it is done.
    async fn done_at(&self) -> Option<DateTime<Utc>> {
        match self.0.status {
            StepStatus::Done { at } => Some(at),
            StepStatus::Open | StepStatus::Blocked(_) => None,
        }
    }

    /// By when it is usually done; null where it is done, or no clock runs yet.
    async fn expected_by(&self) -> Option<DateTime<Utc>> {
        self.0.expected_by
    }

    /// What stands in its way; null unless it is blocked.
    async fn blocked_by(&self) -> Option<UserErrorCode> {
        match &self.0.status {
            StepStatus::Blocked(error) => Some(refusal(error).code),
            StepStatus::Done { .. } | StepStatus::Open => None,
        }
    }

    /// What stands in its way, for people; null unless it is blocked.
    async fn message(&self) -> Option<String> {
        match &self.0.status {
            StepStatus::Blocked(error) => Some(error.to_string()),
            StepStatus::Done { .. } | StepStatus::Open => None,
        }
    }

    /// What would bring it on; null if it is done, or nothing would.
    async fn remedy(&self) -> Option<&str> {
        match &self.0.status {
            StepStatus::Done { .. } => None,
            StepStatus::Open => Some(awaited(self.0.kind)),
            StepStatus::Blocked(error) => refusal(error).remedy,
        }
    }
}

/// What an open step waits for.
const fn awaited(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Profile => "Complete the profile.",
        StepKind::SellerRegistration => "Save a seller registration.",
        StepKind::Dac7Form => "Fill in the DAC7 form and submit it.",
        StepKind::Submission => "Submit the registration.",
        StepKind::IdentityCheck => "Submit a document, or come to the call; then staff decide.",
        StepKind::CompanyCheck => "Submit the company's owners and documents; then staff decide.",
        StepKind::Dac7Approval => "Wait for the review of the DAC7 form.",
        StepKind::Certification => "Link a certification, to see and answer requests; it is not needed to be active.",
        StepKind::Review => "Wait for the review of the registration.",
        StepKind::Activation => "Wait for the approval of the registration.",
    }
}

/// The steps, in the order in which they are usually done.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::experts::StepKind")]
pub enum RegistrationStepKind {
    Profile,
    SellerRegistration,
    Dac7Form,
    Submission,
    IdentityCheck,
    /// That the company is who it says: only where its country asks for it.
    CompanyCheck,
    Dac7Approval,
    /// Not needed to become active, but to see and answer requests.
    Certification,
    Review,
    Activation,
}

/// How far a step is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum RegistrationStepStatus {
    Done,
    /// Waits for whoever does it; nothing stands in its way.
    Open,
    /// Cannot be done before something else is.
    Blocked,
}
