use events::{Command, Event, EventKind, IdempotencyError};
use experts::{CertificationLevel, CredentialError, CredentialIssuer, CredentialIssuerDetails};
use kernel::{Actor, CredentialIssuerId, Right};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct TrustCredentialIssuer {
    /// As its credentials name it: a URL or a DID.
    pub issuer: String,
    pub name: String,
    /// A JWK set of public keys.
    pub keys: String,
    /// Which of its achievements mean which level.
    pub achievements: Vec<(String, CertificationLevel)>,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff trust an issuer with some achievements, by some keys; or trust one with others than before.
    pub async fn trust_credential_issuer(
        &self,
        actor: Actor,
        input: TrustCredentialIssuer,
    ) -> Result<CredentialIssuer> {
        actor.may(Right::ReviewCertifications)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let keys = self.outside.verifier.keys(&input.keys)?;
        let details = CredentialIssuerDetails { name: input.name, keys, achievements: input.achievements };
        let issuer = CredentialIssuer::trust(CredentialIssuerId::generate(now), &input.issuer, details, now)?;
        let tx = self.db.begin().await?;

        let known = experts::store::find_credential_issuer_named(&tx, &issuer.issuer).await?;
        let id = known.map_or(issuer.id, |known| known.id);
        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let found = experts::store::find_credential_issuer(&tx, first).await?;
            return Ok(found.ok_or(CredentialError::IssuerNotFound(first))?);
        }
        let issuer = if experts::store::insert_credential_issuer(&tx, &issuer).await? {
            issuer
        } else {
            let issuer = locked(&tx, id).await?.trust_again(issuer.details, now)?;
            experts::store::save_credential_issuer(&tx, &issuer).await?;
            issuer
        };
        events::store::record(&tx, &Event::now(EventKind::CredentialIssuerTrusted, actor, &issuer.id, now)).await?;
        tx.commit().await?;

        Ok(issuer)
    }

    /// Staff trust an issuer no more: its credentials are taken no more, and what was verified stays until it ends or
    /// staff revoke it.
    pub async fn distrust_credential_issuer(
        &self,
        actor: Actor,
        id: CredentialIssuerId,
        reason: &str,
    ) -> Result<CredentialIssuer> {
        actor.may(Right::ReviewCertifications)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let issuer = locked(&tx, id).await?.distrust(reason, now)?;
        let event = Event::now(EventKind::CredentialIssuerDistrusted, actor, &id, now).because(reason.trim());

        experts::store::save_credential_issuer(&tx, &issuer).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(issuer)
    }
}

async fn locked(tx: &DatabaseTransaction, id: CredentialIssuerId) -> Result<CredentialIssuer> {
    let issuer = experts::store::lock_credential_issuer(tx, id).await?;
    Ok(issuer.ok_or(CredentialError::IssuerNotFound(id))?)
}

impl TrustCredentialIssuer {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let achievements = self.achievements.iter().map(|(achievement, level)| format!("{level} {achievement}"));
        let achievements = achievements.collect::<Vec<_>>().join("\n");
        let payload = [&self.issuer, &self.name, &self.keys, &achievements].map(String::as_str);
        Command::new(actor, "credentialIssuerTrust", &self.idempotency_key, &payload)
    }
}
