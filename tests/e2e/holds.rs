//! Money that is held: by the system with its cause, and by staff.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        experts::happened,
        forecast::{why_codes, why_not_paid},
        money::bill_agreed,
        payouts::{GOOD, account_of, agreed, blockers, collected, paid_to, payout, payouts, run_by_hand},
        tax::{complete_answers, dac7_handed_in, dac7_saved, dac7_sent_back},
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);
const HOLD: &str = "hold { id reason currency placedBy releasedAt releaseReason }";

async fn approved(app: &App, form: &str) {
    app.operator().run("dac7FormApprove", json!({ "dac7FormId": form }), "dac7Form { status }").await;
}

/// The holds on everybody that stand.
async fn standing(app: &App) -> Vec<Value> {
    let holds = app.operator().query("{ holds { edges { node { id reason } } } }", json!({})).await;
    holds["holds"]["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect()
}

async fn hold_input(staff: &Person<'_>, payee: &Person<'_>, currency: Option<&str>) -> Value {
    let (account, key) = (account_of(payee).await["id"].clone(), staff.app.key());
    json!({ "accountId": account, "currency": currency, "reason": "INVESTIGATION", "note": "File 12.", "idempotencyKey": key })
}

/// Holds scenario 14 and IQ-42: after activation payouts are held, work goes on, and the approval lifts the hold.
#[story]
async fn a_form_that_is_sent_back_holds_payouts_and_not_the_work(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    let form = dac7_sent_back(&expert).await;

    assert_eq!(why_codes(&expert, &bill).await, ["NEXT_RUN", "DAC7_NOT_APPROVED", "ON_HOLD"]);
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!(why["blockers"][2]["message"], "payouts are held: changes of the DAC7 form are asked for");
    app.advance(DAY).await;
    assert_eq!(blockers(&expert).await, ["DAC7_NOT_APPROVED", "ON_HOLD"]);
    assert_eq!(payouts(&expert).await, []);
    let [hold] = <[Value; 1]>::try_from(standing(app).await).unwrap();
    assert_eq!(hold["reason"], "DAC7_CHANGES_REQUESTED");
    let by_hand = json!({ "holdId": hold["id"], "reason": "They asked nicely." });
    assert_eq!(app.operator().refusal("holdRelease", by_hand).await, "HOLD_CAUSE_STANDS");
    bill_agreed(&customer, &expert, &engagement, "200.00").await;

    assert_eq!(dac7_saved(&expert, complete_answers(&expert)).await, form);
    dac7_handed_in(&expert, &form).await;
    assert_eq!(standing(app).await.len(), 1, "what waits for a review counts no more than what was sent back");
    approved(app, &form).await;
    assert_eq!((standing(app).await, why_codes(&expert, &bill).await), (vec![], vec!["NEXT_RUN".to_owned()]));
    app.advance(DAY).await;
    assert_eq!(payouts(&expert).await, [payout("975.00", "SENT")]);
}

/// Holds scenario 14: before activation nothing is held, for nothing is earned.
#[story]
async fn a_form_that_is_sent_back_before_activation_holds_nothing(app: &App) {
    let expert = support::steps::experts::applicant(app, "ada@example.org", "Ada Lovelace").await;
    dac7_sent_back(&expert).await;
    assert_eq!(standing(app).await, Vec::<Value>::new());
}

/// Holds IQ-42: while an earlier version counts, sending back a newer one holds nothing.
#[story]
async fn a_version_that_counts_keeps_payouts_free(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;

    let second = dac7_saved(&expert, complete_answers(&expert)).await;
    dac7_handed_in(&expert, &second).await;
    dac7_sent_back(&expert).await;
    assert_eq!(why_codes(&expert, &bill).await, ["NEXT_RUN"]);

    dac7_saved(&expert, complete_answers(&expert)).await;
    dac7_handed_in(&expert, &second).await;
    approved(app, &second).await;
    dac7_sent_back(&expert).await;
    assert_eq!(why_codes(&expert, &bill).await, ["NEXT_RUN"], "the first version counts again");
}

/// Holds section 1.21: what is scheduled and not begun is cancelled, and the money goes when the hold is released.
#[story]
async fn staff_hold_a_payee_and_release_it(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    collected(&customer, &expert, &engagement, "1000.00").await;
    let olga = app.operator();
    app.advance_without_sweeps(TimeDelta::hours(14)).await; // Past the cutoff of Wednesday's run.
    run_by_hand(&olga, "2027-03-03").await;
    assert_eq!(payouts(&expert).await, [payout("975.00", "SCHEDULED")]);

    let input = hold_input(&olga, &expert, None).await;
    let placed = olga.run("holdPlace", input.clone(), HOLD).await["hold"].clone();
    assert_eq!(olga.run("holdPlace", input, HOLD).await["hold"], placed, "the same key, the same hold");
    assert_eq!(payouts(&expert).await, [payout("975.00", "CANCELLED")]);
    app.advance(DAY * 2).await;
    assert_eq!(blockers(&expert).await, ["ON_HOLD"]);

    let release = json!({ "holdId": placed["id"], "reason": "Nothing was found." });
    let released = olga.run("holdRelease", release.clone(), HOLD).await["hold"].clone();
    assert_eq!(released["releaseReason"], "Nothing was found.");
    assert_eq!(olga.refusal("holdRelease", release).await, "HOLD_NOT_IN_STATE");
    let kinds: Vec<_> = happened(app, placed["id"].as_str().unwrap()).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["hold.placed", "hold.released"]);
    app.advance(DAY * 4).await;
    assert_eq!(payouts(&expert).await[0], payout("975.00", "PAID"));
}

/// Holds section 1.21: a hold in one currency leaves the others alone; staff give reasons of their own.
#[story]
async fn a_hold_in_another_currency_keeps_nothing_back(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    let olga = app.operator();

    olga.run("holdPlace", hold_input(&olga, &expert, Some("EUR")).await, HOLD).await;
    assert_eq!(why_codes(&expert, &bill).await, ["NEXT_RUN"]);
    let mut of_system = hold_input(&olga, &expert, None).await;
    of_system["reason"] = json!("DAC7_EXPIRED");
    assert_eq!(olga.refusal("holdPlace", of_system).await, "INPUT_INVALID");
    let mut of_nobody = hold_input(&olga, &expert, None).await;
    of_nobody["accountId"] = json!("acc_0195506f8a0070008000000000000000");
    assert_eq!(olga.refusal("holdPlace", of_nobody).await, "ACCOUNT_NOT_FOUND");
    let key_again = hold_input(&olga, &expert, None).await;
    olga.run("holdPlace", key_again.clone(), HOLD).await;
    let mut other = key_again;
    other["note"] = json!("File 13.");
    assert_eq!(olga.refusal("holdPlace", other).await, "IDEMPOTENCY_KEY_REUSED");
}
