use accounts::Identity;
use kernel::Actor;

use crate::{Marketplace, Result};

impl Marketplace {
    /// On whose behalf whoever shows this identity acts: staff before member, member before newcomer.
    pub async fn actor_of(&self, identity: Option<&Identity>) -> Result<Actor> {
        match identity {
            Some(identity) => self.known_actor(identity).await,
            None => Ok(Actor::Anonymous),
        }
    }

    async fn known_actor(&self, identity: &Identity) -> Result<Actor> {
        let actor = accounts::store::actor_of(self.db.reader(), identity).await?;
        if actor.is_staff() && accounts::store::has_untied(self.db.reader(), &identity.email).await? {
            self.tie_appointment(identity).await?;
        }
        Ok(actor)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.db.reader().ping().await?)
    }
}
