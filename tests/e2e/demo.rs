//! The demo's figures, recomputed from what the API answers afterwards.

use std::sync::Arc;

use kernel::currency;
use rails::Blobs;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};
use server::{Demo, play};
use support::{App, Database, Person, data_dir, story};

const BILLS: &str =
    "{ engagements(side: EXPERT, first: 100) { edges { node { paymentRequests(first: 100) { edges { node {
    status amount { amount } charge { writtenOff { amount } reversals { taken { amount } }
        collections(first: 100) { edges { node { amount { amount } } } } } } } } } } } }";
const PAYOUTS: &str = "{ disbursements(first: 100) { edges { node { status amount { amount } } } } }";
const BALANCES: &str =
    "{ balances { available { amount } inTransit { amount } unfunded { amount } owedBack { amount } } }";

/// Holds IQ-28, IQ-30: fees are 2.5 % half up of each approved bill, and what was collected, less its fee, was
/// paid out, is on its way, or is available; to the cent.
#[story]
async fn what_the_demo_says_is_what_the_api_says(database: &Database) {
    let files = data_dir();
    let args =
        Demo { seed: 7, experts: 3, days: 60, database_url: Some(database.url().to_owned()), queue: None, json: true };
    let uploads = Arc::new(Blobs::in_memory());
    let report = play(&args, uploads, files.path(), &indicatif::ProgressBar::hidden()).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    let said = serde_json::to_value(&report).unwrap();
    let app = App::open(database.url()).await;

    for (n, figures) in said["experts"].as_array().unwrap().iter().enumerate() {
        let expert = app.person(&format!("expert{n}@example.org"));
        let season = recomputed(&expert, figures["currency"].as_str().unwrap()).await;
        for (name, amount) in [
            ("billed", season.billed),
            ("approved", season.approved),
            ("fee", season.fee),
            ("collected", season.collected),
            ("taken_back", season.taken_back),
            ("given_up", season.given_up),
            ("paid_out", season.paid_out),
            ("to_come", season.to_come),
        ] {
            assert_eq!(decimal(&figures[name]), amount, "{name} of {figures:#}");
        }
        assert!(season.approved > Decimal::ZERO, "an expert without a bill proves nothing");
    }
    for backwards in ["charge.charged_back", "charge.written_off", "disbursement.returned"] {
        assert!(said["happened"][backwards].as_u64() > Some(0), "{backwards} of {}", said["happened"]);
    }
    app.finish().await;
}

#[derive(Default)]
struct Season {
    billed: Decimal,
    approved: Decimal,
    fee: Decimal,
    collected: Decimal,
    taken_back: Decimal,
    given_up: Decimal,
    paid_out: Decimal,
    to_come: Decimal,
}

async fn recomputed(expert: &Person<'_>, code: &str) -> Season {
    let mut season = Season::default();
    let places = u32::from(currency(code).unwrap().exponent().unwrap());
    let engagements = expert.query(BILLS, json!({})).await;
    for bill in nodes(&engagements["engagements"]).flat_map(|engagement| nodes(&engagement["paymentRequests"])) {
        let amount = decimal(&bill["amount"]["amount"]);
        season.billed += amount;
        if bill["status"] == "APPROVED" {
            let fee = amount * Decimal::new(25, 3);
            season.approved += amount;
            season.fee += fee.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
            let reversals = bill["charge"]["reversals"].as_array().into_iter().flatten();
            let taken = reversals.filter(|one| !one["taken"].is_null()).map(|one| decimal(&one["taken"]["amount"]));
            season.taken_back += taken.sum::<Decimal>();
            season.given_up += decimal(&bill["charge"]["writtenOff"]["amount"]);
            let collections = nodes(&bill["charge"]["collections"]);
            season.collected += collections.map(|one| decimal(&one["amount"]["amount"])).sum::<Decimal>();
        }
    }
    let payouts = expert.query(PAYOUTS, json!({})).await;
    let paid = nodes(&payouts["disbursements"]).filter(|payout| payout["status"] == "PAID");
    season.paid_out = paid.map(|payout| decimal(&payout["amount"]["amount"])).sum();
    let held = expert.query(BALANCES, json!({})).await["balances"][0].clone();
    season.to_come = ["available", "inTransit", "unfunded"].map(|kind| decimal(&held[kind]["amount"])).iter().sum();
    season.to_come -= decimal(&held["owedBack"]["amount"]);
    season
}

fn nodes(connection: &Value) -> impl Iterator<Item = &Value> {
    connection["edges"].as_array().into_iter().flatten().map(|edge| &edge["node"])
}

fn decimal(amount: &Value) -> Decimal {
    amount.as_str().unwrap_or_default().parse().unwrap()
}
