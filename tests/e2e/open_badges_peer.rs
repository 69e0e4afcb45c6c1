//! Credentials as somebody else's program makes them: what it issues and bakes verifies, and what it suspends, revokes,
//! lets expire or issues to another does not, nor what is signed by another or altered.

use serde_json::{Value, json};
use support::{
    App, Peer, Person,
    steps::{accounts::account_opened, experts::profile_saved},
    story,
};

/// It issues Open Badges 3.0, bakes them, and publishes what it suspends and revokes.
const PEER: &str = "openbadgeslib==4.6.3";
const ISSUES: &str = include_str!("open_badges_peer.py");

async fn answer(app: &App, person: &Person<'_>, credential: &Value) -> String {
    let input = json!({ "credential": credential, "idempotencyKey": app.key() });
    let answer = person.mutate("credentialSubmit", input, "certificationLink { status }").await.body;
    let payload = &answer["data"]["credentialSubmit"];
    let status = payload["certificationLink"]["status"].as_str();
    status.or(payload["userErrors"][0]["code"].as_str()).unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn published(app: &App, lists: &Value) {
    for (url, list) in lists.as_object().unwrap() {
        app.status_lists.publish(url, list.as_str().unwrap());
    }
}

/// Holds IQ-16, IQ-18, G-02 and G-03, by the word of another implementation.
#[story]
async fn what_another_program_issues_is_judged_as_it_means_it(app: &App) {
    let Some(peer) = Peer::python(&[PEER]) else { return };
    let issued: Value = serde_json::from_str(&peer.run(ISSUES, &[], "").await).unwrap();
    let ada = account_opened(app, "ada@x.example", "Ada Lovelace").await;
    profile_saved(&ada, "Ada Lovelace").await;
    let trust = json!({
        "issuer": "https://peer.example/issuer", "name": "Peer", "keys": issued["keys"].to_string(),
        "achievements": [{ "achievement": "urn:architect", "level": "ASSOCIATE" }], "idempotencyKey": app.key(),
    });
    app.operator().run("credentialIssuerTrust", trust, "credentialIssuer { keys }").await;
    published(app, &issued["before"]);

    let expected = [
        ("RSA", "VERIFIED"),
        ("ECC", "VERIFIED"),
        ("ED25519", "VERIFIED"),
        ("png", "VERIFIED"),
        ("svg", "VERIFIED"),
        ("hashed", "VERIFIED"),
        ("standing", "VERIFIED"),
        ("suspended", "VERIFIED"),
        ("revoked", "VERIFIED"),
        ("expired", "CERTIFICATION_EXPIRED"),
        ("another", "CREDENTIAL_RECIPIENT_DIFFERS"),
        ("another_hashed", "CREDENTIAL_RECIPIENT_DIFFERS"),
        ("resigned", "CREDENTIAL_KEY_UNKNOWN"),
        ("altered", "CREDENTIAL_SIGNATURE_INVALID"),
    ];
    for (name, outcome) in expected {
        assert_eq!(answer(app, &ada, &issued["made"][name]).await, outcome, "{name}");
    }

    published(app, &issued["after"]);
    app.advance_to("2027-03-03T09:00:00Z").await;

    let links = "{ certificationLinks(first: 50) { edges { node { externalId status reason } } } }";
    let links = ada.query(links, json!({})).await["certificationLinks"]["edges"].clone();
    let of = |name: &str| {
        let id = json!(format!("urn:peer:{name}"));
        let found = links.as_array().unwrap().iter().find(|edge| edge["node"]["externalId"] == id);
        found.unwrap_or_else(|| panic!("{name}: {links}"))["node"].clone()
    };
    assert_eq!(of("standing")["status"], "VERIFIED");
    assert_eq!((&of("suspended")["status"], &of("revoked")["status"]), (&json!("REVOKED"), &json!("REVOKED")));
    assert_eq!(of("revoked")["reason"], "the issuer revoked the credential");
    for name in ["suspended", "revoked"] {
        assert_eq!(answer(app, &ada, &issued["made"][name]).await, "CREDENTIAL_REVOKED", "{name}");
    }
}
