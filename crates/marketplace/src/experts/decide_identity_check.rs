use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::{ExpertError, IdentityCheck};
use kernel::{Actor, IdentityCheckId, Right};
use sea_orm::DatabaseTransaction;

use super::{
    forwarded::forget, let_go_of_call::let_go_of_call, person::is_own, review_identity_check::lock_with_registration,
};
use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff are convinced that the person is who they say (X2).
    pub async fn pass_identity_check(
        &self,
        actor: Actor,
        id: IdentityCheckId,
        evidence: &str,
    ) -> Result<IdentityCheck> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (check, own) = for_decision(&tx, actor, id, now).await?;
        let forwarded = check.upload();
        let check = check.pass(evidence, own, now)?;
        let event = Event::now(EventKind::IdentityCheckPassed, actor, &id, now).because(evidence.trim());

        let_go_of_call(&tx, actor, id, now).await?;
        experts::store::save_check(&tx, &check).await?;
        forget(&tx, actor, forwarded, now).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(check)
    }

    /// Staff are convinced of the contrary.
    pub async fn fail_identity_check(
        &self,
        actor: Actor,
        id: IdentityCheckId,
        evidence: &str,
        reason: &str,
    ) -> Result<IdentityCheck> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (check, own) = for_decision(&tx, actor, id, now).await?;
        let forwarded = check.upload();
        let check = check.fail(evidence, reason, own, now)?;
        let event = Event::now(EventKind::IdentityCheckFailed, actor, &id, now).because(reason.trim());

        let_go_of_call(&tx, actor, id, now).await?;
        experts::store::save_check(&tx, &check).await?;
        forget(&tx, actor, forwarded, now).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(check)
    }
}

/// The check while it can be decided, and whether the reviewer is its person.
async fn for_decision(
    tx: &DatabaseTransaction,
    actor: Actor,
    id: IdentityCheckId,
    now: DateTime<Utc>,
) -> Result<(IdentityCheck, bool)> {
    let (registration, check) = lock_with_registration(tx, id).await?;
    registration.ensure_undue(now)?;
    let profile_id = registration.expert_profile_id;
    let profile = experts::store::find_profile(tx, profile_id).await?;
    let profile = profile.ok_or(ExpertError::ProfileNotFound(profile_id))?;
    Ok((check, is_own(tx, actor, &profile).await?))
}
