//! Credentials that issuers sign: Open Badges 3.0, verified by what the operator trusts.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, BadgeIssuer, Person,
    steps::{
        accounts::{account_opened, member_joined},
        experts::profile_saved,
    },
    story,
};

const ISSUER: &str = "https://certs.example/issuer";
const LIST: &str = "https://certs.example/status/1";
const REQUESTS: &str = "{ customerRequests { edges { node { id } } } }";
const LINK: &str = "query L($id: ID!) { certificationLink(id: $id) { status level issuer externalId expiresAt reason
    credential { issuerName achievement verifiedAt statusFreshUntil } } }";

async fn drafter<'a>(app: &'a App, email: &str, name: &str) -> Person<'a> {
    let person = account_opened(app, email, name).await;
    profile_saved(&person, name).await;
    person
}

/// An issuer whom staff trust; its id with us.
async fn trusted(app: &App) -> (BadgeIssuer, String) {
    let issuer = BadgeIssuer::new(ISSUER);
    let input = issuer.trust_input(&app.key());
    let trusted = app.operator().run("credentialIssuerTrust", input, "credentialIssuer { id status }").await;
    let id = trusted["credentialIssuer"]["id"].as_str().unwrap().to_owned();
    (issuer, id)
}

fn input(app: &App, credential: &str) -> Value {
    json!({ "credential": credential, "idempotencyKey": app.key() })
}

/// The person submits a credential that is taken; the link's id.
async fn submitted(person: &Person<'_>, credential: &str) -> String {
    let selection = "certificationLink { id status }";
    let link = person.run("credentialSubmit", input(person.app, credential), selection).await;
    assert_eq!(link["certificationLink"]["status"], "VERIFIED");
    link["certificationLink"]["id"].as_str().unwrap().to_owned()
}

async fn refused(person: &Person<'_>, credential: &str) -> String {
    person.refusal("credentialSubmit", input(person.app, credential)).await
}

async fn link(person: &Person<'_>, id: &str) -> Value {
    person.query(LINK, json!({ "id": id })).await["certificationLink"].clone()
}

/// Holds IQ-16, IQ-18 and G-02: verified at once, by the issuer's key alone, until it ends.
#[story]
async fn a_credential_of_a_trusted_issuer_opens_the_gate_until_it_ends(app: &App) {
    let (issuer, _) = trusted(app).await;
    let ada = drafter(app, "ada@x.example", "Ada Lovelace").await;
    let token = issuer.signed(&issuer.credential("urn:uuid:1", "Ada@X.example", "urn:master"));

    let id = submitted(&ada, &token).await;

    let read = link(&ada, &id).await;
    assert_eq!((&read["level"], &read["issuer"]), (&json!("PROFESSIONAL"), &json!(ISSUER)));
    assert_eq!((&read["externalId"], &read["expiresAt"]), (&json!("urn:uuid:1"), &json!("2028-01-01T00:00:00+00:00")));
    let proof = json!({ "issuerName": "Certs", "achievement": "urn:master",
        "verifiedAt": "2027-03-01T09:00:00+00:00", "statusFreshUntil": null });
    assert_eq!(read["credential"], proof);
    ada.query(REQUESTS, json!({})).await;
    app.advance_to("2028-01-01T00:00:00Z").await;
    assert_eq!(link(&ada, &id).await["status"], "EXPIRED");
    assert_eq!(ada.query_refused(REQUESTS, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");
    assert_eq!(refused(&ada, &token).await, "CERTIFICATION_EXPIRED");
}

/// Holds G-03: a credential is on one profile, and sent twice it is linked once.
#[story]
async fn a_credential_is_on_one_profile(app: &App) {
    let (issuer, _) = trusted(app).await;
    let ada = drafter(app, "ada@x.example", "Ada Lovelace").await;
    let token = issuer.signed(&issuer.credential("urn:uuid:1", "ada@x.example", "urn:architect"));
    let first = input(app, &token);
    let id = submitted(&ada, &token).await;

    assert_eq!(submitted(&ada, &token).await, id);
    let again = ada.run("credentialSubmit", first.clone(), "certificationLink { id }").await;
    assert_eq!(again["certificationLink"]["id"], json!(id));
    ada.run("certificationUnlink", json!({ "certificationLinkId": id }), "certificationLink { status }").await;
    assert_ne!(submitted(&ada, &token).await, id);
    let other = json!({ "credential": "a.b.c", "idempotencyKey": first["idempotencyKey"] });
    assert_eq!(ada.refusal("credentialSubmit", other).await, "CREDENTIAL_UNREADABLE");

    // The issuer calls another credential the same: it is still on one profile.
    let eve = drafter(app, "eve@x.example", "Eve").await;
    let twin = issuer.signed(&issuer.credential("urn:uuid:1", "eve@x.example", "urn:architect"));
    assert_eq!(refused(&eve, &twin).await, "CERTIFICATION_LINKED_ELSEWHERE");
}

/// Holds G-02, G-03 and IQ-16: each way in which a credential does not count has its code, and leaves nothing.
#[story]
async fn what_does_not_count_is_refused_with_a_lasting_code(app: &App) {
    let (issuer, _) = trusted(app).await;
    let ada = drafter(app, "ada@x.example", "Ada Lovelace").await;
    let credential = || issuer.credential("urn:uuid:1", "ada@x.example", "urn:architect");
    let with = |name: &str, value: Value| {
        let mut credential = credential();
        credential[name] = value;
        issuer.signed(&credential)
    };
    let attacker = BadgeIssuer::new(ISSUER);
    let stranger = BadgeIssuer::new("https://other.example");
    let svg = |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");

    let attempts = [
        ("no token".to_owned(), "INPUT_INVALID"),
        ("iVBORw0KGgo=".to_owned(), "CREDENTIAL_UNREADABLE"),
        (svg(""), "CREDENTIAL_UNREADABLE"),
        (svg("<script>alert(1)</script>"), "CREDENTIAL_IMAGE_UNSAFE"),
        (
            format!("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}", svg("&x;")),
            "CREDENTIAL_IMAGE_UNSAFE",
        ),
        (format!("a.b.{}", "c".repeat(70_000)), "CREDENTIAL_TOO_LARGE"),
        (
            stranger.signed(&stranger.credential("urn:1", "ada@x.example", "urn:architect")),
            "CREDENTIAL_ISSUER_NOT_TRUSTED",
        ),
        (attacker.signed(&credential()), "CREDENTIAL_SIGNATURE_INVALID"),
        (issuer.signed(&issuer.credential("urn:1", "eve@x.example", "urn:architect")), "CREDENTIAL_RECIPIENT_DIFFERS"),
        (issuer.signed(&issuer.credential("urn:1", "ada@x.example", "urn:other")), "CREDENTIAL_ACHIEVEMENT_UNKNOWN"),
        (issuer.signed(&issuer.credential("urn:1", "ada@x.example", "urn:basics")), "CERTIFICATION_LEVEL_TOO_LOW"),
        (with("validFrom", json!("2027-03-01T09:00:01Z")), "CREDENTIAL_NOT_YET_VALID"),
        (with("validUntil", json!("2027-03-01T09:00:00Z")), "CERTIFICATION_EXPIRED"),
        (with("type", json!(["VerifiableCredential"])), "CREDENTIAL_UNREADABLE"),
        (with("credentialStatus", json!({ "type": "Unheard" })), "CREDENTIAL_STATUS_UNKNOWN"),
    ];
    for (credential, code) in attempts {
        assert_eq!(refused(&ada, &credential).await, code, "{credential:.80}");
    }
    let header = "eyJhbGciOiJub25lIn0"; // {"alg":"none"}
    let token = issuer.signed(&credential());
    let unsigned = format!("{header}.{}.", token.split('.').nth(1).unwrap());
    assert_eq!(refused(&ada, &unsigned).await, "CREDENTIAL_ALGORITHM_REFUSED");
    assert!(app.rows("select id from certification_link").await.is_empty(), "nothing is stored");
    assert_eq!(app.operator().refusal("credentialSubmit", input(app, &token)).await, "STAFF_NEVER_EXPERT");
}

/// Holds IQ-16: who is certified elsewhere by a hashed address is known by it, colleagues are not.
#[story]
async fn a_hashed_address_is_its_holders_alone(app: &App) {
    let (issuer, _) = trusted(app).await;
    let ada = drafter(app, "ada@x.example", "Ada Lovelace").await;
    let bob = member_joined(&ada, "bob@x.example", "Bob", &[]).await;
    profile_saved(&bob, "Bob").await;
    let mut credential = issuer.credential("urn:uuid:1", "ada@x.example", "urn:architect");
    // sha256("bob@x.examplepepper")
    let hash = "sha256$81e783a32ceea46fb0d27729a277c6cf178b6c93662ff78217e5b662d2f2d84a";
    credential["credentialSubject"]["id"] = json!("did:example:bob");
    credential["credentialSubject"]["identifier"] = json!([{ "type": "IdentityObject", "hashed": true,
        "identityHash": hash, "identityType": "emailAddress", "salt": "pepper" }]);
    let token = issuer.signed(&credential);

    assert_eq!(refused(&ada, &token).await, "CREDENTIAL_RECIPIENT_DIFFERS");
    submitted(&bob, &token).await;
    ada.query(REQUESTS, json!({})).await;
}

/// Holds IQ-16: what the issuer revoked is not taken, and what it revokes later is taken off within a day.
#[story]
async fn what_its_issuer_revokes_closes_the_gate(app: &App) {
    let (issuer, _) = trusted(app).await;
    let ada = drafter(app, "ada@x.example", "Ada Lovelace").await;
    let credential = issuer.credential("urn:uuid:1", "ada@x.example", "urn:architect");
    let token = issuer.signed(&BadgeIssuer::with_status(credential, LIST, 41, "suspension"));
    let list = |set: &[usize]| issuer.status_list("suspension", set, "2027-12-31T00:00:00Z");

    assert_eq!(refused(&ada, &token).await, "CREDENTIAL_STATUS_UNKNOWN");
    app.status_lists.publish(LIST, list(&[41]));
    assert_eq!(refused(&ada, &token).await, "CREDENTIAL_REVOKED");
    app.advance(TimeDelta::days(2)).await;
    app.status_lists.publish(LIST, list(&[40, 42]));
    let id = submitted(&ada, &token).await;
    assert_eq!(link(&ada, &id).await["credential"]["statusFreshUntil"], "2027-03-04T09:00:00+00:00");

    app.status_lists.publish(LIST, list(&[41]));
    app.advance(TimeDelta::days(1)).await;

    let read = link(&ada, &id).await;
    assert_eq!((&read["status"], &read["reason"]), (&json!("REVOKED"), &json!("the issuer suspended the credential")));
    assert_eq!(ada.query_refused(REQUESTS, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");
    app.status_lists.publish(LIST, list(&[]));
    app.advance(TimeDelta::days(2)).await;
    assert_ne!(submitted(&ada, &token).await, id, "a suspension may be lifted");
}

/// A list that cannot be had takes nothing off, says so, and lets nobody new in; one that is another's is none.
#[story]
async fn a_stale_list_says_so(app: &App) {
    let (issuer, _) = trusted(app).await;
    let (ada, bob) = (drafter(app, "ada@x.example", "Ada").await, drafter(app, "bob@x.example", "Bob").await);
    let token = |id: &str, email: &str, index: u64| {
        let credential = issuer.credential(id, email, "urn:architect");
        issuer.signed(&BadgeIssuer::with_status(credential, LIST, index, "revocation"))
    };
    let (own, other) = (token("urn:uuid:1", "ada@x.example", 1), token("urn:uuid:2", "bob@x.example", 2));
    let lists = [
        BadgeIssuer::new(ISSUER).status_list("revocation", &[], "2027-12-31T00:00:00Z"),
        issuer.status_list("revocation", &[], "2027-03-01T09:00:00Z"),
        issuer.signed(&issuer.credential("urn:uuid:9", "ada@x.example", "urn:architect")),
        "no list".to_owned(),
        issuer.status_list("suspension", &[], "2027-12-31T00:00:00Z"),
    ];
    for list in lists {
        app.status_lists.publish(LIST, list.clone());
        assert_eq!(refused(&ada, &own).await, "CREDENTIAL_STATUS_UNKNOWN", "{list:.60}");
        app.advance(TimeDelta::minutes(1)).await;
    }
    app.advance(TimeDelta::days(2)).await; // The list for something else was kept for a day.
    app.status_lists.publish(LIST, issuer.status_list("revocation", &[], "2027-12-31T00:00:00Z"));
    let id = submitted(&ada, &own).await;

    app.status_lists.withdraw(LIST);
    app.advance(TimeDelta::days(3)).await;

    let read = link(&ada, &id).await;
    assert_eq!(read["status"], "VERIFIED");
    assert_eq!(read["credential"]["statusFreshUntil"], "2027-03-04T09:05:00+00:00");
    assert_eq!(refused(&bob, &other).await, "CREDENTIAL_STATUS_STALE");
    app.status_lists.publish(LIST, issuer.status_list("revocation", &[1], "2027-12-31T00:00:00Z"));
    app.advance(TimeDelta::hours(1)).await;
    assert_eq!(link(&ada, &id).await["status"], "REVOKED");
}

/// Staff decide whom to trust, by which keys and with what; what they take back counts from then on.
#[story]
async fn staff_decide_whom_to_trust(app: &App) {
    let (issuer, id) = trusted(app).await;
    let (olga, ada) = (app.operator(), drafter(app, "ada@x.example", "Ada Lovelace").await);
    let token = |id: &str| issuer.signed(&issuer.credential(id, "ada@x.example", "urn:architect"));
    let kept = submitted(&ada, &token("urn:uuid:1")).await;

    let rotated = BadgeIssuer::new(ISSUER);
    let again = olga.run("credentialIssuerTrust", rotated.trust_input(&app.key()), "credentialIssuer { id }").await;
    assert_eq!(again["credentialIssuer"]["id"], json!(id), "the same issuer with another key");
    assert_eq!(refused(&ada, &token("urn:uuid:2")).await, "CREDENTIAL_SIGNATURE_INVALID");
    let distrust = json!({ "credentialIssuerId": id, "reason": "its key was stolen" });
    olga.run("credentialIssuerDistrust", distrust.clone(), "credentialIssuer { status reason }").await;
    assert_eq!(olga.refusal("credentialIssuerDistrust", distrust).await, "CREDENTIAL_ISSUER_NOT_IN_STATE");
    let missing = json!({ "credentialIssuerId": "ciss_0195506f8a0070008000000000000000", "reason": "unheard" });
    assert_eq!(olga.refusal("credentialIssuerDistrust", missing).await, "CREDENTIAL_ISSUER_NOT_FOUND");
    assert_eq!(refused(&ada, &token("urn:uuid:2")).await, "CREDENTIAL_ISSUER_NOT_TRUSTED");
    assert_eq!(link(&ada, &kept).await["status"], "VERIFIED");

    let mut private = issuer.trust_input(&app.key());
    private["keys"] = json!("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}");
    assert_eq!(olga.refusal("credentialIssuerTrust", private).await, "INPUT_INVALID");
    let listed = "{ credentialIssuers { edges { node { issuer name status reason keys achievements { achievement level } } } } }";
    let read = olga.query(listed, json!({})).await["credentialIssuers"]["edges"].clone();
    assert_eq!((read.as_array().unwrap().len(), &read[0]["node"]["status"]), (1, &json!("DISTRUSTED")));
    assert_eq!(read[0]["node"]["keys"].as_array().unwrap().len(), 1);
    assert_eq!(ada.query_refused(listed, json!({})).await, "RIGHT_MISSING");
}
