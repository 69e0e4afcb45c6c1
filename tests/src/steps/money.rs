use serde_json::{Value, json};

use crate::{App, Person};

const BILL: &str = "query B($id: ID!) { paymentRequest(id: $id) {
    status autoApproveAt decidedAt approvedBy declineReason feeBasisPoints
    fee { amount } net { amount } estimatedFee { amount } answers { id } engagement { id status }
    charge { id } } }";

const CHARGE: &str = "query B($id: ID!) { paymentRequest(id: $id) { charge {
    id status tender dueAt nextAttemptAt collectionWindow { earliest latest }
    amount { amount } collected { amount } open { amount }
    attempts { number status failure amount { amount } }
    collections { edges { node { amount { amount } fee { amount } net { amount } excess { amount } } } } } } }";

/// The customer adds what it pays with: a tender, and the token by which the sandbox knows what becomes of it.
pub async fn payment_method_added(customer: &Person<'_>, tender: &str, token: Option<&str>) -> String {
    let input = json!({ "tender": tender, "providerToken": token, "idempotencyKey": customer.app.key() });
    let payload = customer.run("paymentMethodAdd", input, "paymentMethod { id }").await;
    id(&payload["paymentMethod"])
}

/// The input of a bill over so many US dollars, with a key of its own.
pub fn bill_input(expert: &Person<'_>, engagement: &str, amount: &str) -> Value {
    json!({
        "engagementId": engagement,
        "amount": { "amount": amount, "currency": "USD" },
        "name": "First milestone",
        "description": "The plan, as agreed.",
        "idempotencyKey": expert.app.key(),
    })
}

/// The expert bills so many US dollars.
pub async fn bill_submitted(expert: &Person<'_>, engagement: &str, amount: &str) -> String {
    bill_sent(expert, bill_input(expert, engagement, amount)).await
}

/// The expert sends a bill.
pub async fn bill_sent(expert: &Person<'_>, input: Value) -> String {
    let payload = expert.run("paymentRequestSubmit", input, "paymentRequest { id }").await;
    id(&payload["paymentRequest"])
}

/// The expert bills so many US dollars, and that it is the last.
pub async fn final_bill_submitted(expert: &Person<'_>, engagement: &str, amount: &str) -> String {
    let mut input = bill_input(expert, engagement, amount);
    input["isFinal"] = json!(true);
    bill_sent(expert, input).await
}

/// The input of an approval, with a key of its own.
pub fn approval_input(customer: &Person<'_>, bill: &str) -> Value {
    json!({ "paymentRequestId": bill, "idempotencyKey": customer.app.key() })
}

pub async fn bill_approved(customer: &Person<'_>, bill: &str) {
    customer.run("paymentRequestApprove", approval_input(customer, bill), "paymentRequest { id }").await;
}

pub async fn bill_declined(customer: &Person<'_>, bill: &str) {
    let input = json!({ "paymentRequestId": bill, "reason": "This is not what we agreed." });
    customer.run("paymentRequestDecline", input, "paymentRequest { id }").await;
}

/// The expert bills so many US dollars, and the customer accepts at once.
pub async fn bill_agreed(customer: &Person<'_>, expert: &Person<'_>, engagement: &str, amount: &str) -> String {
    let bill = bill_submitted(expert, engagement, amount).await;
    bill_approved(customer, &bill).await;
    bill
}

/// The input of an objection to a bill, with a key of its own.
pub fn dispute_input(customer: &Person<'_>, bill: &str) -> Value {
    json!({ "paymentRequestId": bill, "statement": "Half of it is missing.", "idempotencyKey": customer.app.key() })
}

/// The customer objects to a bill.
pub async fn dispute_opened(customer: &Person<'_>, bill: &str) -> String {
    let payload = customer.run("disputeOpen", dispute_input(customer, bill), "dispute { id }").await;
    id(&payload["dispute"])
}

/// The input of an answer to an objection.
pub fn answer_input(dispute: &str) -> Value {
    json!({ "disputeId": dispute, "statement": "It is all there: see the second page." })
}

/// The expert answers an objection.
pub async fn dispute_answered(expert: &Person<'_>, dispute: &str) {
    expert.run("disputeAnswer", answer_input(dispute), "dispute { id }").await;
}

/// The input of a complaint about the operator, with a key of its own.
pub fn complaint_input(person: &Person<'_>) -> Value {
    json!({ "statement": "My payout is late, and nobody says why.", "idempotencyKey": person.app.key() })
}

/// Somebody complains about the operator.
pub async fn complaint_filed(person: &Person<'_>) -> String {
    let payload = person.run("complaintFile", complaint_input(person), "complaint { id }").await;
    id(&payload["complaint"])
}

/// The input of the end of a dispute, for a part in US dollars or for all, with a key of its own.
pub fn settlement_input(customer: &Person<'_>, dispute: &str, part: Option<&str>) -> Value {
    let outcome = if part.is_some() { "PART" } else { "ALL" };
    let part = part.map(|amount| json!({ "amount": amount, "currency": "USD" }));
    json!({ "disputeId": dispute, "outcome": outcome, "part": part, "idempotencyKey": customer.app.key() })
}

/// Everything of a bill but its charge.
pub async fn bill(reader: &Person<'_>, id: &str) -> Value {
    reader.query(BILL, json!({ "id": id })).await["paymentRequest"].clone()
}

/// The charge of a bill; null unless the bill is approved.
pub async fn charge(reader: &Person<'_>, bill: &str) -> Value {
    reader.query(CHARGE, json!({ "id": bill })).await["paymentRequest"]["charge"].clone()
}

/// The id of the charge of an approved bill.
pub async fn charge_id(reader: &Person<'_>, bill: &str) -> String {
    id(&charge(reader, bill).await)
}

/// What the books hold on all accounts of a kind together, in minor units, on its debit side.
pub async fn booked(app: &App, kind: &str) -> i64 {
    let sql = format!(
        "select cast(coalesce(sum(entry.amount_minor), 0) as bigint) as total
         from ledger_entry entry join ledger_account account on account.id = entry.account_id
         where account.kind = '{kind}'"
    );
    app.rows(&sql).await[0].try_get("", "total").expect("a sum is a number")
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("a thing has an id").to_owned()
}
