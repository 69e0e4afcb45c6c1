//! Somebody else's client: `graphql-ws` of npm, which most of the world uses.

use serde_json::{Value, json};
use support::{
    App, Peer,
    steps::work::{contact_made, people, said},
    story,
};

use super::client::{Client, FOLLOW, Server};

/// Follows a conversation until it has heard so many messages, and says a word of its own over the same socket; prints
/// what it heard.
const SCRIPT: &str = "
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
const [url, token, query, id, after, count] = process.argv.slice(1);
const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true,
  connectionParams: { authorization: `Bearer ${token}` } });
const heard = [];
const send = `mutation S($input: MessageSendInput!) { messageSend(input: $input) { message { text } userErrors { code } } }`;
let asked = false;
for await (const answer of client.iterate({ query, variables: { id, after: after || null } })) {
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  heard.push(answer.data.messageSent);
  if (!asked) {
    asked = true;
    const input = { conversationId: id, message: 'Said by a peer.', idempotencyKey: crypto.randomUUID() };
    for await (const sent of client.iterate({ query: send, variables: { input } }))
      if (sent.errors || sent.data.messageSend.userErrors.length) throw new Error(JSON.stringify(sent));
  }
  if (heard.length >= +count) break;
}
await client.dispose();
console.log(JSON.stringify(heard));
";

/// Holds G-26: a Rust client and a JavaScript client talk with each other, and hear the same in the same order.
#[story]
async fn other_peoples_client_talks_with_ours(app: &App) {
    let Some(peer) = Peer::javascript(&["graphql-ws@6.4.2", "ws@8.23.0", "graphql@16.15.0"]) else { return };
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    said(&ada, &contact.conversation, "Are you there?").await;
    let server = Server::of(app).await;
    let mut ours = Client::greeted(&server, &ada).await;
    ours.follows("f", &contact.conversation, Value::Null).await;

    let (url, token) = (format!("ws://{}/graphql", server.address), customer.token().unwrap());
    let heard = peer.run(SCRIPT, &[&url, token, FOLLOW, &contact.conversation, "", "3"], "").await;

    let heard: Value = serde_json::from_str(&heard).unwrap();
    let mut told = vec![];
    for _ in 0..3 {
        let (cursor, text) = ours.hears_words().await;
        told.push(json!({ "cursor": cursor, "text": text }));
    }
    let heard = heard.as_array().unwrap().iter();
    let heard: Vec<_> = heard.map(|edge| json!({ "cursor": edge["cursor"], "text": edge["node"]["text"] })).collect();
    assert_eq!(heard, told);
    assert_eq!(told[2]["text"], "Said by a peer.");
    server.stopped().await;
}
