//! What the server says when something breaks behind it: a code and a reference, by which the log tells the rest.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use gateway::{DoorLimits, ErrorCode, TokenVerifier};
use kernel::Clock;
use marketplace::{Marketplace, Outside};
use rails::DatabaseRegistry;
use sea_orm::TransactionTrait;
use serde_json::Value;
use support::{Log, steps::accounts::account_opened, story};
use tokio::time::timeout;
use tracing::Level;

use super::*;

/// In which a free connection would have been handed out.
const SOON: Duration = Duration::from_millis(200);

/// Words that tell how the server is made.
const TELLTALES: [&str; 16] = [
    "sqlx",
    "sea_orm",
    "sqlite",
    "postgres",
    "select ",
    "insert ",
    "update ",
    "relation ",
    "no such table",
    "does not exist",
    "panicked",
    "src/",
    ".rs",
    "rust",
    "/home",
    "backtrace",
];

/// Says the time so often, and then breaks.
struct FragileClock {
    left: AtomicI64,
    at: DateTime<Utc>,
}

impl Clock for FragileClock {
    fn now(&self) -> DateTime<Utc> {
        assert!(self.left.fetch_sub(1, Ordering::SeqCst) > 0, "the clock is broken, says src/clock.rs");
        self.at
    }
}

/// Every error has a code of the closed list, and tells nothing of how the server is made.
fn is_discreet(reply: &Reply) -> bool {
    let text = reply.body.to_string().to_lowercase();
    for telltale in TELLTALES {
        assert!(!text.contains(telltale), "{telltale} in {text}");
    }
    let errors = reply.body["errors"].as_array().unwrap();
    errors.iter().all(|error| {
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        ErrorCode::ALL.iter().any(|known| known.name() == code)
    })
}

/// The failure is told as one of ours, and found in the log by its reference.
fn is_ours(reply: &Reply, log: &Log) {
    assert!(is_discreet(reply), "{:#}", reply.body);
    let error = &reply.body["errors"][0];
    assert_eq!(
        (reply.code(), &error["message"]),
        ("INTERNAL_SERVER_ERROR", &json!("something went wrong on our side"))
    );
    let reference = error["extensions"]["reference"].as_str().unwrap();
    assert_eq!(reference, reply.header("x-request-id"));
    let told = log.lines_with(reference);
    assert!(told.iter().any(|line| line.contains("ERROR")), "{told:?}");
}

/// Tables that are away for a while, and a question that needs each of them.
const BROKEN: [(&str, &str); 6] = [
    ("member", "{ viewer { kind } }"),
    ("account", "{ viewer { account { name } } }"),
    ("customer_request", "{ myCustomerRequests { edges { node { title } } } }"),
    ("idempotency_key", FILE),
    ("customer_request", FILE),
    ("audit_row", FILE),
];
const FILE: &str = "mutation { customerRequestOpen(input: { title: \"Move our web shop\", description: \"Two machines \
                    under a desk run our shop, and we want it safer.\", idempotencyKey: \"k\" }) { userErrors { code } } }";

#[story]
async fn an_inner_error_is_told_by_a_code_and_a_reference_alone(app: &App) {
    let anna = account_opened(app, "anna@customer.example", "Anna").await;
    let log = Log::default();
    let _kept = log.kept(Level::INFO);
    for (table, document) in BROKEN {
        app.try_sql(&format!("alter table {table} rename to gone")).await.unwrap();
        let reply = send(app, anna.signed(asking(document))).await;
        app.try_sql(&format!("alter table gone rename to {table}")).await.unwrap();

        is_ours(&reply, &log);
        assert!(!log.lines_with("gone").is_empty() || !log.lines_with(table).is_empty(), "the log tells the cause");
    }
    assert_eq!(send(app, anna.signed(asking(FILE))).await.body["errors"], Value::Null, "nothing was half done");
}

#[story]
async fn a_panic_is_answered_as_any_failure_of_ours(app: &App) {
    let log = Log::default();
    let _kept = log.kept(Level::INFO);
    for said_before in [0, 1] {
        let clock = Arc::new(FragileClock { left: AtomicI64::new(said_before), at: app.now() });
        let registry = Arc::new(DatabaseRegistry::new(app.marketplace.db().reader().clone()));
        let outside = Outside { registry, provider: None, rail: None, hand: None, ..app.marketplace.outside().clone() };
        let fragile = Marketplace::new(app.marketplace.db().clone(), clock, outside);
        let router = gateway::router(fragile, TokenVerifier::local(app.issuer().public_key()));

        let reply = sent_to(&router, with(asking("{ now }"), "accept", NEWER)).await;

        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(reply.header("content-type").starts_with(NEWER));
        is_ours(&reply, &log);
        assert!(!log.lines_with("the clock is broken").is_empty());
    }
}

#[story]
async fn what_takes_too_long_is_given_up(app: &App) {
    let anna = account_opened(app, "anna@customer.example", "Anna").await;
    let verifier = TokenVerifier::local(app.issuer().public_key());
    let limits = DoorLimits { patience: Duration::ZERO, ..DoorLimits::default() };
    let hasty = gateway::router_with_limits(app.marketplace.clone(), verifier, limits);
    let mut in_use = Vec::new();
    while let Ok(read) = timeout(SOON, app.marketplace.db().reader().begin()).await {
        in_use.push(read.unwrap()); // Until every connection is taken: whoever reads must wait.
    }

    let reply = sent_to(&hasty, anna.signed(asking("{ viewer { account { name } } }"))).await;
    let ready = sent_to(&hasty, get("/health/ready")).await;

    assert_eq!((reply.status, reply.code()), (StatusCode::GATEWAY_TIMEOUT, "GATEWAY_TIMEOUT"));
    assert_eq!((ready.status, ready.code()), (StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE"));
    assert!(is_discreet(&reply) && is_discreet(&ready));
    assert!(!in_use.is_empty());
}

#[story]
async fn a_request_keeps_the_id_that_it_came_with_if_it_is_a_decent_one(app: &App) {
    let own = send(app, with(asking("{ now }"), "x-request-id", "proxy-7:a_b.c")).await;
    assert_eq!(own.header("x-request-id"), "proxy-7:a_b.c");
    for odd in ["", "a b", "a\tb", "\"x\"", "x=1 level=error", &"x".repeat(65)] {
        let reply = send(app, with(asking("{ now }"), "x-request-id", odd)).await;
        let given = reply.header("x-request-id");
        assert!(given != odd && given.len() > 20, "{odd:?} became {given:?}");
    }
    let without = [send(app, asking("{ now }")).await, send(app, asking("{ now }")).await];
    assert_ne!(without[0].header("x-request-id"), without[1].header("x-request-id"));
}
