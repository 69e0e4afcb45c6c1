//! When a payee's money goes: daily or monthly, from a minimum on, and what stands in the way.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person, instant,
    steps::{
        experts::seller_input,
        money::{bill_approved, bill_input, bill_sent, booked},
        payouts::{
            GOOD, account_of, agreed, blockers, collected, debt_booked, disbursements, paid_monthly, paid_to, payout,
            payout_method_added, payout_method_input, payout_method_verified, payouts, run_by_hand,
        },
        work::{people, work_agreed_in},
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);
/// As exactly as instants are kept.
const MOMENT: TimeDelta = TimeDelta::microseconds(1);
/// How long the sandbox takes to collect from a card.
const CARD_LATENCY: TimeDelta = TimeDelta::days(2);
/// A bank account for euros that the sandbox pays.
const IBAN: &str = "DE44500105175407324931";

/// Holds IQ-30, IQ-32, G-42 and the daily half of G-41.
#[story]
async fn what_is_collected_before_the_cutoff_is_paid_the_next_business_day_less_the_fee(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;

    let bill = collected(&customer, &expert, &engagement, "1234.56").await; // Wednesday, 3 March, 09:00.
    app.advance_to("2027-03-03T21:59:59Z").await; // A second before five in New York.
    assert!(disbursements(&expert).await.is_empty());
    app.advance(TimeDelta::seconds(1)).await;
    assert_eq!(payouts(&expert).await, [payout("1203.70", "SENT")]);
    assert_eq!((booked(app, "expert_available").await, booked(app, "expert_in_transit").await), (0, -120_370));

    app.advance_to("2027-03-04T10:00:00Z").await;
    let paid = disbursements(&expert).await.remove(0);
    let line = json!({ "amount": { "amount": "1203.70" }, "paymentRequest": { "id": bill }, "givenBackBy": null });
    assert_eq!(paid["status"], "PAID");
    assert_eq!(paid["reportStatus"], "DISBURSED");
    assert_eq!(paid["runOn"], "2027-03-03");
    assert_eq!(paid["statusSince"], "2027-03-04T10:00:00+00:00");
    assert!(paid["bankTrace"].as_str().unwrap().starts_with("SBX-"));
    assert_eq!(paid["lines"]["edges"], json!([{ "node": line }]));
    assert_eq!((booked(app, "expert_in_transit").await, booked(app, "psp_clearing").await), (0, 3_086));
}

/// Holds the second half of scenario 11, and invariant 8.
#[story]
async fn a_run_pays_once_and_nothing_where_there_is_nothing(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;

    app.advance_to("2027-03-02T23:00:00Z").await;
    assert_eq!(run_by_hand(&app.operator(), "2027-03-02").await, (json!(0), json!(0)));

    collected(&customer, &expert, &engagement, "100.00").await; // Thursday, 4 March, 23:00: after the cutoff.
    assert!(disbursements(&expert).await.is_empty());
    app.advance_to("2027-03-05T22:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
    for _ in 0..2 {
        app.sweep().await;
        assert_eq!(run_by_hand(&app.operator(), "2027-03-05").await, (json!(1), json!(0)));
    }
    assert_eq!(payouts(&expert).await.len(), 1);
}

/// Holds G-39.
#[story]
async fn without_a_verified_method_nothing_goes_out_until_the_first_run_after_its_verification(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let method = payout_method_added(&expert, GOOD).await;

    collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-03-03T22:00:00Z").await;
    assert_eq!(blockers(&expert).await, ["NO_VERIFIED_PAYOUT_METHOD"]);

    payout_method_verified(&app.operator(), &method).await;
    app.sweep().await;
    assert!(disbursements(&expert).await.is_empty());
    app.advance(DAY).await;
    assert_eq!(disbursements(&expert).await[0]["runOn"], "2027-03-04");
    assert!(blockers(&expert).await.is_empty());
}

/// A run by hand pays for whom something was in the way, on the same day.
#[story]
async fn staff_make_a_run_again_for_who_was_blocked(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-03-03T22:00:00Z").await;
    paid_to(&expert, GOOD).await;

    assert_eq!(run_by_hand(&app.operator(), "2027-03-03").await, (json!(1), json!(0)));
    assert_eq!(disbursements(&expert).await[0]["runOn"], "2027-03-03");
    assert!(blockers(&expert).await.is_empty());

    let input = |run_on: &str| json!({ "currency": "USD", "runOn": run_on, "idempotencyKey": app.key() });
    assert_eq!(app.operator().refusal("payoutRun", input("2027-03-04")).await, "INPUT_INVALID"); // Not over yet.
    assert_eq!(app.operator().refusal("payoutRun", input("2027-02-28")).await, "INPUT_INVALID"); // A Sunday.
    assert_eq!(expert.refusal("payoutRun", input("2027-03-03")).await, "RIGHT_MISSING");
    let without_factor = app.person_without_second_factor("olga@operator.example");
    assert_eq!(without_factor.refusal("payoutRun", input("2027-03-03")).await, "MFA_REQUIRED");
}

/// Holds scenario 22, for payout runs: missed days are made up for in their order, each under its own day.
#[story]
async fn runs_that_were_missed_are_made_up_for_day_by_day(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let method = payout_method_added(&expert, GOOD).await;
    collected(&customer, &expert, &engagement, "100.00").await; // Wednesday, 3 March.
    app.advance_without_sweeps(DAY * 5).await; // Monday, 8 March, 09:00.
    app.sweep().await;

    let rows = app.rows("select run_on from payout_blocker order by run_on").await;
    let days: Vec<String> =
        rows.iter().map(|row| row.try_get::<chrono::NaiveDate>("", "run_on").unwrap().to_string()).collect();
    assert_eq!(days, ["2027-03-03", "2027-03-04", "2027-03-05"]);

    payout_method_verified(&app.operator(), &method).await;
    app.advance_without_sweeps(DAY * 2).await; // Wednesday, 10 March.
    app.sweep().await;
    assert_eq!(disbursements(&expert).await[0]["runOn"], "2027-03-08");
    assert_eq!(disbursements(&expert).await[0]["scheduledAt"], "2027-03-10T09:00:00+00:00");
}

/// One bill that is collected a moment before each of these cutoffs, and one that is collected at it: the run takes the
/// first, and the second waits for the next run. By hand staff are held to the same instant.
async fn cutoffs_are_exact(app: &App, currency: &str, cutoffs: &[&str]) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed_in(&customer, &expert, &card, ("10000.00", currency)).await;
    let staff = app.operator();
    paid_in(&expert, currency).await;
    for cutoff in cutoffs.iter().map(|cutoff| instant(cutoff)) {
        let run = json!({ "currency": currency, "runOn": cutoff.date_naive() });
        let by_hand = || with(&run, json!({ "idempotencyKey": app.key() }));
        app.advance(cutoff - CARD_LATENCY - MOMENT - app.now()).await;
        bill_agreed_in(&customer, &expert, &work.engagement, ("100.00", currency)).await;
        app.advance(MOMENT).await;
        bill_agreed_in(&customer, &expert, &work.engagement, ("300.00", currency)).await;
        let before = payouts(&expert).await.len();

        app.advance(cutoff - MOMENT - app.now()).await;
        assert_eq!(payouts(&expert).await.len(), before, "{cutoff}");
        assert_eq!(staff.refusal("payoutRun", by_hand()).await, "INPUT_INVALID");
        app.advance(MOMENT).await;
        let paid = &disbursements(&expert).await[0];
        assert_eq!((&paid["amount"]["amount"], &paid["runOn"]), (&json!("97.50"), &json!(cutoff.date_naive())));
        let again = staff.run("payoutRun", by_hand(), "payoutRun { scheduledCount cutoffAt }").await;
        assert_eq!(again["payoutRun"], json!({ "scheduledCount": 1, "cutoffAt": cutoff.to_rfc3339() }));

        app.advance(DAY * 6).await; // At Easter TARGET rests for four days.
        assert_eq!(payouts(&expert).await[0].0, "292.50");
    }
}

/// Holds IQ-32: 17:00 in New York, before its clock is changed and after.
#[story]
async fn the_cutoff_for_us_dollars_follows_new_yorks_clock(app: &App) {
    cutoffs_are_exact(
        app,
        "USD",
        &["2027-03-12T22:00:00Z", "2027-03-22T21:00:00Z", "2027-11-05T21:00:00Z", "2027-11-15T22:00:00Z"],
    )
    .await;
}

/// Holds IQ-32: 16:00 in Brussels; in 2027 its clock is changed on Easter Sunday, while TARGET rests.
#[story]
async fn the_cutoff_for_euros_follows_brussels_clock(app: &App) {
    cutoffs_are_exact(
        app,
        "EUR",
        &["2027-03-25T15:00:00Z", "2027-04-06T14:00:00Z", "2027-10-29T14:00:00Z", "2027-11-08T15:00:00Z"],
    )
    .await;
}

/// The expert is paid in a currency, to a verified account.
async fn paid_in(expert: &Person<'_>, currency: &str) {
    let dollars = payout_method_input(expert, GOOD).await;
    let euros = json!({ "currency": "EUR", "rail": "SEPA", "routingNumber": null, "accountNumber": IBAN });
    let input = if currency == "EUR" { with(&dollars, euros) } else { dollars };
    let added = expert.run("payoutMethodAdd", input, "payoutMethod { id }").await;
    payout_method_verified(&expert.app.operator(), added["payoutMethod"]["id"].as_str().unwrap()).await;
}

/// The expert bills in a currency, and the customer accepts at once.
async fn bill_agreed_in(
    customer: &Person<'_>,
    expert: &Person<'_>,
    engagement: &str,
    (amount, currency): (&str, &str),
) {
    let money = json!({ "amount": { "amount": amount, "currency": currency } });
    let bill = bill_sent(expert, with(&bill_input(expert, engagement, amount), money)).await;
    bill_approved(customer, &bill).await;
}

fn with(input: &Value, more: Value) -> Value {
    let (mut input, Value::Object(more)) = (input.clone(), more) else { panic!("fields are added as an object") };
    input.as_object_mut().unwrap().extend(more);
    input
}

/// Holds IQ-30: who closed the registration is paid by staff, to the last method, and by nobody else.
#[story]
async fn staff_name_a_payee_to_pay_it_whatever_its_interval(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    paid_monthly(&expert, 28).await;
    collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-03-03T22:00:00Z").await;
    assert_eq!(run_by_hand(&app.operator(), "2027-03-03").await, (json!(0), json!(0)));

    let payee = account_of(&expert).await["id"].clone();
    let input = json!({ "currency": "USD", "runOn": "2027-03-03", "accountId": payee, "idempotencyKey": app.key() });
    let run = "payoutRun { scheduledCount cutoffAt }";
    let made = app.operator().run("payoutRun", input.clone(), run).await;
    assert_eq!(made["payoutRun"], json!({ "scheduledCount": 1, "cutoffAt": "2027-03-03T22:00:00+00:00" }));
    assert_eq!(app.operator().run("payoutRun", input, run).await, made);
    assert_eq!(payouts(&expert).await.len(), 1);
}

/// Holds IQ-33 and the receivable of scenario 11: a payee who owes money is not paid, and repays it first.
#[story]
async fn who_owes_money_is_not_paid_and_repays_it_first(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    collected(&customer, &expert, &engagement, "100.00").await;
    debt_booked(app, account_of(&expert).await["id"].as_str().unwrap(), 1_000).await;

    app.advance_to("2027-03-03T22:00:00Z").await;
    assert_eq!(blockers(&expert).await, ["NEGATIVE_BALANCE"]);
    assert!(disbursements(&expert).await.is_empty());

    app.advance_to("2027-03-04T09:00:00Z").await;
    collected(&customer, &expert, &engagement, "100.00").await; // Saturday, 6 March.
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_available").await), (0, -18_500));
    app.advance_to("2027-03-08T22:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("185.00", "SENT")]);
}

/// Holds MKT-03: the bank account's address must be the account's, or payout will not go through; also if it was when
/// the payout method was added.
#[story]
async fn who_banks_elsewhere_is_not_paid_before_one_of_the_addresses_is_corrected(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let mut elsewhere = seller_input("Ada Lovelace");
    elsewhere["bankAddress"]["city"] = json!("Bremen");
    expert.run("sellerRegistrationSave", elsewhere, "sellerRegistration { kind }").await;

    collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-03-03T22:00:00Z").await;
    assert_eq!(blockers(&expert).await, ["BANK_ADDRESS_DIFFERS"]);
    assert!(disbursements(&expert).await.is_empty());

    expert.run("sellerRegistrationSave", seller_input("Ada Lovelace"), "sellerRegistration { kind }").await;
    app.advance_to("2027-03-04T22:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
}
