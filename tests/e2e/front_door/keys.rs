//! Idempotency keys that are swapped, shared, freed and malformed.

use serde_json::Value;
use support::{
    Person,
    steps::accounts::{account_id, account_opened},
    story,
};

use super::*;

fn filed(key: &str) -> Value {
    json!({
        "title": "Move our web shop to the cloud",
        "description": "Two machines under a desk run our shop, and we want it somewhere safer.",
        "idempotencyKey": key,
    })
}

fn carded(key: &str) -> Value {
    json!({ "tender": "CARD", "providerToken": "sandbox_card_ok", "idempotencyKey": key })
}

async fn file(customer: &Person<'_>, key: &str) -> Value {
    customer.run("customerRequestOpen", filed(key), "customerRequest { id }").await
}

async fn add_card(customer: &Person<'_>, key: &str) -> Value {
    customer.run("paymentMethodAdd", carded(key), "paymentMethod { id }").await
}

/// Holds scenario 19 and G-48.
#[story]
async fn a_key_belongs_to_the_command_that_it_came_with(app: &App) {
    let anna = account_opened(app, "anna@customer.example", "Anna").await;
    let (request, card) = (file(&anna, "a").await, add_card(&anna, "b").await);

    assert_eq!(anna.refusal("customerRequestOpen", filed("b")).await, "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(anna.refusal("paymentMethodAdd", carded("a")).await, "IDEMPOTENCY_KEY_REUSED");
    let mut other = filed("a");
    other["title"] = "Move our web shop to the moon".into();
    assert_eq!(anna.refusal("customerRequestOpen", other).await, "IDEMPOTENCY_KEY_REUSED");

    assert_eq!((file(&anna, "a").await, add_card(&anna, "b").await), (request, card), "the first answers stand");
    assert_eq!(app.rows("select id from customer_request").await.len(), 1);
    assert_eq!(app.rows("select id from payment_method").await.len(), 1);
}

/// Holds scenario 19.
#[story]
async fn two_accounts_may_choose_the_same_key(app: &App) {
    let anna = account_opened(app, "anna@customer.example", "Anna").await;
    let bert = account_opened(app, "bert@customer.example", "Bert").await;

    let (of_anna, of_bert) = (file(&anna, "k").await, file(&bert, "k").await);

    assert_ne!(of_anna["customerRequest"]["id"], of_bert["customerRequest"]["id"]);
    assert_eq!((file(&anna, "k").await, file(&bert, "k").await), (of_anna, of_bert));
}

/// Holds scenario 19.
#[story]
async fn a_refused_command_frees_its_key(app: &App) {
    let anna = account_opened(app, "anna@customer.example", "Anna").await;
    let mut short = filed("k");
    short["title"] = "short".into();
    assert_eq!(anna.refusal("customerRequestOpen", short).await, "INPUT_INVALID");
    file(&anna, "k").await;

    let invited = |email: &str| json!({ "email": email, "name": "Somebody", "idempotencyKey": "m" });
    account_opened(app, "bert@customer.example", "Bert").await;
    assert_eq!(anna.refusal("memberInvite", invited("anna@customer.example")).await, "ALREADY_MEMBER");
    anna.run("memberInvite", invited("carl@customer.example"), "member { id }").await;
    assert!(!account_id(&anna).await.is_empty());
}

/// Holds G-48.
#[story]
async fn a_key_has_1_to_255_characters_that_can_be_seen(app: &App) {
    let anna = account_opened(app, "anna@customer.example", "Anna").await;
    for (key, code) in [
        (String::new(), "IDEMPOTENCY_KEY_MISSING"),
        (" ".to_owned(), "IDEMPOTENCY_KEY_MISSING"),
        ("\u{2003}\u{a0}".to_owned(), "IDEMPOTENCY_KEY_MISSING"),
        ("k".repeat(256), "INPUT_INVALID"),
        ("k".repeat(100_000), "INPUT_INVALID"),
        ("a\0b".to_owned(), "INPUT_INVALID"),
        ("a\nb".to_owned(), "INPUT_INVALID"),
        ("a\u{7f}".to_owned(), "INPUT_INVALID"),
    ] {
        let error = anna.refused("customerRequestOpen", filed(&key)).await;
        assert_eq!((&error["code"], &error["field"]), (&json!(code), &json!("idempotencyKey")), "{key:.20?}");
    }
    let mut ids = Vec::new();
    for key in
        ["k".repeat(255), "ß".repeat(255), "a b".into(), "a  b".into(), " a b".into(), "A B".into(), "'; --".into()]
    {
        ids.push(file(&anna, &key).await["customerRequest"]["id"].to_string());
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 7, "keys that differ at all differ");
}

#[story]
async fn a_key_cannot_be_left_out(app: &App) {
    let document =
        "mutation { customerRequestOpen(input: { title: \"x\", description: \"x\" }) { userErrors { code } } }";
    let reply = send(app, with(asking(document), "accept", NEWER)).await;
    assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, "GRAPHQL_VALIDATION_FAILED"));
}
