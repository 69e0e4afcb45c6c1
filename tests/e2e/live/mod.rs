//! Conversations as they happen: over sockets, by other people's clients, and as server-sent events.

mod client;
mod events;
mod peer;
mod protocol;

use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::member_joined,
        work::{self, CUSTOMER, EXPERT, contact_made, people, said, taking_part},
    },
    story,
};

use self::client::{Client, Server, within};

/// Holds G-26 and G-36: a customer and an expert talk, the server goes and another comes, and neither misses a word.
#[story]
async fn two_people_talk_through_a_restart(app: &App) {
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let conversation = contact.conversation.as_str();
    let first = Server::of(app).await;
    let address = first.address.to_string();
    let mut clients = [Client::greeted(&first, &customer).await, Client::greeted(&first, &ada).await];
    for client in &mut clients {
        client.follows("f", conversation, Value::Null).await;
        assert_eq!(client.hears_words().await.1, "I have moved three shops like yours.", "what was said before");
    }

    said(&customer, conversation, "When can you begin?").await;
    said(&ada, conversation, "On Monday.").await;
    let mut cursors = vec![];
    for client in &mut clients {
        assert_eq!(client.hears_words().await.1, "When can you begin?");
        let (cursor, words) = client.hears_words().await;
        assert_eq!(words, "On Monday.");
        cursors.push(cursor);
    }

    let stopping = tokio::spawn(first.stopped());
    for client in &mut clients {
        assert_eq!(client.closed().await, (1012, "Service restart".to_owned()));
    }
    drop(clients);
    within(stopping).await.unwrap();
    said(&customer, conversation, "Monday is fine.").await; // While nobody is there to tell.

    let beside = app.beside().await;
    let second = Server::at(&address, beside.router.clone()).await;
    for ((person, cursor), email) in [&customer, &ada].into_iter().zip(cursors).zip([CUSTOMER, EXPERT]) {
        let mut client = Client::greeted(&second, &beside.person(email)).await;
        client.follows("f", conversation, cursor).await;
        assert_eq!(client.hears_words().await.1, "Monday is fine.");
        said(person, conversation, email).await; // By the other process.
        while client.hears_words().await.1 != email {}
    }
    second.stopped().await;
}

/// Nothing is lost between looking at what is there and waiting for what comes, and nothing told twice.
#[story(threads)]
async fn every_message_comes_once_and_in_order_whoever_writes_meanwhile(app: &App) {
    const ROUNDS: usize = 12;
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let (beside, server) = (app.beside().await, Server::of(app).await);
    let elsewhere = beside.person(EXPERT);
    let numbers = |document: &Value| document["conversation"]["messages"]["edges"].as_array().unwrap().len();

    let write = async {
        for _ in 0..ROUNDS {
            tokio::join!(
                said(&customer, &contact.conversation, "And"),
                said(&elsewhere, &contact.conversation, "so on")
            );
        }
    };
    let follow = async {
        let mut heard = vec![];
        for _ in 0..4 {
            let mut client = Client::greeted(&server, &customer).await;
            client.follows("f", &contact.conversation, heard.last().cloned().unwrap_or(Value::Null)).await;
            for _ in 0..5 {
                heard.push(client.hears_words().await.0);
            }
        }
        let mut client = Client::greeted(&server, &customer).await;
        client.follows("f", &contact.conversation, heard.last().cloned().unwrap()).await;
        while heard.len() < 2 * ROUNDS + 1 {
            heard.push(client.hears_words().await.0);
        }
        heard
    };
    let ((), heard) = tokio::join!(write, follow);

    let all = "query C($id: ID!) { conversation(id: $id) { messages(first: 100) { edges { cursor } } } }";
    let all = customer.query(all, json!({ "id": contact.conversation })).await;
    let edges = all["conversation"]["messages"]["edges"].as_array().unwrap();
    let cursors: Vec<_> = edges.iter().rev().map(|edge| edge["cursor"].clone()).collect();
    assert_eq!((numbers(&all), heard), (2 * ROUNDS + 1, cursors));
    server.stopped().await;
}

/// Holds G-36: rights are asked at the start, and whoever loses them hears no more.
#[story]
async fn only_those_who_take_part_hear_anything(app: &App) {
    let (customer, ada, _) = people(app).await;
    let carl = member_joined(&customer, "carl@example.org", "Carl", &["FILE_REQUEST"]).await;
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    let contact = contact_made(&customer, &ada).await;
    let server = Server::of(app).await;
    let refused = async |person: &Person<'_>| {
        let mut client = Client::greeted(&server, person).await;
        client.follows("f", &contact.conversation, Value::Null).await;
        let heard = client.hears().await;
        assert_eq!(client.hears().await, json!({ "id": "f", "type": "complete" }));
        heard["payload"]["errors"][0]["extensions"]["reason"].clone()
    };

    assert_eq!(refused(&app.nobody()).await, "UNAUTHENTICATED");
    assert_eq!(refused(&stranger).await, "CONVERSATION_NOT_FOUND");
    assert_eq!(refused(&carl).await, "NOT_A_PARTICIPANT");
    assert_eq!(refused(&app.operator()).await, "RIGHT_MISSING");

    let mut client = Client::greeted(&server, &customer).await;
    client.follows("f", &contact.conversation, Value::Null).await;
    client.hears_words().await;
    taking_part(&customer, &contact.conversation, &[&carl]).await;
    said(&ada, &contact.conversation, "Between us.").await;
    let heard = client.hears().await;
    assert_eq!(heard["payload"]["errors"][0]["extensions"]["reason"], "NOT_A_PARTICIPANT", "{heard:#}");
    assert_eq!(client.hears().await, json!({ "id": "f", "type": "complete" }));
    server.stopped().await;
}
