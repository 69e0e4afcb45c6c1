//! Refunds: two offers, an offer and a collection, a refund and a payout run, from several processes at once.

use chrono::TimeDelta;
use support::{
    App, race,
    steps::{
        money::{bill_agreed, booked},
        payouts::{GOOD, agreed, collected, paid_to, payouts},
        refunds::{refund_offer_input, refund_offered, refund_status, refunded_charge},
    },
    story,
};

use super::{booked_times, each_change_is_published_once, events, texts, told};

const OFFER: &str = "refundOffer";

/// Holds G-45 and invariant 10: of what is left, nobody gives back more, however many try at once.
#[story(threads)]
async fn nobody_gives_back_twice(app: &App) {
    const ROUNDS: usize = 4;
    let (customer, expert, engagement) = agreed(app).await;
    let beside = app.beside().await;
    let mut racers = vec![];
    for _ in 0..ROUNDS {
        let bill = collected(&customer, &expert, &engagement, "100.00").await;
        for process in [app, &beside, app, &beside] {
            let input = refund_offer_input(&expert, &[(&bill, "60.00")], "60.00");
            racers.push(process.person(support::steps::work::EXPERT).racing(OFFER, input));
        }
    }
    let tally = race(racers).await;
    assert_eq!((tally.ok(OFFER), tally.of(OFFER, "EXCEEDS_REFUNDABLE")), (ROUNDS, 3 * ROUNDS), "{tally}");

    race([app, &beside, app].into_iter().map(App::sweeping).collect()).await;
    assert_eq!((booked_times(app, "refund").await, booked_times(app, "refund_sent").await), (ROUNDS, ROUNDS));
    assert_eq!(texts(app, "select key as text from sandbox_refund").await.len(), ROUNDS);
    assert_eq!(events(app, "refund.sending").await, ROUNDS);
    each_change_is_published_once(app).await;
    told("four offers at once × two processes", ROUNDS, &tally);
}

/// Holds G-17: whichever comes first, the offer or the money, what is given back is given back once and in full.
#[story(threads)]
async fn an_offer_meets_the_collection(app: &App) {
    const ROUNDS: usize = 4;
    let (customer, expert, engagement) = agreed(app).await;
    let beside = app.beside().await;
    let mut bills = vec![];
    for _ in 0..ROUNDS {
        bills.push(bill_agreed(&customer, &expert, &engagement, "100.00").await);
    }
    app.sweep().await;
    app.advance_without_sweeps(TimeDelta::days(2)).await;
    let mut racers = vec![app.sweeping(), beside.sweeping()];
    for bill in &bills {
        let input = refund_offer_input(&expert, &[(bill, "40.00")], "40.00");
        racers.push(expert.racing(OFFER, input));
    }
    let tally = race(racers).await;
    assert_eq!(tally.ok(OFFER), ROUNDS, "{tally}");

    app.sweep().await;
    for bill in &bills {
        let charge = refunded_charge(&customer, bill).await;
        assert_eq!((&charge["status"], &charge["refunded"]["amount"]), (&"COLLECTED".into(), &"40.00".into()));
        let refund = charge["refunds"]["edges"][0]["node"]["id"].as_str().unwrap().to_owned();
        assert_eq!(refund_status(&customer, &refund).await, "COMPLETED");
    }
    let rounds = i64::try_from(ROUNDS).unwrap();
    assert_eq!(booked(app, "expert_available").await, -5_850 * rounds);
    told("an offer × the collection", ROUNDS, &tally);
}

/// Holds IQ-33 and scenario 15: a run and a refund never take the same cent.
#[story(threads)]
async fn a_refund_meets_the_run(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let bill = collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-03-03T21:59:59Z").await;
    let refund = refund_offered(&expert, &bill, "40.00").await;
    app.advance_without_sweeps(TimeDelta::seconds(1)).await;
    let (second, third) = tokio::join!(app.beside(), app.beside());

    let tally = race([app, &second, &third].into_iter().map(App::sweeping).collect()).await;

    app.sweep().await;
    assert_eq!(refund_status(&customer, &refund).await, "COMPLETED");
    let (amount, _) = payouts(&expert).await[0].clone();
    let owed = booked(app, "expert_receivable").await;
    assert!([("58.50", 0), ("97.50", 3_900)].contains(&(amount.as_str(), owed)), "{amount} and {owed}");
    assert_eq!((booked_times(app, "hold").await, booked_times(app, "refund").await), (1, 1));
    each_change_is_published_once(app).await;
    told("a refund × the run", 1, &tally);
}
