//! From a run to the bank's word: paid, refused, returned, and answers that were lost.

use ::disbursements::{DisbursementError, Evidence, PayoutRun};
use chrono::TimeDelta;
use kernel::{Currency, Money};
use marketplace::{Error, RailReport};
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        money::booked,
        payouts::{
            GOOD, agreed, blockers, collected, disbursements, method_status, paid_to, payout, payouts, run_by_hand,
        },
    },
    story,
};

const HOUR: TimeDelta = TimeDelta::hours(1);

/// 97.50 USD are scheduled to a bank account on Wednesday, 3 March 2027, at the cutoff.
async fn sent_to<'a>(app: &'a App, account_number: &str) -> (Person<'a>, Person<'a>, String, String) {
    let (customer, expert, engagement) = agreed(app).await;
    let method = paid_to(&expert, account_number).await;
    collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-03-03T22:00:00Z").await;
    (customer, expert, engagement, method)
}

/// How often money left for the bank.
async fn transfers(app: &App) -> usize {
    app.rows("select id from sandbox_payout where state = 'paid'").await.len()
}

/// Holds scenario 16.
#[story]
async fn what_the_bank_returns_waits_until_its_method_is_verified_again(app: &App) {
    let (_, expert, _, method) = sent_to(app, "000123450003").await;
    app.advance_to("2027-03-04T10:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "PAID")]);

    app.advance_to("2027-03-09T10:00:00Z").await; // Three business days later.
    let returned = disbursements(&expert).await.remove(0);
    assert_eq!((&returned["status"], &returned["reportStatus"]), (&json!("RETURNED"), &json!("FAILED")));
    assert_eq!(returned["failure"], "AC04: the account is closed");
    assert!(returned["bankTrace"].is_string());
    assert_eq!(method_status(&expert, &method).await, "ERRORED");
    assert_eq!((booked(app, "expert_available").await, booked(app, "psp_clearing").await), (-9_750, 10_000));
    app.advance_to("2027-03-10T22:00:00Z").await;
    assert_eq!(blockers(&expert).await, ["PAYOUT_METHOD_ERRORED"]);

    let old = json!({ "payoutMethodId": method, "documentIssuedOn": "2026-12-01" });
    assert_eq!(expert.refusal("payoutMethodConfirm", old).await, "DOCUMENT_TOO_OLD");
    let fresh = json!({ "payoutMethodId": method, "documentIssuedOn": "2027-03-10" });
    expert.run("payoutMethodConfirm", fresh, "payoutMethod { id }").await;
    app.advance_to("2027-03-11T22:00:00Z").await;
    assert_eq!(blockers(&expert).await, ["NO_VERIFIED_PAYOUT_METHOD"]);
    let evidence = json!({ "payoutMethodId": method, "evidence": "The bank reopened it." });
    app.operator().run("payoutMethodVerify", evidence, "payoutMethod { id }").await;
    assert_eq!(payouts(&expert).await.len(), 1);

    app.advance_to("2027-03-12T22:00:00Z").await;
    let again = disbursements(&expert).await.remove(0);
    assert_eq!((&again["runOn"], &again["amount"]["amount"]), (&json!("2027-03-12"), &json!("97.50")));
    let line =
        json!({ "amount": { "amount": "97.50" }, "paymentRequest": null, "givenBackBy": { "id": returned["id"] } });
    assert_eq!(again["lines"]["edges"], json!([{ "node": line }]));
}

/// Holds G-43.
#[story]
async fn what_the_rail_refuses_at_once_is_the_payees_again(app: &App) {
    refused(app, "000123450001", "2027-03-03T22:00:00Z").await;
}

/// Holds G-43.
#[story]
async fn what_the_rail_refuses_later_is_the_payees_again(app: &App) {
    refused(app, "000123450005", "2027-03-04T10:00:00Z").await;
}

/// What is sent to this account is refused by then, and paid to another.
async fn refused(app: &App, account_number: &str, until: &str) {
    let (_, expert, _, method) = sent_to(app, account_number).await;
    if app.now() < until.parse::<chrono::DateTime<chrono::Utc>>().unwrap() {
        assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
        app.advance_to(until).await;
    }

    let rejected = disbursements(&expert).await.remove(0);
    assert_eq!((&rejected["status"], &rejected["bankTrace"]), (&json!("REJECTED"), &Value::Null));
    assert_eq!(method_status(&expert, &method).await, "ERRORED");
    assert_eq!((booked(app, "expert_available").await, booked(app, "expert_in_transit").await), (-9_750, 0));

    paid_to(&expert, GOOD).await; // Another bank account is a new method.
    app.advance_to("2027-03-05T10:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "PAID"), payout("97.50", "REJECTED")]);
    assert_eq!(transfers(app).await, 1);
}

/// Holds invariant 8, and the disbursement's half of scenario 17.
#[story]
async fn a_lost_answer_is_looked_up_and_the_money_moves_once(app: &App) {
    looked_up(app, "000123450002").await;
}

/// Holds invariant 8, and the disbursement's half of scenario 17.
#[story]
async fn what_the_rail_never_got_is_sent_again_and_moves_once(app: &App) {
    looked_up(app, "000123450004").await;
}

/// The rail's answer for this account is lost; the rail is asked, and the money moves once.
async fn looked_up(app: &App, account_number: &str) {
    let (_, expert, _, _) = sent_to(app, account_number).await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "UNRESOLVED")]);
    let queue = "query Q { unresolvedDisbursements { edges { node { reportStatus } } } }";
    let waiting = app.operator().query(queue, json!({})).await;
    assert_eq!(waiting["unresolvedDisbursements"]["edges"], json!([{ "node": { "reportStatus": "NOT_DISBURSED" } }]));

    app.advance(HOUR).await; // The rail is asked after a quarter of an hour.
    assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
    app.advance_to("2027-03-05T10:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "PAID")]);
    assert_eq!((transfers(app).await, booked(app, "psp_clearing").await), (1, 250));
}

/// Holds G-43: staff prove it with a document.
#[story]
async fn staff_settle_a_lost_answer_by_proof(app: &App) {
    let (_, expert, _, _) = sent_to(app, "000123450004").await;
    let id = disbursements(&expert).await[0]["id"].clone();
    let input = |evidence: &str| json!({ "disbursementId": id, "outcome": "NEVER_RECEIVED", "evidence": evidence, "idempotencyKey": app.key() });
    assert_eq!(app.operator().refusal("disbursementResolve", input(" ")).await, "EVIDENCE_REQUIRED");
    assert_eq!(expert.refusal("disbursementResolve", input("no")).await, "RIGHT_MISSING");

    let call = input("The rail's desk says that it never came.");
    app.operator().run("disbursementResolve", call.clone(), "disbursement { status }").await;
    app.sweep().await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
    app.operator().run("disbursementResolve", call, "disbursement { status }").await; // The same key: no effect.
    assert_eq!(app.operator().refusal("disbursementResolve", input("once more")).await, "DISBURSEMENT_NOT_IN_STATE");
    app.advance_to("2027-03-04T10:00:00Z").await;
    assert_eq!((payouts(&expert).await, transfers(app).await), (vec![payout("97.50", "PAID")], 1));
}

/// Holds G-41.
#[story]
async fn a_method_with_money_on_its_way_is_not_taken_away(app: &App) {
    let (_, expert, _, method) = sent_to(app, GOOD).await;
    let of = json!({ "payoutMethodId": method });

    assert_eq!(expert.refusal("payoutMethodRemove", of.clone()).await, "DISBURSEMENT_IN_FLIGHT");
    app.advance_to("2027-03-04T10:00:00Z").await;
    expert.run("payoutMethodRemove", of, "payoutMethod { id }").await;
}

/// Holds invariant 11, and G-43: only what nobody began to send is stopped.
#[story]
async fn a_disbursement_is_its_payees_alone_and_once_sent_it_is_not_stopped(app: &App) {
    let (customer, expert, _, _) = sent_to(app, GOOD).await;
    let id = disbursements(&expert).await[0]["id"].clone();
    let query = "query D($id: ID!) { disbursement(id: $id) { id } }";

    assert_eq!(customer.query_refused(query, json!({ "id": id })).await, "DISBURSEMENT_NOT_FOUND");
    assert_eq!(app.nobody().query_refused(query, json!({ "id": id })).await, "UNAUTHENTICATED");
    assert_eq!(app.operator().query(query, json!({ "id": id })).await["disbursement"]["id"], id);
    assert!(disbursements(&customer).await.is_empty());

    let stop = |id: &Value| json!({ "disbursementId": id, "reason": "Asked to.", "idempotencyKey": app.key() });
    assert_eq!(app.operator().refusal("disbursementCancel", stop(&id)).await, "DISBURSEMENT_NOT_IN_STATE");
    let unknown = json!("dis_0195506f8a0070008000000000000000");
    assert_eq!(app.operator().refusal("disbursementCancel", stop(&unknown)).await, "DISBURSEMENT_NOT_FOUND");
    assert_eq!(expert.refusal("disbursementCancel", stop(&id)).await, "RIGHT_MISSING");
    app.advance(HOUR).await;
}

/// Holds G-43: what is stopped waits for the next run, not for the same one.
#[story]
async fn what_is_stopped_before_it_is_sent_goes_with_the_next_run(app: &App) {
    let (expert, id) = scheduled(app).await;
    let stop = json!({ "disbursementId": id, "reason": "Asked to.", "idempotencyKey": app.key() });
    app.operator().run("disbursementCancel", stop.clone(), "disbursement { status }").await;
    let again = app.operator().run("disbursementCancel", stop, "disbursement { status }").await;
    assert_eq!(again["disbursement"]["status"], "CANCELLED");
    app.sweep().await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "CANCELLED")]);
    assert_eq!(booked(app, "expert_available").await, -9_750);

    app.advance(TimeDelta::days(1)).await;
    let next = disbursements(&expert).await.remove(0);
    assert_eq!((&next["status"], &next["runOn"]), (&json!("SENT"), &json!("2027-03-04")));
}

/// Holds invariant 8: of two workers one sends, and of two runs one pays.
#[story]
async fn two_at_once_pay_once(app: &App) {
    let (expert, id) = scheduled(app).await;
    let (id, run) = (id.as_str().unwrap().parse().unwrap(), payout_run("2027-03-03"));

    let runs = tokio::join!(app.marketplace.make_payout_run(run), app.marketplace.make_payout_run(run));
    assert!(runs.0.is_ok() && runs.1.is_ok());
    let sends = tokio::join!(app.marketplace.send_disbursement(id), app.marketplace.send_disbursement(id));
    assert!(sends.0.is_ok() && sends.1.is_ok());

    assert_eq!((payouts(&expert).await, transfers(app).await), (vec![payout("97.50", "SENT")], 1));
}

/// Holds invariant 8: a worker that died after its claim is taken for dead when its lease ends.
#[story]
async fn what_a_dead_worker_left_is_sent_by_the_next(app: &App) {
    let (expert, _) = scheduled(app).await;
    let claimed = "update disbursement set state = 'claimed', since_at = scheduled_at,
                   due_at = '2027-03-03T22:15:00+00:00'";
    app.try_sql(claimed).await.unwrap();

    app.sweep().await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "CLAIMED")]);
    app.advance_to("2027-03-03T22:15:00Z").await;
    assert_eq!((payouts(&expert).await, transfers(app).await), (vec![payout("97.50", "SENT")], 1));
}

/// Holds G-43 and scenario 19: a report counts once, over the same amount, and where it fits.
#[story]
async fn a_report_counts_once_and_only_where_it_fits(app: &App) {
    let (_, expert, _, _) = sent_to(app, GOOD).await;
    let disbursement_id = disbursements(&expert).await[0]["id"].as_str().unwrap().parse().unwrap();
    let report = |external_id: &str, evidence, minor| RailReport {
        external_id: external_id.to_owned(),
        disbursement_id,
        evidence,
        amount: Money::from_minor(minor, Currency::USD).unwrap(),
        at: app.now(),
    };
    let paid = || Evidence::Paid { bank_trace: "T1".to_owned() };
    let settle = async |report| app.marketplace.settle_disbursement(report).await;

    let differs = settle(report("a", paid(), 9_751)).await;
    assert!(matches!(differs, Err(Error::Disbursements(DisbursementError::AmountDiffers { .. }))));
    let returned = Evidence::Returned { reason: "AC04".to_owned() };
    let too_soon = settle(report("b", returned, 9_750)).await;
    assert!(matches!(too_soon, Err(Error::Disbursements(DisbursementError::NotInState { .. }))));
    for _ in 0..2 {
        settle(report("c", paid(), 9_750)).await.unwrap();
    }
    let again = settle(report("d", paid(), 9_750)).await;
    assert!(matches!(again, Err(Error::Disbursements(DisbursementError::NotInState { .. }))));
    assert_eq!((booked(app, "expert_in_transit").await, booked(app, "psp_clearing").await), (0, 250));
}

/// 97.50 USD that a run by hand scheduled and nobody began to send: the expert and the disbursement's id.
async fn scheduled(app: &App) -> (Person<'_>, Value) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_without_sweeps(TimeDelta::hours(13)).await; // Wednesday, 3 March, 22:00: the cutoff.
    assert_eq!(run_by_hand(&app.operator(), "2027-03-03").await, (json!(1), json!(0)));
    let id = disbursements(&expert).await[0]["id"].clone();
    (expert, id)
}

fn payout_run(on: &str) -> PayoutRun {
    PayoutRun::of(Currency::USD, on.parse().unwrap()).unwrap()
}
