use ::accounts::{Staff, StaffState};
use async_graphql::{Enum, ID, Object};
use chrono::{DateTime, Utc};

use super::rights::StaffRight;

pub struct StaffMember(pub Staff);

/// A person who works for the operator. Never an expert.
#[Object]
impl StaffMember {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn email(&self) -> &str {
        self.0.email.as_str()
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn status(&self) -> StaffStatus {
        match self.0.state {
            StaffState::Appointed { .. } => StaffStatus::Appointed,
            StaffState::Dismissed { .. } => StaffStatus::Dismissed,
        }
    }

    /// What it may do for the operator; empty once it is dismissed.
    async fn rights(&self) -> Vec<StaffRight> {
        StaffRight::of(self.0.rights())
    }

    /// When the appointment ended; null while it stands.
    async fn dismissed_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            StaffState::Dismissed { at } => Some(at),
            StaffState::Appointed { .. } => None,
        }
    }
}

/// Whether a person works for the operator.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum StaffStatus {
    Appointed,
    Dismissed,
}

impl From<Staff> for StaffMember {
    fn from(staff: Staff) -> Self {
        Self(staff)
    }
}
