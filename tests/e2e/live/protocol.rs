//! The words of `graphql-transport-ws`: what each mistake costs, and what a talk is borne with.

use std::time::Duration;

use chrono::TimeDelta;
use gateway::LiveLimits;
use serde_json::{Value, json};
use support::{
    App,
    steps::work::{contact_made, people},
    story,
};
use tokio_tungstenite::tungstenite::Message;

use super::client::{Client, FOLLOW, Server};

const BRIEF: Duration = Duration::from_millis(50);

fn subscribe(id: &str, query: &str) -> Value {
    json!({ "id": id, "type": "subscribe", "payload": { "query": query } })
}

/// What the protocol's document asks, in its codes.
#[story]
async fn every_mistake_ends_the_talk_with_its_code(app: &App) {
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let server = Server::of(app).await;
    let follow = json!({ "id": "1", "type": "subscribe", "payload": {
        "query": FOLLOW, "variables": { "id": contact.conversation } } });

    for (said, code) in [
        (json!({ "type": "connection_init" }), 4429),
        (json!({ "type": "what" }), 4400),
        (json!([]), 4400),
        (json!({ "type": "subscribe", "payload": { "query": "{ now }" } }), 4400),
        (json!({ "id": "1", "type": "subscribe", "payload": { "query": 1 } }), 4400),
        (json!({ "id": "x".repeat(129), "type": "subscribe", "payload": { "query": "{ now }" } }), 4400),
        (follow.clone(), 4409),
    ] {
        let mut client = Client::greeted(&server, &customer).await;
        if code == 4409 {
            client.says(follow.clone()).await;
        }
        client.says(said.clone()).await;
        assert_eq!(client.closed().await.0, code, "{said}");
    }
    for frame in [Message::text("not JSON"), Message::binary(b"{}".to_vec())] {
        let mut client = Client::greeted(&server, &customer).await;
        client.sends(frame).await;
        assert_eq!(client.closed().await.0, 4400);
    }
    let client = Client::greeted(&server, &customer).await;
    let code = client.cut_off(Message::text("x".repeat(5_000_000))).await;
    assert!(code.is_none_or(|code| code == 1009), "{code:?}");
    let mut early = Client::open(&server).await;
    early.says(subscribe("1", "{ now }")).await;
    assert_eq!(early.closed().await, (4401, "Unauthorized".to_owned()));
    server.stopped().await;
}

/// Whatever runs over HTTP runs over a socket too, and an id is free again when its operation has ended.
#[story]
async fn any_operation_runs_over_a_socket(app: &App) {
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let server = Server::of(app).await;
    let mut client = Client::greeted(&server, &customer).await;

    client.says(json!({ "type": "ping" })).await;
    assert_eq!(client.hears().await, json!({ "type": "pong" }));
    for _ in 0..2 {
        client.says(subscribe("q", "{ viewer { kind } }")).await;
        let data = json!({ "data": { "viewer": { "kind": "MEMBER" } } });
        assert_eq!(client.hears().await, json!({ "id": "q", "type": "next", "payload": data }));
        assert_eq!(client.hears().await, json!({ "id": "q", "type": "complete" }));
    }
    for (document, code) in [
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ now", "GRAPHQL_PARSE_FAILED"),
        ("subscription { a: now b: now }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        client.says(subscribe("e", document)).await;
        let heard = client.hears().await;
        assert_eq!((&heard["type"], &heard["id"]), (&json!("error"), &json!("e")), "{heard:#}");
        assert_eq!(heard["payload"][0]["extensions"]["code"], code);
    }
    let words = json!({ "conversationId": contact.conversation, "message": "Over.", "idempotencyKey": app.key() });
    let send = "mutation S($input: MessageSendInput!) { messageSend(input: $input) { message { text } } }";
    let payload = json!({ "query": send, "variables": { "input": words } });
    client.says(json!({ "id": "m", "type": "subscribe", "payload": payload })).await;
    assert_eq!(client.hears().await["payload"]["data"]["messageSend"]["message"]["text"], "Over.");
    assert_eq!(client.hears().await["type"], "complete");

    for _ in 0..2 {
        client.follows("f", &contact.conversation, Value::Null).await;
        client.hears_words().await;
        client.hears_words().await;
        client.says(json!({ "id": "f", "type": "complete" })).await;
    }
    client.says(subscribe("q", "{ viewer { kind } }")).await;
    assert_eq!(client.hears().await["id"], "q", "nothing more is heard of what was ended");
    server.stopped().await;
}

#[story]
async fn a_talk_has_limits(app: &App) {
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let long = Duration::from_mins(1);
    let patient = LiveLimits { greeting: long, heartbeat: long, silence: long, operations: 3 };

    let server = Server::with_limits(app, LiveLimits { greeting: BRIEF, ..patient }).await;
    let (code, reason) = Client::open(&server).await.closed().await;
    assert_eq!((code, reason.as_str()), (4408, "Connection initialisation timeout"));
    server.stopped().await;

    let server = Server::with_limits(app, patient).await;
    let mut client = Client::greeted(&server, &customer).await;
    for id in ["1", "2", "3", "4"] {
        client.follows(id, &contact.conversation, Value::Null).await;
    }
    let mut heard = [client.hears().await, client.hears().await, client.hears().await, client.hears().await];
    heard.sort_by_key(|message| message["id"].to_string());
    let kinds = heard.each_ref().map(|message| message["type"].as_str().unwrap());
    assert_eq!(kinds, ["next", "next", "next", "error"], "{heard:?}");
    server.stopped().await;

    let server = Server::with_limits(app, LiveLimits { heartbeat: BRIEF, silence: 4 * BRIEF, ..patient }).await;
    let heard = server.heard_in_silence().await;
    let farewell = [&[0x88, 32], &1001_u16.to_be_bytes()[..], b"Nothing was heard for too long"].concat();
    assert!(heard.ends_with(&farewell), "{heard:?}");
    server.stopped().await;
}

/// A token that is not accepted opens nothing, and one whose time is over keeps nothing open.
#[story]
async fn a_talk_ends_with_its_token(app: &App) {
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let long = Duration::from_mins(1);
    let limits = LiveLimits { greeting: long, heartbeat: BRIEF, silence: long, operations: 3 };
    let server = Server::with_limits(app, limits).await;

    let mut forged = Client::open(&server).await;
    forged.greets(Some("a.b.c")).await;
    assert_eq!(forged.closed().await, (4403, "Forbidden".to_owned()));
    let mut opening = server.opening();
    opening.headers_mut().insert("authorization", "Bearer a.b.c".parse().unwrap());
    assert_eq!(Client::opened(opening).await.err().unwrap(), 401);

    let token = app.issuer().sign(&work_email(), true, app.now(), TimeDelta::hours(1)).unwrap();
    let mut client = Client::open(&server).await;
    client.greets(Some(&token)).await;
    assert_eq!(client.hears().await["type"], "connection_ack");
    client.follows("f", &contact.conversation, Value::Null).await;
    client.hears_words().await;
    app.advance(TimeDelta::hours(2)).await;
    assert_eq!(client.closed().await, (4403, "Forbidden".to_owned()));
    server.stopped().await;
}

fn work_email() -> kernel::EmailAddress {
    support::steps::work::CUSTOMER.parse().unwrap()
}

#[story]
async fn a_socket_is_opened_by_its_protocol_and_by_no_page_of_others(app: &App) {
    let server = Server::of(app).await;
    for (origin, status) in [("http://evil.test", Some(403)), ("null", Some(403))] {
        let mut opening = server.opening();
        opening.headers_mut().insert("origin", origin.parse().unwrap());
        assert_eq!(Client::opened(opening).await.err().map(|status| status.as_u16()), status, "{origin}");
    }
    let mut opening = server.opening();
    opening.headers_mut().insert("origin", format!("http://{}", server.address).parse().unwrap());
    Client::opened(opening).await.unwrap();

    let mut opening = server.opening();
    opening.headers_mut().remove("sec-websocket-protocol");
    let (code, reason) = Client::opened(opening).await.unwrap().closed().await;
    assert_eq!((code, reason.as_str()), (4406, "Subprotocol not acceptable"));
    server.stopped().await;
}
