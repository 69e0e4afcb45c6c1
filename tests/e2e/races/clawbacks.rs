//! What is taken back, while the expert gives it back, and while a run takes it.

use chrono::TimeDelta;
use support::{
    App, race,
    steps::{
        money::{booked, payment_method_added},
        payouts::{GOOD, collected, paid_to, payouts},
        refunds::refund_offer_input,
        work::{people, work_agreed},
        write_offs::reversed_charge,
    },
    story,
};

use super::{booked_times, each_change_is_published_once, told};

const OFFER: &str = "refundOffer";

/// Holds IQ-33 and G-45: whichever comes first, the offer or the chargeback, the customer has the money back once, or owes so
/// much less.
#[story(threads)]
async fn a_chargeback_meets_the_offer(app: &App) {
    const ROUNDS: usize = 4;
    let (customer, expert, _) = people(app).await;
    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_charged_back")).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    let beside = app.beside().await;
    let mut bills = vec![];
    for _ in 0..ROUNDS {
        bills.push(support::steps::money::bill_agreed(&customer, &expert, &work.engagement, "100.00").await);
    }
    app.advance(TimeDelta::days(2)).await;
    app.advance_without_sweeps(TimeDelta::days(10)).await;
    let mut racers = vec![app.sweeping(), beside.sweeping()];
    for bill in &bills {
        racers.push(expert.racing(OFFER, refund_offer_input(&expert, &[(bill, "40.00")], "40.00")));
    }
    let tally = race(racers).await;
    assert_eq!(tally.ok(OFFER), ROUNDS, "{tally}");

    app.sweep().await;
    let rounds = i64::try_from(ROUNDS).unwrap();
    assert_eq!(booked_times(app, "clawback").await, ROUNDS);
    // Sent back first, and then taken: so much lies in suspense. Taken first: so much less is owed.
    let sent = i64::try_from(booked_times(app, "refund_sent").await).unwrap();
    assert_eq!((booked(app, "suspense").await, booked(app, "psp_clearing").await), (4_000 * sent, -4_000 * sent));
    assert_eq!(booked(app, "buyer_receivable").await, 6_000 * rounds);
    assert_eq!((booked(app, "expert_available").await, booked(app, "expert_receivable").await), (0, 0));
    each_change_is_published_once(app).await;
    told("a chargeback × an offer", ROUNDS, &tally);
}

/// Holds IQ-33 and scenario 15: a run and a chargeback never take the same cent.
#[story(threads)]
async fn a_chargeback_meets_the_run(app: &App) {
    let (customer, expert, _) = people(app).await;
    paid_to(&expert, GOOD).await;
    support::steps::payouts::paid_monthly(&expert, 13).await; // On Monday, 15 March: ten days after it was collected.
    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_charged_back")).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    app.advance_to("2027-03-03T21:00:00Z").await;
    let bill = collected(&customer, &expert, &work.engagement, "100.00").await;
    app.advance_to("2027-03-15T20:59:59Z").await;
    app.advance_without_sweeps(TimeDelta::hours(2)).await;
    let (second, third) = tokio::join!(app.beside(), app.beside());

    let tally = race([app, &second, &third].into_iter().map(App::sweeping).collect()).await;

    app.sweep().await;
    assert_eq!(reversed_charge(&customer, &bill).await["status"], "CHARGED_BACK");
    let paid = payouts(&expert).await;
    let owed = booked(app, "expert_receivable").await;
    assert!([(0, 0), (1, 9_750)].contains(&(paid.len(), owed)), "{paid:?} and {owed}");
    assert_eq!(booked_times(app, "clawback").await, 1);
    each_change_is_published_once(app).await;
    told("a chargeback × the run", 1, &tally);
}
