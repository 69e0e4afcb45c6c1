//! The legal clock of missing tax data: asked, reminded twice, a measure, and the end of all of it.

use std::sync::Arc;

use chrono::TimeDelta;
use rails::DrawerMailer;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::account_opened,
        experts::{prepared, registration_of},
        forecast::why_codes,
        payouts::{GOOD, account_of, agreed, blockers, collected, paid_to, payouts},
        tax::{complete_answers, dac7_handed_in, dac7_saved, dac7_submitted},
        work::EXPERT,
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);
const SECOND: TimeDelta = TimeDelta::seconds(1);
const CASE: &str = "dueDiligenceCase { id status measure dueAt earliestActionAt }";
const CASES: &str = "{ dueDiligenceCases { edges { node { id status cause measure liftedAt requestedAt
    steps { kind content at recordedAt by } } } } }";

/// Staff ask the account for its tax data; the id of the case.
async fn asked(app: &App, payee: &Person<'_>) -> Value {
    let account = account_of(payee).await["id"].clone();
    let input = json!({ "accountId": account, "cause": "DATA_MISSING", "idempotencyKey": app.key() });
    app.operator().run("dueDiligenceOpen", input, CASE).await["dueDiligenceCase"]["id"].clone()
}

/// The newest case, as staff see it.
async fn case(app: &App) -> Value {
    app.operator().query(CASES, json!({})).await["dueDiligenceCases"]["edges"][0]["node"].clone()
}

fn steps(case: &Value) -> Vec<(&str, &str)> {
    let steps = case["steps"].as_array().unwrap().iter();
    steps.map(|step| (step["kind"].as_str().unwrap(), step["at"].as_str().unwrap())).collect()
}

async fn status(expert: &Person<'_>, registration: &str) -> Value {
    let query = "query ($id: ID!) { registration(id: $id) { status } }";
    expert.query(query, json!({ "id": registration })).await["registration"]["status"].clone()
}

/// Holds G-57: never before 60 days; the block suspends and bars, and acceptable data end both at once.
#[story]
async fn a_block_comes_after_sixty_days_and_ends_with_the_data(app: &App) {
    let (_, expert, _) = agreed(app).await;
    let (olga, registration) = (app.operator(), registration_of(&expert).await);
    let on_case = json!({ "dueDiligenceCaseId": asked(app, &expert).await });
    let account = account_of(&expert).await["id"].clone();
    let again = json!({ "accountId": account, "cause": "AUTHORITY_DOUBTS", "idempotencyKey": app.key() });
    assert_eq!(olga.refusal("dueDiligenceOpen", again).await, "DUE_DILIGENCE_CASE_NOT_IN_STATE");

    app.advance(DAY * 60 - SECOND).await;
    let refused = olga.refused("dueDiligenceBlock", on_case.clone()).await;
    assert_eq!(refused["code"], "TOO_EARLY_FOR_MEASURE");
    assert!(refused["message"].as_str().unwrap().contains("2027-04-30 09:00:00 UTC"), "{refused}");
    app.advance(SECOND).await;
    let taken = olga.run("dueDiligenceBlock", on_case.clone(), CASE).await["dueDiligenceCase"].clone();
    assert_eq!((&taken["status"], &taken["measure"]), (&json!("BLOCKED"), &json!("BLOCK")));
    assert_eq!(olga.refusal("dueDiligenceWithhold", on_case).await, "DUE_DILIGENCE_CASE_NOT_IN_STATE");
    assert_eq!(status(&expert, &registration).await, "SUSPENDED");

    let twin = account_opened(app, "twin@example.org", "Ada Lovelace").await;
    prepared(&twin, "Ada Lovelace").await;
    dac7_submitted(&twin).await;
    let of_twin = json!({ "registrationId": registration_of(&twin).await });
    assert_eq!(twin.refusal("registrationSubmit", of_twin.clone()).await, "REREGISTRATION_BARRED");

    let form = dac7_saved(&expert, complete_answers(&expert)).await;
    assert_eq!(status(&expert, &registration).await, "SUSPENDED", "a draft is no submission");
    dac7_handed_in(&expert, &form).await;
    assert_eq!(status(&expert, &registration).await, "ACTIVE");
    assert_eq!(case(app).await["status"], "LIFTED");
    twin.run("registrationSubmit", of_twin, "registration { status }").await;
}

/// Holds G-57: payouts are withheld, the work goes on, and acceptable data end it before anybody reviews them.
#[story]
async fn payouts_are_withheld_until_the_data_come(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let on_case = json!({ "dueDiligenceCaseId": asked(app, &expert).await });
    app.advance(DAY * 60).await;
    app.operator().run("dueDiligenceWithhold", on_case, CASE).await;

    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    assert_eq!(why_codes(&expert, &bill).await, ["NEXT_RUN", "ON_HOLD"]);
    app.advance(DAY * 3).await;
    assert_eq!(blockers(&expert).await, ["ON_HOLD"]);
    let form = dac7_saved(&expert, complete_answers(&expert)).await;
    dac7_handed_in(&expert, &form).await;
    assert_eq!(why_codes(&expert, &bill).await, ["NEXT_RUN"], "the version that was approved still counts");
    app.advance(DAY * 5).await;
    assert_eq!(payouts(&expert).await[0].1, "PAID");
}

/// Holds G-57 and scenario 22: whatever was late, each step has its own instant, in order, once, and its words.
#[story]
async fn every_step_is_kept_as_evidence(app: &App) {
    let (_, expert, _) = agreed(app).await;
    asked(app, &expert).await;
    app.advance_without_sweeps(DAY * 151).await;
    app.sweep().await;
    app.sweep().await;

    let case = case(app).await;
    let told = [
        ("REQUESTED", "2027-03-01T09:00:00+00:00"),
        ("REMINDED", "2027-03-21T09:00:00+00:00"),
        ("REMINDED", "2027-04-10T09:00:00+00:00"),
        ("ACTION_DUE", "2027-04-30T09:00:00+00:00"),
        ("ALARMED", "2027-07-29T09:00:00+00:00"),
    ];
    assert_eq!(steps(&case), told);
    assert_eq!(case["steps"][1]["recordedAt"], "2027-07-30T09:00:00+00:00");
    let reminder = case["steps"][1]["content"].as_str().unwrap();
    assert!(reminder.contains("2027-03-01") && reminder.contains("2027-04-30"), "{reminder}");
    for forged in ["update due_diligence_step set content = 'x'", "delete from due_diligence_step"] {
        assert!(app.try_sql(forged).await.is_err(), "{forged}");
    }
}

/// Holds IQ-42 and G-57: three years after an approval the clock begins, and a confirmation ends it.
#[story]
async fn a_confirmation_that_is_due_begins_the_clock(app: &App) {
    let (_, expert, _) = agreed(app).await;
    app.advance_to("2030-03-22T09:00:00Z").await;
    let due = case(app).await;
    assert_eq!(
        (&due["cause"], &due["requestedAt"]),
        (&json!("RECONFIRMATION_DUE"), &json!("2030-03-01T09:00:00+00:00"))
    );
    assert_eq!(steps(&due).iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["REQUESTED", "REMINDED"]);

    let forms = expert.query("{ dac7Forms { edges { node { id } } } }", json!({})).await;
    let signed = support::steps::tax::submission(forms["dac7Forms"]["edges"][0]["node"]["id"].as_str().unwrap());
    expert.run("dac7FormReconfirm", signed, "dac7Form { status }").await;
    let lifted = case(app).await;
    assert_eq!((&lifted["status"], &lifted["liftedAt"]), (&json!("LIFTED"), &json!("2030-03-22T09:00:00+00:00")));
}

/// Holds MKT-04: whom staff suspended for a reason of their own, data do not let go on.
#[story]
async fn a_suspension_of_another_reason_stays(app: &App) {
    let (_, expert, _) = agreed(app).await;
    let (olga, registration) = (app.operator(), registration_of(&expert).await);
    let suspend = json!({ "registrationId": registration, "reason": "Complaints." });
    olga.run("registrationSuspend", suspend, "registration { status }").await;
    let on_case = json!({ "dueDiligenceCaseId": asked(app, &expert).await });
    app.advance(DAY * 60).await;
    olga.run("dueDiligenceBlock", on_case, CASE).await;

    let form = dac7_saved(&expert, complete_answers(&expert)).await;
    dac7_handed_in(&expert, &form).await;
    assert_eq!(
        (case(app).await["status"].clone(), status(&expert, &registration).await),
        (json!("LIFTED"), json!("SUSPENDED"))
    );
}

/// Holds G-57: what the evidence says was written to the account is what its people read.
#[story]
async fn the_letters_are_in_the_words_of_the_evidence(app: &App) {
    let (_, expert, _) = agreed(app).await;
    asked(app, &expert).await;
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    app.advance(DAY * 41).await;
    app.sweep().await;

    let letters = "query L($to: String) { letters(to: $to, first: 100) { edges { node { text } } } }";
    let letters = app.operator().query(letters, json!({ "to": EXPERT })).await;
    let written: Vec<_> =
        letters["letters"]["edges"].as_array().unwrap().iter().map(|edge| &edge["node"]["text"]).collect();
    let case = case(&app).await;
    let reminders: Vec<_> =
        case["steps"].as_array().unwrap().iter().filter(|step| step["kind"] == "REMINDED").collect();
    assert_eq!(reminders.len(), 2);
    for reminder in reminders {
        let (words, at) = (reminder["content"].as_str().unwrap(), &reminder["at"].as_str().unwrap()[..10]);
        let is_it = |text: &&&Value| text.as_str().is_some_and(|text| text.contains(words) && text.contains(at));
        assert_eq!(written.iter().filter(is_it).count(), 1, "{words}: {written:?}");
    }
}
