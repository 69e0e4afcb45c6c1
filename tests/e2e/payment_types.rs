//! Three ways in which agreed work is paid: at once, by bills as it goes on, and on fixed days.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::member_joined,
        forecast::{forecast, why_not_paid},
        money::{bill_input, booked, charge},
        work::{
            acceptance_input, contact_made, people, proposal_accepted, proposal_sent, proposal_withdrawn, scheduled,
            sent, upfront,
        },
    },
    story,
};

const BILLS: &str = "query E($id: ID!) { engagement(id: $id) {
    status paymentType onSilence approveAfterDays approved { amount } pending { amount } remaining { amount }
    paymentRequests { edges { node {
        id name status scheduledOn decidedAt approvedBy amount { amount } fee { amount } feeBasisPoints } } } } }";

async fn engagement(reader: &Person<'_>, id: &str) -> Value {
    reader.query(BILLS, json!({ "id": id })).await["engagement"].clone()
}

/// The bills of an engagement, the first one first.
fn bills(engagement: &Value) -> Vec<Value> {
    let edges = engagement["paymentRequests"]["edges"].as_array().unwrap();
    edges.iter().rev().map(|edge| edge["node"].clone()).collect()
}

fn statuses(engagement: &Value) -> Vec<String> {
    bills(engagement).iter().map(|bill| bill["status"].as_str().unwrap().to_owned()).collect()
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

/// Holds G-13, G-32 and X7: scenario 6, first half.
#[story]
async fn what_is_paid_at_once_is_approved_by_its_acceptance_and_never_billed_again(app: &App) {
    let (customer, expert, card) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let proposal = sent(&expert, upfront(&expert, &conversation, "1234.56")).await;
    let input = acceptance_input(&customer, &proposal, &card);

    let chosen = customer.refused("proposalAccept", with(input.clone(), "onSilence", json!("WAIT"))).await;
    assert_eq!((&chosen["code"], &chosen["field"]), (&json!("SILENCE_RULE_NOT_APPLICABLE"), &json!("onSilence")));
    let days = with(input.clone(), "approveAfterDays", json!(5));
    assert_eq!(customer.refusal("proposalAccept", days).await, "SILENCE_RULE_NOT_APPLICABLE");
    let accepted = customer.run("proposalAccept", input, "engagement { id approved { amount } }").await;

    assert_eq!(accepted["engagement"]["approved"]["amount"], "1234.56");
    let id = accepted["engagement"]["id"].as_str().unwrap();
    let work = engagement(&customer, id).await;
    assert_eq!((&work["status"], &work["paymentType"]), (&json!("ACTIVE"), &json!("UPFRONT")));
    assert_eq!((&work["onSilence"], &work["approveAfterDays"]), (&Value::Null, &Value::Null));
    assert_eq!(work["remaining"]["amount"], "0.00");
    let [bill] = bills(&work).try_into().unwrap();
    assert_eq!((&bill["status"], &bill["approvedBy"]), (&json!("APPROVED"), &json!("ACCEPTANCE")));
    assert_eq!((&bill["amount"]["amount"], &bill["fee"]["amount"]), (&json!("1234.56"), &json!("30.86")));
    assert_eq!(charge(&customer, bill["id"].as_str().unwrap()).await["amount"]["amount"], "1234.56");
    assert_eq!(booked(app, "buyer_receivable").await, 123_456);
    let another = bill_input(&expert, id, "0.01");
    assert_eq!(expert.refusal("paymentRequestSubmit", another).await, "UPFRONT_ALREADY_BILLED");
    let complete = json!({ "engagementId": id });
    let completed = expert.run("engagementComplete", complete, "engagement { status }").await;
    assert_eq!(completed["engagement"]["status"], "COMPLETED");
}

/// Holds G-13 and G-49: scenario 6, second half.
#[story]
async fn a_schedule_that_cannot_stand_is_refused(app: &App) {
    let (customer, expert, _) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let input = |lines: &[(&str, &str)]| scheduled(&expert, &conversation, lines);
    let days: Vec<String> =
        (0..87).map(|day| (app.now() + TimeDelta::days(day)).format("%Y-%m-%d").to_string()).collect();
    let lines: Vec<_> = days.iter().map(|day| (day.as_str(), "1.00")).collect();
    let april = [("2027-04-01", "60.00"), ("2027-05-01", "40.00")];
    let maximum = |amount: &str| with(input(&april), "maximum", json!({ "amount": amount, "currency": "USD" }));

    for (refused, code) in [
        (maximum("99.99"), "SCHEDULE_SUM_DIFFERS"),
        (maximum("100.01"), "SCHEDULE_SUM_DIFFERS"),
        (input(&lines), "SCHEDULE_DATES_INVALID"),
        (with(input(&april), "schedule", json!([])), "SCHEDULE_DATES_INVALID"),
        (with(input(&april), "schedule", Value::Null), "SCHEDULE_DATES_INVALID"),
        (input(&[("2027-05-01", "60.00"), ("2027-04-01", "40.00")]), "SCHEDULE_DATES_INVALID"),
        (input(&[("2027-04-01", "60.00"), ("2027-04-01", "40.00")]), "SCHEDULE_DATES_INVALID"),
        (input(&[("2027-02-01", "60.00"), ("2027-02-28", "40.00")]), "SCHEDULE_DATES_INVALID"),
        (input(&[("9999-12-31", "60.00")]), "SCHEDULE_DATES_INVALID"),
        (input(&[("2027-04-01", "60.00"), ("2027-05-01", "0.00")]), "AMOUNT_NOT_POSITIVE"),
        (input(&[("2027-04-01", "60.00"), ("2027-05-01", "-1.00")]), "AMOUNT_NOT_POSITIVE"),
        (with(input(&april), "paymentType", json!("UPFRONT")), "INPUT_INVALID"),
        (with(input(&april), "paymentType", json!("MILESTONE")), "INPUT_INVALID"),
        (with(maximum("100.00"), "maximum", json!({ "amount": "100.00", "currency": "EUR" })), "INPUT_INVALID"),
    ] {
        assert_eq!(expert.refusal("proposalSend", refused.clone()).await, code, "{refused}");
    }
    let longest = sent(&expert, input(&lines[..86])).await;
    let shown = "query P($id: ID!) { proposal(id: $id) { paymentType schedule { dueOn amount { amount } } } }";
    let shown = customer.query(shown, json!({ "id": longest })).await["proposal"].clone();
    assert_eq!((&shown["paymentType"], shown["schedule"].as_array().unwrap().len()), (&json!("SCHEDULED"), 86));
    assert_eq!(shown["schedule"][1], json!({ "dueOn": "2027-03-02", "amount": { "amount": "1.00" } }));
}

/// Holds G-32 and G-49: each payment at 00:00 UTC of its day, under the fee of that instant, however late.
#[story]
async fn a_schedule_bills_itself_on_its_days(app: &App) {
    let (customer, expert, card) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let lines = [("2027-02-15", "10.00"), ("2027-03-15", "200.00"), ("2027-04-15", "300.00")];
    let proposal = sent(&expert, scheduled(&expert, &conversation, &lines)).await;
    let fee = json!({ "basisPoints": 1000, "validFromAt": "2027-03-15T00:00:01Z", "idempotencyKey": app.key() });
    app.operator().run("feeScheduleAdd", fee, "feeSchedule { id }").await;

    let accepted_at = app.now().to_rfc3339();
    let id = proposal_accepted(&customer, &proposal, &card).await;
    let work = engagement(&customer, &id).await;
    assert_eq!((&work["pending"]["amount"], &work["remaining"]["amount"]), (&json!("510.00"), &json!("0.00")));
    app.sweep().await;
    let work = engagement(&customer, &id).await;
    assert_eq!(statuses(&work), ["APPROVED", "PLANNED", "PLANNED"], "a day of the past is billed at once");
    assert_eq!(bills(&work)[0]["decidedAt"], json!(accepted_at));
    let next = bills(&work)[1]["id"].as_str().unwrap().to_owned();
    let seen = why_not_paid(&expert, &next).await;
    assert_eq!(seen["standing"], "AWAITS_DAY", "{seen}");
    assert_eq!(forecast(&expert, &next).await["net"]["amount"], "195.00");
    let another = bill_input(&expert, &id, "0.01");
    assert_eq!(expert.refusal("paymentRequestSubmit", another).await, "SCHEDULE_BILLS_ITSELF");
    let decline = json!({ "paymentRequestId": next, "reason": "Not yet." });
    assert_eq!(customer.refusal("paymentRequestDecline", decline).await, "PAYMENT_REQUEST_NOT_IN_STATE");

    app.advance_to("2027-03-14T23:59:59Z").await;
    assert_eq!(statuses(&engagement(&customer, &id).await), ["APPROVED", "PLANNED", "PLANNED"]);
    app.advance_without_sweeps(TimeDelta::days(3)).await;
    app.sweep().await;

    let work = engagement(&expert, &id).await;
    assert_eq!(statuses(&work), ["APPROVED", "APPROVED", "PLANNED"]);
    let bill = &bills(&work)[1];
    assert_eq!((&bill["decidedAt"], &bill["approvedBy"]), (&json!("2027-03-15T00:00:00+00:00"), &json!("ACCEPTANCE")));
    assert_eq!((&bill["feeBasisPoints"], &bill["fee"]["amount"]), (&json!(250), &json!("5.00")));
    app.advance_to("2027-04-15T00:00:00Z").await;
    let work = engagement(&expert, &id).await;
    assert_eq!((&bills(&work)[2]["fee"]["amount"], &work["pending"]["amount"]), (&json!("30.00"), &json!("0.00")));
    assert_eq!((&work["status"], &work["approved"]["amount"]), (&json!("ACTIVE"), &json!("510.00")));
}

/// Holds G-49: only one day may lie before the acceptance.
#[story]
async fn a_schedule_that_is_over_is_not_accepted(app: &App) {
    let (customer, expert, card) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let lines = [("2027-03-02", "10.00"), ("2027-03-03", "20.00"), ("2027-04-15", "30.00")];
    let proposal = sent(&expert, scheduled(&expert, &conversation, &lines)).await;

    app.advance_to("2027-03-04T00:00:00Z").await;

    let late = acceptance_input(&customer, &proposal, &card);
    assert_eq!(customer.refusal("proposalAccept", late).await, "SCHEDULE_DATES_INVALID");
    proposal_withdrawn(&expert, &proposal).await;
}

/// Holds G-15 and X17: scenario 13, second half. What was due before the end is not lost with it.
#[story]
async fn completion_cancels_what_is_planned_for_later(app: &App) {
    let (customer, expert, card) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let lines = [("2027-03-10", "100.00"), ("2027-04-10", "200.00"), ("2027-05-10", "300.00")];
    let proposal = sent(&expert, scheduled(&expert, &conversation, &lines)).await;
    let id = proposal_accepted(&customer, &proposal, &card).await;

    app.advance_without_sweeps(TimeDelta::days(20)).await;
    let completed = expert.run("engagementComplete", json!({ "engagementId": id }), "engagement { status }").await;
    assert_eq!(completed["engagement"]["status"], "COMPLETED");

    let work = engagement(&customer, &id).await;
    assert_eq!(statuses(&work), ["APPROVED", "CANCELLED", "CANCELLED"]);
    assert_eq!(bills(&work)[0]["decidedAt"], "2027-03-10T00:00:00+00:00");
    assert_eq!((&work["approved"]["amount"], &work["pending"]["amount"]), (&json!("100.00"), &json!("0.00")));
    let cancelled = bills(&work)[1]["id"].as_str().unwrap().to_owned();
    assert_eq!(why_not_paid(&expert, &cancelled).await["standing"], "CANCELLED");
    assert_eq!(forecast(&expert, &cancelled).await, Value::Null);
    app.advance_to("2027-06-01T00:00:00Z").await;
    assert_eq!(statuses(&engagement(&customer, &id).await), ["APPROVED", "CANCELLED", "CANCELLED"]);
    assert_eq!(app.rows("select id from charge").await.len(), 1);
}

/// Holds G-18: each way of being paid has a right of its own, for sending and for taking back.
#[story]
async fn each_kind_of_proposal_has_its_own_right(app: &App) {
    let (customer, expert, _) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let lines = [("2027-04-01", "10.00")];
    let planner = member_joined(&expert, "pia@example.org", "Pia Planner", &["PROPOSE_SCHEDULED"]).await;

    for input in [
        upfront(&planner, &conversation, "10.00"),
        with(upfront(&planner, &conversation, "10.00"), "paymentType", json!("MILESTONE")),
    ] {
        let refused = planner.refused("proposalSend", input).await;
        assert_eq!(refused["code"], "RIGHT_MISSING", "{refused}");
    }
    let own = sent(&planner, scheduled(&planner, &conversation, &lines)).await;
    let other = sent(&expert, upfront(&expert, &conversation, "10.00")).await;
    assert_eq!(planner.refusal("proposalWithdraw", json!({ "proposalId": other })).await, "RIGHT_MISSING");
    proposal_withdrawn(&planner, &own).await;
}

/// Holds G-12: a change is another proposal, and each knows of the other.
#[story]
async fn a_withdrawn_proposal_is_replaced_by_one_that_names_it(app: &App) {
    let (customer, expert, card) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let elsewhere = contact_made(&customer, &expert).await.conversation;
    let first = proposal_sent(&expert, &conversation, "100.00", "USD").await;
    let anew = |conversation: &str, replaced: &str| {
        with(upfront(&expert, conversation, "90.00"), "replacesId", json!(replaced))
    };

    assert_eq!(expert.refusal("proposalSend", anew(&conversation, &first)).await, "PROPOSAL_NOT_IN_STATE");
    proposal_withdrawn(&expert, &first).await;
    assert_eq!(expert.refusal("proposalSend", anew(&elsewhere, &first)).await, "PROPOSAL_NOT_FOUND");
    let second = sent(&expert, anew(&conversation, &first)).await;
    assert_eq!(expert.refusal("proposalSend", anew(&conversation, &first)).await, "PROPOSAL_NOT_IN_STATE");

    let shown = "query P($id: ID!) { proposal(id: $id) { status replaces { id } replacedBy { id } } }";
    let shown = async |id: &str| customer.query(shown, json!({ "id": id })).await["proposal"].clone();
    let replaced = json!({ "status": "WITHDRAWN", "replaces": null, "replacedBy": { "id": second } });
    assert_eq!(shown(&first).await, replaced);
    let replacing = json!({ "status": "PROPOSED", "replaces": { "id": first }, "replacedBy": null });
    assert_eq!(shown(&second).await, replacing);
    proposal_accepted(&customer, &second, &card).await;
}
