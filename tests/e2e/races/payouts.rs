//! The money out: runs, sendings, cancellations and the bank's word, from several processes at once.

use serde_json::{Value, json};
use support::{
    App, Person, Tally, race,
    steps::{
        accounts::account_id,
        money::{bill_agreed, booked},
        payouts::{GOOD, agreed, collected, disbursements, paid_monthly, paid_to, payout, payouts},
    },
    story,
};

use super::{booked_times, each_change_is_published_once, events, texts, told};

const RUN: &str = "payoutRun";
const CANCEL: &str = "disbursementCancel";
const SELECTION: &str = "payoutRun { scheduledCount }";

fn run_input(app: &App, run_on: &str, account: Option<&str>) -> Value {
    json!({ "currency": "USD", "runOn": run_on, "accountId": account, "idempotencyKey": app.key() })
}

/// 97.50 USD wait for the run of Wednesday, 3 March 2027, whose cutoff is over; no sweep has made it yet.
async fn waiting<'a>(app: &'a App, account_number: &str) -> (Person<'a>, Person<'a>, String) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, account_number).await;
    collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-03-03T21:59:59Z").await;
    app.advance_without_sweeps(chrono::TimeDelta::seconds(1)).await;
    (customer, expert, engagement)
}

/// Holds IQ-32 and invariant 8: payee, currency and day are paid once, by whichever run.
#[story(threads)]
async fn runs_by_hand_and_by_time_pay_once(app: &App) {
    let (_, expert, _) = waiting(app, GOOD).await;
    let (second, third) = tokio::join!(app.beside(), app.beside());
    let mut racers: Vec<_> = [app, &second, &third].into_iter().map(App::sweeping).collect();
    for process in [app, &second, &third, app, &second, &third] {
        racers.push(process.operator().racing_for(RUN, run_input(app, "2027-03-03", None), SELECTION));
    }

    let tally = race(racers).await;

    assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
    assert_eq!(tally.of(RUN, r#"{"payoutRun":{"scheduledCount":1}}"#), 6, "{tally}");
    let handed = texts(app, "select id as text from sandbox_payout").await.len();
    assert_eq!((handed, booked_times(app, "hold").await, events(app, "disbursement.scheduled").await), (1, 1, 1));
    assert_eq!(events(app, "disbursement.sent").await, 1);
    each_change_is_published_once(app).await;
    told("six runs by hand × three sweeps", 1, &tally);
}

/// Holds G-43: what is sent is not cancelled, and what is cancelled is not sent.
#[story(threads)]
async fn a_disbursement_is_sent_or_cancelled(app: &App) {
    const ROUNDS: usize = 6;
    let (customer, expert, engagement) = agreed(app).await;
    paid_monthly(&expert, 28).await;
    paid_to(&expert, GOOD).await;
    let account = account_id(&expert).await;
    let mut tally = Tally::default();
    let (mut sent, mut cancelled) = (0, 0);
    let days = ["2027-03-03", "2027-03-08", "2027-03-11", "2027-03-15", "2027-03-18", "2027-03-22"];

    for (number, day) in days.into_iter().enumerate().take(ROUNDS) {
        collected(&customer, &expert, &engagement, "100.00").await;
        app.advance_to(&format!("{day}T22:00:00Z")).await;
        app.operator().run(RUN, run_input(app, day, Some(&account)), "payoutRun { scheduledCount }").await;
        let id = disbursements(&expert).await.remove(0)["id"].clone();
        let beside = app.beside().await;
        let cancel = |key: String| json!({ "disbursementId": id, "reason": "Wrong bank.", "idempotencyKey": key });
        let mut racers =
            vec![app.operator().racing(CANCEL, cancel(app.key())), beside.operator().racing(CANCEL, cancel(app.key()))];
        racers.insert(number % 3, beside.sweeping());
        racers.push(app.sweeping());
        let round = race(racers).await;

        let handed = format!("select id as text from sandbox_payout where id = '{}'", id.as_str().unwrap());
        let is_sent = texts(app, &handed).await.len();
        assert_eq!(is_sent + round.ok(CANCEL), 1, "{round}");
        assert_eq!(round.of(CANCEL, "DISBURSEMENT_NOT_IN_STATE"), 2 - round.ok(CANCEL), "{round}");
        let status = if is_sent == 1 { "SENT" } else { "CANCELLED" };
        assert_eq!(disbursements(&expert).await[0]["status"], status);
        sent += is_sent;
        cancelled += round.ok(CANCEL);
        tally.add(&round);
    }
    assert_eq!((booked_times(app, "hold").await, booked_times(app, "released_back").await), (ROUNDS, cancelled));
    told("send × cancel", ROUNDS, &tally);
    println!("race: of them {sent} sent");
}

/// Holds G-43 and invariant 8: the rail's word counts once.
#[story(threads)]
async fn the_rails_word_counts_once_in_four_processes(app: &App) {
    let (_, expert, _) = waiting(app, GOOD).await;
    app.sweep().await;
    app.advance_without_sweeps(chrono::TimeDelta::hours(12)).await;
    let (second, third, fourth) = tokio::join!(app.beside(), app.beside(), app.beside());

    let tally = race([app, &second, &third, &fourth].into_iter().map(App::sweeping).collect()).await;

    assert_eq!(payouts(&expert).await, [payout("97.50", "PAID")]);
    assert_eq!((booked_times(app, "paid").await, events(app, "disbursement.paid").await), (1, 1));
    assert_eq!((booked(app, "expert_in_transit").await, booked(app, "psp_clearing").await), (0, 250));
    told("the rail's report in four processes", 1, &tally);
}

/// Holds G-43 and G-39: while the bank refuses one payment, a run makes the next, and neither waits for the other for
/// ever.
#[story(threads)]
async fn a_refusal_and_a_run_for_one_payee_both_come_to_an_end(app: &App) {
    let (customer, expert, engagement) = waiting(app, "000123450005").await;
    let account = account_id(&expert).await;
    app.sweep().await; // Sent, and to be rejected on Thursday at 10:00.
    paid_monthly(&expert, 28).await;
    bill_agreed(&customer, &expert, &engagement, "200.00").await;
    app.advance_to("2027-03-04T09:59:59Z").await;
    app.advance_without_sweeps(chrono::TimeDelta::days(5)).await;
    let (second, third) = tokio::join!(app.beside(), app.beside());
    let mut racers = vec![app.sweeping(), second.sweeping(), third.sweeping()];
    for day in ["2027-03-04", "2027-03-05", "2027-03-08"] {
        for process in [app, &second, &third] {
            racers.push(process.operator().racing_for(RUN, run_input(app, day, Some(&account)), "payoutRun { runOn }"));
        }
    }

    let tally = race(racers).await;

    assert_eq!(events(app, "disbursement.rejected").await, 1);
    assert_eq!(events(app, "payout_method.errored").await, 1);
    assert_eq!(booked_times(app, "rejected").await, 1);
    let scheduled = events(app, "disbursement.scheduled").await;
    assert_eq!(booked_times(app, "hold").await, scheduled);
    each_change_is_published_once(app).await;
    told("the bank refuses × runs by hand", 1, &tally);
}

/// Holds section 1.21: a run and a hold at once leave nothing scheduled, whoever comes first.
#[story(threads)]
async fn who_is_held_is_not_paid_by_the_run_beside(app: &App) {
    let (_, expert, _) = waiting(app, GOOD).await;
    let other = app.beside().await;
    let payee = account_id(&expert).await;
    let hold =
        json!({ "accountId": payee, "reason": "INVESTIGATION", "note": "File 12.", "idempotencyKey": app.key() });
    let racers = vec![
        app.operator().racing_for(RUN, run_input(app, "2027-03-03", None), SELECTION),
        other.operator().racing_for("holdPlace", hold, "hold { reason }"),
    ];

    let tally = race(racers).await;

    assert_eq!(tally.of("holdPlace", r#"{"hold":{"reason":"INVESTIGATION"}}"#), 1, "{tally}");
    let left: Vec<_> = payouts(&expert).await.into_iter().filter(|(_, status)| status != "CANCELLED").collect();
    assert_eq!(left, [], "{tally}");
    each_change_is_published_once(app).await;
    told("a run × a hold", 1, &tally);
}
