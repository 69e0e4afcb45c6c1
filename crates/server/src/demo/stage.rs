use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::EmailAddress;
use serde_json::json;

use super::client::{Client, Doors};
use crate::LocalIssuer;

/// Longer than any season.
const TOKEN_LIFE: TimeDelta = TimeDelta::days(3_650);

/// Where the season plays: the servers and their clock, and the operator's staff.
pub struct Stage {
    doors: Doors,
    issuer: LocalIssuer,
    pub staff: Client,
    pub chance: fastrand::Rng,
    began_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
    keys: u64,
}

impl Stage {
    pub fn new(doors: Doors, issuer: LocalIssuer, staff: &EmailAddress, seed: u64, now: DateTime<Utc>) -> Result<Self> {
        let token = issuer.sign(staff, true, now, TOKEN_LIFE)?;
        let staff = Client::new(doors.clone(), token);
        let chance = fastrand::Rng::with_seed(seed);
        Ok(Self { doors, issuer, staff, chance, began_at: now, now, keys: 0 })
    }

    /// Somebody who signs in under this address.
    pub fn client(&self, email: &str) -> Result<Client> {
        let token = self.issuer.sign(&email.parse()?, true, self.began_at, TOKEN_LIFE)?;
        Ok(Client::new(self.doors.clone(), token))
    }

    /// A new idempotency key.
    pub fn key(&mut self) -> String {
        self.keys += 1;
        format!("demo-{}", self.keys)
    }

    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// Whether something that happens `percent` times in a hundred happens now.
    pub fn chance_of(&mut self, percent: u32) -> bool {
        self.chance.u32(0..100) < percent
    }

    /// Staff let time pass.
    pub async fn advance(&mut self, by: TimeDelta) -> Result<()> {
        self.now += by;
        let input = json!({ "to": self.now });
        self.staff.run("sandboxClockAdvance", input, "clock", "now").await.map(drop)
    }
}
