//! When a payee's money goes: daily or monthly, from a minimum on, and what stands in the way.

use chrono::TimeDelta;
use kernel::{Currency, Money};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use serde_json::json;
use support::{
    App,
    steps::{
        money::booked,
        payouts::{
            GOOD, account_of, agreed, blockers, collected, disbursements, paid_monthly, paid_to, payout,
            payout_method_added, payout_method_verified, payouts, run_by_hand,
        },
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);

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
    book_debt(app, account_of(&expert).await["id"].as_str().unwrap(), 1_000).await;

    app.advance_to("2027-03-03T22:00:00Z").await;
    assert_eq!(blockers(&expert).await, ["NEGATIVE_BALANCE"]);
    assert!(disbursements(&expert).await.is_empty());

    app.advance_to("2027-03-04T09:00:00Z").await;
    collected(&customer, &expert, &engagement, "100.00").await; // Saturday, 6 March.
    assert_eq!((booked(app, "expert_receivable").await, booked(app, "expert_available").await), (0, -18_500));
    app.advance_to("2027-03-08T22:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("185.00", "SENT")]);
}

/// A payee owes so much, as after a refund of what it was paid.
async fn book_debt(app: &App, payee: &str, minor: i64) {
    let tx = app.marketplace.db().begin().await.unwrap();
    let debt = Account::of(AccountKind::ExpertReceivable, payee.parse().unwrap());
    let cash = Account::operator(AccountKind::PspClearing);
    let amount = Money::from_minor(minor, Currency::USD).unwrap();
    let posting = Posting::new("refund:of_a_story".to_owned(), app.now(), app.now());
    ledger::store::post(&tx, &posting.transfer(Debit(debt), Credit(cash), amount)).await.unwrap();
    tx.commit().await.unwrap();
}
