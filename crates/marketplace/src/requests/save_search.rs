use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{Actor, ActorError, Right, SavedSearchId};
use requests::{RequestError, SAVED_SEARCHES_MAX, SavedSearch, Search, TypedSearch};

use super::{gate::certified, read_customer_requests::speaking_account};
use crate::{Marketplace, Result};

/// A search to keep, as typed.
#[derive(Clone, Debug)]
pub struct SaveSearch {
    pub name: String,
    pub search: TypedSearch,
    pub idempotency_key: String,
}

impl Marketplace {
    /// An expert behind the gate (IQ-16) keeps a search, and is told from now on of what it finds.
    pub async fn save_search(&self, actor: Actor, input: SaveSearch) -> Result<SavedSearch> {
        let account = speaking_account(actor)?;
        let member = actor.member().ok_or(ActorError::RightMissing(Right::SpeakAsIndividual))?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let id = SavedSearchId::generate(now);
        let saved = SavedSearch::new(id, (account, member), &input.name, Search::new(input.search)?, now)?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let found = requests::store::find_saved_search(&tx, first).await?;
            return Ok(found.ok_or(RequestError::SavedSearchNotFound(first))?);
        }
        certified(&tx, account, now).await?;
        accounts::store::lock_member(&tx, member).await?; // One saves after the other, so that none is beyond the limit.
        if requests::store::count_saved_searches(&tx, member).await? >= SAVED_SEARCHES_MAX as u64 {
            return Err(RequestError::TooManySavedSearches.into());
        }

        requests::store::insert_saved_search(&tx, &saved).await?;
        events::store::record(&tx, &Event::now(EventKind::SavedSearchSaved, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(saved)
    }
}

impl SaveSearch {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let TypedSearch { text, skills, location, budget_at_least, posted_within_days } = &self.search;
        let budget = budget_at_least.map(|money| money.to_string()).unwrap_or_default();
        let days = posted_within_days.map(|days| days.to_string()).unwrap_or_default();
        let (text, location) = (text.as_deref().unwrap_or_default(), location.as_deref().unwrap_or_default());
        let payload = [self.name.as_str(), text, location, &budget, &days].into_iter();
        let payload: Vec<_> = payload.chain(skills.iter().map(String::as_str)).collect();
        Command::new(actor, "savedSearchSave", &self.idempotency_key, &payload)
    }
}
