use events::{Event, EventKind};
use experts::{CertificationLink, CertificationState, ExpertError, Finding, same_holder};
use kernel::{Actor, CertificationLinkId};
use sea_orm::DatabaseTransaction;

use crate::{Error, Marketplace, RegistryAnswer, Result, sweeps::Step};

impl Marketplace {
    /// Asks the registry once more of a claim that it has not answered, or did not know and may know since.
    pub(crate) async fn answer_certification_claim_once_more(&self, id: CertificationLinkId) -> Result<Step> {
        let (_, step) = self.ask_registry(id).await?;
        Ok(step)
    }

    /// Asks the registry of a claim at once, and tells how the claim stands then.
    pub(crate) async fn answer_certification_claim(&self, id: CertificationLinkId) -> Result<CertificationLink> {
        let (link, _) = self.ask_registry(id).await?;
        Ok(link)
    }

    /// Asks the registry of a claim, with no transaction open while it thinks, and notes what it said. A
    /// certification of another holder reads as not found, and leads to the staff (IQ-19).
    async fn ask_registry(&self, id: CertificationLinkId) -> Result<(CertificationLink, Step)> {
        let not_found = || ExpertError::CertificationNotFound(id);
        let claim = experts::store::find_link(self.db.reader(), id).await?.ok_or_else(not_found)?;
        let answer = self.outside.registry.look_up(&claim.issuer, &claim.external_id).await;
        let answer = answer.map_err(|error| Error::Outside(error.to_string()))?;

        let now = self.clock.now();
        let tx = self.db.begin().await?;
        experts::store::lock_claims(&tx, &claim.issuer, &claim.external_id).await?;
        let link = experts::store::lock_link(&tx, id).await?.ok_or_else(not_found)?;
        if !link.waits_for_registry() {
            return Ok((link, Step::Left)); // Somebody else asked too, and noted the answer.
        }
        let asked = link.state.clone();
        let found = if is_held_elsewhere(&tx, &link).await? { None } else { found_of(&tx, &link, &answer).await? };
        let link = link.answered(found, now)?;

        experts::store::save_link(&tx, &link).await?; // Also where nothing changed: the question is answered.
        if link.state != asked {
            events::store::record(&tx, &Event::now(kind(&link.state), Actor::System, &id, now)).await?;
        }
        tx.commit().await?;

        Ok((link, Step::Done))
    }
}

/// Whether another claim holds the certification meanwhile (G-03).
async fn is_held_elsewhere(tx: &DatabaseTransaction, link: &CertificationLink) -> Result<bool> {
    let holder = experts::store::certification_holder(tx, &link.issuer, &link.external_id).await?;
    Ok(holder.is_some_and(|holder| holder.id != link.id))
}

/// What the registry said, if it said it of the link's person.
pub(super) async fn found_of<'a>(
    tx: &DatabaseTransaction,
    link: &CertificationLink,
    answer: &'a RegistryAnswer,
) -> Result<Option<&'a Finding>> {
    let RegistryAnswer::Found { holder_name, finding } = answer else { return Ok(None) };
    let profile_id = link.expert_profile_id;
    let profile = experts::store::find_profile(tx, profile_id).await?;
    let legal_name = profile.ok_or(ExpertError::ProfileNotFound(profile_id))?.details.legal_name;
    Ok(legal_name.filter(|legal_name| same_holder(holder_name, legal_name)).map(|_| finding))
}

const fn kind(state: &CertificationState) -> EventKind {
    match state {
        CertificationState::Verified { .. } => EventKind::CertificationVerified,
        CertificationState::Rejected { .. } => EventKind::CertificationRejected,
        CertificationState::Claimed
        | CertificationState::NotFound
        | CertificationState::ManualReview { .. }
        | CertificationState::Expired { .. }
        | CertificationState::Unlinked
        | CertificationState::Revoked { .. } => EventKind::CertificationNotFound,
    }
}
