//! Tokens of every bad kind, signed by the installation's own key wherever that makes them worse.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use gateway::TokenVerifier;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::Value;
use support::story;

use super::*;

const WHO: &str = "{ viewer { email } }";

/// An issuer that signs whatever it is given, and a door that believes it.
struct Signer {
    key: EncodingKey,
    public_key: Vec<u8>,
    router: Router,
    now: i64,
}

impl Signer {
    fn of(app: &App) -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        let public_key = pair.public_key().as_ref().to_vec();
        let router = gateway::router(app.marketplace.clone(), TokenVerifier::local(&public_key));
        let key = EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref());
        Self { key, public_key, router, now: app.now().timestamp() }
    }

    fn header(&self) -> Header {
        Header { kid: Some(gateway::key_id(&self.public_key)), ..Header::new(Algorithm::EdDSA) }
    }

    fn claims(&self) -> Value {
        json!({
            "iss": "guildhall", "aud": "guildhall", "sub": "ada", "email": "ada@example.org", "amr": ["mfa"],
            "nbf": self.now, "iat": self.now, "exp": self.now + 3_600,
        })
    }

    fn sign(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.key).unwrap()
    }

    /// A good token but for these claims; a null takes one away.
    fn saying(&self, changes: &Value) -> String {
        let mut claims = self.claims();
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        self.sign(&self.header(), &claims)
    }

    async fn reply(&self, authorization: &[&str]) -> Reply {
        let asked = authorization.iter().fold(asking(WHO), |request, value| with(request, "authorization", value));
        sent_to(&self.router, asked).await
    }

    async fn takes(&self, token: &str) -> bool {
        let reply = self.reply(&[&format!("Bearer {token}")]).await;
        if reply.status == StatusCode::UNAUTHORIZED {
            assert_eq!(reply.code(), "UNAUTHENTICATED");
            assert_eq!(reply.header("www-authenticate"), "Bearer error=\"invalid_token\"");
            return false;
        }
        assert_eq!(reply.body, json!({ "data": { "viewer": { "email": "ada@example.org" } } }));
        true
    }
}

#[story]
async fn what_a_token_may_say_is_taken(app: &App) {
    let signer = Signer::of(app);
    let now = signer.now;
    for good in [
        json!({}),
        json!({ "aud": ["guildhall"] }),
        json!({ "aud": ["elsewhere", "guildhall"] }),
        json!({ "nbf": null, "iat": null, "amr": null }),
        json!({ "exp": now - 29 }),
        json!({ "nbf": now + 30 }),
        json!({ "exp": 8_000_000_000_000_i64 }),
        json!({ "nbf": -8_000_000_000_000_i64 }),
        json!({ "more": { "that": "nobody reads" } }),
    ] {
        assert!(signer.takes(&signer.saying(&good)).await, "{good}");
    }
}

#[story]
async fn what_a_token_must_say_it_must_say_rightly(app: &App) {
    let signer = Signer::of(app);
    let now = signer.now;
    for bad in [
        json!({ "iss": null }),
        json!({ "iss": "elsewhere" }),
        json!({ "iss": ["guildhall"] }),
        json!({ "iss": "guildhall " }),
        json!({ "iss": "Guildhall" }),
        json!({ "aud": null }),
        json!({ "aud": "elsewhere" }),
        json!({ "aud": [] }),
        json!({ "aud": ["elsewhere"] }),
        json!({ "aud": [["guildhall"]] }),
        json!({ "aud": { "guildhall": true } }),
        json!({ "sub": null }),
        json!({ "sub": "" }),
        json!({ "sub": " " }),
        json!({ "sub": "a\u{0}" }),
        json!({ "sub": 7 }),
        json!({ "sub": ["ada"] }),
        json!({ "email": null }),
        json!({ "email": "" }),
        json!({ "email": "nobody" }),
        json!({ "email": ["ada@example.org"] }),
        json!({ "exp": null }),
        json!({ "exp": "tomorrow" }),
        json!({ "exp": now - 30 }),
        json!({ "exp": now - 3_600 }),
        json!({ "exp": 0 }),
        json!({ "exp": -1 }),
        json!({ "exp": i64::MAX }),
        json!({ "exp": u64::MAX }),
        json!({ "nbf": now + 31 }),
        json!({ "nbf": i64::MAX }),
        json!({ "nbf": "now" }),
        json!({ "amr": "mfa" }),
    ] {
        assert!(!signer.takes(&signer.saying(&bad)).await, "{bad}");
    }
}

#[story]
async fn a_token_is_signed_by_our_key_in_our_way(app: &App) {
    let signer = Signer::of(app);
    let stranger = Signer::of(app);
    let good = signer.saying(&json!({}));
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let headed = |header: Value| URL_SAFE_NO_PAD.encode(header.to_string());
    let kid = signer.header().kid.unwrap();
    let symmetric = Header { kid: Some(kid.clone()), ..Header::new(Algorithm::HS256) };
    let by_public_key = encode(&symmetric, &signer.claims(), &EncodingKey::from_secret(&signer.public_key)).unwrap();
    let critical = Header { crit: Some(vec!["exp".into()]), ..signer.header() };
    let other_claims = URL_SAFE_NO_PAD.encode(signer.claims().to_string().replace("ada@", "olga@"));

    assert!(signer.takes(&good).await);
    let pointing = Header { jku: Some("https://example.org/keys".into()), ..signer.header() };
    assert!(signer.takes(&signer.sign(&pointing, &signer.claims())).await, "where else keys are is not followed");
    for (name, bad) in [
        ("another's", stranger.saying(&json!({}))),
        ("another's under our key's name", stranger.sign(&signer.header(), &stranger.claims())),
        ("ours under another key's name", signer.sign(&stranger.header(), &signer.claims())),
        ("ours without a key's name", signer.sign(&Header::new(Algorithm::EdDSA), &signer.claims())),
        ("ours with something critical", signer.sign(&critical, &signer.claims())),
        ("signed with the public key", by_public_key),
        ("alg none", format!("{}.{claims}.", headed(json!({ "alg": "none", "kid": kid })))),
        ("alg None, signed", format!("{}.{claims}.{signature}", headed(json!({ "alg": "None", "kid": kid })))),
        ("alg of another family", format!("{}.{claims}.{signature}", headed(json!({ "alg": "ES256", "kid": kid })))),
        ("no alg", format!("{}.{claims}.{signature}", headed(json!({ "kid": kid })))),
        ("other claims", format!("{header}.{other_claims}.{signature}")),
        ("no signature", format!("{header}.{claims}.")),
        ("two parts", format!("{header}.{claims}")),
        ("four parts", format!("{good}.{signature}")),
        ("made up", "made-up".to_owned()),
        ("nothing", String::new()),
        ("gigantic", signer.saying(&json!({ "more": "x".repeat(8 * 1024) }))),
    ] {
        assert!(!signer.takes(&bad).await, "{name}");
    }
}

#[story]
async fn a_token_comes_alone_in_its_header(app: &App) {
    let signer = Signer::of(app);
    let good = signer.saying(&json!({}));
    let bearer = format!("Bearer {good}");
    for taken in [&bearer, &format!("bearer {good}"), &format!("BEARER {good}"), &format!("Bearer  {good}")] {
        assert_eq!(signer.reply(&[taken]).await.status, StatusCode::OK, "{taken}");
    }
    let (basic, bare) = (format!("Basic {good}"), format!("Bearer{good}"));
    for refused in [
        vec![basic.as_str()],
        vec![&bare],
        vec![&good],
        vec!["Bearer"],
        vec!["Bearer "],
        vec![""],
        vec![&bearer, &bearer],
        vec![&bearer, "Basic YTpi"],
        vec!["", &bearer],
    ] {
        assert_eq!(signer.reply(&refused).await.status, StatusCode::UNAUTHORIZED, "{refused:?}");
    }
    for parameter in ["access_token", "token"] {
        let uri = format!("/graphql?query={{viewer{{email}}}}&{parameter}={good}");
        let reply = sent_to(&signer.router, get(&uri)).await;
        assert_eq!(reply.body["data"]["viewer"]["email"], Value::Null, "a token in the address is not read");
    }
}
