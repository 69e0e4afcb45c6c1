use serde_json::{Value, json};

use super::{
    accounts::{account_opened, address},
    tax::{dac7_approved, dac7_submitted},
};
use crate::{App, Person};

/// A picture.
pub const PORTRAIT: &[u8] = include_bytes!("portrait.png");

/// Reads a registration by its id.
pub const REGISTRATION: &str = "query R($id: ID!) { registration(id: $id) {
    status submittedAt completedAt activatedAt reason correctable identityCheck { id status callAt reason }
    timeline { kind status doneAt expectedBy blockedBy message remedy } } }";

/// Somebody who can answer, propose, bill and be paid: active, and certified as the registry knows them.
/// `certification` is one of the stories' registry, whose holder is `name`.
pub async fn certified_expert<'a>(app: &'a App, email: &str, name: &str, certification: &str) -> Person<'a> {
    let expert = active_expert(app, email, name).await;
    certified(&expert, certification).await;
    expert
}

/// Somebody whose registration is active, and who is certified for nothing.
pub async fn active_expert<'a>(app: &'a App, email: &str, name: &str) -> Person<'a> {
    let expert = account_opened(app, email, name).await;
    prepared(&expert, name).await;
    dac7_approved(&expert, &app.operator()).await;
    let registration = submitted(&expert).await;
    identity_verified(&expert, &registration).await;
    approved(app, &registration).await;
    expert
}

/// Somebody with all that filing needs, whose DAC7 form is in review.
pub async fn applicant<'a>(app: &'a App, email: &str, name: &str) -> Person<'a> {
    let expert = account_opened(app, email, name).await;
    prepared(&expert, name).await;
    dac7_submitted(&expert).await;
    expert
}

/// The person saves a complete profile and a seller registration; returns the profile's id.
pub async fn prepared(expert: &Person<'_>, name: &str) -> String {
    let profile = profile_saved(expert, name).await;
    expert.run("sellerRegistrationSave", seller_input(name), "sellerRegistration { kind }").await;
    profile
}

/// The person's profile as an expert.
pub async fn profile_id(expert: &Person<'_>) -> String {
    let viewer = expert.query("{ viewer { expertProfile { id } } }", json!({})).await;
    viewer["viewer"]["expertProfile"]["id"].as_str().expect("they have a profile").to_owned()
}

/// The person makes a complete profile.
pub async fn profile_saved(expert: &Person<'_>, name: &str) -> String {
    let input = profile_input(expert, name).await;
    id(&expert.run("expertProfileSave", input, "expertProfile { id }").await["expertProfile"])
}

/// The input of a complete profile, with a photo and a key of its own.
pub async fn profile_input(expert: &Person<'_>, name: &str) -> Value {
    json!({
        "displayName": name,
        "headline": "Moves shops to the cloud",
        "bio": "Twenty years of moving things that must not break.",
        "photoUploadId": expert.uploaded(PORTRAIT).await,
        "links": ["https://github.com/example"],
        "experience": [{
            "title": "Cloud architect",
            "organisation": "Engines Ltd",
            "startedOn": "2015-04-01",
            "endedOn": "2024-03-31",
            "description": "Moved three shops and a bank.",
            "link": "https://github.com/example/shops",
        }],
        "rate": {
            "min": { "amount": "90.00", "currency": "USD" },
            "max": { "amount": "140.00", "currency": "USD" },
        },
        "contactEmail": "contact@example.org",
        "legalName": name,
        "idempotencyKey": expert.app.key(),
    })
}

/// The input of a seller registration whose bank knows the seller at the account's address.
pub fn seller_input(name: &str) -> Value {
    json!({ "legalName": name, "taxCountry": "DE", "bankAddress": address() })
}

/// The person's registration.
pub async fn registration_of(expert: &Person<'_>) -> String {
    let viewer = expert.query("{ viewer { expertProfile { registration { id } } } }", json!({})).await;
    id(&viewer["viewer"]["expertProfile"]["registration"])
}

/// The identity check of a registration, as its person or staff see it.
pub async fn identity_check_of(person: &Person<'_>, registration: &str) -> String {
    let document = "query R($id: ID!) { registration(id: $id) { identityCheck { id } } }";
    let read = person.query(document, json!({ "id": registration })).await;
    id(&read["registration"]["identityCheck"])
}

/// The person files the registration.
pub async fn submitted(expert: &Person<'_>) -> String {
    let registration = registration_of(expert).await;
    expert.run("registrationSubmit", json!({ "registrationId": registration }), "registration { status }").await;
    registration
}

/// The person forwards a document, and staff are convinced.
pub async fn identity_verified(expert: &Person<'_>, registration: &str) -> String {
    let check = identity_check_of(expert, registration).await;
    let document = json!({ "identityCheckId": check, "document": "passport, file 17" });
    expert.run("identityCheckSubmit", document, "identityCheck { status }").await;
    let evidence = json!({ "identityCheckId": check, "evidence": "report 9" });
    expert.app.operator().run("identityCheckPass", evidence, "identityCheck { status }").await;
    check
}

/// Staff offer half an hour in a video call at each of these instants; returns the ids of the slots, in their order.
pub async fn calls_offered(app: &App, starts: &[&str]) -> Vec<String> {
    let offered = app.operator().run("callSlotsPublish", calls_input(app, starts), "callSlots { id }").await;
    offered["callSlots"].as_array().expect("a list").iter().map(id).collect()
}

/// The input that offers half an hour at each of these instants, with a key of its own.
pub fn calls_input(app: &App, starts: &[&str]) -> Value {
    let slots: Vec<_> = starts.iter().map(|start| json!({ "startsAt": start, "minutes": 30 })).collect();
    json!({ "slots": slots, "place": "https://meet.operator.example/olga", "idempotencyKey": app.key() })
}

/// Staff demand a call for the check.
pub async fn call_required(app: &App, check: &str) {
    let input = json!({ "identityCheckId": check });
    app.operator().run("identityCheckRequireCall", input, "identityCheck { status }").await;
}

/// The person books a call.
pub async fn call_booked(expert: &Person<'_>, check: &str, slot: &str) {
    let input = json!({ "identityCheckId": check, "callSlotId": slot });
    expert.run("identityCallBook", input, "identityCheck { status }").await;
}

/// The check of the person's company.
pub async fn company_check_of(person: &Person<'_>) -> String {
    let checks = person.query("{ companyChecks { edges { node { id } } } }", json!({})).await;
    id(&checks["companyChecks"]["edges"][0]["node"])
}

/// The input of a company of one great owner, with a paper that shows it.
pub fn company_file(check: &str, share: i32) -> Value {
    let owner =
        json!({ "name": "Ada Lovelace", "birthDate": "1960-12-10", "country": "GB", "shareBasisPoints": share });
    let document = json!({ "document": "extract of the register, file 3", "issuedOn": "2027-02-01" });
    json!({ "companyCheckId": check, "owners": [owner], "documents": [document] })
}

/// The company says who owns it, and staff are convinced.
pub async fn company_verified(expert: &Person<'_>) -> String {
    let check = company_check_of(expert).await;
    expert.run("companyCheckSubmit", company_file(&check, 6_000), "companyCheck { status }").await;
    let evidence = json!({ "companyCheckId": check, "evidence": "report 11" });
    expert.app.operator().run("companyCheckPass", evidence, "companyCheck { status }").await;
    check
}

/// Staff let the expert begin.
pub async fn approved(app: &App, registration: &str) {
    let input = json!({ "registrationId": registration });
    let payload = app.operator().run("registrationApprove", input, "registration { status }").await;
    assert_eq!(payload["registration"]["status"], "ACTIVE");
}

/// The person links a certification that the stories' registry knows.
pub async fn certified(expert: &Person<'_>, certification: &str) -> String {
    let link = linked(expert, certification).await;
    assert_eq!(link["status"], "VERIFIED", "{link}");
    id(&link)
}

/// The person claims a certification of the stories' registry; returns what became of it.
pub async fn linked(expert: &Person<'_>, certification: &str) -> Value {
    let selection = "certificationLink { id status level expiresAt rejection }";
    let payload = expert.run("certificationLink", link_input(expert, certification), selection).await;
    payload["certificationLink"].clone()
}

/// The person holds a certification that no registry knows, and that staff confirm as valid through `last_on`.
pub async fn certification_confirmed(person: &Person<'_>, last_on: &str) -> String {
    let link = id(&linked(person, "NOWHERE-1").await);
    let review = json!({ "certificationLinkId": link, "evidence": "a scan, in file 12" });
    person.run("certificationRequestReview", review, "certificationLink { status }").await;
    let finding = json!({
        "certificationLinkId": link, "level": "PROFESSIONAL", "issuedOn": "2026-01-15", "expiresOn": last_on,
    });
    person.app.operator().run("certificationVerify", finding, "certificationLink { status }").await;
    link
}

/// The input of a claim, with a key of its own.
pub fn link_input(expert: &Person<'_>, certification: &str) -> Value {
    json!({ "issuer": "acme", "externalId": certification, "idempotencyKey": expert.app.key() })
}

/// A registration with its timeline, as the person sees it.
pub async fn registration_read(person: &Person<'_>, registration: &str) -> Value {
    person.query(REGISTRATION, json!({ "id": registration })).await["registration"].clone()
}

/// One step of the timeline.
pub async fn registration_step(person: &Person<'_>, registration: &str, kind: &str) -> Value {
    let timeline = registration_read(person, registration).await["timeline"].clone();
    timeline
        .as_array()
        .expect("the query asks for it")
        .iter()
        .find(|step| step["kind"] == kind)
        .expect("the query asks for it")
        .clone()
}

/// What happened to a thing, oldest first: event and instant.
pub async fn happened(app: &App, subject: &str) -> Vec<(String, String)> {
    let trail = "query A($id: ID!) { auditTrail(subject: $id, first: 50) { edges { node { kind at } } } }";
    let data = app.operator().query(trail, json!({ "id": subject })).await;
    let text = |value: &Value| value.as_str().expect("the query asks for it").to_owned();
    let edges = data["auditTrail"]["edges"].as_array().expect("the query asks for it");
    edges.iter().rev().map(|edge| (text(&edge["node"]["kind"]), text(&edge["node"]["at"]))).collect()
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("a thing has an id").to_owned()
}
