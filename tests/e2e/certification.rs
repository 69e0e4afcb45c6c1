//! Certifications: what a registry or staff confirm, and the gate that one of them opens to a whole account.

use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{account_opened, member_joined, staff_appointed},
        experts::{active_expert, certified, link_input, linked, profile_saved},
    },
    story,
};

const REQUESTS: &str = "{ customerRequests { edges { node { id } } } }";
const LINK: &str = "query L($id: ID!) { certificationLink(id: $id) {
    status level issuedOn expiresAt externalId evidence rejection reason } }";

async fn link(person: &Person<'_>, id: &Value) -> Value {
    person.query(LINK, json!({ "id": id })).await["certificationLink"].clone()
}

/// Somebody with an account and a draft of a profile.
async fn drafter<'a>(app: &'a App, email: &str, name: &str) -> Person<'a> {
    let person = account_opened(app, email, name).await;
    profile_saved(&person, name).await;
    person
}

fn on(link: &Value) -> Value {
    json!({ "certificationLinkId": link["id"] })
}

fn with(mut input: Value, more: &Value) -> Value {
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

/// Somebody whose claim no registry confirmed, and who asked staff to look at evidence.
async fn before_staff<'a>(app: &'a App, email: &str, name: &str) -> (Person<'a>, Value) {
    let person = drafter(app, email, name).await;
    let claim = linked(&person, "NOWHERE-1").await;
    let evidence = with(on(&claim), &json!({ "evidence": "a scan, in file 12" }));
    person.run("certificationRequestReview", evidence, "certificationLink { status }").await;
    (person, claim)
}

/// Holds IQ-16: the gate half of acceptance scenario 2.
#[story]
async fn a_colleagues_certification_opens_the_requests_to_the_whole_account(app: &App) {
    let ada = active_expert(app, "ada@example.org", "Ada Lovelace").await;
    let grace = member_joined(&ada, "grace@example.org", "Grace Hopper", &["SPEAK_AS_INDIVIDUAL"]).await;
    assert_eq!(ada.query_refused(REQUESTS, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");

    profile_saved(&grace, "Grace Hopper").await;
    certified(&grace, "GRACE-1").await;

    for member in [&ada, &grace] {
        member.query(REQUESTS, json!({})).await;
    }
}

/// Holds IQ-16, IQ-18 and G-02.
#[story]
async fn the_registry_confirms_what_counts(app: &App) {
    let ada = drafter(app, "ada@example.org", "ada  LOVELACE").await;

    let good = linked(&ada, "ADA-1").await;
    let low = linked(&ada, "ADA-LOW").await;
    let old = linked(&ada, "ADA-OLD").await;

    assert_eq!((&good["status"], &good["level"]), (&json!("VERIFIED"), &json!("ASSOCIATE")));
    assert_eq!(good["expiresAt"], "2029-01-16T00:00:00+00:00");
    assert_eq!((&low["status"], &low["rejection"]), (&json!("REJECTED"), &json!("CERTIFICATION_LEVEL_TOO_LOW")));
    assert_eq!((&old["status"], &old["rejection"]), (&json!("REJECTED"), &json!("CERTIFICATION_EXPIRED")));
    assert_eq!(linked(&ada, "ADA-1").await["id"], good["id"]); // Linked twice is linked once.
}

/// Holds IQ-19: unknown, or of another holder, reads the same and leads to staff.
#[story]
async fn what_no_registry_knows_is_reviewed_by_staff(app: &App) {
    let (ada, olga) = (drafter(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    let foreign = linked(&ada, "GRACE-1").await;
    let unknown = linked(&ada, "NOWHERE-1").await;
    for claim in [&foreign, &unknown] {
        assert_eq!(claim["status"], "NOT_FOUND");
    }
    let evidence = |evidence: &str| with(on(&unknown), &json!({ "evidence": evidence }));
    assert_eq!(ada.refusal("certificationRequestReview", evidence(" ")).await, "INPUT_INVALID");
    ada.run("certificationRequestReview", evidence("a scan, in file 12"), "certificationLink { status }").await;
    assert_eq!(ada.refusal("certificationRequestReview", evidence("once more")).await, "CERTIFICATION_NOT_IN_STATE");
    let queue = olga.query("{ certificationLinks { edges { node { id evidence } } } }", json!({})).await;
    assert_eq!(queue["certificationLinks"]["edges"][0]["node"]["evidence"], "a scan, in file 12");

    let says = |level: &str, expires_on: &str| {
        with(on(&unknown), &json!({ "level": level, "issuedOn": "2026-01-15", "expiresOn": expires_on }))
    };
    let low = olga.refusal("certificationVerify", says("FOUNDATIONAL", "2029-01-15")).await;
    assert_eq!(low, "CERTIFICATION_LEVEL_TOO_LOW");
    assert_eq!(olga.refusal("certificationVerify", says("ASSOCIATE", "2027-02-01")).await, "CERTIFICATION_EXPIRED");
    assert_eq!(olga.refusal("certificationVerify", says("ASSOCIATE", "2026-01-01")).await, "INPUT_INVALID");
    olga.run("certificationVerify", says("ASSOCIATE", "2029-01-15"), "certificationLink { status }").await;

    assert_eq!(link(&ada, &unknown["id"]).await["status"], "VERIFIED");
    ada.query(REQUESTS, json!({})).await;
}

#[story]
async fn staff_reject_evidence_with_a_reason(app: &App) {
    let (ada, claim) = before_staff(app, "ada@example.org", "Ada Lovelace").await;
    let reject = with(on(&claim), &json!({ "reason": "not legible" }));

    assert_eq!(ada.refusal("certificationReject", reject.clone()).await, "RIGHT_MISSING");
    app.operator().run("certificationReject", reject.clone(), "certificationLink { status }").await;

    let read = link(&ada, &claim["id"]).await;
    assert_eq!((&read["rejection"], &read["reason"]), (&json!("BY_STAFF"), &json!("not legible")));
    assert_eq!(app.operator().refusal("certificationReject", reject).await, "CERTIFICATION_NOT_IN_STATE");
}

/// Holds IQ-19: nobody reviews themselves.
#[story]
async fn nobody_confirms_their_own_certification(app: &App) {
    let (_, claim) = before_staff(app, "ada@example.org", "Ada Lovelace").await;
    let ada = staff_appointed(app, "ada@example.org", &["REVIEW_CERTIFICATIONS"]).await;

    let says = with(on(&claim), &json!({ "level": "ASSOCIATE", "issuedOn": "2026-01-15" }));
    assert_eq!(ada.refusal("certificationVerify", says).await, "SELF_REVIEW");
}

/// Holds G-03.
#[story]
async fn a_certification_is_on_one_profile_until_it_is_unlinked(app: &App) {
    let ada = drafter(app, "ada@example.org", "Ada Lovelace").await;
    let twin = drafter(app, "twin@example.org", "Ada Lovelace").await;
    let claim = linked(&ada, "ADA-1").await;

    assert_eq!(twin.refusal("certificationLink", link_input(&twin, "ADA-1")).await, "CERTIFICATION_LINKED_ELSEWHERE");
    let shouted = json!({ "issuer": "ACME", "externalId": "ADA-1", "idempotencyKey": app.key() });
    assert_eq!(twin.refusal("certificationLink", shouted).await, "CERTIFICATION_LINKED_ELSEWHERE");
    ada.run("certificationUnlink", on(&claim), "certificationLink { status }").await;
    assert_eq!(ada.query_refused(REQUESTS, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");

    certified(&twin, "ADA-1").await;
    assert_eq!(ada.refusal("certificationUnlink", on(&claim)).await, "CERTIFICATION_NOT_IN_STATE");
}

/// Holds IQ-16: a certification that is over closes the gate at the end of its last day.
#[story]
async fn an_expired_certification_closes_the_gate(app: &App) {
    let ada = drafter(app, "ada@example.org", "Ada Lovelace").await;
    let claim = linked(&ada, "ADA-2").await;

    app.advance_to("2027-04-01T23:59:59Z").await;
    ada.query(REQUESTS, json!({})).await;
    app.advance_without_sweeps(chrono::TimeDelta::seconds(1)).await;
    assert_eq!(ada.query_refused(REQUESTS, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");
    assert_eq!(ada.refusal("certificationUnlink", on(&claim)).await, "CERTIFICATION_EXPIRED");
    app.sweep().await;

    assert_eq!(link(&ada, &claim["id"]).await["status"], "EXPIRED");
}

/// Holds IQ-18.
#[story]
async fn a_revoked_certification_closes_the_gate(app: &App) {
    let ada = drafter(app, "ada@example.org", "Ada Lovelace").await;
    let claim = linked(&ada, "ADA-1").await;

    let revoke = with(on(&claim), &json!({ "reason": "withdrawn by the issuer" }));
    app.operator().run("certificationRevoke", revoke, "certificationLink { status }").await;

    assert_eq!(ada.query_refused(REQUESTS, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");
    assert_eq!(link(&ada, &claim["id"]).await["reason"], "withdrawn by the issuer");
}

/// Holds IQ-16: who leaves takes the certification along.
#[story]
async fn who_leaves_the_account_opens_its_gate_no_longer(app: &App) {
    let ada = drafter(app, "ada@example.org", "Ada Lovelace").await;
    let grace = member_joined(&ada, "grace@example.org", "Grace Hopper", &[]).await;
    profile_saved(&grace, "Grace Hopper").await;
    certified(&grace, "GRACE-1").await;
    ada.query(REQUESTS, json!({})).await;

    let member = grace.query("{ viewer { member { id } } }", json!({})).await["viewer"]["member"]["id"].clone();
    grace.run("memberRemove", json!({ "memberId": member }), "member { status }").await;

    assert_eq!(ada.query_refused(REQUESTS, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");
}

#[story]
async fn a_claim_needs_a_profile_with_a_legal_name(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;

    assert_eq!(ada.refusal("certificationLink", link_input(&ada, "ADA-1")).await, "EXPERT_PROFILE_NOT_FOUND");
    let bare = json!({ "displayName": "Ada", "idempotencyKey": app.key() });
    ada.run("expertProfileSave", bare, "expertProfile { id }").await;
    assert_eq!(ada.refusal("certificationLink", link_input(&ada, "ADA-1")).await, "PROFILE_INCOMPLETE");
    assert_eq!(app.operator().refusal("certificationLink", link_input(&ada, "ADA-1")).await, "STAFF_NEVER_EXPERT");
    assert_eq!(app.nobody().refusal("certificationLink", link_input(&ada, "ADA-1")).await, "UNAUTHENTICATED");
}

/// Holds IQ-26 and IQ-15: strangers see what is valid, on the profile, and nothing else.
#[story]
async fn strangers_see_valid_certifications_alone(app: &App) {
    let ada = active_expert(app, "ada@example.org", "Ada Lovelace").await;
    let eve = drafter(app, "eve@example.org", "Eve Stranger").await;
    let (valid, low) = (linked(&ada, "ADA-1").await, linked(&ada, "ADA-LOW").await);
    let profile = ada.query("{ viewer { expertProfile { id } } }", json!({})).await;
    let id = &profile["viewer"]["expertProfile"]["id"];
    let shown = "query P($id: ID!) { expertProfile(id: $id) {
        certifications { edges { node { id status level externalId } } } } }";

    let seen = eve.query(shown, json!({ "id": id })).await["expertProfile"]["certifications"]["edges"].clone();
    let own = ada.query(shown, json!({ "id": id })).await["expertProfile"]["certifications"]["edges"].clone();

    let node = json!({ "id": valid["id"], "status": "VERIFIED", "level": "ASSOCIATE", "externalId": null });
    assert_eq!(seen, json!([{ "node": node }]));
    assert_eq!(own.as_array().unwrap().len(), 2);
    assert_eq!(eve.query_refused(LINK, json!({ "id": valid["id"] })).await, "CERTIFICATION_NOT_FOUND");
    assert_eq!(eve.refusal("certificationUnlink", on(&valid)).await, "CERTIFICATION_NOT_FOUND");
    let review = with(on(&low), &json!({ "evidence": "a scan" }));
    assert_eq!(eve.refusal("certificationRequestReview", review).await, "CERTIFICATION_NOT_FOUND");
}
