use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, write::GzEncoder};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use marketplace::{StatusListError, StatusListSource};
use serde_json::{Value, json};

/// What the stories' issuer certifies: the achievement, and the level that it counts as.
pub const ACHIEVEMENTS: [(&str, &str); 3] =
    [("urn:architect", "ASSOCIATE"), ("urn:master", "PROFESSIONAL"), ("urn:basics", "FOUNDATIONAL")];
/// How many bits a list of the stories has.
const LIST_BITS: usize = 131_072;

/// The lists that issuers publish, as far as a story does so; what it does not publish cannot be had.
#[derive(Default)]
pub struct StatusLists(Mutex<HashMap<String, Vec<u8>>>);

impl StatusLists {
    pub fn publish(&self, url: &str, list: impl Into<Vec<u8>>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(url.to_owned(), list.into());
    }

    /// The issuer is out of reach.
    pub fn withdraw(&self, url: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(url);
    }
}

#[async_trait]
impl StatusListSource for StatusLists {
    async fn fetch(&self, url: &str) -> Result<Vec<u8>, StatusListError> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(url).cloned();
        found.ok_or_else(|| StatusListError("nobody answers".to_owned()))
    }
}

/// Somebody who issues Open Badges, and signs them.
pub struct BadgeIssuer {
    pub url: String,
    key: EncodingKey,
    jwk: Value,
}

impl BadgeIssuer {
    /// With a key of its own, made now.
    pub fn new(url: &str) -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).expect("a key can be made");
        let key = EncodingKey::from_ed_der(pkcs8.as_ref());
        let jwk = Jwk::from_encoding_key(&key, Algorithm::EdDSA).expect("a key has a public half");
        Self { url: url.to_owned(), key, jwk: serde_json::to_value(jwk).expect("a key can be written") }
    }

    /// Its public keys.
    pub fn keys(&self) -> String {
        json!({ "keys": [self.jwk] }).to_string()
    }

    /// The input with which staff trust it, with a key of the command's own.
    pub fn trust_input(&self, key: &str) -> Value {
        let counts = ACHIEVEMENTS.map(|(achievement, level)| json!({ "achievement": achievement, "level": level }));
        let (issuer, keys) = (&self.url, self.keys());
        json!({ "issuer": issuer, "name": "Certs", "keys": keys, "achievements": counts, "idempotencyKey": key })
    }

    /// What it certifies to whom, valid through 2026 and 2027; to be altered before it is signed.
    pub fn credential(&self, id: &str, email: &str, achievement: &str) -> Value {
        json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "id": id, "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": { "id": self.url, "type": ["Profile"], "name": "Certs" },
            "validFrom": "2026-01-15T00:00:00Z", "validUntil": "2028-01-01T00:00:00Z",
            "credentialSubject": {
                "id": format!("mailto:{email}"), "type": ["AchievementSubject"],
                "achievement": { "id": achievement, "type": ["Achievement"], "name": "Architect" },
            },
        })
    }

    /// A credential whose status stands in a list, at an index.
    pub fn with_status(mut credential: Value, list: &str, index: u64, purpose: &str) -> Value {
        credential["credentialStatus"] = json!({
            "type": "BitstringStatusListEntry", "statusPurpose": purpose, "statusListIndex": index.to_string(),
            "statusListCredential": list,
        });
        credential
    }

    pub fn signed(&self, payload: &Value) -> String {
        encode(&Header::new(Algorithm::EdDSA), payload, &self.key).expect("the payload can be signed")
    }

    /// A list of its, in which these bits are set, valid for so long.
    pub fn status_list(&self, purpose: &str, set: &[usize], valid_until: &str) -> String {
        self.signed(&json!({
            "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": self.url,
            "validUntil": valid_until,
            "credentialSubject": { "type": "BitstringStatusList", "statusPurpose": purpose, "encodedList": packed(set) },
        }))
    }
}

fn packed(set: &[usize]) -> String {
    let mut bits = vec![0_u8; LIST_BITS / 8];
    for index in set {
        bits[index / 8] |= 0x80 >> (index % 8);
    }
    let mut packed = GzEncoder::new(vec![], Compression::default());
    std::io::Write::write_all(&mut packed, &bits).expect("memory can be written");
    format!("u{}", URL_SAFE_NO_PAD.encode(packed.finish().expect("memory can be written")))
}
