//! What a person shows of themselves as an expert, and to whom.

use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::account_opened,
        experts::{active_expert, applicant, profile_id, profile_input, submitted},
    },
    story,
};

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

/// Holds G-03.
#[story]
async fn a_person_has_one_profile(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let input = profile_input(&ada, "Ada Lovelace").await;
    let first = ada.run("expertProfileSave", input.clone(), "expertProfile { id }").await;
    let again = ada.run("expertProfileSave", input, "expertProfile { id }").await;

    assert_eq!(first["expertProfile"], again["expertProfile"]);
    assert_eq!(ada.refusal("expertProfileSave", profile_input(&ada, "Ada Byron").await).await, "PROFILE_EXISTS");
}

/// Holds IQ-08 and G-06: links lead to public places, and a rate may be a range.
#[story]
async fn a_profile_keeps_its_limits_and_once_filed_its_legal_name(app: &App) {
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    submitted(&ada).await;
    let viewer = ada.query("{ viewer { expertProfile { id } } }", json!({})).await;
    let id = viewer["viewer"]["expertProfile"]["id"].clone();
    let input = async || with(profile_input(&ada, "Ada Lovelace").await, "expertProfileId", id.clone());
    let rate = |min: &str, max: &str| json!({ "min": { "amount": min, "currency": "USD" }, "max": { "amount": max, "currency": "USD" } });

    for (field, value, code) in [
        ("photoUploadId", json!("photo"), "INPUT_INVALID"),
        ("links", json!(["https://127.0.0.1/"]), "URL_NOT_ALLOWED"),
        ("links", json!(vec!["https://example.org/"; 6]), "INPUT_INVALID"),
        ("displayName", json!(""), "INPUT_INVALID"),
        ("bio", json!("a\0b"), "INPUT_INVALID"),
        ("contactEmail", json!("nobody"), "INPUT_INVALID"),
        ("rate", rate("2.00", "1.00"), "INPUT_INVALID"),
        ("rate", rate("1.001", "2.00"), "INPUT_INVALID"),
        ("legalName", json!("Ada Byron"), "REGISTRATION_NOT_IN_STATE"),
    ] {
        assert_eq!(ada.refusal("expertProfileSave", with(input().await, field, value)).await, code, "{field}");
    }
    ada.run("expertProfileSave", with(input().await, "headline", json!("New")), "expertProfile { headline }").await;
}

/// Holds G-05 and IQ-15: the public sees the public part, and that of active experts alone.
#[story]
async fn a_profile_shows_strangers_what_is_public(app: &App) {
    let grace = applicant(app, "grace@example.org", "Grace Hopper").await;
    let ada = active_expert(app, "ada@example.org", "Ada Lovelace").await;
    let eve = account_opened(app, "eve@example.org", "Eve Stranger").await;
    let own = "{ viewer { expertProfile { id } } }";
    let id_of = async |person: &Person<'_>| {
        person.query(own, json!({})).await["viewer"]["expertProfile"]["id"].as_str().unwrap().to_owned()
    };
    let (public, hidden) = (id_of(&ada).await, id_of(&grace).await);
    let profile = "query P($id: ID!) { expertProfile(id: $id) {
        displayName rate { min { amount } max { amount } } contactEmail legalName registration { id } } }";

    let seen = eve.query(profile, json!({ "id": public })).await["expertProfile"].clone();
    assert_eq!(seen["displayName"], "Ada Lovelace");
    assert_eq!(seen["rate"], json!({ "min": { "amount": "90.00" }, "max": { "amount": "140.00" } }));
    for private in ["contactEmail", "legalName", "registration"] {
        assert_eq!(seen[private], Value::Null, "{private}");
    }
    assert_eq!(eve.query_refused(profile, json!({ "id": hidden })).await, "EXPERT_PROFILE_NOT_FOUND");
    for insider in [&ada, &app.operator()] {
        let seen = insider.query(profile, json!({ "id": public })).await["expertProfile"].clone();
        assert_eq!(seen["legalName"], "Ada Lovelace");
    }
}

/// Holds IQ-04, IQ-08 and G-06: a freelancer names no company, and a rate only if they like; links lead on from the page.
#[story]
async fn individual_details_are_enough(app: &App) {
    let ada = active_expert(app, "ada@example.org", "Ada Lovelace").await;
    let id = profile_id(&ada).await;
    let input = with(profile_input(&ada, "Ada Lovelace").await, "expertProfileId", json!(id));
    ada.run("expertProfileSave", with(input, "rate", Value::Null), "expertProfile { id }").await;

    let profile = "query P($id: ID!) { expertProfile(id: $id) {
        displayName company { name } links rate { min { amount } } photo { mediaType } } }";
    let seen = app.nobody().query(profile, json!({ "id": id })).await["expertProfile"].clone();
    assert_eq!(seen["photo"]["mediaType"], "image/jpeg", "drawn anew");
    assert_eq!(
        (&seen["displayName"], &seen["company"], &seen["rate"]),
        (&json!("Ada Lovelace"), &Value::Null, &Value::Null)
    );
    assert_eq!(seen["links"], json!(["https://github.com/example"]));
}
