use chrono::{Datelike, TimeDelta, Weekday};
use events::MailProblem;
use serde_json::{Value, json};
use support::{
    App, Post,
    steps::{
        money::{bill_agreed, charge, payment_method_added},
        payouts::{GOOD, collected, disbursements, method_status, paid_to, payout_method_input},
        work::work_agreed,
    },
};

use crate::wrong_hands::world::{Act, World};

const DAY: TimeDelta = TimeDelta::days(1);
const HOUR: TimeDelta = TimeDelta::hours(1);
/// What the sandbox's bank refuses, and what it loses the first time.
const REFUSED: &str = "000123450001";
const LOST: &str = "000123450004";
/// How long something may take to happen, in hours of the story.
const PATIENCE: usize = 24 * 14;
/// More than a world is written.
const LETTERS_MAX: usize = 1_000;

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (app, operator) = (world.app, &world.cast.operator.person);
    if mutation.starts_with("payout") && mutation != "payoutRun" {
        return payee(world, mutation).await;
    }
    Some(match mutation {
        "feeScheduleAdd" => {
            let (from, until) = ("2029-01-01T00:00:00Z", "2029-07-01T00:00:00Z");
            let [least, most] = ["1.00", "50.00"].map(|amount| json!({ "amount": amount, "currency": "USD" }));
            let bounds = json!([{ "minimum": least, "maximum": most }]);
            let input = json!({ "basisPoints": 300, "bounds": bounds, "validFromAt": from, "validUntilAt": until,
                                "idempotencyKey": app.key() });
            Act::by(operator, input)
        }
        "countrySet" => Act::by(operator, json!({ "country": "BR", "isEligible": true, "idempotencyKey": app.key() })),
        "chargeCollect" => {
            Act::by(operator, json!({ "chargeId": declined_charge(world).await, "idempotencyKey": app.key() }))
        }
        "letterSendAgain" => Act::by(operator, json!({ "letterId": undeliverable(world).await })),
        "disbursementResolve" => {
            let (id, key) = (lost_by_the_bank(world).await, app.key());
            let (outcome, evidence) = ("NEVER_RECEIVED", "The rail's desk says that it never came.");
            let input =
                json!({ "disbursementId": id, "outcome": outcome, "evidence": evidence, "idempotencyKey": key });
            Act::by(operator, input)
        }
        "payoutRun" => {
            let day = money_waits(world).await;
            Act::by(operator, json!({ "currency": "USD", "runOn": day, "idempotencyKey": app.key() }))
        }
        "disbursementCancel" => {
            let (id, key) = (disbursement_that_is(world, "SCHEDULED").await, app.key());
            Act::by(operator, json!({ "disbursementId": id, "reason": "Asked to.", "idempotencyKey": key }))
        }
        "holdPlace" => {
            let payee = world.cast.expert.account().unwrap();
            let note = "See file 12.";
            let key = app.key();
            let input = json!({ "accountId": payee, "currency": "USD", "reason": "INVESTIGATION", "note": note, "idempotencyKey": key });
            Act::by(operator, input)
        }
        "holdRelease" => Act::by(operator, json!({ "holdId": world.made("holdPlace"), "reason": "Settled." })),
        "sandboxClockAdvance" => Act::by(operator, json!({ "to": app.now() + HOUR })),
        _ => return None,
    })
}

async fn payee<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (app, expert, operator) = (world.app, &world.cast.expert.person, &world.cast.operator.person);
    let method = || json!({ "payoutMethodId": world.made("payoutMethodAdd") });
    let with = |field: &str, value: Value| {
        let mut input = method();
        input[field] = value;
        input
    };
    let in_dollars = json!({ "currency": "USD" });
    Some(match mutation {
        "payoutMethodAdd" => {
            let mut input = payout_method_input(expert, REFUSED).await;
            input["holder"] = json!("Lovelace Engines");
            input["holderReason"] = json!("It is my company.");
            Act::by(expert, input)
        }
        "payoutMethodVerify" => Act::by(operator, with("evidence", json!("The bank's letter shows the number."))),
        "payoutMethodConfirm" => {
            collected(&world.cast.customer.person, expert, world.made("proposalAccept"), "100.00").await;
            refused_by_the_bank(world).await;
            Act::by(expert, with("documentIssuedOn", json!(app.now().date_naive())))
        }
        "payoutMethodReject" => Act::by(operator, with("reason", json!("The letter is of another bank."))),
        "payoutMethodRemove" => Act::by(expert, method()),
        "payoutPreferenceSet" => {
            let minimum = json!({ "amount": "5.00", "currency": "USD" });
            let monthly = json!({ "currency": "USD", "interval": "MONTHLY", "monthDay": 28, "minimum": minimum });
            Act::by(expert, monthly)
        }
        "payoutPause" | "payoutResume" => Act::by(expert, in_dollars),
        _ => return None,
    })
}

/// A charge whose card was declined.
async fn declined_charge(world: &World<'_>) -> String {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let card = payment_method_added(customer, "CARD", Some("sandbox_card_declined")).await;
    let work = work_agreed(customer, expert, &card, "500.00").await;
    let bill = bill_agreed(customer, expert, &work.engagement, "50.00").await;
    world.app.sweep().await;
    charge(customer, &bill).await["id"].as_str().unwrap().to_owned()
}

/// The rail's answer to the expert's next disbursement is lost.
pub async fn lost_by_the_bank(world: &World<'_>) -> String {
    paid_to(&world.cast.expert.person, LOST).await;
    disbursement_that_is(world, "UNRESOLVED").await
}

/// A letter that the post refused.
async fn undeliverable(world: &World<'_>) -> String {
    let refusal = || Err(MailProblem::Refused("no such mailbox".to_owned()));
    let post = Post::answering((0..LETTERS_MAX).map(|_| refusal()));
    let app = world.app.beside_with_post(post.clone()).await;
    app.sweep().await;
    post.took().first().expect("somebody is written").clone()
}

/// Waits until the bank refused what went to the expert's method.
async fn refused_by_the_bank(world: &World<'_>) {
    for _ in 0..PATIENCE {
        if method_status(&world.cast.expert.person, world.made("payoutMethodAdd")).await == "ERRORED" {
            return;
        }
        world.app.advance(HOUR).await;
    }
    panic!("the bank did not refuse it");
}

/// Waits until the expert's newest disbursement is in that state.
async fn disbursement_that_is(world: &World<'_>, status: &str) -> String {
    for _ in 0..PATIENCE {
        let newest = disbursements(&world.cast.expert.person).await.swap_remove(0);
        if newest["status"] == status {
            return newest["id"].as_str().unwrap().to_owned();
        }
        world.app.advance(HOUR).await;
    }
    panic!("no disbursement is {status}");
}

/// Money waits for the run of today, whose cutoff is just over, and no sweep has run since.
async fn money_waits(world: &World<'_>) -> Value {
    let (app, customer, expert) = (world.app, &world.cast.customer.person, &world.cast.expert.person);
    paid_to(expert, GOOD).await;
    disbursement_that_is(world, "PAID").await;
    monday_morning(app).await;
    collected(customer, expert, world.made("proposalAccept"), "100.00").await; // Wednesday morning.
    app.advance_without_sweeps(HOUR * 14).await;
    json!(app.now().date_naive())
}

/// Waits until it is Monday, 09:00.
async fn monday_morning(app: &App) {
    let days = 7 - i64::from(app.now().weekday().days_since(Weekday::Mon));
    let monday = (app.now() + DAY * i32::try_from(days).unwrap()).date_naive();
    app.advance_to(&format!("{monday}T09:00:00Z")).await;
}
