//! Staff give up what is not paid (IQ-33).

use std::sync::Arc;

use chrono::TimeDelta;
use rails::DrawerMailer;
use serde_json::json;
use support::{
    App,
    steps::{
        forecast::{upcoming, why_not_paid},
        letters::subjects,
        money::{bill_agreed, booked, charge, charge_id},
        payouts::{GOOD, paid_to, payouts},
        refunds::refunded_charge,
        work::EXPERT,
        write_offs::{given_up, mark_input, marked_uncollectible, write_off_input},
    },
    story,
};

use super::paid_by;

const DAY: TimeDelta = TimeDelta::days(1);
const MARK: &str = "chargeMarkUncollectible";
const WRITE_OFF: &str = "chargeWriteOff";

/// Every account on which an expense could lie.
const EXPENSES: [&str; 2] = ["psp_cost", "chargeback_loss"];

/// Holds IQ-33, scenario 18: no payout, no fee revenue, the expert is told, and no expense moved.
#[story]
async fn what_is_never_paid_is_given_up_without_a_loss(app: &App) {
    let app = &app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_declined").await;
    paid_to(&expert, GOOD).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1234.56").await;
    app.sweep().await;
    let (operator, id) = (app.operator(), charge_id(&customer, &bill).await);
    assert_eq!(why_not_paid(&expert, &bill).await["blockers"][0]["code"], "COLLECTION_OVERDUE");

    marked_uncollectible(&operator, &id).await;
    assert_eq!(why_not_paid(&expert, &bill).await["blockers"][0]["code"], "COLLECTION_OVERDUE");
    let attempts = charge(&customer, &bill).await["attempts"].clone();
    app.advance(DAY * 60).await;
    assert_eq!(charge(&customer, &bill).await["attempts"], attempts, "nobody asks any more");
    assert!(app.rows("select event_id from audit_row where kind = 'charge.reminded'").await.is_empty());

    let written_off =
        operator.run(WRITE_OFF, write_off_input(&operator, &id, "1234.56"), "charge { writtenOff { amount } }").await;
    assert_eq!(written_off["charge"]["writtenOff"]["amount"], "1234.56");
    let charge = refunded_charge(&customer, &bill).await;
    assert_eq!((&charge["status"], &charge["open"]["amount"]), (&json!("WRITTEN_OFF"), &json!("0.00")));
    assert_eq!(charge["refundable"]["amount"], "0.00");
    for kind in ["buyer_receivable", "expert_unfunded", "fee_unearned", "fee_revenue", "expert_available"] {
        assert_eq!(booked(app, kind).await, 0, "{kind}");
    }
    for kind in EXPENSES {
        assert_eq!(booked(app, kind).await, 0, "{kind}");
    }
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!(json!([why["standing"], why["unpaid"]["amount"]]), json!(["WRITTEN_OFF", "1203.70"]));
    assert_eq!(json!([why["blockers"][0]["code"], why["blockers"][0]["rule"]]), json!(["WRITTEN_OFF", "IQ-33"]));
    assert!(upcoming(&expert).await.is_empty(), "nobody counts on it");
    app.advance(DAY * 60).await;
    assert!(payouts(&expert).await.is_empty());
    let told = subjects(app, EXPERT).await;
    for subject in ["A customer's payment is given up", "A customer's payment is written off"] {
        assert_eq!(told.iter().filter(|told| *told == subject).count(), 1, "{subject}");
    }
}

/// Holds IQ-33: what came of it stays the expert's, with its share of the fee; the rest is given up.
#[story]
async fn what_came_stays_and_the_rest_is_given_up(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "NET_TERMS", "sandbox_terms_late").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1234.56").await;
    app.sweep().await;
    app.try_sql("update sandbox_payment set amount_minor = 40000").await.unwrap(); // The customer sends a part.
    app.advance(DAY * 36).await;
    let (operator, id) = (app.operator(), charge_id(&customer, &bill).await);
    assert_eq!(charge(&customer, &bill).await["status"], "PARTIALLY_COLLECTED");

    given_up(&operator, &id, "834.56").await;

    assert_eq!((booked(app, "fee_revenue").await, booked(app, "expert_available").await), (-1_000, -39_000));
    assert_eq!((booked(app, "expert_unfunded").await, booked(app, "fee_unearned").await), (0, 0));
    let parts = why_not_paid(&expert, &bill).await["parts"].clone();
    let parts: Vec<_> =
        parts.as_array().unwrap().iter().map(|part| json!([part["status"], part["amount"]["amount"]])).collect();
    assert_eq!(parts, [json!(["AWAITS_RUN", "390.00"]), json!(["WRITTEN_OFF", "813.70"])]);
    let charge = refunded_charge(&customer, &bill).await;
    assert_eq!(charge["refundable"]["amount"], "400.00", "what came can be given back");
}

/// Holds IQ-33 and invariant 10: only what is overdue, by who may, for a reason, with the amount typed again, once.
#[story]
async fn giving_up_is_not_easy(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_declined_once").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    let (operator, id) = (app.operator(), charge_id(&customer, &bill).await);
    assert_eq!(operator.refusal(MARK, mark_input(&operator, &id)).await, "CHARGE_NOT_IN_STATE");
    app.sweep().await; // Declined, and overdue.
    assert_eq!(customer.refusal(MARK, mark_input(&customer, &id)).await, "RIGHT_MISSING");
    let without = app.person_without_second_factor("olga@operator.example");
    assert_eq!(without.refusal(MARK, mark_input(&without, &id)).await, "MFA_REQUIRED");
    let mut silent = mark_input(&operator, &id);
    silent["reason"] = json!(" ");
    assert_eq!(operator.refusal(MARK, silent).await, "INPUT_INVALID");
    assert_eq!(operator.refusal(WRITE_OFF, write_off_input(&operator, &id, "100.00")).await, "CHARGE_NOT_IN_STATE");
    app.advance(DAY).await;
    assert_eq!(operator.refusal(MARK, mark_input(&operator, &id)).await, "COLLECTION_IN_FLIGHT");

    let other = bill_agreed(&customer, &expert, &engagement, "50.00").await;
    app.sweep().await;
    let id = charge_id(&customer, &other).await;
    let mark = mark_input(&operator, &id);
    operator.run(MARK, mark.clone(), "charge { id }").await;
    operator.run(MARK, mark, "charge { id }").await;
    assert_eq!(operator.refusal(MARK, mark_input(&operator, &id)).await, "CHARGE_NOT_IN_STATE");
    let wrong = operator.refused(WRITE_OFF, write_off_input(&operator, &id, "50.01")).await;
    assert_eq!(json!([wrong["code"], wrong["field"]]), json!(["TOTAL_NOT_CONFIRMED", "amount"]));
    let write_off = write_off_input(&operator, &id, "50.00");
    operator.run(WRITE_OFF, write_off.clone(), "charge { id }").await;
    operator.run(WRITE_OFF, write_off.clone(), "charge { id }").await;
    let mut reused = write_off;
    reused["reason"] = json!("Another one.");
    assert_eq!(operator.refusal(WRITE_OFF, reused).await, "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(app.rows("select number from write_off").await.len(), 1);
    let collect = json!({ "chargeId": id, "idempotencyKey": app.key() });
    assert_eq!(operator.refusal("chargeCollect", collect).await, "CHARGE_NOT_IN_STATE");
}
