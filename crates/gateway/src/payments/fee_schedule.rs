use async_graphql::{ID, Object};
use chrono::{DateTime, Utc};

pub struct FeeSchedule(pub ::payments::FeeSchedule);

/// The platform's fee rate from an instant on, until the next schedule begins.
#[Object]
impl FeeSchedule {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What the platform keeps of each bill that is approved under it: 250 is 2.5 %.
    async fn basis_points(&self) -> u16 {
        self.0.rate.basis_points()
    }

    async fn valid_from_at(&self) -> DateTime<Utc> {
        self.0.valid_from_at
    }
}

impl From<::payments::FeeSchedule> for FeeSchedule {
    fn from(schedule: ::payments::FeeSchedule) -> Self {
        Self(schedule)
    }
}
