use events::{Command, Event, EventKind, IdempotencyError};
use experts::{
    Certificate, CertificationLink, Credential, CredentialError, CredentialIssuer, CredentialProof, ExpertError,
};
use kernel::{Actor, CertificationLinkId, EmailAddress, MemberId};
use sea_orm::DatabaseTransaction;
use sha2::{Digest, Sha256};

use super::person::{own_profile, person};
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct SubmitCredential {
    /// A signed credential, or an image with one in it.
    pub upload: Vec<u8>,
    pub idempotency_key: String,
}

/// A credential that counts, and why.
struct Judged {
    issuer: CredentialIssuer,
    credential: Credential,
    certificate: Certificate,
}

impl Marketplace {
    /// A person shows a credential that a trusted issuer signed for them; it is linked at once (IQ-18). All that is
    /// asked outside is asked before anything is written.
    pub async fn submit_credential(&self, actor: Actor, input: SubmitCredential) -> Result<CertificationLink> {
        let (member, _) = person(actor)?;
        let command = input.command(actor)?;
        let judged = self.judged(member, &input.upload).await;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let id = CertificationLinkId::generate(now);
        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let link = experts::store::find_link(&tx, first).await?;
            return Ok(link.ok_or(ExpertError::CertificationNotFound(first))?);
        }
        let judged = judged?;
        still_trusted(&tx, &judged.issuer).await?;
        let profile = own_profile(&tx, member).await?;
        let link = CertificationLink::of_credential(id, &profile, &judged.credential, judged.certificate, now);
        experts::store::lock_claims(&tx, &link.issuer, &link.external_id).await?;
        if !experts::store::insert_link(&tx, &link).await? {
            let held = experts::store::certification_holder(&tx, &link.issuer, &link.external_id).await?;
            let own = held.filter(|held| held.expert_profile_id == profile.id);
            return Ok(own.ok_or(ExpertError::CertificationLinkedElsewhere)?); // Linked twice is linked once.
        }
        let proof = judged.proof(now);
        experts::store::insert_proof(&tx, link.id, &proof, &judged.credential.statuses).await?;
        for kind in [EventKind::CertificationClaimed, EventKind::CertificationVerified] {
            events::store::record(&tx, &Event::now(kind, actor, &link.id, now)).await?;
        }
        tx.commit().await?;

        Ok(link)
    }

    /// Whether it counts for this person: by a trusted issuer's key, for this address, now, and not revoked.
    async fn judged(&self, member: MemberId, upload: &[u8]) -> Result<Judged> {
        let verifier = &self.outside.verifier;
        let token = verifier.unbake(upload)?;
        let named = verifier.issuer_of(&token)?;
        let issuer = experts::store::find_credential_issuer_named(self.db.reader(), &named).await?;
        let issuer = issuer.ok_or(CredentialError::IssuerNotTrusted(named))?;
        issuer.trusted()?;
        let credential = verifier.verify(&token, &issuer.details.keys)?;
        let certificate = credential.judged(&issuer, &self.address_of(member).await?, self.clock.now())?;
        self.stands(&issuer, &credential.statuses).await?;
        Ok(Judged { issuer, credential, certificate })
    }

    async fn address_of(&self, member: MemberId) -> Result<EmailAddress> {
        let found = accounts::store::find_member(self.db.reader(), member).await?;
        Ok(found.ok_or(accounts::AccountError::MemberNotFound(member))?.email)
    }
}

/// Staff may have thought otherwise meanwhile.
async fn still_trusted(tx: &DatabaseTransaction, issuer: &CredentialIssuer) -> Result<()> {
    let issuer = experts::store::hold_credential_issuer(tx, issuer.id).await?.unwrap_or_else(|| issuer.clone());
    Ok(issuer.trusted()?)
}

impl Judged {
    fn proof(&self, now: chrono::DateTime<chrono::Utc>) -> CredentialProof {
        CredentialProof {
            credential_issuer_id: self.issuer.id,
            issuer_name: self.issuer.details.name.clone(),
            achievement: self.credential.achievement.clone(),
            verified_at: now,
            status_fresh_until: None,
        }
    }
}

impl SubmitCredential {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let digest = format!("{:x}", Sha256::digest(&self.upload));
        Command::new(actor, "credentialSubmit", &self.idempotency_key, &[&digest])
    }
}
