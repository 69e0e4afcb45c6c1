//! Answers to what customers ask for, and what the two sides write to each other.

use chrono::TimeDelta;
use serde_json::json;
use support::{
    App, Person,
    steps::{
        accounts::account_opened,
        experts::{certified, certified_expert, profile_saved},
        work::{
            self, CUSTOMER, contact_made, listed, people, proposal_sent, read, request_answered, request_filed,
            response_input,
        },
    },
    story,
};

const MESSAGES: &str = "query C($id: ID!) { conversation(id: $id) {
    messages { edges { node { author text } } } } }";

/// Holds IQ-10.
#[story]
async fn a_certified_account_without_an_active_expert_reads_and_does_not_answer(app: &App) {
    let customer = work::customer(app, CUSTOMER).await;
    let draft = account_opened(app, "marie@example.org", "Marie Curie").await;
    profile_saved(&draft, "Marie Curie").await;
    certified(&draft, "MARIE-1").await;
    let request = request_filed(&customer).await;

    assert_eq!(listed(&draft).await, std::slice::from_ref(&request));
    let refused = draft.refusal("responseSend", response_input(&draft, &request)).await;
    assert_eq!(refused, "REGISTRATION_NOT_ACTIVE");
}

/// Holds IQ-11, G-09 and G-22.
#[story]
async fn an_account_answers_a_request_of_another_once(app: &App) {
    let (customer, expert, _) = people(app).await;
    let (request, own) = (request_filed(&customer).await, request_filed(&expert).await);

    assert_eq!(listed(&expert).await, std::slice::from_ref(&request), "one's own requests are left out");
    assert_eq!(expert.refusal("responseSend", response_input(&expert, &own)).await, "OWN_ACCOUNT");
    request_answered(&expert, &request).await;
    assert_eq!(expert.refusal("responseSend", response_input(&expert, &request)).await, "ALREADY_RESPONDED");
    assert_eq!(read(&customer, &request).await["responderCount"], 1);
}

/// Holds G-22.
#[story]
async fn a_stopped_request_takes_no_answers_until_it_takes_them_again(app: &App) {
    let (customer, expert, _) = people(app).await;
    let request = request_filed(&customer).await;
    let of_request = json!({ "customerRequestId": request });
    let status = "customerRequest { status }";

    let stopped = customer.run("customerRequestStopAnswers", of_request.clone(), status).await;
    assert_eq!(stopped["customerRequest"]["status"], "NOT_ACCEPTING");
    assert_eq!(expert.refusal("responseSend", response_input(&expert, &request)).await, "REQUEST_NOT_ACCEPTING");
    assert_eq!(listed(&expert).await, [""; 0]);
    let again = customer.refusal("customerRequestStopAnswers", of_request.clone()).await;
    assert_eq!(again, "CUSTOMER_REQUEST_NOT_IN_STATE");
    let foreign = expert.refusal("customerRequestTakeAnswers", of_request.clone()).await;
    assert_eq!(foreign, "CUSTOMER_REQUEST_NOT_FOUND");

    customer.run("customerRequestTakeAnswers", of_request, status).await;
    request_answered(&expert, &request).await;
}

/// Holds G-09 and G-25.
#[story]
async fn the_customer_compares_all_answers_and_an_expert_sees_their_own(app: &App) {
    let (customer, ada, _) = people(app).await;
    let grace = certified_expert(app, "grace@example.org", "Grace Hopper", "GRACE-1").await;
    let request = request_filed(&customer).await;
    let first = request_answered(&ada, &request).await;
    app.advance(TimeDelta::seconds(1)).await;
    let second = request_answered(&grace, &request).await;
    let answers = async |person: &Person<'_>| {
        let request = read(person, &request).await;
        assert_eq!(request["responderCount"], 2);
        let edges = request["responses"]["edges"].as_array().unwrap().clone();
        edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(answers(&customer).await, [second.response.clone(), first.response.clone()]);
    assert_eq!(answers(&ada).await, std::slice::from_ref(&first.response));
    let response = "query R($id: ID!) { response(id: $id) { status } }";
    assert_eq!(grace.query_refused(response, json!({ "id": first.response })).await, "RESPONSE_NOT_FOUND");
    assert_eq!(grace.query_refused(MESSAGES, json!({ "id": first.conversation })).await, "CONVERSATION_NOT_FOUND");
}

/// Holds IQ-23.
#[story]
async fn an_answer_is_withdrawn_after_its_proposal(app: &App) {
    let (customer, expert, _) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
    let of_response = json!({ "responseId": contact.response });

    assert_eq!(expert.refusal("responseWithdraw", of_response.clone()).await, "PROPOSAL_OPEN");
    assert_eq!(customer.refusal("responseWithdraw", of_response.clone()).await, "RESPONSE_NOT_FOUND");
    expert.run("proposalWithdraw", json!({ "proposalId": proposal }), "").await;
    let withdrawn = expert.run("responseWithdraw", of_response.clone(), "response { status withdrawnAt }").await;

    assert_eq!(withdrawn["response"]["status"], "WITHDRAWN");
    assert_eq!(expert.refusal("responseWithdraw", of_response).await, "RESPONSE_NOT_IN_STATE");
    let request = &contact.customer_request;
    assert_eq!(expert.refusal("responseSend", response_input(&expert, request)).await, "ALREADY_RESPONDED");
}

/// Holds G-10 and G-26.
#[story]
async fn both_sides_write_and_the_customers_words_move_the_request_up(app: &App) {
    let (customer, expert, _) = people(app).await;
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    let contact = contact_made(&customer, &expert).await;
    app.advance(TimeDelta::hours(1)).await;
    let newer = request_filed(&customer).await;
    let message =
        |text: &str| json!({ "conversationId": contact.conversation, "message": text, "idempotencyKey": app.key() });
    assert_eq!(listed(&expert).await, [newer.clone(), contact.customer_request.clone()]);

    app.advance(TimeDelta::hours(1)).await;
    customer.run("messageSend", message("How long would it take?"), "message { author }").await;
    app.advance(TimeDelta::hours(1)).await;
    expert.run("messageSend", message("Two weeks."), "message { author }").await;

    let edges =
        customer.query(MESSAGES, json!({ "id": contact.conversation })).await["conversation"]["messages"]["edges"]
            .clone();
    let said: Vec<_> = edges.as_array().unwrap().iter().map(|edge| edge["node"]["text"].as_str().unwrap()).collect();
    assert_eq!(said, ["Two weeks.", "How long would it take?", "I have moved three shops like yours."]);
    assert_eq!(edges[0]["node"]["author"], "EXPERT");
    assert_eq!(edges[1]["node"]["author"], "CUSTOMER");
    assert_eq!(listed(&expert).await, [contact.customer_request.clone(), newer]);
    assert_eq!(stranger.refusal("messageSend", message("Hello?")).await, "CONVERSATION_NOT_FOUND");
    assert_eq!(app.nobody().refusal("messageSend", message("Hello?")).await, "UNAUTHENTICATED");
    for text in [String::new(), "a\0b".into(), "x".repeat(10_001)] {
        assert_eq!(customer.refusal("messageSend", message(&text)).await, "INPUT_INVALID");
    }
}
