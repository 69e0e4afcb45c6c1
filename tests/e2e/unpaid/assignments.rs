//! Money that came for what was given up turns out to be of another charge (G-43).

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App,
    steps::{
        money::{bill_agreed, booked, charge, charge_id, payment_method_added},
        work::work_agreed,
        write_offs::{assign_input, given_up, reversed_charge, suspended_money},
    },
    story,
};

use super::paid_by;

const DAY: TimeDelta = TimeDelta::days(1);
const ASSIGN: &str = "suspenseAssign";
const ANSWER: &str = "suspendedMoney { id assignedAt charge { id } assignedTo { id status open { amount } } }";

/// The id of one of what waits.
fn id(money: &Value) -> &str {
    money["id"].as_str().unwrap()
}

/// Holds G-43 and invariant 10: it pays the other charge, once, for a proof; the transfer for the rest is told anew, so that
/// nobody pays too much.
#[story]
async fn what_waits_pays_the_charge_that_it_is_of(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_late").await;
    let terms = payment_method_added(&customer, "NET_TERMS", None).await;
    let other = work_agreed(&customer, &expert, &terms, "5000.00").await;
    let (given, open) = (
        bill_agreed(&customer, &expert, &engagement, "1234.56").await,
        bill_agreed(&customer, &expert, &other.engagement, "2000.00").await,
    );
    app.sweep().await;
    let operator = app.operator();
    let (given, paid) = (charge_id(&customer, &given).await, charge_id(&customer, &open).await);
    given_up(&operator, &given, "1234.56").await;
    app.advance(DAY * 5).await;
    let waits = suspended_money(&operator).await;
    let money = id(&waits[0]);

    let mut unproven = assign_input(&operator, money, &paid);
    unproven["evidence"] = json!(" ");
    let refused = operator.refused(ASSIGN, unproven).await;
    assert_eq!(json!([refused["code"], refused["field"]]), json!(["EVIDENCE_REQUIRED", "evidence"]));
    let nowhere = assign_input(&operator, "susp_0195506f8a0070008000000000000000", &paid);
    assert_eq!(operator.refusal(ASSIGN, nowhere).await, "SUSPENDED_MONEY_NOT_FOUND");
    assert_eq!(operator.refusal(ASSIGN, assign_input(&operator, money, &given)).await, "CHARGE_NOT_IN_STATE");

    let assign = assign_input(&operator, money, &paid);
    let answer = operator.run(ASSIGN, assign.clone(), ANSWER).await["suspendedMoney"].clone();
    assert_eq!(answer["charge"]["id"], json!(given));
    let assigned_to = json!({ "id": paid, "status": "PARTIALLY_COLLECTED", "open": { "amount": "765.44" } });
    assert_eq!(answer["assignedTo"], assigned_to);
    assert_eq!(operator.run(ASSIGN, assign, ANSWER).await["suspendedMoney"], answer, "the same key, the same answer");
    let again = operator.refusal(ASSIGN, assign_input(&operator, money, &paid)).await;
    assert_eq!(again, "SUSPENDED_MONEY_ALREADY_DECIDED");
    assert!(suspended_money(&operator).await.is_empty());
    assert_eq!((booked(app, "suspense").await, booked(app, "psp_clearing").await), (0, 123_456));
    assert_eq!((booked(app, "expert_available").await, booked(app, "fee_revenue").await), (-120_370, -3_086));

    app.advance(DAY * 30).await;
    let charge = charge(&customer, &open).await;
    assert_eq!(json!([charge["status"], charge["collected"]["amount"]]), json!(["COLLECTED", "2000.00"]));
    assert_eq!((booked(app, "buyer_credit").await, booked(app, "psp_clearing").await), (0, 200_000));
}

/// Holds G-43 and IQ-33: what the bank takes back is taken of the charge that the money paid, whatever the provider names;
/// what it took back before pays nothing.
#[story]
async fn what_was_assigned_is_taken_back_of_what_it_paid(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", "sandbox_card_late").await;
    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_declined")).await;
    let other = work_agreed(&customer, &expert, &card, "5000.00").await;
    let mut given = vec![];
    for amount in ["1234.56", "50.00"] {
        let bill = bill_agreed(&customer, &expert, &engagement, amount).await;
        app.sweep().await;
        given.push(charge_id(&customer, &bill).await);
        given_up(&app.operator(), given.last().unwrap(), amount).await;
    }
    let paid = bill_agreed(&customer, &expert, &other.engagement, "1000.00").await;
    app.advance(DAY * 5).await;
    let (operator, of) = (app.operator(), charge_id(&customer, &paid).await);
    let waits = suspended_money(&operator).await;
    let money = |charge: &str| id(waits.iter().find(|money| money["charge"]["id"] == charge).unwrap());

    operator.run(ASSIGN, assign_input(&operator, money(&given[0]), &of), ANSWER).await;
    assert_eq!((booked(app, "expert_available").await, booked(app, "buyer_credit").await), (-97_500, -23_456));
    app.try_sql("update sandbox_payment set token = 'sandbox_card_charged_back' where token = 'sandbox_card_late'")
        .await
        .unwrap();
    app.advance(DAY * 10).await;

    let charge = reversed_charge(&expert, &paid).await;
    assert_eq!(json!([charge["status"], charge["open"]["amount"]]), json!(["CHARGED_BACK", "1000.00"]));
    assert_eq!((booked(app, "expert_available").await, booked(app, "fee_revenue").await), (0, 0));
    assert_eq!(
        booked(app, "suspense").await,
        23_456 - 5_000,
        "the customer's credit was more than the charge; 50.00 wait"
    );
    for money in suspended_money(&operator).await {
        let assign = assign_input(&operator, id(&money), &of);
        assert_eq!(operator.refusal(ASSIGN, assign).await, "SUSPENDED_MONEY_NOT_IN_STATE", "{money}");
    }
}
