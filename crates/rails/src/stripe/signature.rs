//! Whether a message is the provider's: `Stripe-Signature: t=…,v1=…`.

use std::fmt;

use aws_lc_rs::hmac;
use chrono::{DateTime, TimeDelta, Utc};

/// How old a message may be, and how far ahead its sender's clock: who recorded one cannot send it again for long.
pub const TOLERANCE: TimeDelta = TimeDelta::seconds(300);
/// The scheme; others, `v0` say, prove nothing.
const SCHEME: &str = "v1";
/// How many signatures are looked at: two, while a secret is exchanged.
const SIGNATURES_MAX: usize = 16;

/// What the provider signs with, `whsec_…`.
#[derive(Clone)]
pub struct WebhookSecret(hmac::Key);

/// Why a message is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("the signature cannot be read")]
    Unreadable,
    #[error("the signature is not of a secret that is known here")]
    Wrong,
    #[error("the message is too old, or of the future")]
    OutOfTime,
}

impl WebhookSecret {
    pub fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.trim().as_bytes()))
    }
}

/// Without the secret.
impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}

/// Whether `body`, byte for byte as it came, was signed at about `now` with one of the secrets: two, while one is
/// exchanged for another. Compared in constant time.
pub fn verify(body: &[u8], header: &str, secrets: &[WebhookSecret], now: DateTime<Utc>) -> Result<(), SignatureError> {
    let (at, signatures) = read(header).ok_or(SignatureError::Unreadable)?;
    let signed = [at.as_bytes(), b".", body].concat();
    let is_of = |secret: &WebhookSecret| signatures.iter().any(|tag| hmac::verify(&secret.0, &signed, tag).is_ok());
    if !secrets.iter().any(is_of) {
        return Err(SignatureError::Wrong);
    }
    let at = at.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let apart = now - at.ok_or(SignatureError::Unreadable)?;
    if apart.abs() <= TOLERANCE { Ok(()) } else { Err(SignatureError::OutOfTime) }
}

/// When it was signed, as it is written there, and the signatures.
fn read(header: &str) -> Option<(&str, Vec<Vec<u8>>)> {
    let (mut at, mut signatures) = (None, vec![]);
    for (name, value) in header.split(',').map(|part| part.trim().split_once('=')).collect::<Option<Vec<_>>>()? {
        match name {
            "t" if at.replace(value).is_some() => return None, // Which of them is signed?
            SCHEME if signatures.len() < SIGNATURES_MAX => signatures.extend(bytes(value)),
            _ => {}
        }
    }
    at.filter(|_| !signatures.is_empty()).map(|at| (at, signatures))
}

/// Reads hexadecimal digits.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn signed(secret: &str, at: i64, body: &[u8]) -> String {
        let secret = WebhookSecret::new(secret);
        let tag = hmac::sign(&secret.0, &[at.to_string().as_bytes(), b".", body].concat());
        tag.as_ref()
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .map(|half| char::from(b"0123456789abcdef"[usize::from(half)]))
            .collect()
    }

    fn verified(header: &str, secrets: &[&str], now: i64) -> Result<(), SignatureError> {
        let secrets: Vec<_> = secrets.iter().map(|secret| WebhookSecret::new(secret)).collect();
        verify(BODY, header, &secrets, at(now))
    }

    #[test]
    fn a_message_is_the_providers_for_five_minutes() {
        let header = format!("t=1000,v1={},v0=00", signed("whsec_1", 1_000, BODY));
        for now in [700, 1_000, 1_300] {
            assert_eq!(verified(&header, &["whsec_1"], now), Ok(()));
        }
        for now in [699, 1_301] {
            assert_eq!(verified(&header, &["whsec_1"], now), Err(SignatureError::OutOfTime));
        }
    }

    #[test]
    fn while_a_secret_is_exchanged_either_proves_it() {
        let (old, new) = (signed("whsec_old", 1_000, BODY), signed("whsec_new", 1_000, BODY));
        let both = format!("t=1000,v1={old},v1={new}");
        for secrets in [&["whsec_old"][..], &["whsec_new"], &["whsec_new", "whsec_old"], &["other", "whsec_new"]] {
            assert_eq!(verified(&both, secrets, 1_000), Ok(()));
        }
        assert_eq!(verified(&format!("t=1000,v1={old}"), &["whsec_new", "whsec_old"], 1_000), Ok(()));
        assert_eq!(verified(&both, &["other"], 1_000), Err(SignatureError::Wrong));
        assert_eq!(verified(&both, &[], 1_000), Err(SignatureError::Wrong));
    }

    #[test]
    fn what_was_changed_on_its_way_is_refused() {
        let tag = signed("whsec_1", 1_000, BODY);
        let other = signed("whsec_1", 1_000, b"{}");
        let last = if tag.ends_with('0') { "1" } else { "0" };
        let wrong = [
            format!("t=1001,v1={tag}"),
            format!("t=1000,v1={other}"),
            format!("t=1000,v1={}{last}", &tag[..63]),
            format!("t=1000,v1={}", &tag[..62]),
            "t=1000,v1=".to_owned(),
        ];
        for header in wrong {
            assert_eq!(verified(&header, &["whsec_1"], 1_000), Err(SignatureError::Wrong), "{header}");
        }
        let unreadable = [
            String::new(),
            "t=1000".to_owned(),
            format!("v1={tag}"),
            format!("t=1000,v0={tag}"),
            format!("t=1000,t=1001,v1={tag}"),
            "t=1000,v1=xyz".to_owned(),
            "t=1000,v1".to_owned(),
        ];
        for header in unreadable {
            assert_eq!(verified(&header, &["whsec_1"], 1_000), Err(SignatureError::Unreadable), "{header}");
        }
        let wordy = format!("t=soon,v1={}", "00".repeat(32));
        assert_eq!(verified(&wordy, &["whsec_1"], 1_000), Err(SignatureError::Wrong));
    }
}
