//! A refund waits for the collection in flight, and goes on by itself (G-17).

use chrono::TimeDelta;
use serde_json::json;
use support::{
    App,
    steps::{
        money::{bill_agreed, booked},
        refunds::{refund, refund_offer_input, refund_offered, refund_status, refunded_charge},
    },
    story,
};

use super::paid_by;

const DAY: TimeDelta = TimeDelta::days(1);

/// Holds G-17 and G-45: what came meanwhile is sent back.
#[story]
async fn a_collection_in_flight_is_waited_for(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_ok")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1000.00").await;
    app.sweep().await;

    let offered = refund_offered(&expert, &bill, "400.00").await;
    let pending = refund(&customer, &offered).await;
    assert_eq!(json!([pending["status"], pending["outcome"]]), json!(["PENDING", "PENDING"]));
    let charge = refunded_charge(&customer, &bill).await;
    assert_eq!(json!([charge["open"]["amount"], charge["refundable"]["amount"]]), json!(["1000.00", "600.00"]));
    let more = refund_offer_input(&expert, &[(&bill, "600.01")], "600.01");
    assert_eq!(expert.refusal("refundOffer", more).await, "EXCEEDS_REFUNDABLE");

    app.advance(DAY * 2).await;
    assert_eq!(refund_status(&customer, &offered).await, "COMPLETED");
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "expert_available").await), (60_000, -58_500));
}

/// Holds G-17, G-44 and G-45: what did not come after all is taken off.
#[story]
async fn a_collection_that_fails_leaves_what_is_taken_off(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "ACH", Some("sandbox_ach_failed")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1000.00").await;
    app.sweep().await;
    let offered = refund_offered(&expert, &bill, "1000.00").await;
    assert_eq!(refund_status(&customer, &offered).await, "PENDING");

    app.advance(DAY * 4).await;
    assert_eq!(refund_status(&customer, &offered).await, "COMPLETED");
    let charge = refunded_charge(&customer, &bill).await;
    assert_eq!(json!([charge["status"], charge["reduced"]["amount"]]), json!(["FORGIVEN", "1000.00"]));
    app.advance(DAY * 60).await;
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "buyer_receivable").await), (0, 0));
}

/// Holds G-17 and IQ-30: without an answer it waits for the evidence.
#[story]
async fn an_unknown_collection_is_waited_for_too(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_lost")).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1000.00").await;
    app.sweep().await;
    assert_eq!(refunded_charge(&customer, &bill).await["status"], "UNRESOLVED");
    let offered = refund_offered(&expert, &bill, "250.00").await;
    assert_eq!(refund_status(&customer, &offered).await, "PENDING");

    app.advance(TimeDelta::minutes(15)).await; // It is looked up, and never came.
    assert_eq!(refund_status(&customer, &offered).await, "COMPLETED");
    assert_eq!(refunded_charge(&customer, &bill).await["open"]["amount"], "750.00");
    app.advance(DAY * 3).await;
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "fee_revenue").await), (75_000, -1_875));
}
