use serde_json::{Value, json};

use crate::Person;

/// Reads a grant by its id.
const GRANT: &str =
    "query G($id: ID!) { accessGrant(id: $id) { status level givenLevel purpose personName reason endCause
    requestedAt givenAt endedAt certificationEndedAt engagement { id } } }";
/// What became of a grant, newest first.
const ACTIVITY: &str = "query A($id: ID!, $first: Int, $after: String) {
    accessActivity(accessGrantId: $id, first: $first, after: $after) {
        edges { cursor node { kind byName reason at session { id level openedAt endsAt } } } pageInfo { hasNextPage } } }";

/// The input of a request to be let in, with a key of its own.
pub fn access_input(person: &Person<'_>, engagement: &str, level: &str) -> Value {
    let purpose = "To look at the machines under the desk.";
    json!({ "engagementId": engagement, "level": level, "purpose": purpose, "idempotencyKey": person.app.key() })
}

/// Somebody asks to be let into the customer's account.
pub async fn access_requested(person: &Person<'_>, engagement: &str, level: &str) -> String {
    let input = access_input(person, engagement, level);
    let payload = person.run("accessGrantRequest", input, "accessGrant { id }").await;
    payload["accessGrant"]["id"].as_str().expect("a grant has an id").to_owned()
}

/// The customer gives what was asked for.
pub async fn access_given(customer: &Person<'_>, person: &Person<'_>, engagement: &str, level: &str) -> String {
    let grant = access_requested(person, engagement, level).await;
    customer.run("accessGrantApprove", json!({ "accessGrantId": grant }), "accessGrant { status }").await;
    grant
}

/// The input that opens a session, with a key of its own.
pub fn session_input(person: &Person<'_>, grant: &str, minutes: i32) -> Value {
    json!({ "accessGrantId": grant, "minutes": minutes, "idempotencyKey": person.app.key() })
}

/// The named person goes in; what they are told.
pub async fn session_opened(person: &Person<'_>, grant: &str, minutes: i32) -> Value {
    let selection = "access { credentials session { id level openedAt endsAt } }";
    let opened = person.run("accessSessionOpen", session_input(person, grant, minutes), selection).await;
    opened["access"].clone()
}

/// A grant, as its reader sees it.
pub async fn access_grant(reader: &Person<'_>, id: &str) -> Value {
    reader.query(GRANT, json!({ "id": id })).await["accessGrant"].clone()
}

/// How far a grant is.
pub async fn access_status(reader: &Person<'_>, id: &str) -> Value {
    access_grant(reader, id).await["status"].clone()
}

/// What became of a grant, from the first to the last: at most a hundred lines.
pub async fn access_activity(reader: &Person<'_>, id: &str) -> Vec<Value> {
    let page = access_activity_page(reader, id, 100, None).await;
    let edges = page["edges"].as_array().expect("a list has edges");
    edges.iter().rev().map(|edge| edge["node"].clone()).collect()
}

/// A page of it, newest first.
pub async fn access_activity_page(reader: &Person<'_>, id: &str, first: i32, after: Option<&Value>) -> Value {
    let variables = json!({ "id": id, "first": first, "after": after });
    reader.query(ACTIVITY, variables).await["accessActivity"].clone()
}
