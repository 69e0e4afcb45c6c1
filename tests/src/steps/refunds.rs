use serde_json::{Value, json};

use crate::Person;

const REFUND: &str = "query R($id: ID!) { refund(id: $id) {
    id status outcome problem kind reason amount { amount } asked { amount } reduced { amount } returned { amount }
    fee { amount } paymentMethod { id } paymentRequest { id } } }";

const CHARGE: &str = "query B($id: ID!) { paymentRequest(id: $id) { charge {
    status open { amount } collected { amount } reduced { amount } refunded { amount } refundable { amount }
    refunds { edges { node { id status } } } } } }";

fn usd(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "USD" })
}

/// The input of a request for so many US dollars back, or for all that is left, with a key of its own.
pub fn refund_request_input(customer: &Person<'_>, bill: &str, amount: Option<&str>) -> Value {
    json!({
        "paymentRequestId": bill,
        "kind": if amount.is_some() { "PARTIAL" } else { "FULL" },
        "amount": amount.map(usd),
        "reason": "A part of it does not work.",
        "idempotencyKey": customer.app.key(),
    })
}

/// The customer asks for money back.
pub async fn refund_requested(customer: &Person<'_>, bill: &str, amount: Option<&str>) -> String {
    let input = refund_request_input(customer, bill, amount);
    let payload = customer.run("refundRequest", input, "refund { id status }").await;
    assert_eq!(payload["refund"]["status"], "REQUESTED");
    id(&payload["refund"])
}

/// The input of refunds of bills over so many US dollars each, with their total and a key of its own.
pub fn refund_offer_input(expert: &Person<'_>, refunds: &[(&str, &str)], total: &str) -> Value {
    let refunds = refunds.iter().map(|(bill, amount)| {
        json!({ "paymentRequestId": bill, "amount": usd(amount), "reason": "It took longer than agreed." })
    });
    let refunds: Vec<Value> = refunds.collect();
    json!({ "refunds": refunds, "total": usd(total), "idempotencyKey": expert.app.key() })
}

/// The expert gives back of one bill; nothing was swept yet.
pub async fn refund_offered(expert: &Person<'_>, bill: &str, amount: &str) -> String {
    let input = refund_offer_input(expert, &[(bill, amount)], amount);
    let payload = expert.run("refundOffer", input, "refunds { id }").await;
    id(&payload["refunds"][0])
}

/// The input of an answer to a request for a refund, over so much.
pub fn refund_answer_input(expert: &Person<'_>, refund: &str, bill: &str, amount: &str) -> Value {
    let mut input = refund_offer_input(expert, &[(bill, amount)], amount);
    input["refunds"][0]["refundId"] = json!(refund);
    input
}

/// The input of a refusal.
pub fn refund_refusal_input(refund: &str) -> Value {
    json!({ "refundId": refund, "reason": "It is as we agreed." })
}

/// The input of what was missing, with a key of its own.
pub fn refund_data_input(person: &Person<'_>, refund: &str, method: Option<&str>) -> Value {
    json!({ "refundId": refund, "paymentMethodId": method, "idempotencyKey": person.app.key() })
}

/// The input of what staff found out, with a key of its own.
pub fn refund_finding_input(staff: &Person<'_>, refund: &str, outcome: &str) -> Value {
    json!({
        "refundId": refund,
        "outcome": outcome,
        "evidence": "The provider's letter of today.",
        "idempotencyKey": staff.app.key(),
    })
}

/// Everything of a refund.
pub async fn refund(reader: &Person<'_>, id: &str) -> Value {
    reader.query(REFUND, json!({ "id": id })).await["refund"].clone()
}

/// How far a refund is.
pub async fn refund_status(reader: &Person<'_>, id: &str) -> String {
    refund(reader, id).await["status"].as_str().expect("a refund has a status").to_owned()
}

/// What was given back of a bill, and what is left.
pub async fn refunded_charge(reader: &Person<'_>, bill: &str) -> Value {
    reader.query(CHARGE, json!({ "id": bill })).await["paymentRequest"]["charge"].clone()
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("a thing has an id").to_owned()
}
