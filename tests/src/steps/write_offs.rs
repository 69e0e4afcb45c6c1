use serde_json::{Value, json};

use crate::Person;

const SUSPENDED: &str = "query S { suspendedMoney { edges { node {
    id kind externalId at amount { amount currency } charge { id status } } } } }";

/// Why staff give up, in most stories.
pub const GONE: &str = "The company was dissolved.";

/// The input by which staff ask no more for a charge, with a key of its own.
pub fn mark_input(staff: &Person<'_>, charge: &str) -> Value {
    json!({ "chargeId": charge, "reason": GONE, "idempotencyKey": staff.app.key() })
}

/// The input by which staff give up so many US dollars of a charge, with a key of its own.
pub fn write_off_input(staff: &Person<'_>, charge: &str, amount: &str) -> Value {
    let amount = json!({ "amount": amount, "currency": "USD" });
    json!({ "chargeId": charge, "amount": amount, "reason": GONE, "idempotencyKey": staff.app.key() })
}

/// The input by which staff say that a charge is owed again, because of money that waits; with a key of its own.
pub fn reopen_input(staff: &Person<'_>, charge: &str, money: &str) -> Value {
    let reason = "The customer's bank paid after all.";
    json!({
        "chargeId": charge,
        "suspendedMoneyId": money,
        "reason": reason,
        "idempotencyKey": staff.app.key(),
    })
}

/// The input by which staff say that money that waits is of another charge; with a key of its own.
pub fn assign_input(staff: &Person<'_>, money: &str, charge: &str) -> Value {
    let evidence = "Line 17 of the bank's statement names the other invoice.";
    json!({
        "suspendedMoneyId": money,
        "chargeId": charge,
        "evidence": evidence,
        "idempotencyKey": staff.app.key(),
    })
}

/// The input by which staff give up so many US dollars of what a payee owes, with a key of its own.
pub fn receivable_input(staff: &Person<'_>, account: &str, amount: &str, owed: &str) -> Value {
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    let (amount, owed, reason) = (usd(amount), usd(owed), "The payee is bankrupt.");
    json!({ "accountId": account, "amount": amount, "owed": owed, "reason": reason, "idempotencyKey": staff.app.key() })
}

/// Who owes something back, and how much.
pub async fn receivables(staff: &Person<'_>) -> Vec<Value> {
    let query = "{ receivables { edges { node { account { id } amount { amount currency } } } } }";
    let edges = staff.query(query, json!({})).await["receivables"]["edges"].clone();
    edges.as_array().expect("a list has edges").iter().map(|edge| edge["node"].clone()).collect()
}

/// Staff ask no more for a charge.
pub async fn marked_uncollectible(staff: &Person<'_>, charge: &str) {
    let marked =
        staff.run("chargeMarkUncollectible", mark_input(staff, charge), "charge { status nextAttemptAt }").await;
    assert_eq!(marked["charge"], json!({ "status": "UNCOLLECTIBLE", "nextAttemptAt": null }));
}

/// Staff ask no more for a charge, and give up so many US dollars of it.
pub async fn given_up(staff: &Person<'_>, charge: &str, amount: &str) {
    marked_uncollectible(staff, charge).await;
    let given = staff.run("chargeWriteOff", write_off_input(staff, charge, amount), "charge { status }").await;
    assert_eq!(given["charge"]["status"], "WRITTEN_OFF");
}

/// What was taken back of a bill, and how it stands since.
pub async fn reversed_charge(reader: &Person<'_>, bill: &str) -> Value {
    let query = "query R($id: ID!) { paymentRequest(id: $id) { charge {
        id status open { amount } collected { amount } reversed { amount } refundable { amount }
        reversals { kind reason amount { amount } taken { amount } } } } }";
    reader.query(query, json!({ "id": bill })).await["paymentRequest"]["charge"].clone()
}

/// What waits for staff, newest first.
pub async fn suspended_money(staff: &Person<'_>) -> Vec<Value> {
    let edges = staff.query(SUSPENDED, json!({})).await["suspendedMoney"]["edges"].clone();
    edges.as_array().expect("a list has edges").iter().map(|edge| edge["node"].clone()).collect()
}
