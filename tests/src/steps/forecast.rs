use serde_json::{Value, json};

use crate::Person;

/// The fields of a part, and what it waits for.
const PART: &str = "amount { amount } status collection { earliest latest } run { earliest latest }
    arrival { earliest latest } disbursement { id status runOn bankTrace } assumes blockers { code }";

/// Where the money of a bill is.
pub async fn why_not_paid(reader: &Person<'_>, bill: &str) -> Value {
    let document = format!(
        "query W($id: ID!) {{ whyNotPaid(paymentRequestId: $id) {{
            standing message net {{ amount }} paid {{ amount }} unpaid {{ amount }} parts {{ {PART} }}
            blockers {{ code message remedy rule liftedBy runOn expected {{ earliest latest }} }} }} }}"
    );
    reader.query(&document, json!({ "id": bill })).await["whyNotPaid"].clone()
}

/// The codes of everything that stands in the way of a bill.
pub async fn why_codes(reader: &Person<'_>, bill: &str) -> Vec<String> {
    codes(&why_not_paid(reader, bill).await["blockers"])
}

/// The codes of a list of blockers.
pub fn codes(blockers: &Value) -> Vec<String> {
    let blockers = blockers.as_array().expect("a list").iter();
    blockers.map(|blocker| blocker["code"].as_str().expect("a code").to_owned()).collect()
}

/// When a bill is expected to be paid; null to who may not know.
pub async fn forecast(reader: &Person<'_>, bill: &str) -> Value {
    let document = format!(
        "query F($id: ID!) {{ paymentRequest(id: $id) {{
            forecast {{ net {{ amount }} arrival {{ earliest latest }} assumes parts {{ {PART} }} }} }} }}"
    );
    reader.query(&document, json!({ "id": bill })).await["paymentRequest"]["forecast"].clone()
}

/// What is coming to the viewer's account.
pub async fn upcoming(expert: &Person<'_>) -> Vec<Value> {
    let document = "query U { upcomingPayouts(first: 100) { edges { node {
        currency runOn earliestRunOn stage amount { amount } arrival { earliest latest }
        bills { edges { node { amount { amount } assumes blockers { code } paymentRequest { id } } } } } } } }";
    let data = expert.query(document, json!({})).await;
    let edges = data["upcomingPayouts"]["edges"].as_array().expect("a list has edges").clone();
    edges.into_iter().map(|edge| edge["node"].clone()).collect()
}

/// What leaves for all payees, and what is stuck.
pub async fn payout_plan(staff: &Person<'_>) -> Value {
    let document = "query P { payoutPlan {
        totals { currency inTransit { amount } available { amount } unfunded { amount } blocked { amount } }
        payouts(first: 100) { edges { node {
            runOn earliestRunOn currency rail stage payeeCount amount { amount } arrival { earliest latest } } } }
        blocked { code payeeCount amount { amount currency } } } }";
    staff.query(document, json!({})).await["payoutPlan"].clone()
}
