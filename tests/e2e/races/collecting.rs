//! The money in: charges that two processes collect, and collected events that two take in.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Tally, race,
    steps::{
        money::{bill_agreed, booked, charge, payment_method_added},
        payouts::agreed,
        work::CUSTOMER,
    },
    story,
};

use super::{booked_times, each_change_is_published_once, events, texts, told};

const COLLECT: &str = "chargeCollect";

/// Holds IQ-31 and invariant 10: whoever asks for the money, it is asked for once.
#[story(threads)]
async fn a_charge_is_asked_for_once_by_two_workers_and_two_people(app: &App) {
    const CHARGES: usize = 8;
    let (customer, expert, engagement) = agreed(app).await;
    let mut charges = vec![];
    for _ in 0..CHARGES {
        let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
        charges.push(charge(&customer, &bill).await["id"].clone());
    }
    let beside = app.beside().await;
    let staff = [app.operator(), beside.operator()];

    let mut racers = vec![app.sweeping(), beside.sweeping()];
    for (charge, staff) in charges.iter().rev().flat_map(|charge| staff.iter().map(move |staff| (charge, staff))) {
        racers.push(staff.racing(COLLECT, json!({ "chargeId": charge, "idempotencyKey": app.key() })));
    }
    let tally = race(racers).await;

    let asked = texts(app, "select key as text from sandbox_payment").await;
    assert_eq!((asked.len(), events(app, "charge.collecting").await), (CHARGES, CHARGES));
    let lost = ["COLLECTION_IN_FLIGHT", "CHARGE_NOT_IN_STATE"].map(|code| tally.of(COLLECT, code));
    assert_eq!(tally.ok(COLLECT) + lost.iter().sum::<usize>(), 2 * CHARGES, "{tally}");
    each_change_is_published_once(app).await;
    told("collect by two workers × by two of staff", CHARGES, &tally);
}

/// Holds the last part of scenario 19, IQ-30 and invariant 2.
#[story(threads)]
async fn a_collected_event_counts_once_in_four_processes(app: &App) {
    const CHARGES: usize = 8;
    let (customer, expert, engagement) = agreed(app).await;
    for _ in 0..CHARGES {
        bill_agreed(&customer, &expert, &engagement, "100.00").await;
    }
    app.sweep().await;
    app.advance_without_sweeps(TimeDelta::days(2)).await;
    let (second, third, fourth) = tokio::join!(app.beside(), app.beside(), app.beside());

    let tally = race([app, &second, &third, &fourth].into_iter().map(App::sweeping).collect()).await;

    assert_eq!(app.rows("select id from collection").await.len(), CHARGES);
    assert_eq!((booked_times(app, "collect").await, events(app, "charge.collected").await), (CHARGES, CHARGES));
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "expert_available").await), (80_000, -78_000));
    each_change_is_published_once(app).await;
    told("a collected event in four processes", CHARGES, &tally);
}

/// Holds IQ-35: a charge on its way stays with the method it was sent to; one that is not goes to the new one.
#[story(threads)]
async fn a_charge_is_asked_of_the_method_that_it_names(app: &App) {
    const ROUNDS: usize = 6;
    let (customer, expert, engagement) = agreed(app).await;
    let beside = app.beside().await;
    let elsewhere = beside.person(CUSTOMER);
    let mut tally = Tally::default();

    for number in 0..ROUNDS {
        let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
        let tender = if number % 2 == 0 { ("ACH", "sandbox_ach_ok") } else { ("CARD", "sandbox_card_ok") };
        let method = payment_method_added(&customer, tender.0, Some(tender.1)).await;
        let change = json!({ "engagementId": engagement, "paymentMethodId": method });
        let round =
            race(vec![app.sweeping(), elsewhere.racing("paymentMethodChange", change), beside.sweeping()]).await;

        assert_eq!(round.ok("paymentMethodChange"), 1);
        app.sweep().await;
        let charge = charge(&customer, &bill).await;
        let key = format!("{}_1", charge["id"].as_str().unwrap());
        let token = texts(app, &format!("select token as text from sandbox_payment where key = '{key}'")).await;
        let asked = if token == ["sandbox_ach_ok"] { "ACH" } else { "CARD" };
        assert_eq!((token.len(), &charge["tender"]), (1, &json!(asked)));
        assert_ne!(charge["attempts"], Value::Null);
        tally.add(&round);
    }
    told("payment method change × collect", ROUNDS, &tally);
}
