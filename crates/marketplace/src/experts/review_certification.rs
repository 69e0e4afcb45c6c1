use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::{CertificationLink, ExpertError, Finding};
use kernel::{Actor, CertificationLinkId, Right};
use sea_orm::DatabaseTransaction;

use super::person::is_own;
use crate::{Marketplace, Result, engagements::flag_grants};

impl Marketplace {
    /// Staff read the evidence and confirm what it says (IQ-19).
    pub async fn verify_certification(
        &self,
        actor: Actor,
        id: CertificationLinkId,
        finding: &Finding,
    ) -> Result<CertificationLink> {
        let verified = (EventKind::CertificationVerified, None);
        self.decide_certification(actor, id, verified, |link, own, now| link.verify(finding, own, now)).await
    }

    /// Staff read the evidence and are not convinced.
    pub async fn reject_certification(
        &self,
        actor: Actor,
        id: CertificationLinkId,
        reason: &str,
    ) -> Result<CertificationLink> {
        let rejected = (EventKind::CertificationRejected, Some(reason));
        self.decide_certification(actor, id, rejected, |link, own, now| link.reject(reason, own, now)).await
    }

    /// Staff take a certification off a profile; the gates close.
    pub async fn revoke_certification(
        &self,
        actor: Actor,
        id: CertificationLinkId,
        reason: &str,
    ) -> Result<CertificationLink> {
        let revoked = (EventKind::CertificationRevoked, Some(reason));
        self.decide_certification(actor, id, revoked, |link, _, now| link.revoke(reason, now)).await
    }

    /// What every decision of staff has in common: `decide` is told whether the reviewer is the person, and when it is.
    async fn decide_certification(
        &self,
        actor: Actor,
        id: CertificationLinkId,
        (kind, reason): (EventKind, Option<&str>),
        decide: impl FnOnce(CertificationLink, bool, DateTime<Utc>) -> Result<CertificationLink, ExpertError> + Send,
    ) -> Result<CertificationLink> {
        actor.may(Right::ReviewCertifications)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let link = experts::store::lock_link(&tx, id).await?.ok_or(ExpertError::CertificationNotFound(id))?;
        let own = is_of(&tx, actor, &link).await?;
        let link = decide(link, own, now)?;
        let event = Event::now(kind, actor, &id, now);
        let event = match reason {
            Some(reason) => event.because(reason.trim()),
            None => event,
        };

        experts::store::save_link(&tx, &link).await?;
        if kind == EventKind::CertificationRevoked {
            flag_grants(&tx, &link, (now, now)).await?;
        }
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(link)
    }
}

/// Whether the reviewer is the person who claims it.
async fn is_of(tx: &DatabaseTransaction, actor: Actor, link: &CertificationLink) -> Result<bool> {
    let profile_id = link.expert_profile_id;
    let profile = experts::store::find_profile(tx, profile_id).await?;
    is_own(tx, actor, &profile.ok_or(ExpertError::ProfileNotFound(profile_id))?).await
}
