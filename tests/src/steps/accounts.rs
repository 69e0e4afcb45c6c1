use serde_json::{Value, json};

use super::experts::PORTRAIT;
use crate::{App, Person};

/// Somebody opens an account in Berlin, under their own name.
pub async fn account_opened<'a>(app: &'a App, email: &str, name: &str) -> Person<'a> {
    let person = app.person(email);
    person.run("accountOpen", account_input(app, name), "account { id }").await;
    person
}

/// The input of an account in Berlin, with a key of its own.
pub fn account_input(app: &App, name: &str) -> Value {
    json!({
        "name": name,
        "memberName": name,
        "address": address(),
        "timeZone": "Europe/Berlin",
        "currency": "USD",
        "idempotencyKey": app.key(),
    })
}

/// Where everybody lives.
pub fn address() -> Value {
    json!({ "street": "Unter den Linden 5", "city": "Berlin", "postalCode": "10117", "country": "DE" })
}

/// What the viewer's account is known by.
pub async fn account_id(person: &Person<'_>) -> String {
    let viewer = person.query("{ viewer { account { id } } }", json!({})).await;
    id(&viewer["viewer"]["account"])
}

/// What the viewer is known by in their account.
pub async fn member_id(person: &Person<'_>) -> String {
    let viewer = person.query("{ viewer { member { id } } }", json!({})).await;
    id(&viewer["viewer"]["member"])
}

/// A manager of an account asks somebody to act for it too.
pub async fn member_invited(manager: &Person<'_>, email: &str, name: &str) -> String {
    let input = json!({ "email": email, "name": name, "idempotencyKey": manager.app.key() });
    id(&manager.run("memberInvite", input, "member { id }").await["member"])
}

/// Somebody joins an account, and is given these rights.
pub async fn member_joined<'a>(manager: &Person<'a>, email: &str, name: &str, rights: &[&str]) -> Person<'a> {
    let member = member_invited(manager, email, name).await;
    let person = manager.app.person(email);
    person.run("memberJoin", json!({ "memberId": member }), "member { id }").await;
    manager.run("memberRightsSet", json!({ "memberId": member, "rights": rights }), "member { rights }").await;
    person
}

/// The operator appoints somebody, with these rights.
pub async fn staff_appointed<'a>(app: &'a App, email: &str, rights: &[&str]) -> Person<'a> {
    let input = json!({ "email": email, "name": "Sam Staff", "rights": rights, "idempotencyKey": app.key() });
    app.operator().run("staffAppoint", input, "staffMember { id }").await;
    app.person(email)
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("a thing has an id").to_owned()
}

/// The input of a company, with a logo of its own.
pub async fn company_input(member: &Person<'_>, name: &str) -> Value {
    let logo = member.uploaded(PORTRAIT).await;
    json!({ "name": name, "description": "Builds engines.", "logoUploadId": logo, "url": "https://engines.example/" })
}
