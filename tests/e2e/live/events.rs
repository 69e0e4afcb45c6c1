//! The same as server-sent events, for whoever has no socket.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::work::{contact_made, people, said, taking_part},
    story,
};
use tower::ServiceExt;

use super::client::{FOLLOW, Server, within};

/// A stream of events, as it comes.
struct Events {
    body: axum::body::BodyDataStream,
    heard: String,
}

async fn asked(person: &Person<'_>, query: &str, variables: Value) -> Events {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
    let request = request.header(header::ACCEPT, "text/event-stream").body(Body::from(body)).unwrap();
    let response = person.app.router.clone().oneshot(person.signed(request)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream; charset=utf-8");
    Events { body: response.into_body().into_data_stream(), heard: String::new() }
}

impl Events {
    /// The next event's name and data; `None` at the end.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.heard.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.heard = rest;
                if event.starts_with(':') {
                    continue;
                }
                let (name, data) = event.split_once('\n').unwrap();
                let data = data.strip_prefix("data:").unwrap().trim();
                let data = if data.is_empty() { Value::Null } else { serde_json::from_str(data).unwrap() };
                return Some((name.strip_prefix("event: ").unwrap().to_owned(), data));
            }
            let bytes = within(self.body.next()).await?.unwrap();
            self.heard.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    async fn words(&mut self) -> String {
        let (name, data) = self.next().await.unwrap();
        let text = data["data"]["messageSent"]["node"]["text"].as_str();
        assert_eq!(name, "next");
        text.unwrap_or_else(|| panic!("{data:#}")).to_owned()
    }
}

/// Holds G-36.
#[story]
async fn a_conversation_is_followed_by_events(app: &App) {
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let mut events = asked(&customer, FOLLOW, json!({ "id": contact.conversation })).await;

    assert_eq!(events.words().await, "I have moved three shops like yours.");
    said(&ada, &contact.conversation, "When?").await;
    assert_eq!(events.words().await, "When?");

    let bob = support::steps::accounts::member_joined(&customer, "bob@example.org", "Bob", &[]).await;
    taking_part(&customer, &contact.conversation, &[&bob]).await;
    let (_, data) = events.next().await.unwrap();
    assert_eq!(data["errors"][0]["extensions"]["reason"], "NOT_A_PARTICIPANT");
    assert_eq!(events.next().await, Some(("complete".to_owned(), Value::Null)));
    assert_eq!(events.next().await, None);
}

#[story]
async fn one_answer_is_one_event(app: &App) {
    let mut events = asked(&app.nobody(), "{ viewer { kind } }", Value::Null).await;
    assert_eq!(events.next().await.unwrap().1, json!({ "data": { "viewer": { "kind": "ANONYMOUS" } } }));
    assert_eq!(events.next().await.unwrap().0, "complete");

    let mut events = asked(&app.nobody(), "{ nope }", Value::Null).await;
    assert_eq!(events.next().await.unwrap().1["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(events.next().await.unwrap().0, "complete");
}

/// Whoever accepts no events is told how subscriptions come, and nothing but queries is asked by GET.
#[story]
async fn a_subscription_has_no_single_answer(app: &App) {
    let answer = app.nobody().ask(FOLLOW, json!({ "id": "cnv_1" })).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_REQUEST");

    let request = Request::get("/graphql?query=mutation%7Bx%7D").header(header::ACCEPT, "text/event-stream");
    let response = app.nobody().send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status, StatusCode::METHOD_NOT_ALLOWED);
}

/// A server that stops ends its streams, and does not wait for them.
#[story]
async fn a_stream_ends_when_the_server_stops(app: &App) {
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let server = Server::of(app).await;
    let body = json!({ "query": FOLLOW, "variables": { "id": contact.conversation } }).to_string();
    let request = reqwest::Client::new().post(format!("http://{}/graphql", server.address));
    let request = request.bearer_auth(customer.token().unwrap()).header("accept", "text/event-stream");
    let mut response = request.header("content-type", "application/json").body(body).send().await.unwrap();
    assert!(within(response.chunk()).await.unwrap().unwrap().starts_with(b"event: next"));

    server.stopped().await;

    assert!(within(response.chunk()).await.unwrap().is_none());
}
