//! That a person is who they say: documents, calls, and what time does to who is not verified.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App,
    steps::{
        accounts::staff_appointed,
        experts::{
            applicant, happened, identity_check_of, identity_verified, registration_read, registration_step, submitted,
        },
    },
    story,
};

fn on(registration: &str) -> Value {
    json!({ "registrationId": registration })
}

/// Holds X1, X2, IQ-38 and G-08: acceptance scenario 1.
#[story]
async fn after_14_days_a_call_is_asked_for_and_after_21_days_staff_are_told(app: &App) {
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    let registration = submitted(&ada).await; // Day 0 is 1 March, 09:00.
    app.advance(TimeDelta::days(2)).await;
    let form = app.operator().query("{ dac7FormsToReview { edges { node { id } } } }", json!({})).await;
    let form = form["dac7FormsToReview"]["edges"][0]["node"]["id"].clone();
    app.operator().run("dac7FormApprove", json!({ "dac7FormId": form }), "dac7Form { status }").await;
    assert_eq!(registration_step(&ada, &registration, "ACTIVATION").await["expectedBy"], "2027-03-24T09:00:00+00:00");

    app.advance(TimeDelta::days(40)).await;

    let read = registration_read(&ada, &registration).await;
    assert_eq!(
        (&read["status"], &read["identityCheck"]["status"]),
        (&json!("IDENTITY_CHECK_REQUIRED"), &json!("CALL_REQUIRED"))
    );
    let events = happened(app, &registration).await;
    let expected = [
        ("registration.submitted", "2027-03-01T09:00:00+00:00"),
        ("registration.identity_check_required", "2027-03-15T09:00:00+00:00"),
        ("registration.overdue", "2027-03-24T09:00:00+00:00"),
    ];
    assert_eq!(events, expected.map(|(kind, at)| (kind.to_owned(), at.to_owned())));
    // What mail and alerts are made of: one each, and none before its day.
    let sql = "select row.kind from outbox_event event join audit_row row on row.event_id = event.event_id
               where row.kind in ('registration.identity_check_required', 'registration.overdue')";
    assert_eq!(app.rows(sql).await.len(), 2);
}

/// Holds scenario 22: from its due instant on time has decided, however late anybody notices.
#[story]
async fn nobody_decides_after_the_due_instant_and_the_effect_is_of_it(app: &App) {
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    let registration = submitted(&ada).await;
    let check = identity_check_of(&ada, &registration).await;
    let document = json!({ "identityCheckId": check, "document": "passport" });

    app.advance_without_sweeps(TimeDelta::days(17)).await;

    assert_eq!(app.operator().refusal("registrationReview", on(&registration)).await, "DEADLINE_PASSED");
    assert_eq!(ada.refusal("identityCheckSubmit", document).await, "DEADLINE_PASSED");
    app.sweep().await;
    let events = happened(app, &check).await;
    let call = ("identity_check.call_required".to_owned(), "2027-03-15T09:00:00+00:00".to_owned());
    assert_eq!(events.last(), Some(&call));
}

/// Holds X2: who is verified in time needs no call; staff are told that they wait.
#[story]
async fn after_14_days_a_verified_expert_stays_where_they_are(app: &App) {
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    let registration = submitted(&ada).await;
    identity_verified(&ada, &registration).await;

    app.advance(TimeDelta::days(15)).await;

    assert_eq!(registration_read(&ada, &registration).await["status"], "SUBMITTED");
    let overdue = ("registration.overdue".to_owned(), "2027-03-15T09:00:00+00:00".to_owned());
    assert_eq!(happened(app, &registration).await.last(), Some(&overdue));
}

#[story]
async fn staff_ask_for_more_and_find_that_somebody_is_another(app: &App) {
    let (ada, olga) = (applicant(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    let registration = submitted(&ada).await;
    let check = identity_check_of(&ada, &registration).await;
    let document = json!({ "identityCheckId": check, "document": "passport" });
    let evidence = json!({ "identityCheckId": check, "evidence": "report 9", "reason": "another person" });

    ada.run("identityCheckSubmit", document.clone(), "identityCheck { status }").await;
    let more = json!({ "identityCheckId": check, "reason": "the photo is blurred" });
    olga.run("identityCheckAskMore", more, "identityCheck { status }").await;
    assert_eq!(registration_read(&ada, &registration).await["identityCheck"]["reason"], "the photo is blurred");
    ada.run("identityCheckSubmit", document, "identityCheck { status }").await;
    olga.run("identityCheckFail", evidence, "identityCheck { status }").await;

    let blocked = registration_step(&ada, &registration, "IDENTITY_CHECK").await;
    assert_eq!((&blocked["status"], &blocked["blockedBy"]), (&json!("BLOCKED"), &json!("IDENTITY_NOT_VERIFIED")));
    assert!(blocked["message"].as_str().unwrap().ends_with("another person"), "{blocked}");
}

/// Holds X2 and IQ-37.
#[story]
async fn nobody_verifies_themselves(app: &App) {
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    let registration = submitted(&ada).await;
    let check = identity_check_of(&ada, &registration).await;
    let document = json!({ "identityCheckId": check, "document": "passport" });
    ada.run("identityCheckSubmit", document, "identityCheck { status }").await;
    let reject = json!({ "registrationId": registration, "reason": "joins the operator", "correctable": true });
    app.operator().run("registrationReject", reject, "registration { status }").await;
    let ada = staff_appointed(app, "ada@example.org", &["REVIEW_REGISTRATIONS"]).await;

    let pass = json!({ "identityCheckId": check, "evidence": "trust me" });
    assert_eq!(ada.refusal("identityCheckPass", pass).await, "SELF_REVIEW");
}
