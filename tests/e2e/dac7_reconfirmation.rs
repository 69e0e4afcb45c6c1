//! An approval counts for 36 months, and is then confirmed, or counts no longer.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        experts::happened,
        payouts::{GOOD, agreed, blockers, collected, paid_to, payouts},
        tax::{complete_answers, dac7_handed_in, dac7_saved, submission},
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);
const FORM: &str = "{ dac7Forms { edges { node { id version status reconfirmAt expiresAt approvedAt } } } }";
const STATUS: &str = "dac7Form { status reconfirmAt approvedAt }";

/// The versions of the person's form, newest first.
async fn forms(expert: &Person<'_>) -> Vec<Value> {
    let forms = expert.query(FORM, json!({})).await["dac7Forms"]["edges"].clone();
    forms.as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect()
}

/// Holds IQ-42: asked at 36 months to the instant, confirmed, and it counts for 36 months more.
#[story]
async fn an_approval_is_confirmed_after_three_years(app: &App) {
    let (_, expert, _) = agreed(app).await;
    let form = forms(&expert).await[0].clone();
    assert_eq!(form["reconfirmAt"], "2030-03-01T09:00:00+00:00");
    let signed = submission(form["id"].as_str().unwrap());
    assert_eq!(expert.refusal("dac7FormReconfirm", signed.clone()).await, "DAC7_FORM_NOT_IN_STATE");

    app.advance_to("2030-03-01T08:59:59Z").await;
    assert_eq!(forms(&expert).await[0]["status"], "APPROVED");
    app.advance_to("2030-03-02T09:00:00Z").await;
    let due = forms(&expert).await[0].clone();
    assert_eq!(
        (&due["status"], &due["expiresAt"]),
        (&json!("RECONFIRMATION_DUE"), &json!("2030-04-30T09:00:00+00:00"))
    );

    let mut unsigned = signed.clone();
    unsigned["certified"] = json!(false);
    assert_eq!(expert.refusal("dac7FormReconfirm", unsigned).await, "DAC7_FIELD_MISSING");
    let confirmed = expert.run("dac7FormReconfirm", signed, STATUS).await["dac7Form"].clone();
    let as_before =
        json!({ "status": "APPROVED", "reconfirmAt": "2033-03-02T09:00:00+00:00", "approvedAt": due["approvedAt"] });
    assert_eq!(confirmed, as_before);
    let told = happened(app, form["id"].as_str().unwrap()).await;
    let asked = ("dac7_form.reconfirmation_due".to_owned(), "2030-03-01T09:00:00+00:00".to_owned());
    assert_eq!(told.iter().filter(|event| **event == asked).count(), 1);
}

/// Holds IQ-42: not confirmed within 60 days it counts no longer, money is held, and a new version lifts that.
#[story]
async fn what_nobody_confirms_expires_and_holds_payouts(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let form = forms(&expert).await[0].clone();
    app.advance_to("2030-04-30T08:59:59Z").await;
    collected(&customer, &expert, &engagement, "1000.00").await;

    let expired = forms(&expert).await[0].clone();
    assert_eq!((&expired["status"], &expired["approvedAt"]), (&json!("EXPIRED"), &Value::Null));
    let signed = submission(form["id"].as_str().unwrap());
    assert_eq!(expert.refusal("dac7FormReconfirm", signed).await, "DAC7_FORM_NOT_IN_STATE");
    app.advance(DAY * 3).await;
    assert_eq!(blockers(&expert).await, ["DAC7_NOT_APPROVED", "ON_HOLD"]);
    let holds = app.operator().query("{ holds { edges { node { reason placedAt placedBy } } } }", json!({})).await;
    let hold = json!({ "reason": "DAC7_EXPIRED", "placedAt": "2030-04-30T09:00:00+00:00", "placedBy": null });
    assert_eq!(holds["holds"]["edges"], json!([{ "node": hold }]));

    let second = dac7_saved(&expert, complete_answers(&expert)).await;
    dac7_handed_in(&expert, &second).await;
    app.operator().run("dac7FormApprove", json!({ "dac7FormId": second }), STATUS).await;
    app.advance(DAY * 5).await;
    assert_eq!(payouts(&expert).await[0].1, "PAID");
}

/// Holds IQ-42: a version that a newer approval took the place of is not asked for.
#[story]
async fn only_the_version_that_counts_is_asked_for(app: &App) {
    let (_, expert, _) = agreed(app).await;
    app.advance_to("2028-03-01T09:00:00Z").await;
    let second = dac7_saved(&expert, complete_answers(&expert)).await;
    dac7_handed_in(&expert, &second).await;
    app.operator().run("dac7FormApprove", json!({ "dac7FormId": second }), STATUS).await;

    app.advance_to("2030-06-01T09:00:00Z").await;
    let statuses: Vec<_> = forms(&expert).await.iter().map(|form| form["status"].clone()).collect();
    assert_eq!(statuses, ["APPROVED", "APPROVED"]);
    app.advance_to("2031-03-02T09:00:00Z").await;
    let statuses: Vec<_> = forms(&expert).await.iter().map(|form| form["status"].clone()).collect();
    assert_eq!(statuses, ["RECONFIRMATION_DUE", "APPROVED"]);
}
