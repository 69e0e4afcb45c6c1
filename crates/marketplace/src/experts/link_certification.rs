use events::{Command, Event, EventKind, IdempotencyError};
use experts::{CertificationLink, CertificationState, ExpertError};
use kernel::{Actor, CertificationLinkId};

use super::person::{own_profile, person};
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct LinkCertification {
    pub issuer: String,
    /// The certification account's id with the issuer.
    pub external_id: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// A person claims a certification, and the registry is asked (IQ-18); of one that they hold already, whether it
    /// counts for longer by now. The claim is kept first: whatever
    /// happens to the answer, it is asked for again.
    pub async fn link_certification(&self, actor: Actor, input: LinkCertification) -> Result<CertificationLink> {
        let link = self.claim_certification(actor, input).await?;
        match link.state {
            CertificationState::Claimed => self.answer_certification_claim(link.id).await,
            CertificationState::Verified { .. } if self.renew_certification(link.id).await? => {
                let renewed = experts::store::find_link(self.db.reader(), link.id).await?;
                Ok(renewed.ok_or(ExpertError::CertificationNotFound(link.id))?)
            }
            CertificationState::NotFound
            | CertificationState::ManualReview { .. }
            | CertificationState::Verified { .. }
            | CertificationState::Rejected { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => Ok(link),
        }
    }

    async fn claim_certification(&self, actor: Actor, input: LinkCertification) -> Result<CertificationLink> {
        let (member, _) = person(actor)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let tx = self.db.begin().await?;

        let profile = own_profile(&tx, member).await?;
        let id = CertificationLinkId::generate(now);
        let link = CertificationLink::claim(id, &profile, &input.issuer, &input.external_id, now)?;
        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(experts::store::find_link(&tx, first)
                .await?
                .ok_or(ExpertError::CertificationNotFound(first))?);
        }
        experts::store::lock_claims(&tx, &link.issuer, &link.external_id).await?;
        if experts::store::insert_link(&tx, &link).await? {
            events::store::record(&tx, &Event::now(EventKind::CertificationClaimed, actor, &link.id, now)).await?;
            tx.commit().await?;
            return Ok(link);
        }
        // Held already, or since a moment ago: linked twice is linked once.
        let held = experts::store::certification_holder(&tx, &link.issuer, &link.external_id).await?;
        let own = held.filter(|held| held.expert_profile_id == profile.id);
        Ok(own.ok_or(ExpertError::CertificationLinkedElsewhere)?)
    }
}

impl LinkCertification {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        Command::new(actor, "certificationLink", &self.idempotency_key, &[&self.issuer, &self.external_id])
    }
}
