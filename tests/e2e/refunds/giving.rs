//! The expert gives: full or partial, once or several times, of what is open and of what came.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App,
    steps::{
        experts::happened,
        forecast::why_not_paid,
        money::{bill_agreed, booked, charge},
        payouts::{agreed, collected},
        refunds::{refund, refund_offer_input, refund_offered, refund_status, refunded_charge},
        work::EXPERT,
    },
    story,
};

use super::paid_by;

/// Holds IQ-28 and G-45, scenario 8: 400.00 and 834.56 of 1,234.56 give back exactly the fee of 30.86.
#[story]
async fn two_refunds_give_back_the_whole_fee(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let bill = collected(&customer, &expert, &engagement, "1234.56").await;
    assert_eq!(booked(app, "fee_revenue").await, -3_086);

    let first = refund_offered(&expert, &bill, "400.00").await;
    app.sweep().await;
    assert_eq!((booked(app, "fee_revenue").await, booked(app, "expert_available").await), (-2_086, -81_370));
    let second = refund_offered(&expert, &bill, "834.56").await;
    app.sweep().await;

    let fees =
        [refund(&expert, &first).await, refund(&expert, &second).await].map(|given| given["fee"]["amount"].clone());
    assert_eq!(json!(fees), json!(["10.00", "20.86"]));
    for kind in ["fee_revenue", "expert_available", "refund_clearing", "psp_clearing", "expert_receivable"] {
        assert_eq!(booked(app, kind).await, 0, "{kind}");
    }
    let charge = refunded_charge(&customer, &bill).await;
    assert_eq!(charge["status"], "COLLECTED");
    assert_eq!(json!([charge["refundable"]["amount"], charge["refunded"]["amount"]]), json!(["0.00", "1234.56"]));
    let outlook = why_not_paid(&expert, &bill).await;
    assert_eq!(json!([outlook["standing"], outlook["blockers"]]), json!(["REFUNDED", []]));
}

/// Holds G-44 and G-45: what is open is not asked for any more, and a charge of which nothing came is forgiven.
#[story]
async fn what_is_open_is_forgiven(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "NET_TERMS", None).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1000.00").await;
    app.sweep().await; // The provider expects the transfer.

    let part = refund_offered(&expert, &bill, "400.00").await;
    assert_eq!(refund_status(&customer, &part).await, "COMPLETED");
    let reduced = refunded_charge(&customer, &bill).await;
    assert_eq!(
        json!([reduced["status"], reduced["open"]["amount"], reduced["reduced"]["amount"]]),
        json!(["INVOICED", "600.00", "400.00"])
    );
    assert_eq!((booked(app, "buyer_receivable").await, booked(app, "expert_unfunded").await), (60_000, -58_500));

    refund_offered(&expert, &bill, "600.00").await;
    let charge_id = charge(&customer, &bill).await["id"].as_str().unwrap().to_owned();
    assert_eq!(refunded_charge(&customer, &bill).await["status"], "FORGIVEN");
    let kinds: Vec<_> = happened(app, &charge_id).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["charge.invoiced", "charge.reduced", "charge.forgiven"]);
    for kind in ["buyer_receivable", "expert_unfunded", "fee_unearned", "psp_cost"] {
        assert_eq!(booked(app, kind).await, 0, "{kind}");
    }

    app.advance(TimeDelta::days(40)).await;
    assert_eq!(booked(app, "buyer_credit").await, 0, "the customer was told that nothing is expected any more");
    assert_eq!(refunded_charge(&customer, &bill).await["status"], "FORGIVEN");
}

/// Holds G-45: a transfer that is expected is expected over what is left.
#[story]
async fn less_is_collected_of_what_was_reduced(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "NET_TERMS", None).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1234.56").await;
    app.sweep().await;
    refund_offered(&expert, &bill, "400.00").await;

    app.advance(TimeDelta::days(29)).await;
    let charge = refunded_charge(&customer, &bill).await;
    assert_eq!(json!([charge["status"], charge["collected"]["amount"]]), json!(["COLLECTED", "834.56"]));
    assert_eq!((booked(app, "fee_revenue").await, booked(app, "expert_available").await), (-2_086, -81_370));
    assert_eq!(booked(app, "buyer_credit").await, 0);
}

/// Holds G-45: the guards of an offer, and that a refused one leaves nothing.
#[story]
async fn an_offer_has_its_limits(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let bill = collected(&customer, &expert, &engagement, "100.00").await;
    let other = collected(&customer, &expert, &engagement, "50.00").await;
    let offer = |refunds: &[(&str, &str)], total| refund_offer_input(&expert, refunds, total);

    for (refunds, total, code) in [
        (vec![(bill.as_str(), "100.01")], "100.01", "EXCEEDS_REFUNDABLE"),
        (vec![(bill.as_str(), "0.00")], "0.00", "AMOUNT_NOT_POSITIVE"),
        (vec![(bill.as_str(), "40.00"), (other.as_str(), "2.00")], "41.00", "TOTAL_NOT_CONFIRMED"),
        (vec![(bill.as_str(), "40.00"), (bill.as_str(), "2.00")], "42.00", "INPUT_INVALID"),
        (vec![(bill.as_str(), "40.00"), (other.as_str(), "50.01")], "90.01", "EXCEEDS_REFUNDABLE"),
        (vec![], "0.00", "INPUT_INVALID"),
        (vec![(bill.as_str(), "1.00"); 6], "6.00", "INPUT_INVALID"),
    ] {
        assert_eq!(expert.refusal("refundOffer", offer(&refunds, total)).await, code, "{refunds:?}");
    }
    assert_eq!(customer.refusal("refundOffer", offer(&[(&bill, "1.00")], "1.00")).await, "PAYMENT_REQUEST_NOT_FOUND");
    assert!(app.rows("select id from refund").await.is_empty());

    let input = offer(&[(&bill, "40.00"), (&other, "2.00")], "42.00");
    let once = expert.run("refundOffer", input.clone(), "refunds { id amount { amount } }").await;
    assert_eq!(once["refunds"].as_array().map(Vec::len), Some(2));
    assert_eq!(expert.run("refundOffer", input.clone(), "refunds { id amount { amount } }").await, once);
    let mut changed = input;
    changed["refunds"][0]["reason"] = json!("Another.");
    assert_eq!(expert.refusal("refundOffer", changed).await, "IDEMPOTENCY_KEY_REUSED");
    app.sweep().await;
    assert_eq!(booked(app, "psp_clearing").await, 10_800);
}

/// Holds G-01: giving money away needs the second factor.
#[story]
async fn a_refund_needs_the_second_factor(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let bill = collected(&customer, &expert, &engagement, "100.00").await;
    let hasty = app.person_without_second_factor(EXPERT);
    let offer = refund_offer_input(&hasty, &[(&bill, "1.00")], "1.00");
    assert_eq!(hasty.refusal("refundOffer", offer).await, "MFA_REQUIRED");
    assert_eq!(refunded_charge(&customer, &bill).await["refunds"]["edges"], Value::Array(vec![]));
}
