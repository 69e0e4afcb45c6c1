//! What customers ask for, who may see and answer it, and what the two sides write to each other.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App,
    steps::{
        accounts::{account_id, member_joined},
        experts::{active_expert, certified, certified_expert, profile_saved},
        work::{
            self, CUSTOMER, DESCRIPTION, EXPERT, LIST, REQUEST, TITLE, acceptance_input, contact_made, listed, people,
            proposal_input, proposal_sent, read, request_answered, request_filed, response_input,
        },
    },
    story,
};

fn ask(app: &App) -> Value {
    json!({ "title": TITLE, "description": DESCRIPTION, "idempotencyKey": app.key() })
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

/// Holds G-21.
#[story]
async fn a_request_keeps_its_limits(app: &App) {
    let customer = work::customer(app, CUSTOMER).await;

    for (field, length) in [("title", 9), ("title", 141), ("description", 29), ("description", 1_501)] {
        let refused = customer.refused("customerRequestOpen", with(ask(app), field, json!("x".repeat(length)))).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!(field)), "{length}");
    }
    for (field, length) in [("title", 10), ("title", 140), ("description", 30), ("description", 1_500)] {
        let input = with(ask(app), field, json!("ä".repeat(length)));
        customer.run("customerRequestOpen", input, "customerRequest { id }").await;
    }
    for (field, text) in [
        ("title", "Move our\0web shop"),
        ("title", "Move our\nweb shop"),
        ("description", "A description that is long enough, and holds a \0."),
        ("preferredLocation", "\0"),
        ("preferredLocation", ""),
        ("idempotencyKey", "a\0b"),
    ] {
        let refused = customer.refused("customerRequestOpen", with(ask(app), field, json!(text))).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!(field)));
    }
    assert_eq!(app.rows("select id from customer_request").await.len(), 4);
}

#[story]
async fn a_budget_is_a_range_of_one_currency(app: &App) {
    let customer = work::customer(app, CUSTOMER).await;
    let money = |amount: &str, currency: &str| json!({ "amount": amount, "currency": currency });
    let budget = |at_least: Value, at_most: Value| json!({ "atLeast": at_least, "atMost": at_most });

    for (budget, code) in [
        (budget(money("1.00", "EUR"), money("2.00", "USD")), "INPUT_INVALID"),
        (budget(money("3.00", "USD"), money("2.00", "USD")), "INPUT_INVALID"),
        (budget(Value::Null, money("0.00", "USD")), "INPUT_INVALID"),
        (budget(Value::Null, money("-1.00", "USD")), "AMOUNT_NOT_POSITIVE"),
        (budget(Value::Null, money("1.001", "USD")), "INPUT_INVALID"),
        (budget(Value::Null, money("92233720368547758.08", "USD")), "INPUT_INVALID"),
    ] {
        let input = with(ask(app), "budget", budget.clone());
        assert_eq!(customer.refusal("customerRequestOpen", input).await, code, "{budget}");
    }
    let input = with(ask(app), "budget", budget(Value::Null, money("92233720368547758.07", "USD")));
    let opened = customer.run("customerRequestOpen", input, "customerRequest { budget { atMost { amount } } }").await;
    assert_eq!(opened["customerRequest"]["budget"]["atMost"]["amount"], "92233720368547758.07");
}

/// Holds IQ-16: the gate half of scenario 2.
#[story]
async fn the_list_opens_to_the_whole_account_when_a_colleague_links_a_certification(app: &App) {
    let customer = work::customer(app, CUSTOMER).await;
    let grace = active_expert(app, "grace@example.org", "Grace Hopper").await;
    let linus = member_joined(&grace, "linus@example.org", "Linus Pauling", &["SPEAK_AS_INDIVIDUAL"]).await;
    profile_saved(&linus, "Linus Pauling").await;
    let request = request_filed(&customer).await;

    for expert in [&grace, &linus] {
        assert_eq!(expert.query_refused(LIST, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");
        assert_eq!(expert.query_refused(REQUEST, json!({ "id": request })).await, "CERT_REQUIRED_IN_ACCOUNT");
    }
    let answer = grace.refusal("responseSend", response_input(&grace, &request)).await;
    assert_eq!(answer, "CERT_REQUIRED_IN_ACCOUNT");

    certified(&linus, "LINUS-1").await;

    for expert in [&grace, &linus] {
        assert_eq!(listed(expert).await, std::slice::from_ref(&request));
        assert_eq!(read(expert, &request).await["title"], TITLE);
    }
    request_answered(&grace, &request).await;
}

/// Holds IQ-16: a certification that is over opens nothing, but work that runs goes on.
#[story]
async fn the_list_closes_when_the_last_certification_expires(app: &App) {
    let customer = work::customer(app, CUSTOMER).await;
    let expert = certified_expert(app, EXPERT, "Ada Lovelace", "ADA-2").await; // Valid until 1 April 2027.
    let contact = contact_made(&customer, &expert).await;
    let other = request_filed(&customer).await;

    app.advance_to("2027-04-02T09:00:00Z").await;

    assert_eq!(expert.query_refused(LIST, json!({})).await, "CERT_REQUIRED_IN_ACCOUNT");
    assert_eq!(expert.refusal("responseSend", response_input(&expert, &other)).await, "CERT_REQUIRED_IN_ACCOUNT");
    assert_eq!(read(&expert, &contact.customer_request).await["title"], TITLE);
    proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
}

/// Holds G-22.
#[story]
async fn a_request_is_edited_by_its_customer_alone(app: &App) {
    let (customer, expert, _) = people(app).await;
    let request = request_filed(&customer).await;
    let edit = json!({
        "customerRequestId": request,
        "title": "Move our web shop and the stock list",
        "description": DESCRIPTION,
        "preferredLocation": "Lisbon",
    });

    let edited = customer.run("customerRequestEdit", edit.clone(), "customerRequest { title preferredLocation }").await;

    assert_eq!(edited["customerRequest"]["preferredLocation"], "Lisbon");
    assert_eq!(expert.refusal("customerRequestEdit", edit.clone()).await, "CUSTOMER_REQUEST_NOT_FOUND");
    let other = with(edit, "customerRequestId", json!("req_1"));
    assert_eq!(customer.refusal("customerRequestEdit", other).await, "INPUT_INVALID");
}

/// Holds invariant 10: scenario 19.
#[story]
async fn a_repeated_request_is_answered_and_a_refused_one_frees_its_key(app: &App) {
    let (customer, expert, _) = people(app).await;
    let input = ask(app);

    assert_eq!(
        customer.refusal("customerRequestOpen", with(input.clone(), "title", json!("short"))).await,
        "INPUT_INVALID"
    );
    let first = customer.run("customerRequestOpen", input.clone(), "customerRequest { id }").await;
    let second = customer.run("customerRequestOpen", input.clone(), "customerRequest { id }").await;
    let other = with(input.clone(), "title", json!("Move our other web shop"));
    assert_eq!(first, second);
    assert_eq!(customer.refusal("customerRequestOpen", other).await, "IDEMPOTENCY_KEY_REUSED");
    expert.run("customerRequestOpen", input, "customerRequest { id }").await; // A key is its account's own.

    let request = first["customerRequest"]["id"].as_str().unwrap();
    let answer = response_input(&expert, request);
    let sent = expert.run("responseSend", answer.clone(), "response { id }").await;
    assert_eq!(sent, expert.run("responseSend", answer, "response { id }").await);
    assert_eq!(read(&customer, request).await["responderCount"], 1);
}

/// Holds MKT-04.
#[story]
async fn a_suspended_account_begins_nothing(app: &App) {
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
    let other = request_filed(&customer).await;

    for person in [&customer, &expert] {
        let input = json!({ "accountId": account_id(person).await, "reason": "A complaint." });
        app.operator().run("accountSuspend", input, "account { status }").await;
    }

    let accept = acceptance_input(&customer, &proposal, &card);
    let offer = proposal_input(&expert, &contact.conversation, "90.00", "USD");
    assert_eq!(customer.refusal("customerRequestOpen", ask(app)).await, "ACCOUNT_SUSPENDED");
    assert_eq!(customer.refusal("proposalAccept", accept).await, "ACCOUNT_SUSPENDED");
    assert_eq!(expert.refusal("responseSend", response_input(&expert, &other)).await, "ACCOUNT_SUSPENDED");
    assert_eq!(expert.refusal("proposalSend", offer).await, "ACCOUNT_SUSPENDED");
    assert_eq!(read(&customer, &other).await["status"], "OPEN");
}

#[story]
async fn lists_are_paged_and_made_up_cursors_refused(app: &App) {
    let (customer, expert, _) = people(app).await;
    let mut filed = vec![];
    for _ in 0..5 {
        filed.insert(0, request_filed(&customer).await);
        app.advance(TimeDelta::seconds(1)).await;
    }

    let (mut seen, mut after) = (vec![], Value::Null);
    loop {
        let page = expert.query(LIST, json!({ "first": 2, "after": after })).await["customerRequests"].clone();
        let edges = page["edges"].as_array().unwrap();
        seen.extend(edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = edges.last().unwrap()["cursor"].clone();
    }

    assert_eq!(seen, filed);
    for variables in
        [json!({ "first": 0 }), json!({ "first": 101 }), json!({ "first": -1 }), json!({ "after": "made-up" })]
    {
        assert_eq!(expert.query_refused(LIST, variables).await, "INPUT_INVALID");
    }
}
