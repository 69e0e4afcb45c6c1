//! Bills: what is asked, who decides and until when, and what the platform keeps.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person, instant,
    steps::{
        money::{
            approval_input, bill, bill_agreed, bill_approved, bill_declined, bill_input, bill_sent, bill_submitted,
            charge,
        },
        work::{self, people, work_agreed},
    },
    story,
};

const TEN_DAYS: TimeDelta = TimeDelta::days(10);
const SECOND: TimeDelta = TimeDelta::seconds(1);

fn decline(bill: &str) -> Value {
    json!({ "paymentRequestId": bill, "reason": "Too late, too much." })
}

fn withdraw(bill: &str) -> Value {
    json!({ "paymentRequestId": bill })
}

/// Holds G-14: scenario 5.
#[story]
async fn bills_never_exceed_what_was_agreed(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    bill_agreed(&customer, &expert, &work.engagement, "4000.00").await;
    bill_submitted(&expert, &work.engagement, "3000.00").await;

    let refused = expert.refused("paymentRequestSubmit", bill_input(&expert, &work.engagement, "3000.01")).await;
    assert_eq!(refused["code"], "EXCEEDS_REMAINING");
    assert!(refused["message"].as_str().unwrap().contains("3000.00 USD"), "{refused}");
    let last = bill_submitted(&expert, &work.engagement, "3000.00").await;
    assert_eq!(
        expert.refusal("paymentRequestSubmit", bill_input(&expert, &work.engagement, "0.01")).await,
        "EXCEEDS_REMAINING"
    );

    bill_declined(&customer, &last).await;
    let again = bill_submitted(&expert, &work.engagement, "3000.00").await;
    expert.run("paymentRequestWithdraw", withdraw(&again), "paymentRequest { id }").await;
    bill_submitted(&expert, &work.engagement, "3000.00").await;
}

/// Holds G-30: scenario 7.
#[story]
async fn silence_approves_at_its_instant_whether_anybody_looks_or_not(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    let (early, late) = (
        bill_submitted(&expert, &work.engagement, "10.00").await,
        bill_submitted(&expert, &work.engagement, "20.00").await,
    );
    let due_at = bill(&customer, &late).await["autoApproveAt"].clone();

    app.advance_without_sweeps(TEN_DAYS - SECOND).await;
    bill_declined(&customer, &early).await;
    app.advance_without_sweeps(SECOND).await;
    for (person, mutation, input) in [
        (&customer, "paymentRequestDecline", decline(&late)),
        (&customer, "paymentRequestApprove", approval_input(&customer, &late)),
        (&expert, "paymentRequestWithdraw", withdraw(&late)),
    ] {
        assert_eq!(person.refusal(mutation, input).await, "DEADLINE_PASSED", "{mutation}");
    }
    app.advance_without_sweeps(TimeDelta::days(3)).await;
    app.sweep().await;

    let approved = bill(&expert, &late).await;
    assert_eq!((&approved["status"], &approved["approvedBy"]), (&json!("APPROVED"), &json!("SILENCE")));
    assert_eq!(approved["decidedAt"], due_at);
    assert_eq!(bill(&expert, &early).await["status"], "DECLINED");
    assert_eq!(customer.refusal("paymentRequestDecline", decline(&late)).await, "PAYMENT_REQUEST_ALREADY_DECIDED");
}

/// Holds G-48: scenario 7, its end.
#[story]
async fn of_all_who_decide_at_once_one_does(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let id = bill_submitted(&expert, &work.engagement, "40.00").await;

    let answers = tokio::join!(
        customer.mutate("paymentRequestApprove", approval_input(&customer, &id), ""),
        customer.mutate("paymentRequestApprove", approval_input(&customer, &id), ""),
        customer.mutate("paymentRequestDecline", decline(&id), ""),
        expert.mutate("paymentRequestWithdraw", withdraw(&id), ""),
    );

    let bodies = [answers.0.body, answers.1.body, answers.2.body, answers.3.body].map(|body| body["data"].to_string());
    let decided = bodies.iter().filter(|body| body.contains(r#""userErrors":[]"#)).count();
    let refused = bodies.iter().filter(|body| body.contains("PAYMENT_REQUEST_ALREADY_DECIDED")).count();
    assert_eq!((decided, refused), (1, 3), "{bodies:?}");
}

/// Holds IQ-28: scenario 8, its first half.
#[story]
async fn the_fee_is_fixed_at_approval_and_only_there(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;

    for (amount, fee, net) in [
        ("1234.56", "30.86", "1203.70"),
        ("0.01", "0.00", "0.01"),
        ("0.19", "0.00", "0.19"), // 0.475 of a cent.
        ("0.20", "0.01", "0.19"), // Half a cent rounds up.
        ("0.21", "0.01", "0.20"),
        ("0.59", "0.01", "0.58"),
        ("0.60", "0.02", "0.58"),
        ("1.00", "0.03", "0.97"),
    ] {
        let id = bill_submitted(&expert, &work.engagement, amount).await;
        let before = bill(&expert, &id).await;
        assert_eq!((&before["fee"], &before["net"]), (&Value::Null, &Value::Null));
        assert_eq!(before["estimatedFee"]["amount"], fee);

        bill_approved(&customer, &id).await;
        let after = bill(&customer, &id).await;
        assert_eq!((&after["fee"]["amount"], &after["net"]["amount"]), (&json!(fee), &json!(net)), "{amount}");
        assert_eq!((&after["feeBasisPoints"], &after["estimatedFee"]), (&json!(250), &Value::Null));
    }
    let declined = bill_submitted(&expert, &work.engagement, "1234.56").await;
    bill_declined(&customer, &declined).await;
    assert_eq!(bill(&expert, &declined).await["fee"], Value::Null);
    assert_eq!(charge(&expert, &declined).await, Value::Null);
}

/// Holds G-19: scenario 9.
#[story]
async fn a_bill_keeps_the_rate_under_which_it_was_approved(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "1000.00").await;
    let (operator, midnight) = (app.operator(), "2027-03-20T00:00:00Z");
    let schedule = |points: i32, from: &str| json!({ "basisPoints": points, "validFromAt": from, "idempotencyKey": operator.app.key() });
    operator.run("feeScheduleAdd", schedule(0, midnight), "feeSchedule { id }").await;
    assert_eq!(operator.refusal("feeScheduleAdd", schedule(100, midnight)).await, "INPUT_INVALID");
    assert_eq!(operator.refusal("feeScheduleAdd", schedule(100, "2027-02-28T00:00:00Z")).await, "PERIOD_IN_PAST");
    assert_eq!(operator.refusal("feeScheduleAdd", schedule(10_001, midnight)).await, "INPUT_INVALID");
    assert_eq!(customer.refusal("feeScheduleAdd", schedule(0, midnight)).await, "RIGHT_MISSING");

    app.advance_to("2027-03-09T23:59:59Z").await;
    let by_silence = bill_submitted(&expert, &work.engagement, "100.00").await; // Due a second before midnight.
    app.advance_to("2027-03-10T00:00:00Z").await;
    let at_midnight = bill_submitted(&expert, &work.engagement, "100.00").await; // Due as the waiver begins.
    app.advance_without_sweeps(TimeDelta::days(12)).await;
    let in_the_waiver = bill_agreed(&customer, &expert, &work.engagement, "100.00").await;
    app.sweep().await;

    assert_eq!(bill(&expert, &by_silence).await["fee"]["amount"], "2.50");
    let waived = bill(&expert, &at_midnight).await;
    assert_eq!((&waived["fee"]["amount"], &waived["approvedBy"]), (&json!("0.00"), &json!("SILENCE")));
    assert_eq!(bill(&expert, &in_the_waiver).await["fee"]["amount"], "0.00");
}

/// Holds G-19: scenario 9. A waiver ends by itself, and what was in force before is in force again, for bills that
/// silence approves as for those that a customer does.
#[story]
async fn a_waiver_ends_by_itself(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "1000.00").await;
    let operator = app.operator();
    let waiver = |from: &str, until: &str| json!({ "basisPoints": 0, "validFromAt": from, "validUntilAt": until, "idempotencyKey": app.key() });
    let backwards = waiver("2027-04-16T00:00:00Z", "2027-04-16T00:00:00Z");
    assert_eq!(operator.refusal("feeScheduleAdd", backwards).await, "INPUT_INVALID");
    operator.run("feeScheduleAdd", waiver("2027-04-16T00:00:00Z", "2027-07-01T00:00:00Z"), "feeSchedule { id }").await;

    let mut fees = Vec::new();
    for (sent_at, decided_at) in [
        ("2027-04-05T23:59:59Z", "2027-04-15T23:59:59Z"), // Ten days later the waiver has not begun.
        ("2027-04-06T00:00:00Z", "2027-04-16T00:00:00Z"),
        ("2027-06-20T23:59:59Z", "2027-06-30T23:59:59Z"),
        ("2027-06-21T00:00:00Z", "2027-07-01T00:00:00Z"),
    ] {
        app.advance_to(sent_at).await;
        let id = bill_submitted(&expert, &work.engagement, "100.00").await;
        fees.push((id, decided_at));
    }
    app.advance_to("2027-07-04T00:00:00Z").await;
    let mut kept = Vec::new();
    for (id, decided_at) in fees {
        let bill = bill(&expert, &id).await;
        let decided = bill["decidedAt"].as_str().map(instant);
        assert_eq!((decided, &bill["approvedBy"]), (Some(instant(decided_at)), &json!("SILENCE")));
        kept.push(bill["fee"]["amount"].clone());
    }
    assert_eq!(kept, ["2.50", "0.00", "0.00", "2.50"]);
    let now = bill_agreed(&customer, &expert, &work.engagement, "100.00").await;
    assert_eq!(bill(&expert, &now).await["fee"]["amount"], "2.50");
}

/// Holds G-19: the operator keeps at least and at most so much of a bill, in each currency that has bounds.
#[story]
async fn a_fee_has_a_least_and_a_greatest_amount(app: &App) {
    let (customer, expert, card) = people(app).await;
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    let yen = json!({ "minimum": { "amount": "150", "currency": "JPY" } });
    let schedule = |bounds: Value| json!({ "basisPoints": 250, "bounds": bounds, "idempotencyKey": app.key() });
    let operator = app.operator();
    for contradiction in [
        json!([{}]),
        json!([{ "minimum": usd("2.00"), "maximum": usd("1.99") }]),
        json!([{ "minimum": usd("2.00") }, { "maximum": usd("9.00") }]),
    ] {
        assert_eq!(operator.refusal("feeScheduleAdd", schedule(contradiction)).await, "INPUT_INVALID");
    }
    let negative = schedule(json!([{ "minimum": usd("-1.00") }]));
    assert_eq!(operator.refusal("feeScheduleAdd", negative).await, "AMOUNT_NOT_POSITIVE");
    let input = schedule(json!([yen, { "minimum": usd("1.00"), "maximum": usd("5.00") }]));
    let shown = "feeSchedule { id bounds { currency minimum { amount } maximum { amount } } }";
    let first = operator.run("feeScheduleAdd", input.clone(), shown).await;
    assert_eq!(operator.run("feeScheduleAdd", input, shown).await, first);
    let bounds = json!([
        { "currency": "JPY", "minimum": { "amount": "150" }, "maximum": null },
        { "currency": "USD", "minimum": { "amount": "1.00" }, "maximum": { "amount": "5.00" } },
    ]);
    assert_eq!(first["feeSchedule"]["bounds"], bounds);

    let work = work_agreed(&customer, &expert, &card, "1000.00").await;
    for (amount, fee, net) in
        [("0.40", "0.40", "0.00"), ("10.00", "1.00", "9.00"), ("60.00", "1.50", "58.50"), ("500.00", "5.00", "495.00")]
    {
        let id = bill_submitted(&expert, &work.engagement, amount).await;
        assert_eq!(bill(&expert, &id).await["estimatedFee"]["amount"], fee);
        bill_approved(&customer, &id).await;
        let approved = bill(&expert, &id).await;
        assert_eq!((&approved["fee"]["amount"], &approved["net"]["amount"]), (&json!(fee), &json!(net)));
    }
}

/// Holds invariant 11: to a stranger, and to the side that does not decide, the bill does not exist.
#[story]
async fn a_bill_is_read_by_its_two_sides_and_decided_once_by_the_right_one(app: &App) {
    let (customer, expert, card) = people(app).await;
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let id = bill_submitted(&expert, &work.engagement, "40.00").await;

    let query = "query B($id: ID!) { paymentRequest(id: $id) { id } }";
    assert_eq!(stranger.query_refused(query, json!({ "id": id })).await, "PAYMENT_REQUEST_NOT_FOUND");
    assert_eq!(app.nobody().query_refused(query, json!({ "id": id })).await, "UNAUTHENTICATED");
    assert_eq!(bill(&app.operator(), &id).await["status"], "SUBMITTED");
    for person in [&stranger, &expert] {
        let refusal = person.refusal("paymentRequestApprove", approval_input(person, &id)).await;
        assert_eq!(refusal, "PAYMENT_REQUEST_NOT_FOUND");
        assert_eq!(person.refusal("paymentRequestDecline", decline(&id)).await, "PAYMENT_REQUEST_NOT_FOUND");
    }
    assert_eq!(customer.refusal("paymentRequestWithdraw", withdraw(&id)).await, "PAYMENT_REQUEST_NOT_FOUND");
    let input = bill_input(&stranger, &work.engagement, "1.00");
    assert_eq!(stranger.refusal("paymentRequestSubmit", input).await, "ENGAGEMENT_NOT_FOUND");

    bill_approved(&customer, &id).await;
    for (person, mutation, input) in [
        (&customer, "paymentRequestApprove", approval_input(&customer, &id)),
        (&customer, "paymentRequestDecline", decline(&id)),
        (&expert, "paymentRequestWithdraw", withdraw(&id)),
    ] {
        assert_eq!(person.refusal(mutation, input).await, "PAYMENT_REQUEST_ALREADY_DECIDED", "{mutation}");
    }
}

/// Holds G-31 and X18.
#[story]
async fn a_declined_bill_is_answered_and_the_final_one_ends_the_work(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let answer = |to: &str, is_final: bool| {
        let mut input = bill_input(&expert, &work.engagement, "40.00");
        (input["answersId"], input["isFinal"]) = (json!(to), json!(is_final));
        input
    };
    let first = bill_submitted(&expert, &work.engagement, "50.00").await;
    assert_eq!(expert.refusal("paymentRequestSubmit", answer(&first, false)).await, "BILL_NOT_DECLINED");
    assert_eq!(expert.refusal("paymentRequestSubmit", answer("preq_1", false)).await, "INPUT_INVALID");
    bill_declined(&customer, &first).await;

    let last = bill_sent(&expert, answer(&first, true)).await;
    let seen = bill(&customer, &last).await;
    assert_eq!((&seen["answers"]["id"], &seen["engagement"]["status"]), (&json!(first), &json!("FINAL_BILLED")));
    let more = bill_input(&expert, &work.engagement, "1.00");
    assert_eq!(expert.refusal("paymentRequestSubmit", more).await, "FINAL_BILL_PENDING");
    bill_declined(&customer, &last).await;
    assert_eq!(bill(&customer, &last).await["engagement"]["status"], "ACTIVE");

    let last = bill_sent(&expert, answer(&last, true)).await;
    bill_approved(&customer, &last).await;
    assert_eq!(bill(&customer, &last).await["engagement"]["status"], "COMPLETED");
}

/// Holds invariant 10: scenario 19, its first half.
#[story]
async fn a_command_that_is_sent_twice_is_done_once(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let input = bill_input(&expert, &work.engagement, "40.00");
    let id = bill_sent(&expert, input.clone()).await;

    assert_eq!(bill_sent(&expert, input.clone()).await, id);
    let mut other = input.clone();
    other["amount"]["amount"] = json!("40.01");
    assert_eq!(expert.refusal("paymentRequestSubmit", other.clone()).await, "IDEMPOTENCY_KEY_REUSED");
    other["idempotencyKey"] = json!("");
    assert_eq!(expert.refusal("paymentRequestSubmit", other.clone()).await, "IDEMPOTENCY_KEY_MISSING");

    // A refused command leaves its key free.
    (other["idempotencyKey"], other["amount"]["amount"]) = (json!("mine"), json!("60.01"));
    assert_eq!(expert.refusal("paymentRequestSubmit", other.clone()).await, "EXCEEDS_REMAINING");
    other["amount"]["amount"] = json!("60.00");
    bill_sent(&expert, other).await;

    let approval = approval_input(&customer, &id);
    for _ in 0..2 {
        let payload = customer.run("paymentRequestApprove", approval.clone(), "paymentRequest { id status }").await;
        assert_eq!(payload["paymentRequest"], json!({ "id": id, "status": "APPROVED" }));
    }
}

/// Holds G-48 and G-14: what is out of its limits, and what is no amount at all.
#[story]
async fn a_bill_keeps_its_limits(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let refused = async |expert: &Person<'_>, field: &str, value: Value| {
        let mut input = bill_input(expert, &work.engagement, "1.00");
        input[field] = value;
        expert.refused("paymentRequestSubmit", input).await
    };
    for (field, length) in [("name", 4), ("name", 65), ("description", 0), ("description", 2_001)] {
        let error = refused(&expert, field, json!("x".repeat(length))).await;
        assert_eq!((&error["code"], &error["field"]), (&json!("INPUT_INVALID"), &json!(field)), "{length}");
    }
    for (amount, code) in [
        ("0", "AMOUNT_NOT_POSITIVE"),
        ("-1.00", "AMOUNT_NOT_POSITIVE"),
        ("1.001", "INPUT_INVALID"),
        ("99999999999999999999", "INPUT_INVALID"),
        ("1e2", "INPUT_INVALID"),
        ("", "INPUT_INVALID"),
    ] {
        let error = refused(&expert, "amount", json!({ "amount": amount, "currency": "USD" })).await;
        assert_eq!((&error["code"], &error["field"]), (&json!(code), &json!("amount")), "{amount:?}");
    }
    let euros = refused(&expert, "amount", json!({ "amount": "1.00", "currency": "EUR" })).await;
    assert_eq!(euros["code"], "INPUT_INVALID");
}
