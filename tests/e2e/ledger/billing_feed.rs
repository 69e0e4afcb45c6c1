//! The billing feed: what a payee's own books are kept by.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        money::{bill_agreed, payment_method_added},
        payouts::{paid_to, payout_method_added, payout_method_verified},
        refunds::refund_offered,
        work::{people, work_agreed},
    },
    story,
};

const FEED: &str = "query F($first: Int, $after: String) { billingEvents(first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { id parentId kind action amount currency affectsBalance at recordedAt
                   paymentRequest { id } disbursement { id } } } } }";

/// The lines after a cursor, in pages of `first`, and the cursor of the last.
async fn read_on(reader: &Person<'_>, first: u32, mut after: Value) -> (Vec<Value>, Value) {
    let mut lines = vec![];
    loop {
        let page = reader.query(FEED, json!({ "first": first, "after": after })).await["billingEvents"].clone();
        lines.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()));
        if !page["pageInfo"]["endCursor"].is_null() {
            after = page["pageInfo"]["endCursor"].clone();
        }
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            return (lines, after);
        }
    }
}

fn told(lines: &[Value]) -> Vec<[&str; 4]> {
    let moves = |line: &Value| if line["affectsBalance"] == json!(true) { "balance" } else { "memo" };
    lines
        .iter()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap();
            [text("action"), text("kind"), text("amount"), moves(line)]
        })
        .collect()
}

/// Holds G-44: every event that moved what the payee has, with its sign, and none that only moved it from one place to
/// another; each refund and collection names the invoice that it follows, and what failed the disbursement that did.
#[story]
async fn the_feed_tells_every_cent_once(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    let net_terms = payment_method_added(&customer, "NET_TERMS", None).await;
    let open = work_agreed(&customer, &expert, &net_terms, "10000.00").await;
    paid_to(&expert, "000123456789").await;
    let first = bill_agreed(&customer, &expert, &work.engagement, "1000.00").await;
    let second = bill_agreed(&customer, &expert, &open.engagement, "500.00").await;
    app.advance_to("2027-03-12T09:00:00Z").await;
    refund_offered(&expert, &first, "400.00").await;
    refund_offered(&expert, &second, "500.00").await;
    app.advance_to("2027-03-15T09:00:00Z").await;

    let (lines, last) = read_on(&expert, 100, Value::Null).await;
    assert_eq!(
        told(&lines),
        [
            ["INVOICED", "SELLER_REV_SHARE", "1000.00", "memo"],
            ["INVOICED", "OPERATOR_REV_SHARE", "-25.00", "memo"],
            ["INVOICED", "SELLER_REV_SHARE", "500.00", "memo"],
            ["INVOICED", "OPERATOR_REV_SHARE", "-12.50", "memo"],
            ["COLLECTED", "SELLER_REV_SHARE", "1000.00", "balance"],
            ["COLLECTED", "OPERATOR_REV_SHARE", "-25.00", "balance"],
            ["DISBURSED", "DISBURSEMENT", "-975.00", "balance"],
            ["FORGIVEN", "SELLER_REV_SHARE_REFUND", "-500.00", "memo"],
            ["FORGIVEN", "OPERATOR_REV_SHARE_REFUND", "12.50", "memo"],
            ["COLLECTED", "SELLER_REV_SHARE_REFUND", "-400.00", "balance"],
            ["COLLECTED", "OPERATOR_REV_SHARE_REFUND", "10.00", "balance"],
        ]
    );
    let invoice = format!("approve:{first}");
    assert_eq!(lines[0]["id"], format!("{invoice}/SELLER_REV_SHARE"));
    assert_eq!((&lines[0]["parentId"], &lines[0]["paymentRequest"]["id"]), (&Value::Null, &json!(first)));
    let parents = [4, 5, 9, 10].map(|line: usize| lines[line]["parentId"].as_str().unwrap().to_owned());
    let of = |side: &str| format!("{invoice}/{side}_REV_SHARE");
    assert_eq!(parents, [of("SELLER"), of("OPERATOR"), of("SELLER"), of("OPERATOR")]);
    assert_eq!(lines[6]["disbursement"]["id"].as_str().map(|id| id.starts_with("dis_")), Some(true));
    assert_eq!(read_on(&expert, 100, last.clone()).await, (vec![], last));
    assert_eq!(read_on(&customer, 100, Value::Null).await.0, [] as [Value; 0]);
}

/// Holds G-44: the feed is read on from any line in pages of any size, always the same; what comes later comes after.
#[story]
async fn the_feed_never_changes_behind_its_reader(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    let returned = payout_method_added(&expert, "000123450003").await;
    payout_method_verified(&app.operator(), &returned).await;
    let mut pieces = vec![];
    let mut after = Value::Null;
    for amount in ["10.00", "0.01", "300.00"] {
        bill_agreed(&customer, &expert, &work.engagement, amount).await;
        app.advance(chrono::TimeDelta::days(9)).await;
        let (more, last) = read_on(&expert, 2, after).await;
        pieces.extend(more);
        after = last;
    }
    let whole = read_on(&expert, 100, Value::Null).await.0;
    assert_eq!(pieces, whole);
    assert_eq!(read_on(&expert, 1, Value::Null).await.0, whole);
    app.feeds_come_to_the_balances().await;
    let sum = whole.iter().filter(|line| line["affectsBalance"] == json!(true));
    let sum: Decimal = sum.map(|line| Decimal::from_str(line["amount"].as_str().unwrap()).unwrap()).sum();
    let held = expert.query("{ balances { available { amount } } }", json!({})).await;
    assert_eq!(held["balances"][0]["available"]["amount"], sum.to_string());
}
