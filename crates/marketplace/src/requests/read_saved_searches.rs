use kernel::Actor;
use requests::SavedSearch;

use crate::{Marketplace, Result};

impl Marketplace {
    /// What the reader has saved, oldest first. Staff look for no requests.
    pub async fn my_saved_searches(&self, actor: Actor) -> Result<Vec<SavedSearch>> {
        actor.signed_in()?;
        match actor.member() {
            Some(member) => Ok(requests::store::saved_searches_of(self.db.reader(), member).await?),
            None => Ok(vec![]),
        }
    }
}
