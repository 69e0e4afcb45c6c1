use events::{Event, EventKind};
use kernel::{Actor, Right, SavedSearchId};
use requests::{RequestError, SavedSearch};

use crate::{Marketplace, Result};

impl Marketplace {
    /// A person is not told any more of what one of their searches finds. What it was stays in the answer.
    pub async fn remove_saved_search(&self, actor: Actor, id: SavedSearchId) -> Result<SavedSearch> {
        let (_, member) = actor.in_account(Right::SpeakAsIndividual)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let saved = requests::store::find_saved_search(&tx, id).await?;
        let own = saved.filter(|saved| saved.member_id == member);
        let saved = own.ok_or(RequestError::SavedSearchNotFound(id))?;

        requests::store::delete_saved_search(&tx, id).await?;
        events::store::record(&tx, &Event::now(EventKind::SavedSearchRemoved, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(saved)
    }
}
