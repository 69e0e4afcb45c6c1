use async_graphql::{Context, ID, InputObject, Object};
use base64::{Engine, engine::general_purpose::STANDARD};
use kernel::InputError;
use marketplace::{SubmitCredential, TrustCredentialIssuer};

use super::{CertificationLink, CredentialIssuer, certification::CertificationLevel};
use crate::session::Session;

payload!(CredentialSubmitPayload { certification_link: CertificationLink });
payload!(CredentialIssuerTrustPayload { credential_issuer: CredentialIssuer });
payload!(CredentialIssuerDistrustPayload { credential_issuer: CredentialIssuer });

/// A credential to link.
#[derive(InputObject)]
pub struct CredentialSubmitInput {
    /// An Open Badges 3.0 credential that its issuer signed as a JWT: the token itself, the text of an SVG with one in
    /// it, or a PNG or SVG in base64 (RFC 4648). No more than a request may hold.
    credential: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Whom to trust, and with what.
#[derive(InputObject)]
pub struct CredentialIssuerTrustInput {
    /// As its credentials name it, a URL or a DID: 1 to 2048 characters.
    issuer: String,
    /// What people call it: 1 to 100 characters.
    name: String,
    /// Its public keys, as a JWK set (RFC 7517) of 1 to 10 keys for RS256, ES256 or `EdDSA`.
    keys: String,
    /// What its achievements count as, 1 to 100; others count for nothing.
    achievements: Vec<CredentialAchievementInput>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What an achievement counts as.
#[derive(InputObject)]
pub struct CredentialAchievementInput {
    /// Its id, as credentials name it: 1 to 2048 characters.
    achievement: String,
    level: CertificationLevel,
}

/// Whom to trust no more.
#[derive(InputObject)]
pub struct CredentialIssuerDistrustInput {
    credential_issuer_id: ID,
    /// 1 to 1000 characters.
    reason: String,
}

#[derive(Default)]
pub struct CredentialMutations;

#[Object]
impl CredentialMutations {
    /// Link a certification by a credential that a trusted issuer signed for the address you sign in with. It is
    /// verified at once, and counts until it ends or its issuer revokes it. For the person.
    async fn credential_submit(
        &self,
        ctx: &Context<'_>,
        input: CredentialSubmitInput,
    ) -> async_graphql::Result<CredentialSubmitPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let submitted = async { app.submit_credential(*actor, input.try_into()?).await };
        CredentialSubmitPayload::from_result(submitted.await)
    }

    /// Trust an issuer of credentials; or trust one with other keys and achievements than before. For staff with
    /// `REVIEW_CERTIFICATIONS`.
    async fn credential_issuer_trust(
        &self,
        ctx: &Context<'_>,
        input: CredentialIssuerTrustInput,
    ) -> async_graphql::Result<CredentialIssuerTrustPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        CredentialIssuerTrustPayload::from_result(app.trust_credential_issuer(*actor, input.into()).await)
    }

    /// Trust an issuer no more: its credentials are taken no more. What was verified stays until it ends or staff
    /// revoke it. For staff with `REVIEW_CERTIFICATIONS`.
    async fn credential_issuer_distrust(
        &self,
        ctx: &Context<'_>,
        input: CredentialIssuerDistrustInput,
    ) -> async_graphql::Result<CredentialIssuerDistrustPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let CredentialIssuerDistrustInput { credential_issuer_id: id, reason } = input;
        let distrusted = async { app.distrust_credential_issuer(*actor, id.parse()?, &reason).await };
        CredentialIssuerDistrustPayload::from_result(distrusted.await)
    }
}

impl TryFrom<CredentialSubmitInput> for SubmitCredential {
    type Error = InputError;

    /// Neither a token nor an SVG is base64: the one has dots, the other begins with "<".
    fn try_from(input: CredentialSubmitInput) -> Result<Self, InputError> {
        let CredentialSubmitInput { credential, idempotency_key } = input;
        let text = credential.trim();
        let upload = if text.contains(['.', '<']) {
            text.as_bytes().to_vec()
        } else {
            let packed: String = text.split_whitespace().collect();
            let decoded = STANDARD.decode(packed);
            decoded.map_err(|_| InputError::new("credential", "is no token, no SVG and no base64"))?
        };
        Ok(Self { upload, idempotency_key })
    }
}

impl From<CredentialIssuerTrustInput> for TrustCredentialIssuer {
    fn from(input: CredentialIssuerTrustInput) -> Self {
        let CredentialIssuerTrustInput { issuer, name, keys, achievements, idempotency_key } = input;
        let achievements = achievements.into_iter().map(|counts| (counts.achievement, counts.level.into())).collect();
        Self { issuer, name, keys, achievements, idempotency_key }
    }
}
