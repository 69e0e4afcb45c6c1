//! What people take home for their own books (G-43).

use std::str::FromStr;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        money::{bill_agreed, bill_approved, bill_input, bill_sent, booked, payment_method_added},
        payouts::paid_to,
        refunds::refund_offered,
        work::{people, work_agreed},
    },
    story,
};

const MARCH: &str = "/reports/disbursements/2027-03";
const APRIL: &str = "/reports/disbursements/2027-04";
const AGEING: &str = "/reports/ageing";

async fn asked(reader: &Person<'_>, path: &str) -> (StatusCode, Value) {
    let request = reader.signed(Request::get(path).body(Body::empty()).unwrap());
    let answer = reader.send(request).await;
    (answer.status, answer.body)
}

/// The report as text.
async fn csv(reader: &Person<'_>, path: &str) -> String {
    let (status, body) = asked(reader, &format!("{path}.csv")).await;
    assert_eq!(status, StatusCode::OK, "{body:#}");
    body.as_str().expect("a table is text").to_owned()
}

async fn document(reader: &Person<'_>, path: &str) -> Value {
    let (status, body) = asked(reader, &format!("{path}.json")).await;
    assert_eq!(status, StatusCode::OK, "{body:#}");
    body
}

/// The rows of a table, by the names of their columns.
fn rows(table: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| columns.iter().zip(&row).map(|(name, cell)| (name, json!(cell))).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn decimal(text: &Value) -> Decimal {
    Decimal::from_str(text.as_str().unwrap()).unwrap()
}

/// Holds G-43 and G-44: what a month began with and what changed the balance add up to what it ended with, in the table
/// as in the document; what a bill, a refund and a payout were about stands beside them; and a month that is over never
/// changes. A name that a customer's spreadsheet would compute is text.
#[story]
async fn a_month_adds_up_and_never_changes(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    paid_to(&expert, "000123456789").await;
    let mut input = bill_input(&expert, &work.engagement, "1000.00");
    input["name"] = json!("=1+cmd|' /C calc'!A0");
    let bill = bill_sent(&expert, input).await;
    bill_approved(&customer, &bill).await;
    app.advance_to("2027-03-12T09:00:00Z").await;
    refund_offered(&expert, &bill, "400.00").await;
    app.advance_to("2027-04-01T09:00:00Z").await;
    let march = csv(&expert, MARCH).await;
    bill_agreed(&customer, &expert, &work.engagement, "800.00").await;
    app.advance_to("2027-04-20T09:00:00Z").await;

    assert_eq!(csv(&expert, MARCH).await, march, "a month that is over never changes");
    for (path, began, ended) in [(MARCH, "0", "-390.00"), (APRIL, "-390.00", "0.00")] {
        let (rows, document) = (rows(&csv(&expert, path).await), document(&expert, path).await);
        let of = |kind: &str| {
            rows.iter().filter(|row| row["kind"] == kind).map(|row| decimal(&row["amount"])).sum::<Decimal>()
        };
        let moved = rows.iter().filter(|row| row["affects_balance"] == "true").map(|row| decimal(&row["amount"]));
        let (opening, closing) = (of("OPENING_BALANCE"), of("CLOSING_BALANCE"));
        assert_eq!((opening, opening + moved.sum::<Decimal>()), (began.parse().unwrap(), closing), "{path}");
        assert_eq!(closing, ended.parse().unwrap(), "{path}");
        let currency = &document["currencies"][0];
        let changes = currency["changes"].as_object().unwrap().values().map(decimal).sum::<Decimal>();
        assert_eq!(
            (decimal(&currency["opening_balance"]) + changes, &currency["closing_balance"]),
            (closing, &json!(ended))
        );
        assert_eq!(document["lines"].as_array().unwrap().len(), rows.iter().filter(|row| row["action"] != "").count());
    }
    let march = rows(&march);
    let refund = march.iter().find(|row| row["kind"] == "SELLER_REV_SHARE_REFUND").unwrap();
    let paid = march.iter().find(|row| row["kind"] == "DISBURSEMENT").unwrap();
    assert_eq!((&refund["payment_request"], &refund["bill"]), (&json!(bill), &json!("'=1+cmd|' /C calc'!A0")));
    assert_eq!((&paid["amount"], &paid["disbursement_status"]), (&json!("-975.00"), &json!("DISBURSED")));
    assert_ne!(paid["bank_trace"], "");
    let line = document(&expert, MARCH).await["lines"][0].clone();
    assert_eq!(line["bill"], "=1+cmd|' /C calc'!A0", "a document is no spreadsheet");
    assert_eq!(rows_of_nobody(&customer, MARCH).await, 0, "a month is the payee's alone");
}

/// How many rows stand under the names of the columns.
async fn rows_of_nobody(reader: &Person<'_>, path: &str) -> usize {
    let table = csv(reader, path).await;
    assert!(table.lines().next().is_some_and(|columns| columns.contains("currency")), "{table:?}");
    rows(&table).len()
}

/// Holds G-43: what is open stands under the days that it is past due, for its payee and for staff, and comes to what the
/// books say that customers owe.
#[story]
async fn what_is_owed_is_sorted_by_age(app: &App) {
    let (customer, expert, card) = people(app).await;
    let terms = payment_method_added(&customer, "NET_TERMS", None).await;
    let declined = payment_method_added(&customer, "CARD", Some("sandbox_card_declined")).await;
    for (method, amount) in [(&terms, "500.00"), (&declined, "300.00"), (&card, "200.00")] {
        let work = work_agreed(&customer, &expert, method, "10000.00").await;
        bill_agreed(&customer, &expert, &work.engagement, amount).await;
    }
    let ages =
        ["not_due", "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_91_to_120", "over_120_days", "total"];
    let told = async |reader: &Person<'_>| {
        let document = document(reader, AGEING).await;
        let cells = |row: &Value| ages.map(|age| row[age].as_str().unwrap().to_owned());
        (document["rows"].as_array().unwrap().iter().map(cells).collect::<Vec<_>>(), document["totals"].clone())
    };

    assert_eq!(told(&expert).await.0, [["1000.00", "0.00", "0.00", "0.00", "0.00", "0.00", "1000.00"]]);
    app.advance_to("2027-03-20T09:00:00Z").await;
    assert_eq!(told(&expert).await.0[0][..2], ["500.00", "300.00"]);
    app.advance_to("2027-04-10T09:00:00Z").await;
    let (rows, totals) = told(&app.operator()).await;
    assert_eq!(rows, told(&expert).await.0, "staff see what its payee sees");
    let owed = Decimal::new(booked(app, "buyer_receivable").await, 2);
    assert_eq!((decimal(&totals[0]["total"]), totals.as_array().unwrap().len()), (owed, 1));
    assert!(told(&customer).await.0.is_empty(), "of a customer nobody is paid");
    assert_eq!(rows_of_nobody(&customer, AGEING).await, 0);
}

/// Holds IQ-26: nobody reads another's months, and what is no report is said to be none.
#[story]
async fn a_report_is_its_readers_own(app: &App) {
    let (_, expert, _) = people(app).await;
    let stranger = app.nobody();
    for path in [MARCH, AGEING] {
        let (status, _) = asked(&stranger, &format!("{path}.csv")).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let operator = app.operator();
    assert_eq!(asked(&operator, &format!("{MARCH}.csv")).await.0, StatusCode::FORBIDDEN, "staff are no payee");
    for (path, status) in [
        ("/reports/disbursements/2027-13.csv", StatusCode::BAD_REQUEST),
        ("/reports/disbursements/2027-03.xls", StatusCode::NOT_FOUND),
        ("/reports/disbursements/2027-03", StatusCode::NOT_FOUND),
        ("/reports/else.csv", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(asked(&expert, path).await.0, status, "{path}");
    }
}
