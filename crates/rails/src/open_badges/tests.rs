use std::io::Write as _;

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{
    Compression, Crc,
    write::{GzEncoder, ZlibEncoder},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use serde_json::{Value, json};

use super::*;

/// Somebody who signs.
struct Signer {
    key: EncodingKey,
    jwk: Value,
}

impl Signer {
    fn new(kid: &str) -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&aws_lc_rs::rand::SystemRandom::new()).unwrap();
        let key = EncodingKey::from_ed_der(pkcs8.as_ref());
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&key, Algorithm::EdDSA).unwrap()).unwrap();
        jwk["kid"] = json!(kid);
        Self { key, jwk }
    }

    fn keys(&self) -> String {
        OpenBadges.keys(&json!({ "keys": [self.jwk] }).to_string()).unwrap()
    }

    fn signed(&self, header: &Header, payload: &Value) -> String {
        encode(header, payload, &self.key).unwrap()
    }
}

fn header() -> Header {
    Header { typ: None, ..Header::new(Algorithm::EdDSA) }
}

fn named(kid: &str) -> Header {
    Header { kid: Some(kid.to_owned()), ..header() }
}

fn payload() -> Value {
    json!({
        "id": "urn:uuid:1", "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": { "id": "https://certs.example", "type": ["Profile"] }, "iss": "https://certs.example",
        "validFrom": "2026-01-15T00:00:00Z", "validUntil": "2029-01-15T00:00:00.5Z",
        "credentialSubject": {
            "id": "mailto:ada@example.org", "type": ["AchievementSubject"],
            "identifier": [{ "type": "IdentityObject", "hashed": true, "identityType": "emailAddress",
                             "identityHash": "sha256$AB", "salt": "s" }],
            "achievement": { "id": "urn:associate", "type": ["Achievement"] },
        },
        "credentialStatus": { "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": "7", "statusListCredential": "https://certs.example/list" },
    })
}

/// A token with this header and payload whose signature is whatever it is.
fn forged(header: &Value, payload: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(payload))
}

#[test]
fn what_the_issuer_signed_is_read() {
    let signer = Signer::new("k1");
    for header in [header(), named("k1")] {
        let read = OpenBadges.verify(&signer.signed(&header, &payload()), &signer.keys()).unwrap();
        assert_eq!((read.id.as_str(), read.issuer.as_str()), ("urn:uuid:1", "https://certs.example"));
        assert_eq!((read.achievement.as_str(), read.recipients.len()), ("urn:associate", 2));
        assert_eq!(read.valid_until.unwrap().to_rfc3339(), "2029-01-15T00:00:00.500+00:00");
        assert_eq!((read.statuses.len(), read.statuses[0].index), (1, 7));
    }
    let older = json!({ "vc": payload(), "iss": "https://certs.example", "nbf": 1_800_000_000 });
    let read = OpenBadges.verify(&signer.signed(&header(), &older), &signer.keys()).unwrap();
    assert_eq!(read.valid_from.timestamp(), 1_800_000_000, "the narrower of the two");
}

#[test]
fn what_nobody_or_somebody_else_signed_is_refused() {
    let (signer, attacker) = (Signer::new("k1"), Signer::new("k1"));
    let verify = |token: String| OpenBadges.verify(&token, &signer.keys()).unwrap_err();
    let good = signer.signed(&header(), &payload());
    let signature = good.rsplit('.').next().unwrap();

    assert_eq!(verify(attacker.signed(&named("k1"), &payload())), CredentialError::SignatureInvalid);
    assert_eq!(verify(signer.signed(&named("k2"), &payload())), CredentialError::KeyUnknown);
    for none in ["none", "None", "NONE", "", "EdDSA2"] {
        assert_eq!(verify(forged(&json!({ "alg": none }), &payload(), "")), CredentialError::AlgorithmRefused);
    }
    assert_eq!(verify(forged(&json!({}), &payload(), signature)), CredentialError::AlgorithmRefused);
    let mut altered = payload();
    altered["credentialSubject"]["achievement"]["id"] = json!("urn:professional");
    assert_eq!(verify(forged(&json!({ "alg": "EdDSA" }), &altered, signature)), CredentialError::SignatureInvalid);
    assert_eq!(verify(forged(&json!({ "alg": "ES256" }), &payload(), signature)), CredentialError::AlgorithmRefused);
}

/// The public key as an HMAC secret, in every spelling that a careless verifier would take.
#[test]
fn a_public_key_is_no_secret() {
    let signer = Signer::new("k1");
    let x = signer.jwk["x"].as_str().unwrap();
    for secret in [x.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(x).unwrap(), signer.keys().into_bytes()] {
        let token = encode(&Header::new(Algorithm::HS256), &payload(), &EncodingKey::from_secret(&secret)).unwrap();
        assert_eq!(OpenBadges.verify(&token, &signer.keys()), Err(CredentialError::AlgorithmRefused));
    }
}

#[test]
fn a_key_that_the_token_brings_along_is_only_a_name() {
    let (signer, attacker) = (Signer::new("k1"), Signer::new("k9"));
    let bringing = |jwk: &Value| {
        let jwk: Jwk = serde_json::from_value(jwk.clone()).unwrap();
        Header { jwk: Some(jwk), ..header() }
    };
    let own = attacker.signed(&bringing(&attacker.jwk), &payload());
    assert_eq!(OpenBadges.verify(&own, &signer.keys()), Err(CredentialError::KeyUnknown));
    let lying = attacker.signed(&bringing(&signer.jwk), &payload());
    assert_eq!(OpenBadges.verify(&lying, &signer.keys()), Err(CredentialError::SignatureInvalid));
    assert!(OpenBadges.verify(&signer.signed(&bringing(&signer.jwk), &payload()), &signer.keys()).is_ok());
}

#[test]
fn a_document_that_contradicts_itself_or_lacks_something_is_refused() {
    let signer = Signer::new("k1");
    let verify = |pointer: &str, value: Value| {
        let mut payload = payload();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        payload.pointer_mut(parent).unwrap()[name] = value;
        OpenBadges.verify(&signer.signed(&header(), &payload), &signer.keys())
    };
    let unreadable = [
        ("/iss", json!("https://other.example")),
        ("/jti", json!("urn:uuid:2")),
        ("/type", json!(["VerifiableCredential"])),
        ("/id", json!("two\nlines")),
        ("/validFrom", json!("yesterday")),
        ("/validUntil", json!(7)),
        ("/exp", json!("soon")),
        ("/credentialSubject", json!([])),
        ("/credentialSubject/achievement", json!([{ "id": "a" }, { "id": "b" }])),
    ];
    for (pointer, value) in unreadable {
        let refused = verify(pointer, value);
        assert!(matches!(refused, Err(CredentialError::Unreadable(_))), "{pointer}: {refused:?}");
    }
    let unknown = [
        ("/credentialStatus/type", json!("Other")),
        ("/credentialStatus/statusListCredential", json!("http://certs.example/list")),
        ("/credentialStatus/statusListCredential", json!("https://127.0.0.1/list")),
        ("/credentialStatus/statusListIndex", json!("-1")),
        ("/credentialStatus/statusSize", json!(2)),
        ("/credentialStatus/statusPurpose", json!(null)),
    ];
    for (pointer, value) in unknown {
        let refused = verify(pointer, value);
        assert!(matches!(refused, Err(CredentialError::StatusUnknown(_))), "{pointer}: {refused:?}");
    }
    assert_eq!(verify("/credentialStatus/statusPurpose", json!("message")).unwrap().statuses, []);
}

#[test]
fn keys_that_are_not_public_or_not_for_us_are_refused() {
    let good = Signer::new("k1").jwk;
    let with = |name: &str, value: &str| {
        let mut jwk = good.clone();
        jwk[name] = json!(value);
        json!({ "keys": [jwk] }).to_string()
    };
    let refused = [
        "[]".to_owned(),
        json!({ "keys": [] }).to_string(),
        json!({ "keys": vec![&good; 11] }).to_string(),
        with("d", "AAAA"),
        with("alg", "HS256"),
        with("kty", "oct"),
        json!({ "keys": [{ "kty": "oct", "k": "AAAA" }] }).to_string(),
        json!({ "keys": [{ "kty": "RSA", "n": "AQAB", "e": "AQAB" }] }).to_string(),
        "x".repeat(40_000),
    ];
    for keys in refused {
        assert_eq!(OpenBadges.keys(&keys).unwrap_err().field, "keys", "{keys:.60}");
    }
    assert_eq!(OpenBadges.key_names(&with("kid", "k7")), ["k7"]);
}

fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in chunks {
        let mut crc = Crc::new();
        crc.update(*kind);
        crc.update(content);
        png.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        png.extend([kind.as_slice(), content].concat());
        png.extend(crc.sum().to_be_bytes());
    }
    png
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(vec![], Compression::best());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}

fn credential_chunk(compressed: u8, text: &[u8]) -> Vec<u8> {
    [b"openbadgecredential\0", [compressed, 0].as_slice(), b"en\0\0", text].concat()
}

#[test]
fn a_credential_is_taken_out_of_a_png() {
    let (plain, packed) = (credential_chunk(0, b"a.b.c"), credential_chunk(1, &zlib(b"a.b.c")));
    let other = b"Comment\0\0\0\0\0hello".to_vec();
    for chunk in [&plain, &packed] {
        let image = png(&[(b"IHDR", &[0; 13]), (b"iTXt", &other), (b"IDAT", b"x"), (b"iTXt", chunk), (b"IEND", b"")]);
        assert_eq!(OpenBadges.unbake(&image).unwrap(), "a.b.c");
        let mut broken = image.clone();
        broken[20] ^= 1;
        assert!(matches!(OpenBadges.unbake(&broken), Err(CredentialError::Unreadable(_))));
        for end in [9, 30, image.len() - 1] {
            assert!(matches!(OpenBadges.unbake(&image[..end]), Err(CredentialError::Unreadable(_))), "{end}");
        }
    }
    let unreadable = [
        png(&[(b"IHDR", &[0; 13]), (b"IEND", b"")]),
        png(&[(b"iTXt", &plain), (b"iTXt", &plain), (b"IEND", b"")]),
        png(&[(b"iTXt", b"openbadgecredential\0\x01"), (b"IEND", b"")]),
        png(&[(b"iTXt", &credential_chunk(0, b"\xFF\xFE")), (b"IEND", b"")]),
        b"GIF89a\xFF".to_vec(),
    ];
    for image in unreadable {
        assert!(matches!(OpenBadges.unbake(&image), Err(CredentialError::Unreadable(_))));
    }
}

/// Bad input: pixels are never unpacked, and text no further than a credential goes.
#[test]
fn a_png_bomb_is_harmless() {
    let bomb = zlib(&vec![0; 8 * 1024 * 1024]);
    let pixels =
        png(&[(b"IHDR", &[0x7F; 13]), (b"IDAT", &bomb), (b"iTXt", &credential_chunk(0, b"a.b.c")), (b"IEND", b"")]);
    assert_eq!(OpenBadges.unbake(&pixels).unwrap(), "a.b.c");
    let text = png(&[(b"iTXt", &credential_chunk(1, &bomb)), (b"IEND", b"")]);
    assert_eq!(OpenBadges.unbake(&text), Err(CredentialError::TooLarge { max: 64 * 1024 }));
    let long = png(&[(b"iTXt", &credential_chunk(0, &vec![b'x'; 70_000])), (b"IEND", b"")]);
    assert_eq!(OpenBadges.unbake(&long), Err(CredentialError::TooLarge { max: 64 * 1024 }));
    assert_eq!(OpenBadges.unbake(&vec![0; 1024 * 1024 + 1]), Err(CredentialError::TooLarge { max: 1024 * 1024 }));
}

const SVG: &str =
    r#"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0">"#;

#[test]
fn a_credential_is_taken_out_of_an_svg() {
    let image = |inside: &str| OpenBadges.unbake(format!("{SVG}{inside}</svg>").as_bytes());
    assert_eq!(image(r#"<g/><ob:credential verify="a.b.c"/>"#).unwrap(), "a.b.c");
    assert_eq!(image(r#"<ob:credential verify="a.b.c"><!-- JSON --></ob:credential>"#).unwrap(), "a.b.c");
    let unreadable = [
        "",
        r#"<credential verify="a.b.c"/>"#,
        "<ob:credential/>",
        r#"<ob:credential verify="a.b.c"/><ob:credential verify="d.e.f"/>"#,
        r#"<ob:credential verify="&unknown;"/>"#,
        r#"<ob:credential verify="a.b.c"></g>"#,
    ];
    for inside in unreadable {
        assert!(matches!(image(inside), Err(CredentialError::Unreadable(_))), "{inside}");
    }
}

/// Bad input: scripts, and everything that could define or fetch an entity.
#[test]
fn an_svg_that_runs_or_fetches_something_is_refused() {
    let with = |inside: &str| format!("{SVG}{inside}<ob:credential verify=\"a.b.c\"/></svg>");
    let bombs = [
        with("<script>alert(1)</script>"),
        with("<SCRIPT/>"),
        with("<foreignObject/>"),
        with(r#"<g onload="alert(1)"/>"#),
        with(r#"<a href=" java&#x73;cript:alert(1)"/>"#),
        with(r#"<?xml-stylesheet href="https://evil.example/x.xsl"?>"#),
        format!(r#"<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{}"#, &with("")[21..]),
        format!(r#"<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{}"#, &with("")[21..]),
    ];
    for svg in bombs {
        assert!(matches!(OpenBadges.unbake(svg.as_bytes()), Err(CredentialError::ImageUnsafe(_))), "{svg}");
    }
}

fn packed_list(bytes: usize, set: &[u64]) -> String {
    let mut packed = GzEncoder::new(vec![], Compression::fast());
    let mut bits = vec![0_u8; 64 * 1024];
    for index in set {
        bits[usize::try_from(index / 8).unwrap()] |= 0x80 >> (index % 8);
    }
    for begins_at in (0..bytes).step_by(bits.len()) {
        packed.write_all(&bits[..bits.len().min(bytes - begins_at)]).unwrap();
        bits.fill(0);
    }
    format!("u{}", URL_SAFE_NO_PAD.encode(packed.finish().unwrap()))
}

#[test]
fn bits_are_read_from_the_left() {
    let list = packed_list(16 * 1024, &[0, 7, 8, 100_000]);
    let set = |indices: &[u64]| OpenBadges.set_bits(&list, indices);
    assert_eq!(set(&[100_000, 8, 7, 1, 0, 131_071]).unwrap(), [0, 7, 8, 100_000]);
    assert!(matches!(set(&[131_072]), Err(CredentialError::StatusUnknown(_))));
    let plain = list.trim_start_matches('u').replace('-', "+").replace('_', "/");
    assert_eq!(OpenBadges.set_bits(&plain, &[7, 9]).unwrap(), [7]);
    for broken in ["u", "u!!", &list[..40]] {
        assert!(matches!(OpenBadges.set_bits(broken, &[1]), Err(CredentialError::StatusUnknown(_))), "{broken}");
    }
}

/// Bad input: a list that comes small and unpacks to more than any list has.
#[test]
fn a_list_that_unpacks_without_end_is_refused() {
    let signer = Signer::new("k1");
    let list = |encoded: &str| {
        let payload = json!({
            "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": "https://certs.example",
            "credentialSubject": { "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": encoded },
        });
        OpenBadges.verify_status_list(signer.signed(&header(), &payload).as_bytes(), &signer.keys())
    };
    assert!(list(&packed_list(16 * 1024, &[])).is_ok());
    assert!(matches!(list(&packed_list(17 * 1024 * 1024, &[])), Err(CredentialError::StatusUnknown(_))));
    let long = list(&"A".repeat(4 * 1024 * 1024));
    assert_eq!(long, Err(CredentialError::TooLarge { max: 4 * 1024 * 1024 }));
    assert!(matches!(list("u"), Err(CredentialError::StatusUnknown(_))));
}
