//! The ladder of what is overdue: 0, 7, 15 and 30 days the customer, 120 days staff (IQ-33, G-43).

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rails::DrawerMailer;
use serde_json::json;
use support::{
    App, instant,
    steps::{
        letters::subjects,
        money::{bill_agreed, charge_id},
        work::CUSTOMER,
    },
    story,
};

use super::paid_by;

const DAY: TimeDelta = TimeDelta::days(1);
const OPERATOR: &str = "olga@operator.example";
const DEADLINES: &str = "{ deadlines(kinds: [PAYMENT_REMINDED]) { edges { node { kind dueAt subjectId } } } }";
const REMINDERS: &str = "select kind, at, recorded_at from audit_row
    where kind in ('charge.overdue', 'charge.reminded', 'charge.long_overdue') order by event_id";

/// What was said of what is overdue, in its order, and as of when.
async fn rungs(app: &App) -> Vec<(String, DateTime<Utc>)> {
    let rows = app.rows(REMINDERS).await;
    rows.iter().map(|row| (row.try_get("", "kind").unwrap(), row.try_get("", "at").unwrap())).collect()
}

/// A card that is declined falls overdue when its window is over: on 5 March.
fn ladder() -> Vec<(String, DateTime<Utc>)> {
    let rungs = [
        ("charge.overdue", "2027-03-05T00:00:00Z"),
        ("charge.reminded", "2027-03-12T00:00:00Z"),
        ("charge.reminded", "2027-03-20T00:00:00Z"),
        ("charge.reminded", "2027-04-04T00:00:00Z"),
        ("charge.long_overdue", "2027-07-03T00:00:00Z"),
    ];
    rungs.map(|(kind, at)| (kind.to_owned(), instant(at))).into()
}

/// Holds IQ-33: each rung has its turn once, and the next one is in the list of what is due.
#[story]
async fn who_does_not_pay_is_reminded_and_then_staff_are_told(app: &App) {
    let app = &app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_declined").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-03-05T00:00:00Z").await;
    let due = json!({ "kind": "PAYMENT_REMINDED", "dueAt": "2027-03-12T00:00:00+00:00",
        "subjectId": charge_id(&customer, &bill).await });
    assert_eq!(customer.query(DEADLINES, json!({})).await["deadlines"]["edges"], json!([{ "node": due }]));
    assert_eq!(expert.query(DEADLINES, json!({})).await["deadlines"]["edges"], json!([]), "it is not the expert's");

    app.advance_to("2027-03-11T23:59:59Z").await;
    assert_eq!(rungs(app).await, ladder()[..1]);
    app.advance(DAY * 150).await;
    assert_eq!(rungs(app).await, ladder());
    let told = subjects(app, CUSTOMER).await;
    let count = |subject: &str| told.iter().filter(|told| *told == subject).count();
    assert_eq!((count("Your payment is overdue"), count("Your payment is still overdue")), (1, 3));
    let alerts = subjects(app, OPERATOR).await;
    assert!(alerts.contains(&"A payment is overdue for 120 days".to_owned()), "{alerts:?}");
}

/// Holds IQ-33 and scenario 22: after an outage each rung still has its own instant, in its order, once.
#[story]
async fn an_outage_skips_no_rung(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "NET_TERMS", "sandbox_terms_late").await;
    app.try_sql("delete from sandbox_payment").await.unwrap();
    bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.sweep().await;
    app.try_sql("delete from sandbox_payment").await.unwrap(); // The customer never sends it.
    app.advance_without_sweeps(DAY * 200).await;
    tokio::join!(app.sweep(), app.sweep());

    let due_at = instant("2027-03-31T09:00:00Z");
    let after: Vec<_> = rungs(app).await.into_iter().map(|(kind, at)| (kind, (at - due_at).num_days())).collect();
    let expected = [
        ("charge.overdue", 0),
        ("charge.reminded", 7),
        ("charge.reminded", 15),
        ("charge.reminded", 30),
        ("charge.long_overdue", 120),
    ];
    assert_eq!(after, expected.map(|(kind, days)| (kind.to_owned(), days)));
}

/// Holds IQ-33: who pays late is reminded no more.
#[story]
async fn who_pays_is_left_alone(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "NET_TERMS", "sandbox_terms_late").await;
    bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.advance(DAY * 30).await;
    assert_eq!(rungs(app).await.len(), 1);
    app.advance(DAY * 200).await;
    assert_eq!(rungs(app).await.len(), 1, "the transfer came five days after it was due");
    assert_eq!(customer.query(DEADLINES, json!({})).await["deadlines"]["edges"], json!([]));
}
