use experts::{CredentialError, CredentialIssuer, CredentialProof};
use kernel::{Actor, CertificationLinkId, CredentialIssuerId, Page, Right, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One issuer, for the staff who trust issuers.
    pub async fn credential_issuer(&self, actor: Actor, id: CredentialIssuerId) -> Result<CredentialIssuer> {
        actor.may(Right::ReviewCertifications)?;
        let found = experts::store::find_credential_issuer(self.db.reader(), id).await?;
        Ok(found.ok_or(CredentialError::IssuerNotFound(id))?)
    }

    /// Every issuer that was ever trusted, newest first.
    pub async fn credential_issuers(
        &self,
        actor: Actor,
        page: Page<CredentialIssuerId>,
    ) -> Result<Slice<CredentialIssuer>> {
        actor.may(Right::ReviewCertifications)?;
        Ok(experts::store::page_credential_issuers(self.db.reader(), page).await?)
    }

    /// How people tell an issuer's keys apart.
    pub fn key_names_of(&self, issuer: &CredentialIssuer) -> Vec<String> {
        self.outside.verifier.key_names(&issuer.details.keys)
    }

    /// What certifications that are seen already rest on, as far as they rest on credentials.
    pub async fn credential_proofs_of(
        &self,
        ids: &[CertificationLinkId],
    ) -> Result<Vec<(CertificationLinkId, CredentialProof)>> {
        Ok(experts::store::find_proofs(self.db.reader(), ids).await?)
    }
}
