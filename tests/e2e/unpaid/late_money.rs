//! Money that comes for what was given up is never lost (IQ-33).

use std::sync::Arc;

use chrono::TimeDelta;
use rails::DrawerMailer;
use serde_json::json;
use support::{
    App,
    steps::{
        forecast::why_not_paid,
        letters::subjects,
        money::{bill_agreed, booked, charge, charge_id},
        payouts::{GOOD, paid_to, payout, payouts},
        work::EXPERT,
        write_offs::{given_up, marked_uncollectible, reopen_input, suspended_money},
    },
    story,
};

use super::paid_by;

const DAY: TimeDelta = TimeDelta::days(1);
const REOPEN: &str = "chargeReopen";

/// Holds IQ-33: who asks no more turns no money away.
#[story]
async fn what_is_uncollectible_is_collected_if_it_comes(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_late").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1234.56").await;
    app.sweep().await;
    marked_uncollectible(&app.operator(), &charge_id(&customer, &bill).await).await;
    app.advance(DAY * 5).await;

    assert_eq!(charge(&customer, &bill).await["status"], "COLLECTED");
    assert_eq!((booked(app, "expert_available").await, booked(app, "fee_revenue").await), (-120_370, -3_086));
    assert_eq!(booked(app, "suspense").await, 0);
}

/// Holds IQ-33 and IQ-30: what comes for a charge that was written off waits until staff reopen it; then the fee is earned
/// and the expert is paid, once.
#[story]
async fn what_comes_for_what_was_written_off_waits_for_staff(app: &App) {
    let app = &app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_late").await;
    paid_to(&expert, GOOD).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1234.56").await;
    app.sweep().await;
    let (operator, id) = (app.operator(), charge_id(&customer, &bill).await);
    given_up(&operator, &id, "1234.56").await;
    let nothing = reopen_input(&operator, &id, "susp_0195506f8a0070008000000000000000");
    let refused = operator.refused(REOPEN, nothing).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["EVIDENCE_REQUIRED", "suspendedMoneyId"]));

    app.advance(DAY * 5).await;
    assert_eq!(charge(&customer, &bill).await["status"], "WRITTEN_OFF");
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "suspense").await), (123_456, -123_456));
    assert_eq!(booked(app, "expert_available").await, 0);
    let waits = suspended_money(&operator).await;
    assert_eq!((waits.len(), &waits[0]["amount"]["amount"]), (1, &json!("1234.56")));
    assert_eq!(waits[0]["charge"], json!({ "id": id, "status": "WRITTEN_OFF" }));
    let told = subjects(app, "olga@operator.example").await;
    assert!(told.contains(&"Money came for what was written off".to_owned()), "{told:?}");

    let reopen = reopen_input(&operator, &id, waits[0]["id"].as_str().unwrap());
    for _ in 0..2 {
        let reopened = operator.run(REOPEN, reopen.clone(), "charge { status writtenOff { amount } }").await;
        assert_eq!(reopened["charge"], json!({ "status": "COLLECTED", "writtenOff": { "amount": "0.00" } }));
    }
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "suspense").await), (123_456, 0));
    assert_eq!((booked(app, "expert_available").await, booked(app, "fee_revenue").await), (-120_370, -3_086));
    assert!(suspended_money(&operator).await.is_empty());
    assert_eq!(
        operator.refusal(REOPEN, reopen_input(&operator, &id, "susp_0195506f8a0070008000000000000000")).await,
        "CHARGE_NOT_IN_STATE"
    );
    app.advance(DAY * 4).await;
    assert!(subjects(app, EXPERT).await.contains(&"A customer paid after all".to_owned()));
    assert_eq!(payouts(&expert).await, [payout("1203.70", "PAID")]);
    assert_eq!(why_not_paid(&expert, &bill).await["standing"], "PAID");
}

/// Holds IQ-33: what comes beyond what was given up is the customer's own, and money that came in parts pays in parts.
#[story]
async fn what_waits_in_parts_pays_in_parts(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "NET_TERMS", "sandbox_terms_late").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.advance(DAY * 30).await;
    let (operator, id) = (app.operator(), charge_id(&customer, &bill).await);
    given_up(&operator, &id, "100.00").await;
    app.try_sql("update sandbox_payment set amount_minor = 6000").await.unwrap();
    app.advance(DAY * 5).await;
    app.try_sql("update sandbox_payment set external_id = 'another'").await.unwrap();
    app.sweep().await;
    let waits = suspended_money(&operator).await;
    assert_eq!((waits.len(), booked(app, "suspense").await), (2, -12_000));

    let reopen = reopen_input(&operator, &id, waits[0]["id"].as_str().unwrap());
    operator.run(REOPEN, reopen, "charge { id }").await;

    let paid = charge(&customer, &bill).await;
    assert_eq!(json!([paid["status"], paid["collected"]["amount"]]), json!(["COLLECTED", "100.00"]));
    assert_eq!((booked(app, "suspense").await, booked(app, "buyer_credit").await), (0, -2_000));
    assert_eq!((booked(app, "expert_available").await, booked(app, "fee_revenue").await), (-9_750, -250));
}
