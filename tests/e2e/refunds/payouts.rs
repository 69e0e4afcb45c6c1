//! Refunds of what waits for a run, is on its way, or was paid out (IQ-33).

use chrono::TimeDelta;
use serde_json::json;
use support::{
    App,
    steps::{
        forecast::{why_codes, why_not_paid},
        money::{bill_agreed, booked},
        payouts::{GOOD, agreed, blockers, collected, disbursements, paid_monthly, paid_to, payout, payouts},
        refunds::{refund_offered, refund_status},
    },
    story,
};

/// Holds IQ-33 and IQ-34, scenario 15: after the payout the payee owes, the next collection repays it first, and only
/// the rest becomes available; nothing is subtracted twice.
#[story]
async fn after_the_payout_the_next_collection_repays_it(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let paid = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(TimeDelta::days(3)).await;
    assert_eq!(payouts(&expert).await, [payout("975.00", "PAID")]);

    let back = refund_offered(&expert, &paid, "400.00").await;
    app.sweep().await;
    assert_eq!(refund_status(&customer, &back).await, "COMPLETED");
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_available").await), (39_000, 0));
    assert_eq!(payouts(&expert).await, [payout("975.00", "PAID")], "what is paid stays paid");
    assert_eq!(why_not_paid(&expert, &paid).await["standing"], "PAID");

    let next = bill_agreed(&customer, &expert, &engagement, "1000.00").await;
    app.sweep().await;
    assert!(why_codes(&expert, &next).await.contains(&"NEGATIVE_BALANCE".to_owned()));
    app.advance(TimeDelta::days(2)).await;
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_available").await), (0, -58_500));
    app.advance(TimeDelta::days(3)).await;
    assert_eq!(payouts(&expert).await, [payout("585.00", "PAID"), payout("975.00", "PAID")]);
    let parts = why_not_paid(&expert, &next).await["parts"].clone();
    let parts: Vec<_> =
        parts.as_array().unwrap().iter().map(|part| json!([part["status"], part["amount"]["amount"]])).collect();
    assert_eq!(parts, [json!(["REPAID", "390.00"]), json!(["PAID", "585.00"])]);
    assert_eq!(booked(app, "psp_clearing").await, 100_000 - 97_500 - 40_000 + 100_000 - 58_500);
}

/// Holds IQ-33: a debt that is larger than what comes blocks the run, with its amount.
#[story]
async fn a_payee_who_owes_is_not_paid(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let paid = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(TimeDelta::days(3)).await;
    refund_offered(&expert, &paid, "1000.00").await;
    app.sweep().await;
    assert_eq!(booked(app, "expert_receivable").await, 97_500);

    collected(&customer, &expert, &engagement, "500.00").await;
    app.advance(TimeDelta::days(3)).await;
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_available").await), (48_750, 0));
    assert_eq!(payouts(&expert).await, [payout("975.00", "PAID")]);
    assert_eq!(blockers(&expert).await, Vec::<String>::new(), "nothing waits for a run");
    collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(TimeDelta::days(5)).await;
    assert_eq!(payouts(&expert).await, [payout("487.50", "PAID"), payout("975.00", "PAID")]);
}

/// Holds IQ-33: what waits for a run is taken first, its own before that of others, and the run takes the rest.
#[story]
async fn before_the_payout_the_run_takes_what_is_left(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    paid_monthly(&expert, 28).await;
    let first = collected(&customer, &expert, &engagement, "1000.00").await;
    let second = collected(&customer, &expert, &engagement, "500.00").await;

    refund_offered(&expert, &second, "400.00").await;
    refund_offered(&expert, &second, "50.00").await;
    app.sweep().await;
    assert_eq!(booked(app, "expert_available").await, -(97_500 + 4_875));
    let parts = why_not_paid(&expert, &second).await["parts"].clone();
    let parts: Vec<_> =
        parts.as_array().unwrap().iter().map(|part| json!([part["status"], part["amount"]["amount"]])).collect();
    assert_eq!(parts, [json!(["REFUNDED", "390.00"]), json!(["REFUNDED", "48.75"]), json!(["AWAITS_RUN", "48.75"])]);

    app.advance_to("2027-04-01T12:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("1023.75", "PAID")]);
    let lines = disbursements(&expert).await[0]["lines"]["edges"].clone();
    let lines: Vec<_> = lines.as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect();
    let of = |bill: &str| {
        lines.iter().find(|line| line["paymentRequest"]["id"] == bill).unwrap()["amount"]["amount"].clone()
    };
    assert_eq!((of(&first), of(&second)), (json!("975.00"), json!("48.75")));
    assert_eq!(why_not_paid(&expert, &second).await["standing"], "PAID");
}

/// Holds IQ-33: one bill's refund may take what another brought; it is told there as repaid.
#[story]
async fn a_refund_takes_what_other_bills_brought(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let paid = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(TimeDelta::days(3)).await;
    paid_monthly(&expert, 28).await;
    let waits = collected(&customer, &expert, &engagement, "500.00").await;

    refund_offered(&expert, &paid, "400.00").await;
    app.sweep().await;
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_available").await), (0, -9_750));
    let parts = why_not_paid(&expert, &waits).await["parts"].clone();
    let parts: Vec<_> =
        parts.as_array().unwrap().iter().map(|part| json!([part["status"], part["amount"]["amount"]])).collect();
    assert_eq!(parts, [json!(["REPAID", "390.00"]), json!(["AWAITS_RUN", "97.50"])]);
    assert_eq!(why_not_paid(&expert, &paid).await["standing"], "PAID");
}

/// Holds scenario 15: what is on its way stays as it is, and what comes back repays the debt first.
#[story]
async fn a_disbursement_in_flight_does_not_change(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, "000123450003").await; // The sandbox's bank sends it back.
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(TimeDelta::hours(14)).await;
    let (amount, _) = payouts(&expert).await[0].clone();
    assert_eq!((amount.as_str(), booked(app, "expert_in_transit").await), ("975.00", -97_500));

    refund_offered(&expert, &bill, "400.00").await;
    app.sweep().await;
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_in_transit").await), (39_000, -97_500));
    app.advance(TimeDelta::days(10)).await;
    let (amount, status) = payouts(&expert).await.pop().unwrap();
    assert_eq!(amount, "975.00");
    assert!(["RETURNED", "REJECTED"].contains(&status.as_str()), "{status}");
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_available").await), (0, -58_500));
}
