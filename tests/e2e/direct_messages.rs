//! Messages to one expert from the public profile.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::member_joined,
        experts::{active_expert, certified, certified_expert, profile_id, profile_saved},
        work::{
            self, CUSTOMER, DESCRIPTION, LIST, REQUEST, TITLE, direct_message, listed, proposal_sent, request_filed,
            response_input, said,
        },
    },
    story,
};

const CONVERSATION: &str = "query C($id: ID!) { conversation(id: $id) { contactName contactEmail customerName
    customerRequest { id title description isDirect responderCount } messages { edges { node { author text } } } } }";

async fn written(customer: &Person<'_>, expert: &Person<'_>) -> String {
    let input = direct_message(customer.app, &profile_id(expert).await);
    let sent = customer.run("directMessageSend", input, "conversation { id }").await;
    sent["conversation"]["id"].as_str().unwrap().to_owned()
}

async fn told(person: &Person<'_>, conversation: &str) -> Value {
    person.query(CONVERSATION, json!({ "id": conversation })).await["conversation"].clone()
}

/// Holds IQ-15, IQ-16 and G-27: scenario 2.
#[story]
async fn without_a_certification_a_direct_message_works_and_the_list_does_not(app: &App) {
    let customer = work::customer(app, CUSTOMER).await;
    let grace = active_expert(app, "grace@example.org", "Grace Hopper").await;
    let linus = member_joined(&grace, "linus@example.org", "Linus Pauling", &["SPEAK_AS_INDIVIDUAL"]).await;
    profile_saved(&linus, "Linus Pauling").await;
    let public = request_filed(&customer).await;

    let conversation = written(&customer, &grace).await;
    said(&grace, &conversation, "Gladly.").await;
    proposal_sent(&grace, &conversation, "100.00", "USD").await;
    for expert in [&grace, &linus] {
        assert_eq!(expert.query_refused(LIST, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");
    }

    certified(&linus, "LINUS-1").await;
    for expert in [&grace, &linus] {
        assert_eq!(listed(expert).await, std::slice::from_ref(&public), "a direct request is in no list");
    }
}

/// Holds G-27: it is for that expert's account only, and the customer's address is for nobody else.
#[story]
async fn a_direct_message_is_between_the_two(app: &App) {
    let customer = work::customer(app, CUSTOMER).await;
    let ada = certified_expert(app, "ada@example.org", "Ada Lovelace", "ADA-1").await;
    let grace = certified_expert(app, "grace@example.org", "Grace Hopper", "GRACE-1").await;

    let conversation = written(&customer, &ada).await;

    let seen = told(&ada, &conversation).await;
    assert_eq!((&seen["contactName"], &seen["contactEmail"]), (&json!("Carol"), &Value::Null));
    assert_eq!(seen["messages"]["edges"], json!([{ "node": { "author": "CUSTOMER", "text": DESCRIPTION } }]));
    let request = &seen["customerRequest"];
    assert_eq!((&request["title"], &request["isDirect"]), (&json!(TITLE), &json!(true)));
    assert!(!seen.to_string().contains('@'), "{seen}");
    assert_eq!(told(&customer, &conversation).await["contactEmail"], "carol.private@example.net");

    let id = request["id"].as_str().unwrap();
    assert_eq!(listed(&grace).await, [""; 0]);
    assert_eq!(grace.query_refused(REQUEST, json!({ "id": id })).await, "CUSTOMER_REQUEST_NOT_FOUND");
    assert_eq!(grace.query_refused(CONVERSATION, json!({ "id": conversation })).await, "CONVERSATION_NOT_FOUND");
    assert_eq!(grace.refusal("responseSend", response_input(&grace, id)).await, "CUSTOMER_REQUEST_NOT_FOUND");
    assert_eq!(ada.refusal("responseSend", response_input(&ada, id)).await, "ALREADY_RESPONDED");
}

/// Holds G-27 and IQ-11.
#[story]
async fn who_is_not_public_takes_no_direct_messages(app: &App) {
    let customer = work::customer(app, CUSTOMER).await;
    let draft = support::steps::accounts::account_opened(app, "marie@example.org", "Marie Curie").await;
    profile_saved(&draft, "Marie Curie").await;
    let ada = active_expert(app, "ada@example.org", "Ada Lovelace").await;
    let to = profile_id(&ada).await;

    for nobody in [profile_id(&draft).await, "exp_0195506f8a0070008000000000000000".to_owned()] {
        let refused = customer.refused("directMessageSend", direct_message(app, &nobody)).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("PROFILE_NOT_PUBLIC"), &json!("expertProfileId")));
    }
    assert_eq!(ada.refusal("directMessageSend", direct_message(app, &to)).await, "OWN_ACCOUNT");
    for (field, value) in [
        ("name", String::new()),
        ("name", "x".repeat(31)),
        ("email", "carol".to_owned()),
        ("email", format!("{}@example.org", "x".repeat(250))),
        ("title", "Too short".to_owned()),
        ("description", "x".repeat(1_501)),
    ] {
        let mut input = direct_message(app, &to);
        input[field] = json!(value);
        let refused = customer.refused("directMessageSend", input).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!(field)));
    }
    assert!(app.rows("select id from customer_request").await.is_empty(), "nothing is left half done");
}

/// Ten a day, whichever process takes them; the same one said twice counts once.
#[story]
async fn direct_messages_are_rate_limited_by_the_rows(app: &App) {
    let (customer, ada) =
        (work::customer(app, CUSTOMER).await, active_expert(app, "ada@example.org", "Ada Lovelace").await);
    let to = profile_id(&ada).await;
    let beside = app.beside().await;
    let first = direct_message(app, &to);
    for _ in 0..2 {
        customer.run("directMessageSend", first.clone(), "conversation { id }").await;
    }
    app.advance(TimeDelta::hours(1)).await;
    let elsewhere = beside.person(CUSTOMER);
    for number in 1..10 {
        let person = if number % 2 == 0 { &customer } else { &elsewhere };
        person.run("directMessageSend", direct_message(app, &to), "conversation { id }").await;
    }

    let refused = elsewhere.refused("directMessageSend", direct_message(app, &to)).await;
    assert_eq!(refused["code"], "RATE_LIMITED");
    assert!(refused["message"].as_str().unwrap().ends_with("2027-03-02 09:00:00 UTC"), "{refused}");

    app.advance_to("2027-03-02T09:00:00Z").await;
    written(&customer, &ada).await;
    assert_eq!(customer.refusal("directMessageSend", direct_message(app, &to)).await, "RATE_LIMITED");
}
