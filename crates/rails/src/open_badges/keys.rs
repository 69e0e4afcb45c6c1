use jsonwebtoken::{
    Algorithm,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, ThumbprintHash},
};
use kernel::InputError;
use serde_json::{Map, Value, json};

/// How many keys an issuer may sign by at once.
const KEYS_MAX: usize = 10;
const KEYS_BYTES_MAX: usize = 32 * 1024;
/// The members of a JWK that only its owner should know.
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];
/// The shortest RSA modulus, in base64 characters: 2048 bits.
const MODULUS_LENGTH_MIN: usize = 342;

/// Reads a JWK set that staff typed, and returns it as it is kept.
pub fn checked(typed: &str) -> Result<String, InputError> {
    let refused = |problem: String| InputError::new("keys", problem);
    if typed.len() > KEYS_BYTES_MAX {
        return Err(refused(format!("must be at most {KEYS_BYTES_MAX} bytes")));
    }
    let set: Map<String, Value> =
        serde_json::from_str(typed).map_err(|_| refused("must be a JWK set: { \"keys\": [ … ] }".to_owned()))?;
    let keys = set.get("keys").and_then(Value::as_array).filter(|keys| (1..=KEYS_MAX).contains(&keys.len()));
    let keys = keys.ok_or_else(|| refused(format!("must hold 1 to {KEYS_MAX} keys")))?;
    for (index, key) in keys.iter().enumerate() {
        one(key).map_err(|problem| refused(format!("holds as number {} {problem}", index + 1)))?;
    }
    Ok(json!({ "keys": keys }).to_string())
}

fn one(key: &Value) -> Result<(), &'static str> {
    if PRIVATE.iter().any(|private| key.get(private).is_some()) {
        return Err("a private or shared key: give the public one, and never use this one again");
    }
    let jwk: Jwk = serde_json::from_value(key.clone()).map_err(|_| "no JWK")?;
    let algorithm = algorithm(&jwk).ok_or("a key that is not for RS256, ES256 or EdDSA")?;
    if let AlgorithmParameters::RSA(rsa) = &jwk.algorithm
        && rsa.n.len() < MODULUS_LENGTH_MIN
    {
        return Err("an RSA key of less than 2048 bits");
    }
    let named = key.get("alg").and_then(Value::as_str);
    if named.is_some_and(|named| named.parse().ok() != Some(algorithm)) {
        return Err("a key for another algorithm");
    }
    jsonwebtoken::DecodingKey::from_jwk(&jwk).map(drop).map_err(|_| "a broken key")
}

/// The keys of a set that was checked before it was kept.
pub fn read(keys: &str) -> Vec<Jwk> {
    let set: Result<jsonwebtoken::jwk::JwkSet, _> = serde_json::from_str(keys);
    set.map(|set| set.keys).unwrap_or_default()
}

/// The one algorithm that a key is for: its kind decides, not what a token asks for.
pub fn algorithm(key: &Jwk) -> Option<Algorithm> {
    if let AlgorithmParameters::EllipticCurve(ec) = &key.algorithm {
        (ec.curve == EllipticCurve::P256).then_some(Algorithm::ES256)
    } else if let AlgorithmParameters::OctetKeyPair(okp) = &key.algorithm {
        (okp.curve == EllipticCurve::Ed25519).then_some(Algorithm::EdDSA)
    } else {
        matches!(key.algorithm, AlgorithmParameters::RSA(_)).then_some(Algorithm::RS256)
    }
}

/// Its id, or else its thumbprint.
pub fn name(key: &Jwk) -> String {
    key.common.key_id.clone().or_else(|| thumbprint(key)).unwrap_or_default()
}

pub fn thumbprint(key: &Jwk) -> Option<String> {
    key.thumbprint(ThumbprintHash::SHA256).ok()
}
