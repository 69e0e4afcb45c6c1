use async_trait::async_trait;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use engagements::{AccessGrant, AccessSession};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header, encode,
    jwk::{Jwk, ThumbprintHash},
};
use marketplace::{AccessBroker, AccessBrokerError, AccessCredentials};
use serde::Serialize;
use serde_json::{Value, json};

/// Who signs.
const ISSUER: &str = "guildhall-access";

/// The embedded access broker: a session's credentials are one signed token (JWT, `EdDSA` over Ed25519), which needs no
/// network and is verified by the key that [`AccessBroker::public_keys`] publishes.
///
/// `iss` is `guildhall-access`, `aud` the customer's account, `sub` the person, `jti` the session; `level`, `grant` and
/// `engagement` say what for; `iat`, `nbf` and `exp` from when to when. Whoever guards an account takes a token only with
/// that account as `aud`, and lets it do what `level` lets somebody do.
pub struct SignedAccess {
    key: EncodingKey,
    key_id: String,
    public_keys: Value,
}

/// What was to be the key of the access broker is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the access broker's key cannot be made or read")]
pub struct AccessKeyUnusable;

#[derive(Serialize)]
struct Claims {
    iss: &'static str,
    aud: String,
    sub: String,
    jti: String,
    level: String,
    grant: String,
    engagement: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl SignedAccess {
    /// A new key, as [`Self::of_pkcs8`] takes it.
    pub fn new_key() -> Result<Vec<u8>, AccessKeyUnusable> {
        let pair = Ed25519KeyPair::generate().map_err(|_| AccessKeyUnusable)?;
        Ok(pair.to_pkcs8v1().map_err(|_| AccessKeyUnusable)?.as_ref().to_vec())
    }

    /// A broker that signs by this key: PKCS #8, Ed25519.
    pub fn of_pkcs8(pkcs8: &[u8]) -> Result<Self, AccessKeyUnusable> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| AccessKeyUnusable)?;
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let mut public = json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA", "use": "sig" });
        let jwk: Jwk = serde_json::from_value(public.clone()).map_err(|_| AccessKeyUnusable)?;
        let key_id = jwk.thumbprint(ThumbprintHash::SHA256).map_err(|_| AccessKeyUnusable)?;
        public["kid"] = json!(key_id);
        Ok(Self { key: EncodingKey::from_ed_der(pkcs8), key_id, public_keys: json!({ "keys": [public] }) })
    }
}

#[async_trait]
impl AccessBroker for SignedAccess {
    async fn open(&self, grant: &AccessGrant, session: &AccessSession) -> Result<AccessCredentials, AccessBrokerError> {
        let claims = Claims {
            iss: ISSUER,
            aud: grant.customer_account_id.to_string(),
            sub: grant.member_id.to_string(),
            jti: session.id.to_string(),
            level: session.level.clone(),
            grant: grant.id.to_string(),
            engagement: grant.engagement_id.to_string(),
            iat: session.opened_at.timestamp(),
            nbf: session.opened_at.timestamp(),
            exp: session.expires_at.timestamp(),
        };
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::EdDSA) };
        let token = encode(&header, &claims, &self.key).map_err(|error| AccessBrokerError(error.to_string()))?;
        Ok(AccessCredentials::new(token))
    }

    fn public_keys(&self) -> Option<String> {
        Some(self.public_keys.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_name_and_what_is_no_key_is_told() {
        let key = SignedAccess::new_key().unwrap();
        let [one, same] = [&key, &key].map(|key| SignedAccess::of_pkcs8(key).unwrap().public_keys().unwrap());
        assert_eq!(one, same);
        let other = SignedAccess::of_pkcs8(&SignedAccess::new_key().unwrap()).unwrap();
        assert_ne!(other.public_keys(), Some(one.clone()));
        assert_eq!(SignedAccess::of_pkcs8(b"no key").err(), Some(AccessKeyUnusable));
        assert!(!one.contains("\"d\""), "the private part stays here");
    }
}
