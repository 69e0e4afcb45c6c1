use sea_orm::{DeriveActiveEnum, EnumIter};

use super::{Registration, RegistrationStage, RegistrationState};

/// The state by its name alone, as stored and as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RegistrationStatus {
    Draft,
    Submitted,
    UnderReview,
    IdentityCheckRequired,
    VideoCallScheduled,
    Active,
    Suspended,
    Rejected,
    Closed,
}

impl Registration {
    pub fn status(&self) -> RegistrationStatus {
        match self.state {
            RegistrationState::Draft => RegistrationStatus::Draft,
            RegistrationState::Filed { stage, .. } => stage.into(),
            RegistrationState::Active { .. } => RegistrationStatus::Active,
            RegistrationState::Suspended { .. } => RegistrationStatus::Suspended,
            RegistrationState::Rejected { .. } => RegistrationStatus::Rejected,
            RegistrationState::Closed { .. } => RegistrationStatus::Closed,
        }
    }
}

impl From<RegistrationStage> for RegistrationStatus {
    fn from(stage: RegistrationStage) -> Self {
        match stage {
            RegistrationStage::Submitted => Self::Submitted,
            RegistrationStage::UnderReview => Self::UnderReview,
            RegistrationStage::IdentityCheckRequired => Self::IdentityCheckRequired,
            RegistrationStage::VideoCallScheduled => Self::VideoCallScheduled,
        }
    }
}
