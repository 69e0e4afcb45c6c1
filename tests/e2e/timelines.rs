//! The way of one expert, as the timeline tells it from the first day to the last.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::account_opened,
        experts::{
            approved, call_booked, calls_offered, certified, identity_check_of, identity_verified, profile_input,
            registration_of, registration_read, seller_input, submitted,
        },
        tax::{dac7_forms_approved, dac7_submitted},
    },
    story,
};

/// What somebody sees who has a name and nothing else.
const BEGUN: [&str; 9] = [
    "PROFILE BLOCKED PROFILE_INCOMPLETE",
    "SELLER_REGISTRATION BLOCKED SELLER_REGISTRATION_INCOMPLETE",
    "DAC7_FORM OPEN",
    "SUBMISSION BLOCKED PROFILE_INCOMPLETE",
    "IDENTITY_CHECK BLOCKED REGISTRATION_NOT_IN_STATE",
    "DAC7_APPROVAL BLOCKED DAC7_NOT_SUBMITTED",
    "CERTIFICATION OPEN",
    "REVIEW BLOCKED REGISTRATION_NOT_IN_STATE",
    "ACTIVATION BLOCKED REGISTRATION_NOT_IN_STATE",
];

/// What somebody sees who has handed in everything.
const FILED: [&str; 9] = [
    "PROFILE DONE",
    "SELLER_REGISTRATION DONE",
    "DAC7_FORM DONE",
    "SUBMISSION DONE",
    "IDENTITY_CHECK OPEN by 2027-03-15",
    "DAC7_APPROVAL OPEN",
    "CERTIFICATION OPEN",
    "REVIEW OPEN by 2027-03-15",
    "ACTIVATION BLOCKED IDENTITY_NOT_VERIFIED",
];

/// The steps in their order, each as `KIND STATUS [code] [by day]`. Whatever is not done says what would bring it on.
async fn told(moment: &str, person: &Person<'_>, registration: &str) -> Vec<String> {
    let timeline = registration_read(person, registration).await["timeline"].clone();
    println!("the timeline, {moment}: {timeline:#}");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let line = |step: &Value| {
        assert_eq!(step["status"] == "DONE", step["remedy"].is_null(), "{moment}: {step}");
        let by = text(&step["expectedBy"]).map(|by| format!("by {}", &by[..10]));
        let parts = [text(&step["kind"]), text(&step["status"]), text(&step["blockedBy"]), by];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    timeline.as_array().unwrap().iter().map(line).collect()
}

/// Holds IQ-37, IQ-38, IQ-10, X1 and X2: five moments of one expert, each with what lifts it and by when.
#[story]
async fn an_expert_always_knows_what_comes_next(app: &App) {
    let (ada, olga) = (account_opened(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    let bare = json!({ "displayName": "Ada Lovelace", "idempotencyKey": app.key() });
    let profile = ada.run("expertProfileSave", bare, "expertProfile { id }").await["expertProfile"]["id"].clone();
    let registration = registration_of(&ada).await;
    assert_eq!(told("just signed up", &ada, &registration).await, BEGUN);

    completed(&ada, &profile).await;
    submitted(&ada).await;
    assert_eq!(told("submitted", &ada, &registration).await, FILED);

    app.advance(TimeDelta::days(15)).await;
    let called = told("on day 15", &ada, &registration).await;
    assert_eq!(called[4], "IDENTITY_CHECK BLOCKED IDENTITY_NOT_VERIFIED", "a call is required");
    let slot = calls_offered(app, &["2027-03-18T10:00:00Z"]).await.remove(0);
    call_booked(&ada, &identity_check_of(&ada, &registration).await, &slot).await;
    assert_eq!(told("with a call", &ada, &registration).await[4], "IDENTITY_CHECK OPEN by 2027-03-18");

    let reject = json!({ "registrationId": registration, "reason": "the photo shows a cat", "correctable": true });
    olga.run("registrationReject", reject, "registration { status }").await;
    let rejected = told("rejected", &ada, &registration).await;
    for step in [3, 4, 7, 8] {
        assert!(rejected[step].ends_with("BLOCKED REGISTRATION_NOT_IN_STATE"), "{rejected:#?}");
    }

    ada.run("registrationReopen", json!({ "registrationId": registration }), "registration { status }").await;
    submitted(&ada).await;
    dac7_forms_approved(&olga).await;
    identity_verified(&ada, &registration).await;
    assert_eq!(told("complete", &ada, &registration).await[8], "ACTIVATION OPEN by 2027-04-06");
    certified(&ada, "ADA-1").await;
    approved(app, &registration).await;
    assert!(told("active", &ada, &registration).await.iter().all(|step| step.ends_with("DONE")));
}

/// All that filing needs, in the place of the profile that was begun.
async fn completed(ada: &Person<'_>, profile: &Value) {
    let mut input = profile_input(ada, "Ada Lovelace").await;
    input["expertProfileId"] = profile.clone();
    ada.run("expertProfileSave", input, "expertProfile { id }").await;
    let seller = seller_input("Ada Lovelace");
    ada.run("sellerRegistrationSave", seller, "sellerRegistration { kind }").await;
    dac7_submitted(ada).await;
}
