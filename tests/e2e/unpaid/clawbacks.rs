//! Banks and card networks take back what was collected (IQ-33).

use std::sync::Arc;

use chrono::TimeDelta;
use rails::DrawerMailer;
use serde_json::{Value, json};
use support::{
    App,
    steps::{
        accounts::account_id,
        forecast::{upcoming, why_codes, why_not_paid},
        letters::subjects,
        money::{bill_agreed, booked, charge_id},
        payouts::{GOOD, blockers, collected, paid_monthly, paid_to, payout, payouts},
        refunds::{refund, refund_offered, refund_status},
        work::{CUSTOMER, EXPERT, work_agreed},
        write_offs::{given_up, receivable_input, receivables, reversed_charge, suspended_money},
    },
    story,
};

use super::paid_by;

const DAY: TimeDelta = TimeDelta::days(1);
const GIVE_UP: &str = "receivableWriteOff";

/// The statuses and amounts of the parts of a bill's net.
fn parts(why: &Value) -> Vec<Value> {
    let parts = why["parts"].as_array().unwrap();
    parts.iter().map(|part| json!([part["status"], part["amount"]["amount"]])).collect()
}

/// Holds IQ-33: what the bank returns is owed again; what waited for a run goes back, with the fee, and no expense moves.
#[story]
async fn a_bank_return_undoes_the_collection(app: &App) {
    let app = &app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, engagement) = paid_by(app, "ACH", "sandbox_ach_returned").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1234.56").await;
    app.advance(DAY * 9).await;
    assert_eq!((booked(app, "expert_available").await, booked(app, "fee_revenue").await), (-120_370, -3_086));
    app.advance(DAY * 5).await;

    let charge = reversed_charge(&expert, &bill).await;
    assert_eq!(json!([charge["status"], charge["open"]["amount"]]), json!(["CHARGED_BACK", "1234.56"]));
    let reason = "R01: the account has insufficient funds";
    let whole = json!({ "amount": "1234.56" });
    assert_eq!(charge["reversals"], json!([{ "kind": "RETURN", "reason": reason, "amount": whole, "taken": whole }]));
    for kind in ["psp_clearing", "expert_available", "expert_receivable", "fee_revenue", "chargeback_loss", "psp_cost"]
    {
        assert_eq!(booked(app, kind).await, 0, "{kind}");
    }
    assert_eq!((booked(app, "expert_unfunded").await, booked(app, "fee_unearned").await), (-120_370, -3_086));
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!(parts(&why), [json!(["AWAITS_COLLECTION", "1203.70"])]);
    assert_eq!(why["blockers"][0]["code"], "COLLECTION_OVERDUE");
    for (whom, subject) in [
        (CUSTOMER, "Your payment was taken back"),
        (EXPERT, "A customer's payment was taken back"),
        ("olga@operator.example", "A payment was taken back"),
    ] {
        assert!(subjects(app, whom).await.contains(&subject.to_owned()), "{whom}");
    }
    app.advance(DAY * 40).await;
    assert_eq!(reversed_charge(&expert, &bill).await["reversals"].as_array().unwrap().len(), 1, "it counts once");
}

/// Holds IQ-33: after the payout the payee owes, a run pays nothing, and the next collection repays it first.
#[story]
async fn after_the_payout_the_payee_owes_what_is_charged_back(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_charged_back").await;
    paid_to(&expert, GOOD).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(DAY * 3).await;
    assert_eq!(payouts(&expert).await, [payout("975.00", "PAID")]);
    app.advance(DAY * 7).await;

    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_unfunded").await), (97_500, -97_500));
    assert_eq!(booked(app, "psp_clearing").await, -97_500);
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!(parts(&why), [json!(["AWAITS_COLLECTION", "975.00"])], "what was paid is owed back");
    assert!(why_codes(&expert, &bill).await.contains(&"NEGATIVE_BALANCE".to_owned()));
    let coming = upcoming(&expert).await;
    assert_eq!(json!([coming[0]["stage"], coming[0]["amount"]["amount"]]), json!(["BLOCKED", "975.00"]));

    let other = support::steps::money::payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
    let other = work_agreed(&customer, &expert, &other, "2000.00").await;
    let next = collected(&customer, &expert, &other.engagement, "1500.00").await;
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_available").await), (0, -48_750));
    app.advance(DAY * 4).await;
    assert_eq!(payouts(&expert).await, [payout("487.50", "PAID"), payout("975.00", "PAID")]);
    assert_eq!(parts(&why_not_paid(&expert, &next).await), [json!(["REPAID", "975.00"]), json!(["PAID", "487.50"])]);
    assert_eq!(blockers(&expert).await, Vec::<String>::new());
}

/// Holds IQ-30 and IQ-33: a won dispute is a collected event like any other, and repays first.
#[story]
async fn a_won_dispute_is_collected_again(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_dispute_won").await;
    paid_to(&expert, GOOD).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(DAY * 10).await;
    assert_eq!(booked(app, "expert_receivable").await, 97_500);
    app.advance(DAY * 20).await;

    let charge = reversed_charge(&expert, &bill).await;
    assert_eq!(json!([charge["status"], charge["open"]["amount"]]), json!(["COLLECTED", "0.00"]));
    assert_eq!(json!([charge["collected"]["amount"], charge["reversed"]["amount"]]), json!(["2000.00", "1000.00"]));
    assert_eq!(charge["refundable"]["amount"], "1000.00");
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_available").await), (0, 0));
    assert_eq!((booked(app, "fee_revenue").await, booked(app, "psp_clearing").await), (-2_500, 100_000 - 97_500));
    assert_eq!(why_not_paid(&expert, &bill).await["standing"], "PAID");
}

/// Holds IQ-33: a part that is taken back takes its share of the fee, and what is left goes out with the run.
#[story]
async fn a_part_that_is_charged_back_leaves_the_rest(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_charged_back_half").await;
    paid_to(&expert, GOOD).await;
    paid_monthly(&expert, 28).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(DAY * 10).await;

    let charge = reversed_charge(&expert, &bill).await;
    assert_eq!(json!([charge["status"], charge["open"]["amount"]]), json!(["CHARGED_BACK", "500.00"]));
    assert_eq!((booked(app, "expert_available").await, booked(app, "fee_revenue").await), (-48_750, -1_250));
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!(parts(&why), [json!(["AWAITS_RUN", "487.50"]), json!(["AWAITS_COLLECTION", "487.50"])]);
    app.advance_to("2027-04-01T12:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("487.50", "PAID")]);
}

/// Holds G-43: what is taken back before it is known to have come waits for it.
#[story]
async fn a_chargeback_that_comes_too_early_waits(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_charged_back_early").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    app.advance(DAY).await;
    let parked = reversed_charge(&expert, &bill).await;
    assert_eq!(json!([parked["status"], parked["reversals"][0]["taken"]]), json!(["COLLECTING", null]));
    assert_eq!(booked(app, "psp_clearing").await, 0);
    app.advance(DAY).await;

    let charge = reversed_charge(&expert, &bill).await;
    assert_eq!(json!([charge["status"], charge["open"]["amount"]]), json!(["CHARGED_BACK", "100.00"]));
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "expert_available").await), (0, 0));
    assert_eq!(app.rows("select event_id from audit_row where kind = 'charge.charged_back'").await.len(), 1);
}

/// Holds G-17 and IQ-33: what was refunded cannot be charged back too: the excess waits for staff, and nobody pays twice.
#[story]
async fn more_than_is_left_lies_in_suspense(app: &App) {
    let app = &app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_charged_back").await;
    let bill = collected(&customer, &expert, &engagement, "1234.56").await;
    let back = refund_offered(&expert, &bill, "400.00").await;
    app.sweep().await;
    assert_eq!(refund_status(&customer, &back).await, "COMPLETED");
    app.advance(DAY * 10).await;

    let charge = reversed_charge(&expert, &bill).await;
    assert_eq!(json!([charge["open"]["amount"], charge["refundable"]["amount"]]), json!(["834.56", "834.56"]));
    assert_eq!((booked(app, "suspense").await, booked(app, "psp_clearing").await), (40_000, -40_000));
    for kind in ["expert_available", "expert_receivable", "fee_revenue", "chargeback_loss"] {
        assert_eq!(booked(app, kind).await, 0, "{kind}");
    }
    assert_eq!(booked(app, "fee_unearned").await, -2_086, "two parts of the fee come to the whole");
    let waits = suspended_money(&app.operator()).await;
    assert_eq!(json!([waits[0]["kind"], waits[0]["amount"]["amount"]]), json!(["EXCESS_TAKEN", "400.00"]));
    let told = subjects(app, "olga@operator.example").await;
    assert!(told.contains(&"More was taken back than was there".to_owned()), "{told:?}");
}

/// Holds G-45: a refund that was offered and not sent when the bank took the money is taken off what is owed again.
#[story]
async fn what_the_bank_took_is_not_refunded_too(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_charged_back").await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance_without_sweeps(DAY * 10).await;
    let back = refund_offered(&expert, &bill, "400.00").await;
    assert_eq!(refund_status(&customer, &back).await, "PROCESSING");
    app.sweep().await;

    let refund = refund(&customer, &back).await;
    assert_eq!(json!([refund["status"], refund["reduced"]["amount"]]), json!(["COMPLETED", "400.00"]));
    let charge = reversed_charge(&expert, &bill).await;
    assert_eq!(json!([charge["status"], charge["open"]["amount"]]), json!(["CHARGED_BACK", "600.00"]));
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "refund_clearing").await), (0, 0));
    assert_eq!((booked(app, "buyer_receivable").await, booked(app, "suspense").await), (60_000, 0));
}

/// Holds IQ-33: what is charged back is collected anew by staff, or given up; given up twice it has two memos.
#[story]
async fn what_is_charged_back_is_asked_for_again_or_given_up(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_charged_back").await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(DAY * 10).await;
    let (operator, id) = (app.operator(), charge_id(&customer, &bill).await);
    let collect = json!({ "chargeId": id, "idempotencyKey": app.key() });
    operator.run("chargeCollect", collect, "charge { id }").await;
    app.advance(DAY * 2).await;
    assert_eq!(reversed_charge(&expert, &bill).await["status"], "COLLECTED");
    app.advance(DAY * 10).await;
    let charge = reversed_charge(&expert, &bill).await;
    assert_eq!(json!([charge["status"], charge["reversed"]["amount"]]), json!(["CHARGED_BACK", "2000.00"]));

    given_up(&operator, &id, "1000.00").await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!((why["standing"].clone(), parts(&why)), (json!("WRITTEN_OFF"), vec![json!(["WRITTEN_OFF", "975.00"])]));
    for kind in ["buyer_receivable", "expert_unfunded", "fee_unearned", "fee_revenue", "chargeback_loss"] {
        assert_eq!(booked(app, kind).await, 0, "{kind}");
    }
}

/// Holds IQ-33 and invariant 10: what a payee never gives back is the operator's loss, part by part, looked at first; the
/// payee is paid again once nothing is owed.
#[story]
async fn what_a_payee_owes_is_given_up(app: &App) {
    let app = &app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_charged_back").await;
    paid_to(&expert, GOOD).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    app.advance(DAY * 10).await;
    let (operator, payee) = (app.operator(), account_id(&expert).await);
    let owed =
        |amount: &str| json!([{ "account": { "id": payee }, "amount": { "amount": amount, "currency": "USD" } }]);
    assert_eq!(json!(receivables(&operator).await), owed("975.00"));

    let asked = |amount: &str, owed: &str| receivable_input(&operator, &payee, amount, owed);
    for (amount, owed, field) in [("975.00", "974.00", "owed"), ("975.01", "975.00", "amount")] {
        let refused = operator.refused(GIVE_UP, asked(amount, owed)).await;
        assert_eq!(json!([refused["code"], refused["field"]]), json!(["TOTAL_NOT_CONFIRMED", field]));
    }
    assert_eq!(operator.refusal(GIVE_UP, asked("0.00", "975.00")).await, "AMOUNT_NOT_POSITIVE");
    let part = asked("375.00", "975.00");
    let answer = "receivableWriteOff { id amount { amount } owed { amount } reason at account { id } }";
    let first = operator.run(GIVE_UP, part.clone(), answer).await;
    assert_eq!(operator.run(GIVE_UP, part, answer).await, first, "the same key gives the same answer");
    assert_eq!(json!(receivables(&operator).await), owed("600.00"));
    assert_eq!((booked(app, "chargeback_loss").await, booked(app, "expert_receivable").await), (37_500, 60_000));
    let negative = "NEGATIVE_BALANCE".to_owned();
    assert!(why_codes(&expert, &bill).await.contains(&negative));

    operator.run(GIVE_UP, asked("600.00", "600.00"), "receivableWriteOff { id }").await;
    assert_eq!((booked(app, "chargeback_loss").await, booked(app, "expert_receivable").await), (97_500, 0));
    assert!(receivables(&operator).await.is_empty() && !why_codes(&expert, &bill).await.contains(&negative));
    app.sweep().await;
    let told = subjects(app, EXPERT).await;
    assert_eq!(told.iter().filter(|told| *told == "What you owed back is given up").count(), 2);
}
