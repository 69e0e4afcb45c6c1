//! Giving up, while the money comes after all.

use chrono::TimeDelta;
use support::{
    App, race,
    steps::{
        money::{bill_agreed, booked, charge_id, payment_method_added},
        work::{people, work_agreed},
        write_offs::{assign_input, given_up, marked_uncollectible, reopen_input, suspended_money, write_off_input},
    },
    story,
};

use super::{booked_times, each_change_is_published_once, told};

const WRITE_OFF: &str = "chargeWriteOff";
const REOPEN: &str = "chargeReopen";
const ASSIGN: &str = "suspenseAssign";

/// Holds IQ-33 and invariant 10: whichever comes first, the money pays the charge, or waits in suspense; it is never both
/// given up and paid, and never lost.
#[story(threads)]
async fn giving_up_meets_the_late_money(app: &App) {
    const ROUNDS: usize = 4;
    let (customer, expert, _) = people(app).await;
    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_late")).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    let (beside, operator) = (app.beside().await, app.operator());
    let mut charges = vec![];
    for _ in 0..ROUNDS {
        let bill = bill_agreed(&customer, &expert, &work.engagement, "100.00").await;
        app.sweep().await;
        let id = charge_id(&customer, &bill).await;
        marked_uncollectible(&operator, &id).await;
        charges.push(id);
    }
    app.advance_without_sweeps(TimeDelta::days(5)).await;

    let mut racers = vec![app.sweeping(), beside.sweeping()];
    for id in &charges {
        racers.push(operator.racing(WRITE_OFF, write_off_input(&operator, id, "100.00")));
    }
    let tally = race(racers).await;

    let given_up = tally.ok(WRITE_OFF);
    assert_eq!(given_up + tally.of(WRITE_OFF, "CHARGE_NOT_IN_STATE"), ROUNDS, "{tally}");
    app.sweep().await;
    let waits = suspended_money(&operator).await;
    let (held, rounds) = (i64::try_from(waits.len()).unwrap(), i64::try_from(ROUNDS).unwrap());
    assert_eq!((waits.len(), booked(app, "suspense").await), (given_up, -10_000 * held));
    assert_eq!(booked(app, "expert_available").await, -9_750 * (rounds - held));
    for money in &waits {
        let (charge, money) = (money["charge"]["id"].as_str().unwrap(), money["id"].as_str().unwrap());
        operator.run("chargeReopen", reopen_input(&operator, charge, money), "charge { id }").await;
    }
    assert_eq!((booked_times(app, "collect").await, booked(app, "suspense").await), (ROUNDS, 0));
    assert_eq!(booked(app, "expert_available").await, -9_750 * rounds);
    each_change_is_published_once(app).await;
    told("write-off × late money", ROUNDS, &tally);
}

/// Holds G-43 and invariant 10: whoever says first what the money is, it pays one charge.
#[story(threads)]
async fn money_that_waits_is_assigned_once(app: &App) {
    let (customer, expert, _) = people(app).await;
    let mut charges = vec![];
    for token in ["sandbox_card_late", "sandbox_card_declined"] {
        let card = payment_method_added(&customer, "CARD", Some(token)).await;
        let work = work_agreed(&customer, &expert, &card, "10000.00").await;
        let bill = bill_agreed(&customer, &expert, &work.engagement, "100.00").await;
        app.sweep().await;
        charges.push(charge_id(&customer, &bill).await);
    }
    let (operator, colleague) = (app.operator(), app.operator());
    given_up(&operator, &charges[0], "100.00").await;
    app.advance(TimeDelta::days(5)).await;
    let waits = suspended_money(&operator).await;
    let money = waits[0]["id"].as_str().unwrap();

    let racers = vec![
        operator.racing(ASSIGN, assign_input(&operator, money, &charges[1])),
        colleague.racing(ASSIGN, assign_input(&colleague, money, &charges[1])),
        operator.racing(REOPEN, reopen_input(&operator, &charges[0], money)),
    ];
    let tally = race(racers).await;

    assert_eq!(tally.ok(ASSIGN) + tally.ok(REOPEN), 1, "{tally}");
    assert_eq!((booked_times(app, "collect").await, booked(app, "suspense").await), (1, 0));
    assert_eq!((booked(app, "expert_available").await, booked(app, "psp_clearing").await), (-9_750, 10_000));
    each_change_is_published_once(app).await;
    told("assignment × reopening", 1, &tally);
}
