use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use experts::CredentialError;
use jsonwebtoken::{Algorithm, DecodingKey, crypto, jwk::Jwk};
use serde_json::Value;

use super::keys::{algorithm, thumbprint};

/// How large a signed credential may be, in bytes.
pub const TOKEN_BYTES_MAX: usize = 64 * 1024;
/// How large a signed status list may be, in bytes.
pub const LIST_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The three parts of a compact JWS.
struct Parts<'t> {
    /// What is signed: the first two parts.
    message: &'t str,
    header: Value,
    payload: &'t str,
    signature: &'t str,
}

/// What a token says, by nobody's word but its own.
pub fn unverified(token: &str) -> Result<Value, CredentialError> {
    json(parts(token)?.payload)
}

/// What a token says, if one of these keys signed it.
///
/// The algorithm is the key's own, and the token's must be the same: what asks for `none`, or for a secret made of a
/// public key, finds no key. A key that the token brings along is only a name for one that we have.
pub fn verified(token: &str, keys: &[Jwk]) -> Result<Value, CredentialError> {
    let parts = parts(token)?;
    let asked = match parts.header.get("alg").and_then(Value::as_str) {
        Some("RS256") => Algorithm::RS256,
        Some("ES256") => Algorithm::ES256,
        Some("EdDSA") => Algorithm::EdDSA,
        Some(_) | None => return Err(CredentialError::AlgorithmRefused),
    };
    let named: Vec<_> = keys.iter().filter(|key| is_named(key, &parts.header)).collect();
    if named.is_empty() {
        return Err(CredentialError::KeyUnknown);
    }
    let fitting: Vec<_> = named.into_iter().filter(|key| algorithm(key) == Some(asked)).collect();
    if fitting.is_empty() {
        return Err(CredentialError::AlgorithmRefused);
    }
    let signed = |key: &&Jwk| {
        let key = DecodingKey::from_jwk(key);
        key.and_then(|key| crypto::verify(parts.signature, parts.message.as_bytes(), &key, asked)).unwrap_or(false)
    };
    if fitting.iter().any(signed) { json(parts.payload) } else { Err(CredentialError::SignatureInvalid) }
}

/// Whether the token may mean this key: by its id, by its thumbprint, or because it names none.
fn is_named(key: &Jwk, header: &Value) -> bool {
    let by_id = header.get("kid").is_none_or(|kid| kid.as_str() == key.common.key_id.as_deref());
    let by_key = header.get("jwk").is_none_or(|named| {
        let named: Option<Jwk> = serde_json::from_value(named.clone()).ok();
        named.as_ref().and_then(thumbprint).is_some_and(|print| Some(print) == thumbprint(key))
    });
    by_id && by_key
}

fn parts(token: &str) -> Result<Parts<'_>, CredentialError> {
    if token.len() > LIST_BYTES_MAX {
        return Err(CredentialError::TooLarge { max: LIST_BYTES_MAX });
    }
    let broken = CredentialError::Unreadable("it is no compact JWS");
    let (message, signature) = token.rsplit_once('.').ok_or(broken.clone())?;
    let (header, payload) = message.split_once('.').ok_or(broken.clone())?;
    if payload.contains('.') {
        return Err(broken);
    }
    let header = json(header)?;
    if !header.is_object() || header.get("crit").is_some() {
        return Err(CredentialError::Unreadable("its header asks for something we do not understand"));
    }
    Ok(Parts { message, header, payload, signature })
}

fn json(part: &str) -> Result<Value, CredentialError> {
    let broken = CredentialError::Unreadable("it is no compact JWS");
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| broken.clone())?;
    serde_json::from_slice(&bytes).map_err(|_| broken)
}
