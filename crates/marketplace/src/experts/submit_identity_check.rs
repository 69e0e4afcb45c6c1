use events::{Event, EventKind};
use experts::{ExpertError, IdentityCheck};
use kernel::{Actor, IdentityCheckId, Right};

use super::{forwarded::forward, review_identity_check::lock_with_registration};
use crate::{Marketplace, Result};

impl Marketplace {
    /// A person forwards a document that shows who they are: as an upload, which is kept while it is looked at, or as
    /// the word where it lies (G-07).
    pub async fn submit_identity_check(
        &self,
        actor: Actor,
        id: IdentityCheckId,
        document: &str,
    ) -> Result<IdentityCheck> {
        actor.may(Right::ManageSeller)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (registration, check) = lock_with_registration(&tx, id).await?;
        if !actor.acts_for(registration.account_id) {
            return Err(ExpertError::IdentityCheckNotFound(id).into());
        }
        registration.ensure_undue(now)?;
        let check = check.submit(document, now)?;

        forward(&tx, actor, check.upload(), now).await?;
        experts::store::save_check(&tx, &check).await?;
        events::store::record(&tx, &Event::now(EventKind::IdentityCheckSubmitted, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(check)
    }
}
