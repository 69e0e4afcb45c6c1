use accounts::Identity;
use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};

/// Who signs the local tokens.
pub const ISSUER: &str = "guildhall";
/// Whom they are for.
pub const AUDIENCE: &str = "guildhall";
/// What a token's `amr` holds when a second factor was shown (G-01).
pub const SECOND_FACTOR: &str = "mfa";

/// How far the issuer's clock and ours may differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// The longest token that is looked at.
const TOKEN_BYTES_MAX: usize = 8 * 1024;

/// What a token says. Whoever signs one for us says all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// One exact string; a list is refused.
    pub iss: String,
    /// Us, alone or among others.
    #[serde(deserialize_with = "us")]
    pub aud: String,
    /// Who signs in; never empty.
    pub sub: String,
    pub email: String,
    /// How they proved it.
    #[serde(default)]
    pub amr: Vec<String>,
    /// Seconds since 1970.
    pub exp: i64,
    #[serde(default)]
    pub nbf: Option<i64>,
    #[serde(default)]
    pub iat: Option<i64>,
}

/// A token that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub identity: Identity,
    /// From then on it is not accepted any more.
    pub until: DateTime<Utc>,
}

/// Checks bearer tokens against the local issuer's public key.
#[derive(Clone)]
pub struct TokenVerifier {
    key: DecodingKey,
    key_id: String,
}

/// The token is not one that we accept. Why is logged, and not told.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("the authorization header is not a bearer token")]
    NotBearer,
    #[error("the token is malformed, signed by another key, or for somebody else")]
    Refused(#[from] jsonwebtoken::errors::Error),
    #[error("the token is longer than {TOKEN_BYTES_MAX} bytes")]
    TooLong,
    #[error("the token names another key, or none")]
    OtherKey,
    #[error("the token's header asks for something we do not understand")]
    NotUnderstood,
    #[error("the token is not valid at this time")]
    WrongTime,
    #[error("the token does not say who it is for or about")]
    Incomplete,
}

impl TokenVerifier {
    /// `public_key` is the raw Ed25519 key of the local issuer.
    pub fn local(public_key: &[u8]) -> Self {
        Self { key: DecodingKey::from_ed_der(public_key), key_id: key_id(public_key) }
    }

    /// Who the request says it comes from; `None` if it says nothing.
    pub fn identify(&self, headers: &HeaderMap, now: DateTime<Utc>) -> Result<Option<Shown>, TokenError> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(TokenError::NotBearer);
        }
        let value = value.to_str().map_err(|_| TokenError::NotBearer)?;
        self.identify_bearer(value, now).map(Some)
    }

    /// Who is behind "Bearer …".
    pub fn identify_bearer(&self, value: &str, now: DateTime<Utc>) -> Result<Shown, TokenError> {
        let (scheme, token) = value.split_once(' ').ok_or(TokenError::NotBearer)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(TokenError::NotBearer);
        }
        self.verify(token.trim(), now)
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Shown, TokenError> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(TokenError::TooLong);
        }
        let header = decode_header(token)?;
        if header.crit.is_some() {
            return Err(TokenError::NotUnderstood);
        }
        if header.kid.as_ref() != Some(&self.key_id) {
            return Err(TokenError::OtherKey);
        }
        let claims = decode::<Claims>(token, &self.key, &validation())?.claims;
        let until = at_its_time(&claims, now)?;
        if claims.sub.trim().is_empty() || claims.sub.chars().any(char::is_control) {
            return Err(TokenError::Incomplete);
        }
        let second_factor = claims.amr.iter().any(|method| method == SECOND_FACTOR);
        let email = claims.email.parse().map_err(|_| TokenError::Incomplete)?;
        Ok(Shown { identity: Identity { subject: claims.sub, email, second_factor }, until })
    }
}

/// What a token's `kid` calls the local issuer's key: a digest of it, so that whoever has the key has its name.
pub fn key_id(public_key: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(public_key))
}

/// Reads whom a token is for: one, or a list that holds us.
fn us<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Audience {
        One(String),
        Many(Vec<String>),
    }
    match Audience::deserialize(deserializer)? {
        Audience::One(one) => Ok(one),
        Audience::Many(many) => {
            let us = many.into_iter().find(|one| one == AUDIENCE);
            us.ok_or_else(|| serde::de::Error::custom("the token is for somebody else"))
        }
    }
}

/// Everything but the time, which is ours to compare: the library would read the machine's clock.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    (validation.validate_exp, validation.validate_nbf) = (false, false);
    validation
}

/// Until when it is accepted; refuses one whose time is not now.
fn at_its_time(claims: &Claims, now: DateTime<Utc>) -> Result<DateTime<Utc>, TokenError> {
    let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(TokenError::WrongTime);
    let ends_at = instant(claims.exp)?;
    let begins_at = claims.nbf.map(instant).transpose()?.unwrap_or(DateTime::UNIX_EPOCH);
    let runs = begins_at <= now + LEEWAY && now - LEEWAY < ends_at; // The token's times may be as far as time goes.
    if runs { Ok(ends_at.checked_add_signed(LEEWAY).unwrap_or(ends_at)) } else { Err(TokenError::WrongTime) }
}
