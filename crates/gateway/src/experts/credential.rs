use std::{collections::HashMap, sync::Arc};

use ::experts::{CredentialError, Trust};
use async_graphql::{Context, Enum, ID, Object, SimpleObject, dataloader::Loader};
use chrono::{DateTime, Utc};
use kernel::CertificationLinkId;
use marketplace::Error;

use super::certification::CertificationLevel;
use crate::{
    loaders::Rows,
    session::Session,
    user_error::{Refusal, UserErrorCode as Code},
};

pub struct CredentialIssuer(pub ::experts::CredentialIssuer);

/// Who signs credentials, as the operator trusts them.
#[Object]
impl CredentialIssuer {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// As its credentials name it: a URL or a DID.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    async fn name(&self) -> &str {
        &self.0.details.name
    }

    async fn status(&self) -> CredentialIssuerStatus {
        match self.0.trust {
            Trust::Trusted => CredentialIssuerStatus::Trusted,
            Trust::Distrusted { .. } => CredentialIssuerStatus::Distrusted,
        }
    }

    /// Since when it is trusted so, or not any more.
    async fn since(&self) -> DateTime<Utc> {
        self.0.since
    }

    /// Why it is trusted no more; null while it is.
    async fn reason(&self) -> Option<&str> {
        match &self.0.trust {
            Trust::Trusted => None,
            Trust::Distrusted { reason } => Some(reason),
        }
    }

    /// By which keys it signs: their ids, or their thumbprints (RFC 7638).
    async fn keys(&self, ctx: &Context<'_>) -> Vec<String> {
        Session::of(ctx).app.key_names_of(&self.0)
    }

    /// Which of its achievements count, and as what.
    async fn achievements(&self) -> Vec<CredentialAchievement> {
        let achievements = self.0.details.achievements.iter();
        let shown = |(achievement, level): &(String, ::experts::CertificationLevel)| CredentialAchievement {
            achievement: achievement.clone(),
            level: (*level).into(),
        };
        achievements.map(shown).collect()
    }
}

/// Whether an issuer's credentials are taken.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CredentialIssuerStatus {
    Trusted,
    /// Its credentials are taken no more; what was verified stays until it ends or staff revoke it.
    Distrusted,
}

/// What an achievement counts as.
#[derive(SimpleObject)]
pub struct CredentialAchievement {
    /// Its id, as credentials name it.
    achievement: String,
    /// Only Associate and above open the requests.
    level: CertificationLevel,
}

/// The signed credential that a certification rests on.
#[derive(SimpleObject)]
pub struct CredentialProof {
    /// What people call its issuer.
    issuer_name: String,
    /// What was achieved, by its id.
    achievement: String,
    /// When its signature was checked.
    verified_at: DateTime<Utc>,
    /// Until when the issuer's word that it stands by the credential is fresh: in the past while its list cannot be
    /// had. Null where the issuer publishes no list.
    status_fresh_until: Option<DateTime<Utc>>,
}

impl From<::experts::CredentialProof> for CredentialProof {
    fn from(proof: ::experts::CredentialProof) -> Self {
        let ::experts::CredentialProof { issuer_name, achievement, verified_at, status_fresh_until, .. } = proof;
        Self { issuer_name, achievement, verified_at, status_fresh_until }
    }
}

impl From<::experts::CredentialIssuer> for CredentialIssuer {
    fn from(issuer: ::experts::CredentialIssuer) -> Self {
        Self(issuer)
    }
}

/// Whose proof.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProofOf(pub CertificationLinkId);

impl Loader<ProofOf> for Rows {
    type Value = ::experts::CredentialProof;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ProofOf]) -> Result<HashMap<ProofOf, Self::Value>, Arc<Error>> {
        let links: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.credential_proofs_of(&links).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(link, proof)| (ProofOf(link), proof)).collect())
    }
}

/// What to do about an issuer whose list cannot be had.
const LATER: &str = "Try again later; if it stays so, tell the issuer.";

/// Why a credential was not taken: code, remedy, field, rule.
pub fn refusal(error: &CredentialError) -> Refusal {
    use CredentialError as E;
    let (code, remedy, rule) = match error {
        E::Unreadable(_) => (Code::CredentialUnreadable, "Send the file as the issuer gave it to you.", "IQ-18"),
        E::TooLarge { .. } => (Code::CredentialTooLarge, "Send the credential alone, without its image.", "IQ-18"),
        E::ImageUnsafe(_) => (Code::CredentialImageUnsafe, "Send the credential alone, without its image.", "IQ-18"),
        E::AlgorithmRefused => (Code::CredentialAlgorithmRefused, "Ask the issuer for another.", "IQ-18"),
        E::IssuerNotTrusted(_) => {
            (Code::CredentialIssuerNotTrusted, "Claim the certification and show evidence to staff.", "IQ-19")
        }
        E::KeyUnknown => (Code::CredentialKeyUnknown, "Ask the operator whether the issuer has a new key.", "IQ-19"),
        E::SignatureInvalid => (Code::CredentialSignatureInvalid, "Send it as the issuer gave it to you.", "IQ-16"),
        E::RecipientDiffers => {
            (Code::CredentialRecipientDiffers, "Ask the issuer for one to the address you sign in with.", "G-03")
        }
        E::NotYetValid(_) => (Code::CredentialNotYetValid, "Send it when it is valid.", "IQ-16"),
        E::AchievementUnknown(_) => {
            (Code::CredentialAchievementUnknown, "Link another, or show evidence to staff.", "G-02")
        }
        E::Revoked(_) => (Code::CredentialRevoked, "Ask the issuer why.", "IQ-16"),
        E::StatusUnknown(_) => (Code::CredentialStatusUnknown, LATER, "IQ-16"),
        E::StatusStale { .. } => (Code::CredentialStatusStale, LATER, "IQ-16"),
        E::IssuerNotFound(_) => {
            return Refusal::new(Code::CredentialIssuerNotFound).remedy("Check the id.").field("credentialIssuerId");
        }
        E::IssuerNotInState(_) => {
            let refusal = Refusal::new(Code::CredentialIssuerNotInState).remedy("Read its status.");
            return refusal.field("credentialIssuerId");
        }
    };
    Refusal::new(code).remedy(remedy).field("credential").rule(rule)
}
