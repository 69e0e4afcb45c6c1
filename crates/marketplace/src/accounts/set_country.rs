use accounts::{CountryDecision, EligibleCountry};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{Actor, Right};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct SetCountry {
    pub decision: CountryDecision,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff decide from when on experts of a country may register, or may no longer; who has registered stays (IQ-13,
    /// G-37). What the list holds for the country then.
    pub async fn set_country(&self, actor: Actor, input: SetCountry) -> Result<Vec<EligibleCountry>> {
        actor.may(Right::ManageFees)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let country = input.decision.country;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, country.code(), now).await? {
            receipt.answer_to(&command)?;
            return Ok(accounts::store::entries_of(&tx, country).await?);
        }
        accounts::store::lock_countries(&tx).await?;
        let entries = accounts::store::entries_of(&tx, country).await?;
        let entries = input.decision.decide(entries, now.date_naive())?;
        let set = Event::now(EventKind::CountrySet, actor, &country, now).because(input.decision.to_string());

        accounts::store::save_entries(&tx, country, &entries).await?;
        events::store::record(&tx, &set).await?;
        tx.commit().await?;

        Ok(entries)
    }

    /// The countries whose experts may register, could or will: everybody may know.
    pub async fn countries(&self) -> Result<Vec<EligibleCountry>> {
        Ok(accounts::store::countries(self.db.reader()).await?)
    }
}

impl SetCountry {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let payload = [self.decision.country.code(), &self.decision.to_string()];
        Command::new(actor, "countrySet", &self.idempotency_key, &payload)
    }
}
