//! Experts are told of the requests that they look for.

use std::sync::Arc;

use chrono::TimeDelta;
use rails::DrawerMailer;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{member_id, member_joined},
        experts::{active_expert, certified},
        letters::subjects,
        work::{self, CUSTOMER, DESCRIPTION, EXPERT, people, saved_search_input},
    },
    story,
};

const SAVED: &str = "{ mySavedSearches { id name text skills location budgetAtLeast { amount currency } savedAt } }";
const FOUND: &str = "{ myNotifications(first: 100) { edges { node { kind topic about title text } } } }";
const TOLD: &str = "Somebody asks for what you look for";

pub async fn saved(expert: &Person<'_>, search: Value) -> String {
    let input = saved_search_input(expert, "What we do", &search);
    let saved = expert.run("savedSearchSave", input, "savedSearch { id }").await;
    saved["savedSearch"]["id"].as_str().unwrap().to_owned()
}

fn asked_input(customer: &Person<'_>, title: &str) -> Value {
    json!({ "title": title, "description": DESCRIPTION, "idempotencyKey": customer.app.key() })
}

async fn asked(customer: &Person<'_>, title: &str) -> String {
    let opened = customer.run("customerRequestOpen", asked_input(customer, title), "customerRequest { id }").await;
    opened["customerRequest"]["id"].as_str().unwrap().to_owned()
}

/// The requests of which a person was told because they look for such, the first first.
pub async fn told(person: &Person<'_>) -> Vec<String> {
    person.app.sweep().await;
    let found = person.query(FOUND, json!({})).await;
    let told = found["myNotifications"]["edges"].as_array().unwrap().iter().rev().map(|edge| edge["node"].clone());
    let told = told.filter(|told| told["kind"] == "customer_request.found");
    told.map(|told| told["about"].as_str().unwrap().to_owned()).collect()
}

/// What is new is told in the inbox and by letter, with what it is about; what is old, what does not fit and what was
/// told before is not.
#[story]
async fn what_is_looked_for_is_told_when_it_is_asked(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, _) = people(&app).await;
    let old = asked(&customer, "Kubernetes, before anybody looked").await;
    app.advance(TimeDelta::seconds(1)).await;
    saved(&expert, json!({ "text": "kubern" })).await;
    saved(&expert, json!({ "text": "cluster kubernetes" })).await;

    let cluster = asked(&customer, "Our Kubernetes cluster is slow").await;
    asked(&customer, "Something quite different").await;
    assert_eq!(told(&expert).await, [cluster.as_str()], "found by two searches, told once");
    assert_eq!(told(&expert).await, [cluster.as_str()], "and not again");
    for change in ["customerRequestArchive", "customerRequestRestore"] {
        customer.run(change, json!({ "customerRequestId": old }), "customerRequest { id }").await;
        assert_eq!(told(&expert).await, [cluster.as_str()], "what is put away is no news");
    }

    let first = expert.query(FOUND, json!({})).await["myNotifications"]["edges"][0]["node"].clone();
    assert_eq!((&first["title"], &first["topic"]), (&json!(TOLD), &json!("REQUESTS")));
    let text = first["text"].as_str().unwrap();
    assert!(text.contains("finds the request “Our Kubernetes cluster is slow”"), "{text}");
    assert_eq!(subjects(&app, EXPERT).await.iter().filter(|subject| *subject == TOLD).count(), 1);
}

/// What comes to fit, by other words or a higher budget, is news; so is nothing that was told, however often it opens.
#[story]
async fn a_request_that_comes_to_fit_is_told_once(app: &App) {
    let (customer, expert, _) = people(app).await;
    saved(&expert, json!({ "text": "rust", "budgetAtLeast": { "amount": "500.00", "currency": "USD" } })).await;
    let request = asked(&customer, "Rewrite our parser").await;
    assert_eq!(told(&expert).await, [""; 0]);

    let edited = |title: &str, amount: &str| {
        let budget = json!({ "atMost": { "amount": amount, "currency": "USD" } });
        json!({ "customerRequestId": request, "title": title, "description": DESCRIPTION, "budget": budget })
    };
    customer.run("customerRequestEdit", edited("Rewrite our parser in Rust", "499.99"), "customerRequest { id }").await;
    assert_eq!(told(&expert).await, [""; 0]);
    customer.run("customerRequestEdit", edited("Rewrite our parser in Rust", "500.00"), "customerRequest { id }").await;
    assert_eq!(told(&expert).await, [request.as_str()]);

    for change in ["customerRequestStopAnswers", "customerRequestTakeAnswers"] {
        customer.run(change, json!({ "customerRequestId": request }), "customerRequest { id }").await;
        assert_eq!(told(&expert).await, [request.as_str()], "{change}");
    }
}

/// A request that takes no answers when it is looked at is told when it takes some.
#[story]
async fn what_takes_no_answers_is_told_when_it_does(app: &App) {
    let (customer, expert, _) = people(app).await;
    saved(&expert, json!({ "text": "rust" })).await;
    let of_request = json!({ "customerRequestId": asked(&customer, "Rewrite it in Rust").await });
    customer.run("customerRequestStopAnswers", of_request.clone(), "customerRequest { id }").await;
    assert_eq!(told(&expert).await, [""; 0]);

    customer.run("customerRequestTakeAnswers", of_request.clone(), "customerRequest { id }").await;
    assert_eq!(told(&expert).await, [of_request["customerRequestId"].as_str().unwrap()]);
}

/// Holds IQ-11, IQ-16 and G-36: nobody is told of what does not stand in their list.
#[story]
async fn only_who_may_read_the_list_is_told(app: &App) {
    let (customer, expert) = (work::customer(app, CUSTOMER).await, active_expert(app, EXPERT, "Ada Lovelace").await);
    let link = certified(&expert, "ADA-1").await;
    let colleague = member_joined(&expert, "cleo@expert.example", "Cleo", &["SPEAK_AS_INDIVIDUAL"]).await;
    for person in [&expert, &colleague] {
        saved(person, json!({ "text": "desk" })).await;
    }
    asked(&expert, "Our own desk is too small").await;
    assert_eq!(told(&expert).await, [""; 0]);

    let hidden = asked(&customer, "Hidden by the account").await;
    expert.run("customerRequestHide", json!({ "customerRequestId": hidden }), "customerRequest { id }").await;
    assert_eq!(told(&expert).await, [""; 0]);

    let rights = json!({ "memberId": member_id(&colleague).await, "rights": ["VIEW_MONEY"] });
    expert.run("memberRightsSet", rights, "member { id }").await;
    let shown = asked(&customer, "For whoever may speak").await;
    assert_eq!((told(&expert).await, told(&colleague).await), (vec![shown.clone()], vec![]));

    expert.run("certificationUnlink", json!({ "certificationLinkId": link }), "certificationLink { id }").await;
    asked(&customer, "Behind a closed gate").await;
    assert_eq!(told(&expert).await, [shown], "what came while the gate was closed stays past");
    let refused = expert.refusal("savedSearchSave", saved_search_input(&expert, "More", &json!({ "text": "x" }))).await;
    assert_eq!(refused, "CERT_REQUIRED_IN_ACCOUNT");
}

/// One's own searches are kept as typed, at most twenty, and go when they are not needed.
#[story]
async fn searches_are_kept_and_removed(app: &App) {
    let (customer, expert, _) = people(app).await;
    let search = json!({ "text": "Move  HOUSE", "skills": ["C++"], "location": "Zürich",
                         "budgetAtLeast": { "amount": "100.00", "currency": "EUR" } });
    let input = saved_search_input(&expert, "Trade", &search);
    let first = expert.run("savedSearchSave", input.clone(), "savedSearch { id }").await;
    assert_eq!(expert.run("savedSearchSave", input, "savedSearch { id }").await, first, "the same key");
    for _ in 1..20 {
        saved(&expert, json!({ "text": "desk" })).await;
    }
    let more = saved_search_input(&expert, "More", &json!({ "text": "desk" }));
    assert_eq!(expert.refusal("savedSearchSave", more.clone()).await, "TOO_MANY_SAVED_SEARCHES");

    let all = expert.query(SAVED, json!({})).await["mySavedSearches"].clone();
    assert_eq!(all.as_array().unwrap().len(), 20);
    let budget = json!({ "amount": "100.00", "currency": "EUR" });
    assert_eq!((&all[0]["skills"], &all[0]["budgetAtLeast"]), (&json!(["C++"]), &budget));
    assert_eq!((&all[0]["name"], &all[0]["location"]), (&json!("Trade"), &json!("Zürich")));

    let of_first = json!({ "savedSearchId": all[0]["id"] });
    assert_eq!(customer.refusal("savedSearchRemove", of_first.clone()).await, "SAVED_SEARCH_NOT_FOUND");
    expert.run("savedSearchRemove", of_first.clone(), "savedSearch { name }").await;
    assert_eq!(expert.refusal("savedSearchRemove", of_first).await, "SAVED_SEARCH_NOT_FOUND");
    expert.run("savedSearchSave", more, "savedSearch { id }").await;
}

#[story]
async fn what_cannot_be_looked_for_is_not_saved(app: &App) {
    let (_, expert, _) = people(app).await;
    let refused = async |name: &str, search: Value, field: &str| {
        let refused = expert.refused("savedSearchSave", saved_search_input(&expert, name, &search)).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!(field)), "{search}");
    };
    refused("Fresh", json!({ "text": "desk", "postedWithinDays": 3 }), "postedWithinDays").await;
    refused("Nothing", json!({}), "search").await;
    refused("", json!({ "text": "desk" }), "name").await;
    refused(&"n".repeat(61), json!({ "text": "desk" }), "name").await;
    assert_eq!(expert.query(SAVED, json!({})).await["mySavedSearches"], json!([]));
}
