//! The books outside of the database: whoever adds them up comes to the same.

use chrono::NaiveDate;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        money::bill_agreed,
        payouts::{agreed, paid_to},
        refunds::refund_offered,
    },
    story,
};

const GOOD: &str = "000123456789";

const STATEMENT: &str = "query S($balance: BalanceKind!, $first: Int, $after: String) {
    statement(balance: $balance, currency: \"USD\", first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        edges { node { number reference at recordedAt increase { amount } decrease { amount } balance { amount }
                       paymentRequest { id } disbursement { id } } } } }";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A bill over 1,000.00 that is collected and paid out, another of which half is given back after that; the customer,
/// the expert and the two bills.
async fn a_month(app: &App) -> (Person<'_>, Person<'_>, [String; 2]) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    app.advance_to("2027-03-02T09:00:00Z").await;
    let first = bill_agreed(&customer, &expert, &engagement, "1000.00").await;
    app.advance_to("2027-03-12T09:00:00Z").await;
    let second = bill_agreed(&customer, &expert, &engagement, "500.00").await;
    app.advance_to("2027-03-22T09:00:00Z").await;
    refund_offered(&expert, &second, "250.00").await;
    app.advance_to("2027-03-30T09:00:00Z").await;
    (customer, expert, [first, second])
}

async fn statement(reader: &Person<'_>, balance: &str) -> Vec<Value> {
    let page = reader.query(STATEMENT, json!({ "balance": balance })).await;
    let edges = page["statement"]["edges"].as_array().unwrap().iter();
    edges.map(|edge| edge["node"].clone()).collect()
}

/// What happened, by how much, and what was left.
fn told<'a>(lines: &'a [Value]) -> Vec<(&'a str, String, &'a str)> {
    let change = |line: &Value| match (line["increase"]["amount"].as_str(), line["decrease"]["amount"].as_str()) {
        (Some(increase), None) => format!("+{increase}"),
        (None, Some(decrease)) => format!("-{decrease}"),
        both => panic!("{both:?}"),
    };
    let told = |line: &'a Value| {
        let event = line["reference"].as_str().unwrap().split(':').next().unwrap();
        (event, change(line), line["balance"]["amount"].as_str().unwrap())
    };
    lines.iter().map(told).collect()
}

/// Holds invariants 7 and 8 of the books: two programs that never saw our code add up the exported journal to the trial
/// balance, today and as of every past day on which something happened, and the day before.
#[story]
async fn accountants_come_to_the_same_balances(app: &App) {
    a_month(app).await;
    let days = ["02-28", "03-01", "03-02", "03-03", "03-05", "03-12", "03-16", "03-22", "03-23", "03-29"];
    app.accountants_agree(&days.map(|on| day(&format!("2027-{on}")))).await;
    let journal = app.journal().await;
    assert!(
        journal.contains("2027-03-02 * approve:preq_") && journal.contains("    buyer_receivable:acc_"),
        "{journal}"
    );
}

/// A payee reads line by line what became of the money, each line with what was left and with what it is about; a
/// customer reads what was owed.
#[story]
async fn a_statement_tells_what_became_of_the_money(app: &App) {
    let (customer, expert, [first, second]) = a_month(app).await;
    let available = statement(&expert, "AVAILABLE").await;
    assert_eq!(
        told(&available),
        [
            ("hold", "-487.50".to_owned(), "0.00"),
            ("collect", "+487.50".to_owned(), "487.50"),
            ("hold", "-975.00".to_owned(), "0.00"),
            ("collect", "+975.00".to_owned(), "975.00"),
        ]
    );
    let numbers: Vec<_> = available.iter().map(|line| line["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [4, 3, 2, 1]);
    let about = |line: &Value| [line["paymentRequest"]["id"].clone(), line["disbursement"]["id"].clone()];
    let [paid, collected] = [&available[2], &available[3]].map(about);
    assert_eq!(collected, [json!(first), Value::Null]);
    assert!(paid[0].is_null() && paid[1].as_str().unwrap().starts_with("dis_"), "{paid:?}");
    assert_eq!(told(&statement(&expert, "OWED_BACK").await), [("refund", "+243.75".to_owned(), "243.75")]);
    assert_eq!(about(&statement(&expert, "OWED_BACK").await[0])[0], json!(second));

    let payable = [
        ("collect", "-500.00", "0.00"),
        ("approve", "+500.00", "500.00"),
        ("collect", "-1000.00", "0.00"),
        ("approve", "+1000.00", "1000.00"),
    ];
    assert_eq!(
        told(&statement(&customer, "PAYABLE").await),
        payable.map(|(event, change, left)| (event, change.to_owned(), left))
    );
    assert_eq!(statement(&customer, "AVAILABLE").await, [] as [Value; 0]);
}

/// A long statement is read page by page, and each page begins with the balance at which the one before it ended.
#[story]
async fn a_statement_is_read_page_by_page(app: &App) {
    let (_, expert, _) = a_month(app).await;
    let whole = statement(&expert, "AVAILABLE").await;
    let (mut pages, mut after) = (vec![], Value::Null);
    loop {
        let arguments = json!({ "balance": "AVAILABLE", "first": 1, "after": after });
        let page = expert.query(STATEMENT, arguments).await["statement"].clone();
        pages.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(pages, whole);
}

/// Balances as of an instant are what had taken effect by then, whatever happened since; and a posting is found by its
/// reference, leg by leg.
#[story]
async fn the_books_are_read_as_of_an_instant(app: &App) {
    let (_, expert, [first, _]) = a_month(app).await;
    let balances = "query B($at: DateTime) { balances(at: $at) {
        available { amount } inTransit { amount } unfunded { amount } owedBack { amount } } }";
    let held = async |at: Option<&str>| {
        let held = expert.query(balances, json!({ "at": at })).await["balances"][0].clone();
        ["available", "inTransit", "unfunded", "owedBack"].map(|kind| held[kind]["amount"].as_str().unwrap().to_owned())
    };
    assert_eq!(held(None).await, ["0.00", "0.00", "0.00", "243.75"]);
    assert_eq!(held(Some("2027-03-22T09:00:00Z")).await, ["0.00", "0.00", "0.00", "243.75"]);
    assert_eq!(held(Some("2027-03-22T08:59:59.999999Z")).await, ["0.00", "0.00", "0.00", "0.00"]);
    assert_eq!(held(Some("2027-03-02T09:00:00Z")).await, ["0.00", "0.00", "975.00", "0.00"]);
    let before = expert.query(balances, json!({ "at": "2027-03-02T08:59:59.999999Z" })).await;
    assert_eq!(before["balances"], json!([]));

    let posting = "query P($reference: String) { ledgerTransactions(reference: $reference) { edges { node {
        reference at recordedAt legs { kind ownerId currency debit credit } } } } }";
    let (operator, reference) = (app.operator(), format!("approve:{first}"));
    let found = operator.query(posting, json!({ "reference": reference })).await["ledgerTransactions"].clone();
    assert_eq!(found["edges"].as_array().unwrap().len(), 1);
    let legs = found["edges"][0]["node"]["legs"].as_array().unwrap();
    let leg = |leg: &Value| (leg["kind"].clone(), leg["debit"].clone(), leg["credit"].clone());
    let booked: Vec<_> = legs.iter().map(leg).collect();
    let expected = [
        ("expert_unfunded", Value::Null, json!("975.00")),
        ("buyer_receivable", json!("1000.00"), Value::Null),
        ("fee_unearned", Value::Null, json!("25.00")),
    ];
    assert_eq!(booked, expected.map(|(kind, debit, credit)| (json!(kind), debit, credit)));
    let nothing = operator.query(posting, json!({ "reference": "approve:nothing" })).await;
    assert_eq!(nothing["ledgerTransactions"]["edges"], json!([]));
    let all = operator.query(posting, json!({})).await["ledgerTransactions"]["edges"].clone();
    let last = |at: usize| all[at]["node"]["reference"].as_str().unwrap().split(':').next().unwrap();
    assert_eq!([last(0), last(1)], ["refund_sent", "refund"]);
    assert_eq!(expert.query_refused(posting, json!({ "reference": reference })).await, "RIGHT_MISSING");
}
