//! When does my money come? A forecast at every step, and whether it keeps its word.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{member_joined, staff_appointed},
        forecast::{forecast, why_not_paid},
        money::{bill_agreed, bill_approved, bill_declined, bill_sent, bill_submitted, payment_method_added},
        payouts::{GOOD, account_of, agreed, paid_monthly, paid_to, payout_method_verified},
        work::{people, work_agreed_in},
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);
const WHY: &str = "query W($id: ID!) { whyNotPaid(paymentRequestId: $id) { standing } }";

/// What pays, and nothing goes wrong with it.
const TENDERS: [(&str, Option<&str>); 3] =
    [("CARD", Some("sandbox_card_ok")), ("ACH", Some("sandbox_ach_ok")), ("NET_TERMS", None)];

fn window(from: &str, to: &str) -> Value {
    json!({ "earliest": from, "latest": to })
}

fn days(window: &Value) -> (NaiveDate, NaiveDate) {
    let day = |name: &str| window[name].as_str().expect("a window has days").parse().unwrap();
    (day("earliest"), day("latest"))
}

/// Holds the first half of scenario 10 (IQ-31, IQ-32): the run is known at approval, and narrows nothing wrongly.
#[story]
async fn a_card_bill_of_a_monthly_payee_is_foretold_for_its_day(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    app.advance_to("2028-01-28T12:00:00Z").await;
    paid_to(&expert, GOOD).await;
    app.advance_to("2028-01-30T12:00:00Z").await;
    paid_monthly(&expert, 15).await;

    let bill = bill_agreed(&customer, &expert, &engagement, "1234.56").await;
    let foretold = forecast(&expert, &bill).await;
    assert_eq!(foretold["net"]["amount"], "1203.70");
    assert_eq!((&foretold["arrival"], &foretold["assumes"]), (&window("2028-02-16", "2028-02-17"), &json!([])));
    let part = &foretold["parts"][0];
    assert_eq!((&part["amount"]["amount"], &part["status"]), (&json!("1203.70"), &json!("AWAITS_COLLECTION")));
    assert_eq!(part["collection"], window("2028-01-31", "2028-02-02"));
    assert_eq!(part["run"], window("2028-02-15", "2028-02-15"));

    app.advance(DAY * 2).await; // Collected on 1 February.
    let part = forecast(&expert, &bill).await["parts"][0].clone();
    assert_eq!((&part["status"], &part["collection"]), (&json!("AWAITS_RUN"), &Value::Null));
    assert_eq!(
        (&part["run"], &part["blockers"]),
        (&window("2028-02-15", "2028-02-15"), &json!([{ "code": "NEXT_RUN" }]))
    );

    app.advance_to("2028-02-15T23:00:00Z").await;
    let part = forecast(&expert, &bill).await["parts"][0].clone();
    assert_eq!((&part["status"], &part["arrival"]), (&json!("IN_TRANSIT"), &window("2028-02-16", "2028-02-17")));
    app.advance_to("2028-02-16T23:00:00Z").await;
    let part = forecast(&expert, &bill).await["parts"][0].clone();
    assert_eq!((&part["status"], &part["arrival"]), (&json!("PAID"), &window("2028-02-16", "2028-02-16")));
    assert_eq!((&part["blockers"], &part["disbursement"]["runOn"]), (&json!([]), &json!("2028-02-15")));
    assert!(part["disbursement"]["bankTrace"].as_str().unwrap().starts_with("SBX-"));
}

/// Holds G-30: what nobody decided counts from the instant at which silence will, and by the fee of that instant.
#[story]
async fn a_bill_that_nobody_decided_is_foretold_from_its_silence(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let waived = json!({ "validFromAt": "2027-03-11T09:00:00Z", "basisPoints": 0, "idempotencyKey": app.key() });
    app.operator().run("feeScheduleAdd", waived, "feeSchedule { id }").await;

    let bill = bill_submitted(&expert, &engagement, "1000.00").await; // Monday, 1 March, 09:00.
    let foretold = forecast(&expert, &bill).await;
    assert_eq!(
        (&foretold["net"]["amount"], &foretold["assumes"]),
        (&json!("1000.00"), &json!(["APPROVED_BY_SILENCE"]))
    );
    assert_eq!(foretold["parts"][0]["collection"], window("2027-03-12", "2027-03-14"));
    assert_eq!(foretold["parts"][0]["run"], window("2027-03-12", "2027-03-15"));
    assert_eq!(foretold["arrival"], window("2027-03-15", "2027-03-17"));

    bill_approved(&customer, &bill).await;
    let foretold = forecast(&expert, &bill).await;
    assert_eq!((&foretold["net"]["amount"], &foretold["assumes"]), (&json!("975.00"), &json!([])));
    assert_eq!(foretold["arrival"], window("2027-03-03", "2027-03-09"));

    let refused = bill_submitted(&expert, &engagement, "1.00").await;
    bill_declined(&customer, &refused).await;
    assert_eq!(forecast(&expert, &refused).await, Value::Null);
}

/// What the expert is paid is the expert's: the customer of the bill learns nothing of it, nor who lacks the right.
#[story]
async fn a_forecast_is_for_who_is_paid(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    let biller = member_joined(&expert, "bea@example.org", "Bea Biller", &["BILL"]).await;
    let bookkeeper = member_joined(&expert, "bob@example.org", "Bob Bookkeeper", &["VIEW_MONEY"]).await;

    for reader in [&customer, &biller] {
        assert_eq!(forecast(reader, &bill).await, Value::Null);
    }
    for reader in [&expert, &bookkeeper, &app.operator()] {
        assert_eq!(forecast(reader, &bill).await["net"]["amount"], "97.50");
    }
}

/// Holds IQ-26 and G-18: what the expert is paid is for the expert's members with the right, and staff with theirs.
#[story]
async fn why_is_answered_to_those_whose_money_it_is(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    let biller = member_joined(&expert, "bea@example.org", "Bea Biller", &["BILL"]).await;
    let reviewer = staff_appointed(app, "rita@operator.example", &["REVIEW_REGISTRATIONS"]).await;
    let auditor = staff_appointed(app, "amy@operator.example", &["READ_AUDIT"]).await;

    let why = |id: &str| json!({ "id": id });
    assert_eq!(customer.query_refused(WHY, why(&bill)).await, "PAYMENT_REQUEST_NOT_FOUND");
    assert_eq!(biller.query_refused(WHY, why(&bill)).await, "RIGHT_MISSING");
    assert_eq!(reviewer.query_refused(WHY, why(&bill)).await, "RIGHT_MISSING");
    assert_eq!(app.nobody().query_refused(WHY, why(&bill)).await, "UNAUTHENTICATED");
    assert_eq!(expert.query_refused(WHY, why("preq_made_up")).await, "INPUT_INVALID");
    for reader in [&expert, &auditor, &app.operator()] {
        assert_eq!(reader.query(WHY, why(&bill)).await["whyNotPaid"]["standing"], "AWAITS_COLLECTION");
    }
}

/// Holds IQ-31: after a failure the forecast counts from the next attempt, says so, and is right.
#[story]
async fn a_declined_card_is_foretold_from_its_next_attempt(app: &App) {
    let (customer, expert, _) = people(app).await;
    paid_to(&expert, GOOD).await;
    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_declined_once")).await;
    let work = work_agreed_in(&customer, &expert, &card, ("500.00", "USD")).await;
    let bill = bill_agreed(&customer, &expert, &work.engagement, "100.00").await;
    app.sweep().await;

    let foretold = forecast(&expert, &bill).await;
    assert_eq!(foretold["assumes"], json!(["NEXT_ATTEMPT_SUCCEEDS"]));
    assert_eq!(foretold["parts"][0]["collection"], window("2027-03-03", "2027-03-05"));
    app.advance(DAY * 10).await;
    let (earliest, latest) = days(&foretold["arrival"]);
    let (paid_on, _) = days(&forecast(&expert, &bill).await["arrival"]);
    assert!(earliest <= paid_on && paid_on <= latest, "{paid_on} is not within {foretold}");
}

/// Holds IQ-30, IQ-31, IQ-32 and G-41: if nothing goes wrong, money comes when it was foretold at approval, and on the
/// way the forecast only narrows. Over weekends, for every tender.
#[story]
async fn a_daily_payee_is_paid_when_it_was_foretold(app: &App) {
    keeps_its_word(app, "USD", json!({ "interval": "DAILY" }), "2027-03-03T15:00:00Z").await;
}

/// As above, to a payee of the first of the month; 1 May 2027 is a Saturday.
#[story]
async fn a_payee_of_the_first_is_paid_when_it_was_foretold(app: &App) {
    keeps_its_word(app, "USD", json!({ "interval": "MONTHLY", "monthDay": 1 }), "2027-04-26T15:00:00Z").await;
}

/// As above, to a payee of the 28th; 28 March 2027 is a Sunday.
#[story]
async fn a_payee_of_the_28th_is_paid_when_it_was_foretold(app: &App) {
    keeps_its_word(app, "USD", json!({ "interval": "MONTHLY", "monthDay": 28 }), "2027-03-23T22:30:00Z").await;
}

/// As above, at the month's end; 31 May 2027 is Memorial Day.
#[story]
async fn a_payee_of_the_months_end_is_paid_when_it_was_foretold(app: &App) {
    keeps_its_word(app, "USD", json!({ "interval": "MONTH_END" }), "2027-05-27T15:00:00Z").await;
}

/// As above, in euro over Easter: 26 March and 29 March 2027 are no days of the rail.
#[story]
async fn easter_keeps_its_word_too(app: &App) {
    keeps_its_word(app, "EUR", json!({ "interval": "DAILY" }), "2027-03-22T13:30:00Z").await;
}

/// Bills of every tender on four days from `from`; each is paid within what was foretold when it was approved, and at
/// no time was it foretold for a day that was excluded before.
async fn keeps_its_word(app: &App, currency: &str, interval: Value, from: &str) {
    let (customer, expert, _) = people(app).await;
    let mut engagements = Vec::new();
    for (tender, token) in TENDERS {
        let method = payment_method_added(&customer, tender, token).await;
        let work = work_agreed_in(&customer, &expert, &method, ("5000.00", currency)).await;
        engagements.push(work.engagement);
    }
    app.advance_to(from).await;
    bank_named(&expert, currency).await;
    let mut preference = interval;
    preference["currency"] = json!(currency);
    expert.run("payoutPreferenceSet", preference, "payoutPreference { nextRunOn }").await;

    let mut at_approval = BTreeMap::new();
    for _ in 0..4 {
        for engagement in &engagements {
            let bill = billed(&customer, &expert, engagement, currency).await;
            let arrival = forecast(&expert, &bill).await["arrival"].clone();
            at_approval.insert(bill, days(&arrival));
        }
        app.advance(DAY).await;
    }
    let mut foretold = at_approval.clone();
    for _ in 0..10 {
        for engagement in &engagements {
            for (bill, arrival) in arrivals(&expert, engagement).await {
                let before = foretold.insert(bill.clone(), arrival).unwrap();
                assert!(before.0 <= arrival.0 && arrival.1 <= before.1, "{bill}: {before:?} became {arrival:?}");
            }
        }
        app.advance(DAY * 7).await;
    }
    for (bill, (earliest, latest)) in at_approval {
        let why = why_not_paid(&expert, &bill).await;
        assert_eq!((&why["standing"], &why["blockers"]), (&json!("PAID"), &json!([])), "{why:#}");
        let (paid_on, _) = days(&why["parts"][0]["arrival"]);
        assert!(earliest <= paid_on && paid_on <= latest, "paid on {paid_on}, not within {earliest} and {latest}");
    }
}

/// When the bills of an engagement are expected.
async fn arrivals(expert: &Person<'_>, engagement: &str) -> Vec<(String, (NaiveDate, NaiveDate))> {
    let document = "query E($id: ID!) { engagement(id: $id) { paymentRequests(first: 100) { edges { node {
        id forecast { arrival { earliest latest } } } } } } }";
    let data = expert.query(document, json!({ "id": engagement })).await;
    let edges = data["engagement"]["paymentRequests"]["edges"].as_array().expect("a list has edges").clone();
    let arrival = |node: &Value| (node["id"].as_str().unwrap().to_owned(), days(&node["forecast"]["arrival"]));
    edges.iter().map(|edge| arrival(&edge["node"])).collect()
}

/// The expert is paid to a verified bank account in the currency.
async fn bank_named(expert: &Person<'_>, currency: &str) {
    if currency == "USD" {
        paid_to(expert, GOOD).await;
        return;
    }
    let account = account_of(expert).await;
    let input = json!({
        "currency": currency,
        "rail": "SEPA",
        "accountNumber": "DE89370400440532013000",
        "holder": account["name"],
        "bankAddress": account["address"],
        "documentIssuedOn": expert.app.now().date_naive(),
        "idempotencyKey": expert.app.key(),
    });
    let method = expert.run("payoutMethodAdd", input, "payoutMethod { id }").await;
    payout_method_verified(&expert.app.operator(), method["payoutMethod"]["id"].as_str().unwrap()).await;
}

async fn billed(customer: &Person<'_>, expert: &Person<'_>, engagement: &str, currency: &str) -> String {
    let input = json!({
        "engagementId": engagement,
        "amount": { "amount": "100.00", "currency": currency },
        "name": "A day's work",
        "description": "As agreed.",
        "idempotencyKey": expert.app.key(),
    });
    let bill = bill_sent(expert, input).await;
    bill_approved(customer, &bill).await;
    bill
}
