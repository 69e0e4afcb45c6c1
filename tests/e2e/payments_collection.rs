//! Charges: how what was approved is collected, and what happens when it is not.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        money::{approval_input, bill_agreed, booked, charge, payment_method_added},
        work::{self, work_agreed},
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);

/// Work over 10,000.00 USD that is paid in a way of which the sandbox knows the end; its customer, its expert and
/// the engagement.
async fn paid_by<'a>(app: &'a App, tender: &str, token: Option<&str>) -> (Person<'a>, Person<'a>, String) {
    let (customer, expert, _) = work::people(app).await;
    let method = payment_method_added(&customer, tender, token).await;
    let work = work_agreed(&customer, &expert, &method, "10000.00").await;
    (customer, expert, work.engagement)
}

fn statuses(charge: &Value) -> Vec<&str> {
    charge["attempts"].as_array().unwrap().iter().map(|attempt| attempt["status"].as_str().unwrap()).collect()
}

/// Holds IQ-30 and IQ-28.
#[story]
async fn only_what_is_collected_is_available(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_ok")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1234.56").await;

    app.advance(DAY * 2 - TimeDelta::seconds(1)).await;
    let collecting = charge(&expert, &bill).await;
    assert_eq!((&collecting["status"], &collecting["collected"]["amount"]), (&json!("COLLECTING"), &json!("0.00")));
    assert_eq!((booked(app, "expert_unfunded").await, booked(app, "psp_clearing").await), (-120_370, 0));
    assert!(app.rows("select id from earning").await.is_empty());

    app.advance(TimeDelta::seconds(1)).await;
    let collected = charge(&expert, &bill).await;
    assert_eq!((&collected["status"], &collected["open"]["amount"]), (&json!("COLLECTED"), &json!("0.00")));
    assert_eq!(statuses(&collected), ["COLLECTED"]);
    let arrived = &collected["collections"]["edges"][0]["node"];
    assert_eq!((&arrived["fee"]["amount"], &arrived["net"]["amount"]), (&json!("30.86"), &json!("1203.70")));
    assert_eq!((booked(app, "fee_revenue").await, booked(app, "fee_unearned").await), (-3_086, 0));
    let earned = &app.rows("select amount_minor from earning").await[0];
    assert_eq!(earned.try_get::<i64>("", "amount_minor"), Ok(120_370));
}

/// Holds IQ-31: scenario 10, its first half.
#[story]
async fn the_window_says_when_the_money_is_expected(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_ok")).await;
    app.advance_to("2028-01-30T12:00:00Z").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;

    let invoiced = charge(&customer, &bill).await;
    assert_eq!(invoiced["collectionWindow"], json!({ "earliest": "2028-01-31", "latest": "2028-02-02" }));
    assert_eq!(invoiced["dueAt"], "2028-02-03T00:00:00+00:00");
    assert!(app.rows("select id from earning").await.is_empty());
}

/// Holds IQ-31 and IQ-33.
#[story]
async fn a_collection_that_fails_is_tried_again(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_declined_once")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.sweep().await;

    let failed = charge(&customer, &bill).await;
    assert_eq!((&failed["status"], statuses(&failed)), (&json!("OVERDUE"), vec!["FAILED"]));
    assert_eq!(failed["attempts"][0]["failure"], "the card was declined");
    assert_eq!(failed["nextAttemptAt"], "2027-03-02T09:00:00+00:00");
    app.advance(DAY).await;
    assert_eq!(charge(&customer, &bill).await["status"], "COLLECTING");
    app.advance(DAY * 2).await;

    let collected = charge(&customer, &bill).await;
    assert_eq!((&collected["status"], statuses(&collected)), (&json!("COLLECTED"), vec!["FAILED", "COLLECTED"]));
}

/// Holds IQ-31: 1, 3, 7, 15 and 30 days, then staff, and at most eight times.
#[story]
async fn what_fails_again_and_again_is_left_to_staff(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "ACH", Some("sandbox_ach_failed")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    let operator = app.operator();
    app.sweep().await;
    let id = charge(&customer, &bill).await["id"].clone();
    let collect = |person: &Person<'_>| json!({ "chargeId": id, "idempotencyKey": person.app.key() });
    assert_eq!(operator.refusal("chargeCollect", collect(&operator)).await, "COLLECTION_IN_FLIGHT");
    assert_eq!(customer.refusal("chargeCollect", collect(&customer)).await, "RIGHT_MISSING");

    app.advance(DAY * (1 + 3 + 7 + 15 + 30 + 6 * 4)).await;
    let given_up = charge(&operator, &bill).await;
    assert_eq!((&given_up["status"], &given_up["nextAttemptAt"]), (&json!("OVERDUE"), &Value::Null));
    assert_eq!(statuses(&given_up), ["FAILED"; 6]);

    for _ in 0..2 {
        operator.run("chargeCollect", collect(&operator), "charge { id }").await;
        app.advance(DAY * 4).await;
    }
    assert_eq!(operator.refusal("chargeCollect", collect(&operator)).await, "CHARGE_NOT_IN_STATE");
    assert_eq!(statuses(&charge(&operator, &bill).await), ["FAILED"; 8]);
    assert_eq!(booked(app, "buyer_receivable").await, 10_000);
}

/// Holds IQ-31 and IQ-33.
#[story]
async fn on_net_terms_the_customer_sends_the_money(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "NET_TERMS", Some("sandbox_terms_late")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.advance(DAY * 30 - TimeDelta::seconds(1)).await;
    let invoiced = charge(&customer, &bill).await;
    assert_eq!((&invoiced["status"], &invoiced["dueAt"]), (&json!("INVOICED"), &json!("2027-03-31T09:00:00+00:00")));
    assert_eq!((statuses(&invoiced), &invoiced["nextAttemptAt"]), (vec![], &Value::Null));

    app.advance(TimeDelta::seconds(1)).await;
    assert_eq!(charge(&customer, &bill).await["status"], "OVERDUE");
    let noted = app.rows("select at from audit_row where kind = 'charge.overdue'").await;
    assert_eq!(noted.len(), 1);
    let operator = app.operator();
    let collect = json!({ "chargeId": invoiced["id"], "idempotencyKey": app.key() });
    assert_eq!(operator.refusal("chargeCollect", collect).await, "CHARGE_NOT_IN_STATE");

    app.advance(DAY * 5).await;
    assert_eq!(charge(&customer, &bill).await["status"], "COLLECTED");
}

/// Holds G-20: what is open and not sent is collected by the method that the customer names instead.
#[story]
async fn another_card_pays_what_the_first_did_not(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_declined")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.sweep().await;
    assert_eq!(charge(&customer, &bill).await["status"], "OVERDUE");

    let other = payment_method_added(&customer, "ACH", Some("sandbox_ach_ok")).await;
    let change = json!({ "engagementId": engagement, "paymentMethodId": other });
    customer.run("paymentMethodChange", change, "engagement { id }").await;
    app.advance(DAY * 9).await;

    let collected = charge(&customer, &bill).await;
    assert_eq!((&collected["status"], &collected["tender"]), (&json!("COLLECTED"), &json!("ACH")));
    assert_eq!(statuses(&collected), ["FAILED", "COLLECTED"]);
}

/// Holds IQ-30: scenario 17, for charges. The first was taken and the answer lost; the second never came.
#[story]
async fn what_was_never_answered_is_left_by_evidence(app: &App) {
    moves_once(app, "sandbox_card_timeout", 1).await;
}

/// Holds scenario 17.
#[story]
async fn what_was_never_received_is_sent_again_by_evidence(app: &App) {
    moves_once(app, "sandbox_card_lost", 2).await;
}

/// A charge whose answer is lost is asked for and settled; the money moves once, in so many attempts.
async fn moves_once(app: &App, token: &str, attempts: usize) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some(token)).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.sweep().await;
    assert_eq!(charge(&customer, &bill).await["status"], "UNRESOLVED");
    app.advance(TimeDelta::minutes(14)).await;
    let unresolved = charge(&customer, &bill).await;
    let listed = "{ charges(status: UNRESOLVED) { edges { node { id } } } }";
    let queue = app.operator().query(listed, json!({})).await["charges"]["edges"].clone();
    assert_eq!(queue, json!([{ "node": { "id": unresolved["id"] } }]));
    assert_eq!(customer.query_refused(listed, json!({})).await, "RIGHT_MISSING");
    assert_eq!((&unresolved["status"], statuses(&unresolved)), (&json!("UNRESOLVED"), vec!["UNKNOWN"]));

    app.advance(DAY * 10).await;
    let collected = charge(&customer, &bill).await;
    assert_eq!((&collected["status"], statuses(&collected).len()), (&json!("COLLECTED"), attempts));
    assert_eq!(collected["collections"]["edges"].as_array().unwrap().len(), 1);
    assert_eq!(booked(app, "fee_revenue").await, -250);
}

/// Holds invariant 10: scenario 19, its second half. What comes beyond what is open stays the customer's.
#[story]
async fn a_report_that_comes_twice_has_one_effect(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_ok")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.sweep().await;
    app.advance_without_sweeps(DAY * 2).await;

    // Two workers are told at once, and the provider repeats itself ever after.
    tokio::join!(app.sweep(), app.sweep());
    app.advance(DAY).await;
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "buyer_credit").await), (10_000, 0));
    assert_eq!(app.rows("select id from collection").await.len(), 1);

    // The customer's bank pays a second time.
    app.try_sql("update sandbox_payment set external_id = 'another'").await.unwrap();
    app.sweep().await;
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "buyer_credit").await), (20_000, -10_000));
    let newest = charge(&customer, &bill).await["collections"]["edges"][0]["node"].clone();
    assert_eq!((&newest["amount"]["amount"], &newest["excess"]["amount"]), (&json!("0.00"), &json!("100.00")));
    assert_eq!(app.rows("select id from earning").await.len(), 1);
}

/// Holds IQ-35 and invariant 1: scenario 12, for methods and charges. It cannot be said, and no row holds it.
#[story]
async fn a_credit_is_no_way_to_pay(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_ok")).await;
    bill_agreed(&customer, &expert, &engagement, "100.00").await;

    for tender in ["CREDIT", "PROMOTIONAL_CREDIT"] {
        let input = json!({ "tender": tender, "idempotencyKey": app.key() });
        let answer = customer.mutate("paymentMethodAdd", input, "").await;
        assert!(answer.body["errors"][0].is_object() && answer.body["data"]["paymentMethodAdd"].is_null());
    }
    let sdl = gateway::sdl();
    let tenders = sdl.split("enum Tender {").nth(1).unwrap().split('}').next().unwrap();
    assert!(!tenders.replace("There is no promotional credit", "").to_lowercase().contains("credit"), "{tenders}");
    for table in ["payment_method", "charge"] {
        assert!(app.try_sql(&format!("update {table} set tender = 'credit'")).await.is_err());
    }
}

/// Holds G-01 and IQ-31: what a method needs, who adds it, and that no card number is kept.
#[story]
async fn a_payment_method_is_a_token_and_its_owners_alone(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_ok")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    let add = |token: Value| json!({ "tender": "CARD", "providerToken": token, "idempotencyKey": app.key() });
    for token in [Value::Null, json!(""), json!("4242 4242 4242 4242"), json!("x".repeat(256))] {
        let refused = customer.refused("paymentMethodAdd", add(token)).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!("providerToken")));
    }
    let without = app.person_without_second_factor(work::CUSTOMER);
    assert_eq!(without.refusal("paymentMethodAdd", add(json!("tok_1"))).await, "MFA_REQUIRED");
    assert_eq!(without.refusal("paymentRequestApprove", approval_input(&without, &bill)).await, "MFA_REQUIRED");

    let query = "query B($id: ID!) { paymentRequest(id: $id) { charge { paymentMethod { tender netDays } } } }";
    let seen = async |person: &Person<'_>| {
        let data = person.query(query, json!({ "id": bill })).await;
        data["paymentRequest"]["charge"]["paymentMethod"].clone()
    };
    assert_eq!(seen(&customer).await, json!({ "tender": "CARD", "netDays": null }));
    assert_eq!(seen(&expert).await, Value::Null);
}
