//! Lists, paged through while others write.

use std::collections::HashSet;

use serde_json::{Value, json};
use support::{
    App, Person, race,
    steps::work::{EXPERT, contact_made, people, request_filed},
    story,
};

/// All pages of a list, three items at a time; `write` is done before each page but the first.
async fn paged(
    reader: &Person<'_>,
    document: &str,
    list: &str,
    variables: Value,
    write: impl AsyncFn(usize),
) -> Vec<String> {
    let (mut seen, mut after, mut number) = (vec![], Value::Null, 0);
    loop {
        let mut variables = variables.clone();
        variables["after"] = after;
        let page = reader.query(document, variables).await;
        let page = list.split('.').fold(&page, |page, field| &page[field]).clone();
        let edges = page["edges"].as_array().unwrap();
        seen.extend(edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] != true {
            return seen;
        }
        after = edges.last().unwrap()["cursor"].clone();
        write(number).await;
        number += 1;
    }
}

/// Rows that were there before are seen once each, whatever another process, which counts its ids on its own, writes
/// between the pages within the same millisecond of the clock.
#[story(threads)]
async fn what_was_there_is_seen_once_while_another_process_writes(app: &App) {
    const MESSAGES: usize = 14;
    let (customer, expert, _) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let beside = app.beside().await;
    let elsewhere = beside.person(EXPERT);
    let say = |person: &Person<'_>| {
        let key = app.key();
        let input = json!({ "conversationId": contact.conversation, "message": "And so on.", "idempotencyKey": key });
        person.racing_for("messageSend", input, "message { id }")
    };
    let racers = [&customer, &elsewhere].into_iter().cycle().take(MESSAGES).map(say).collect();
    let before: HashSet<String> = super::ids(&race(racers).await, "messageSend", "message");

    let document = "query M($id: ID!, $after: String) { conversation(id: $id) { messages(first: 3, after: $after) {
        edges { cursor node { id } } pageInfo { hasNextPage } } } }";
    let variables = json!({ "id": contact.conversation });
    let write = async |_| {
        race(vec![say(&customer), say(&elsewhere)]).await;
    };
    let seen = paged(&customer, document, "conversation.messages", variables, write).await;

    let distinct: HashSet<_> = seen.iter().cloned().collect();
    assert_eq!(distinct.len(), seen.len(), "nothing is seen twice");
    assert_eq!((before.len(), before.difference(&distinct).count()), (MESSAGES, 0));
    println!("race: {MESSAGES} messages in pages of three while two processes write: {} seen, none twice", seen.len());
}

/// Holds G-10: a list by activity goes on where it stopped, although what it stopped at has moved to the top.
#[story(threads)]
async fn a_list_by_activity_goes_on_where_it_stopped(app: &App) {
    const REQUESTS: usize = 11;
    let (customer, expert, _) = people(app).await;
    let mut requests = vec![];
    for _ in 0..REQUESTS {
        requests.push(request_filed(&customer).await);
        app.advance_without_sweeps(chrono::TimeDelta::minutes(1)).await;
    }
    requests.reverse();

    let document = "query L($after: String) { customerRequests(first: 3, after: $after) {
        edges { cursor node { id } } pageInfo { hasNextPage } } }";
    // Before each page the last request of the page before is edited, and so moves to the top.
    let edit = async |page: usize| {
        let last = &requests[3 * page + 2];
        let input = json!({ "customerRequestId": last, "title": "Move our shop, and the stock",
            "description": "We run a web shop on two machines under a desk, and a stock in the cellar." });
        customer.run("customerRequestEdit", input, "customerRequest { id }").await;
    };
    let seen = paged(&expert, document, "customerRequests", json!({}), edit).await;

    assert_eq!(seen, requests);
}
