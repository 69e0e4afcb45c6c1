use chrono::TimeDelta;
use support::steps::{
    money::{bill_agreed, charge_id, payment_method_added},
    payouts::collected,
    work::work_agreed,
    write_offs::{given_up, mark_input, marked_uncollectible, reopen_input, suspended_money, write_off_input},
};

use crate::wrong_hands::world::{Act, World};

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let operator = &world.cast.operator.person;
    Some(match mutation {
        "chargeMarkUncollectible" => Act::by(operator, mark_input(operator, &declined(world).await)),
        "chargeWriteOff" => {
            let charge = declined(world).await;
            marked_uncollectible(operator, &charge).await;
            Act::by(operator, write_off_input(operator, &charge, "50.00"))
        }
        "chargeReopen" => {
            let (charge, money) = late_money_held(world).await;
            Act::by(operator, reopen_input(operator, &charge, &money))
        }
        _ => return None,
    })
}

/// Money came five days after it was given up: the charge, and what waits.
pub async fn late_money_held(world: &World<'_>) -> (String, String) {
    let (app, operator) = (world.app, &world.cast.operator.person);
    let charge = declined(world).await;
    given_up(operator, &charge, "50.00").await;
    app.advance(TimeDelta::days(5)).await;
    (charge, suspended_money(operator).await[0]["id"].as_str().unwrap().to_owned())
}

/// What was collected was taken back.
pub async fn charged_back(world: &World<'_>) {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let card = payment_method_added(customer, "CARD", Some("sandbox_card_charged_back_early")).await;
    let work = work_agreed(customer, expert, &card, "500.00").await;
    collected(customer, expert, &work.engagement, "50.00").await;
}

/// A charge of 50.00 whose card was declined, although the money comes five days later.
async fn declined(world: &World<'_>) -> String {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let card = payment_method_added(customer, "CARD", Some("sandbox_card_late")).await;
    let work = work_agreed(customer, expert, &card, "500.00").await;
    let bill = bill_agreed(customer, expert, &work.engagement, "50.00").await;
    world.app.sweep().await;
    charge_id(customer, &bill).await
}
