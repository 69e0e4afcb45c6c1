use chrono::TimeDelta;
use serde_json::json;
use support::steps::{
    money::{bill_agreed, charge_id, payment_method_added},
    payouts::{GOOD, collected, paid_to},
    refunds::refund_offered,
    work::work_agreed,
    write_offs::{
        assign_input, given_up, mark_input, marked_uncollectible, receivable_input, receivables, reopen_input,
        suspended_money, write_off_input,
    },
};

use crate::wrong_hands::world::{Act, World};

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let operator = &world.cast.operator.person;
    Some(match mutation {
        "chargeMarkUncollectible" => {
            let charge = declined(world, &late_work(world).await).await;
            Act::by(operator, mark_input(operator, &charge))
        }
        "chargeWriteOff" => {
            let charge = declined(world, &late_work(world).await).await;
            marked_uncollectible(operator, &charge).await;
            Act::by(operator, write_off_input(operator, &charge, "50.00"))
        }
        "chargeReopen" => {
            let (charge, money) = late_money_held(world).await;
            Act::by(operator, reopen_input(operator, &charge, &money))
        }
        "suspenseAssign" => {
            let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
            let waits = suspended_money(operator).await; // Since the other charge was reopened.
            let bill = bill_agreed(customer, expert, world.made("proposalAccept"), "50.00").await;
            let charge = charge_id(customer, &bill).await;
            Act::by(operator, assign_input(operator, waits[0]["id"].as_str().unwrap(), &charge))
        }
        "receivableWriteOff" => {
            let (payee, owed) = owing(world).await;
            Act::by(operator, receivable_input(operator, &payee, &owed, &owed))
        }
        _ => return None,
    })
}

/// A payee who gave back a part of what was paid out already, and owes it: who, and how much.
async fn owing(world: &World<'_>) -> (String, String) {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    paid_to(expert, GOOD).await;
    let bill = collected(customer, expert, world.made("proposalAccept"), "100.00").await;
    world.app.advance(TimeDelta::days(4)).await; // The next run, whatever day it is, and the bank.
    refund_offered(expert, &bill, "60.00").await;
    world.app.sweep().await; // It is sent, and the payee owes it.
    let owed = receivables(&world.cast.operator.person).await;
    let of = |field: &str, of: &str| owed[0][field][of].as_str().unwrap_or_default().to_owned();
    (of("account", "id"), of("amount", "amount"))
}

/// The payee gives back bill after bill, the oldest first, until more was given back than waits to be paid.
pub async fn owes_again(world: &World<'_>) {
    let (expert, operator) = (&world.cast.expert.person, &world.cast.operator.person);
    let query = "query B($id: ID!) { engagement(id: $id) { paymentRequests(first: 100) { edges { node {
        id charge { refundable { amount } } } } } } }";
    let bills = expert.query(query, json!({ "id": world.made("proposalAccept") })).await;
    let bills = bills["engagement"]["paymentRequests"]["edges"].as_array().unwrap().clone();
    for bill in bills.iter().rev().map(|edge| &edge["node"]) {
        let refundable = bill["charge"]["refundable"]["amount"].as_str().filter(|amount| *amount != "0.00");
        let Some(refundable) = refundable else { continue };
        refund_offered(expert, bill["id"].as_str().unwrap(), refundable).await;
        world.app.sweep().await;
        if !receivables(operator).await.is_empty() {
            return;
        }
    }
    panic!("nothing is owed back");
}

/// Money came five days after it was given up, for two charges of one work: one of them, and what waits for it.
pub async fn late_money_held(world: &World<'_>) -> (String, String) {
    let (app, operator) = (world.app, &world.cast.operator.person);
    let work = late_work(world).await;
    let (charge, other) = (declined(world, &work).await, declined(world, &work).await);
    for charge in [&charge, &other] {
        given_up(operator, charge, "50.00").await;
    }
    app.advance(TimeDelta::days(5)).await;
    let waits = suspended_money(operator).await;
    let held = waits.iter().find(|money| money["charge"]["id"] == charge).unwrap();
    (charge, held["id"].as_str().unwrap().to_owned())
}

/// What was collected was taken back.
pub async fn charged_back(world: &World<'_>) {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let card = payment_method_added(customer, "CARD", Some("sandbox_card_charged_back_early")).await;
    let work = work_agreed(customer, expert, &card, "500.00").await;
    collected(customer, expert, &work.engagement, "50.00").await;
}

/// Work that is paid by a card which is declined, although the money comes five days later.
async fn late_work(world: &World<'_>) -> String {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let card = payment_method_added(customer, "CARD", Some("sandbox_card_late")).await;
    work_agreed(customer, expert, &card, "500.00").await.engagement
}

/// A charge of 50.00 of late work, declined.
async fn declined(world: &World<'_>, work: &str) -> String {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let bill = bill_agreed(customer, expert, work, "50.00").await;
    world.app.sweep().await;
    charge_id(customer, &bill).await
}
