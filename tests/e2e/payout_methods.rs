//! Where a payee's money goes: naming a bank account, its review, and what the bank makes of it.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{member_joined, staff_appointed},
        payouts::{
            GOOD, account_of, method_status, paid_to, payout_method_added, payout_method_input, payout_method_verified,
        },
        work::people,
    },
    story,
};

/// The input of a good bank account, with some fields otherwise.
async fn input_with(expert: &Person<'_>, changes: Value) -> Value {
    let mut input = payout_method_input(expert, GOOD).await;
    for (field, value) in changes.as_object().unwrap() {
        input[field] = value.clone();
    }
    input
}

/// Holds G-39 and G-41.
#[story]
async fn a_bank_account_is_shown_masked_and_reviewed_before_it_is_paid(app: &App) {
    let (_, expert, _) = people(app).await;

    let input = input_with(
        &expert,
        json!({ "currency": "EUR", "rail": "SEPA", "routingNumber": null,
        "accountNumber": "DE44 5001 0517 5407 3249 31" }),
    );
    let selection = "payoutMethod { id status currency rail accountNumberMasked routingNumber reviewDueOn failure
        bankAddress { street } account { id } }";
    let added = expert.run("payoutMethodAdd", input.await, selection).await["payoutMethod"].clone();

    let account = account_of(&expert).await;
    let expected = json!({
        "id": added["id"], "status": "PENDING", "currency": "EUR", "rail": "SEPA",
        "accountNumberMasked": "••••4931", "routingNumber": null, "reviewDueOn": "2027-03-08", "failure": null,
        "bankAddress": { "street": account["address"]["street"] }, "account": { "id": account["id"] },
    });
    assert_eq!(added, expected);

    let queue = "query Q { payoutMethodsToReview { edges { node { id } } } }";
    let waiting = app.operator().query(queue, json!({})).await;
    assert_eq!(waiting["payoutMethodsToReview"]["edges"], json!([{ "node": { "id": added["id"] } }]));
    payout_method_verified(&app.operator(), added["id"].as_str().unwrap()).await;
    let waiting = app.operator().query(queue, json!({})).await;
    assert_eq!(waiting["payoutMethodsToReview"]["edges"], json!([]));
}

/// Holds MKT-03, G-39 and G-41.
#[story]
async fn a_bank_account_that_does_not_fit_is_refused_with_its_code(app: &App) {
    let (_, expert, _) = people(app).await;
    let mut elsewhere = account_of(&expert).await["address"].clone();
    elsewhere["street"] = json!("Hauptstraße 1");

    let cases = [
        (json!({ "accountNumber": "1234" }), "ACCOUNT_NUMBER_INVALID", "accountNumber"),
        (json!({ "routingNumber": "021000022" }), "ACCOUNT_NUMBER_INVALID", "accountNumber"),
        (json!({ "routingNumber": null }), "ACCOUNT_NUMBER_INVALID", "accountNumber"),
        (
            json!({ "currency": "EUR", "rail": "SEPA", "routingNumber": null,
                "accountNumber": "DE45 5001 0517 5407 3249 31" }),
            "ACCOUNT_NUMBER_INVALID",
            "accountNumber",
        ),
        (json!({ "currency": "EUR" }), "RAIL_CURRENCY_UNSUPPORTED", "rail"),
        (json!({ "bankAddress": elsewhere }), "BANK_ADDRESS_DIFFERS", "bankAddress"),
        (json!({ "holder": "Bob Other" }), "HOLDER_DIFFERS", "holder"),
        (json!({ "documentIssuedOn": "2026-11-30" }), "DOCUMENT_TOO_OLD", "documentIssuedOn"),
        (json!({ "documentIssuedOn": "2027-03-03" }), "INPUT_INVALID", "documentIssuedOn"),
        (json!({ "holder": "a\u{0}b" }), "INPUT_INVALID", "holder"),
        (json!({ "idempotencyKey": "" }), "IDEMPOTENCY_KEY_MISSING", "idempotencyKey"),
    ];
    for (changes, code, field) in cases {
        let refused = expert.refused("payoutMethodAdd", input_with(&expert, changes.clone()).await).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!(code), &json!(field)), "{changes}");
    }

    let explained = json!({ "holder": "Bob Other", "holderReason": "We share the account." });
    let input = input_with(&expert, explained).await;
    expert.run("payoutMethodAdd", input, "payoutMethod { id }").await;
}

/// Holds invariant 10 and scenario 19.
#[story]
async fn the_same_key_adds_one_bank_account(app: &App) {
    let (_, expert, _) = people(app).await;
    let input = payout_method_input(&expert, GOOD).await;

    let add = async |input: &Value| {
        let added = expert.run("payoutMethodAdd", input.clone(), "payoutMethod { id }").await;
        added["payoutMethod"]["id"].clone()
    };
    let (first, again) = (add(&input).await, add(&input).await);
    assert_eq!(first, again);

    let mut other = input.clone();
    other["accountNumber"] = json!("000123456788");
    assert_eq!(expert.refusal("payoutMethodAdd", other).await, "IDEMPOTENCY_KEY_REUSED");
}

/// Holds G-01, G-18 and invariant 11.
#[story]
async fn a_bank_account_is_its_payees_alone(app: &App) {
    let (customer, expert, _) = people(app).await;
    let method = payout_method_added(&expert, GOOD).await;

    let query = "query M($id: ID!) { payoutMethod(id: $id) { id } }";
    assert_eq!(customer.query_refused(query, json!({ "id": method })).await, "PAYOUT_METHOD_NOT_FOUND");
    assert_eq!(customer.query_refused(query, json!({ "id": "pom_made_up" })).await, "INPUT_INVALID");
    let of = |id: &str| json!({ "payoutMethodId": id });
    assert_eq!(customer.refusal("payoutMethodRemove", of(&method)).await, "PAYOUT_METHOD_NOT_FOUND");
    let fresh = json!({ "payoutMethodId": method, "documentIssuedOn": "2027-03-01" });
    assert_eq!(customer.refusal("payoutMethodConfirm", fresh.clone()).await, "PAYOUT_METHOD_NOT_FOUND");
    assert_eq!(expert.refusal("payoutMethodConfirm", fresh).await, "PAYOUT_METHOD_NOT_IN_STATE");

    let evidence = json!({ "payoutMethodId": method, "evidence": "I know it." });
    assert_eq!(expert.refusal("payoutMethodVerify", evidence.clone()).await, "RIGHT_MISSING");
    assert_eq!(app.nobody().refusal("payoutMethodVerify", evidence).await, "UNAUTHENTICATED");
    assert_eq!(
        app.nobody().query_refused("query L { payoutMethods { edges { node { id } } } }", json!({})).await,
        "UNAUTHENTICATED"
    );
}

/// Holds G-39: a reviewer belongs to no payee whom it reviews, and says what it saw.
#[story]
async fn nobody_verifies_the_bank_account_of_their_own_firm(app: &App) {
    let (_, expert, _) = people(app).await;
    let method = payout_method_added(&expert, GOOD).await;
    member_joined(&expert, "eve@example.org", "Eve Colleague", &[]).await;
    let colleague = staff_appointed(app, "eve@example.org", &["REVIEW_REGISTRATIONS"]).await;

    let seen = json!({ "payoutMethodId": method, "evidence": "I know it." });
    assert_eq!(colleague.refusal("payoutMethodVerify", seen).await, "SELF_REVIEW");
    let refused = json!({ "payoutMethodId": method, "reason": "No." });
    assert_eq!(colleague.refusal("payoutMethodReject", refused).await, "SELF_REVIEW");
    let blind = json!({ "payoutMethodId": method, "evidence": "  " });
    assert_eq!(app.operator().refusal("payoutMethodVerify", blind).await, "EVIDENCE_REQUIRED");
}

/// Holds G-39.
#[story]
async fn an_overdue_review_is_reported_once(app: &App) {
    let (_, expert, _) = people(app).await;
    let method = payout_method_added(&expert, GOOD).await;
    let alerts = async || {
        let sql = "select at from audit_row where kind = 'payout_method.review_overdue'";
        let rows = app.rows(sql).await;
        rows.iter()
            .map(|row| row.try_get::<chrono::DateTime<chrono::Utc>>("", "at").unwrap().to_rfc3339())
            .collect::<Vec<_>>()
    };

    app.advance_to("2027-03-08T23:59:59Z").await;
    assert!(alerts().await.is_empty());
    app.advance(TimeDelta::days(3)).await;
    assert_eq!(alerts().await, ["2027-03-09T00:00:00+00:00"]);

    let reason = json!({ "payoutMethodId": method, "reason": "The letter is not readable." });
    let rejected = app.operator().run("payoutMethodReject", reason, "payoutMethod { status failure }").await;
    let expected = json!({ "status": "REJECTED", "failure": "The letter is not readable." });
    assert_eq!(rejected["payoutMethod"], expected);
    assert_eq!(
        app.operator().refusal("payoutMethodVerify", json!({ "payoutMethodId": method, "evidence": "x" })).await,
        "PAYOUT_METHOD_NOT_IN_STATE"
    );
}

/// Holds G-41.
#[story]
async fn a_bank_account_is_taken_away_once(app: &App) {
    let (_, expert, _) = people(app).await;
    let method = paid_to(&expert, GOOD).await;

    let of = json!({ "payoutMethodId": method });
    expert.run("payoutMethodRemove", of.clone(), "payoutMethod { id }").await;
    assert_eq!(method_status(&expert, &method).await, "REMOVED");
    assert_eq!(expert.refusal("payoutMethodRemove", of).await, "PAYOUT_METHOD_NOT_IN_STATE");
}
