//! Searching what others ask for: what is found and by whom, in pages, and what strangers may type.

mod cost;
mod law;
mod typed;

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::account_opened,
        experts::certified_expert,
        work::{self, DESCRIPTION, EXPERT, direct_message, people},
    },
    story,
};

const SEARCH: &str = "query S($search: CustomerRequestSearchInput!, $first: Int, $after: String) {
    customerRequestSearch(search: $search, first: $first, after: $after) {
        edges { cursor node { id title } } pageInfo { hasNextPage } } }";

/// Asks for something, with whatever `more` says of it.
async fn asked(customer: &Person<'_>, title: &str, more: Value) -> String {
    let mut input = json!({ "title": title, "description": DESCRIPTION, "idempotencyKey": customer.app.key() });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let opened = customer.run("customerRequestOpen", input, "customerRequest { id }").await;
    opened["customerRequest"]["id"].as_str().unwrap().to_owned()
}

/// The titles of what is found, the best first.
async fn found(expert: &Person<'_>, search: Value) -> Vec<String> {
    titles(&expert.query(SEARCH, json!({ "search": search })).await["customerRequestSearch"])
}

fn titles(page: &Value) -> Vec<String> {
    let edges = page["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["title"].as_str().unwrap().to_owned()).collect()
}

fn text(text: &str) -> Value {
    json!({ "text": text })
}

/// Words in any spelling, in any order, anywhere in what is asked; the last may be a beginning.
#[story]
async fn requests_are_found_by_their_words(app: &App) {
    let (customer, expert, _) = people(app).await;
    asked(&customer, "Straßenkarte für Zürich", json!({})).await;
    asked(&customer, "Review our node.js code", json!({ "skills": ["C++", "Amazon Aurora"] })).await;

    for typed in ["strassenkarte", "ZURICH", "zürich für", "zur", "stra zurich", "\"zürich\"", "desk zurich"] {
        let expected: &[&str] = if typed.starts_with("stra ") { &[] } else { &["Straßenkarte für Zürich"] };
        assert_eq!(found(&expert, text(typed)).await, expected, "{typed}");
    }
    for typed in ["node js", "JS", "aurora", "amazon aur", "review (our)"] {
        assert_eq!(found(&expert, text(typed)).await, ["Review our node.js code"], "{typed}");
    }
    for typed in ["zur ", "nodejs", "zurich node", "auroraborealis"] {
        assert_eq!(found(&expert, text(typed)).await, [""; 0], "{typed}");
    }
    assert_eq!(found(&expert, text("somewhere safer")).await.len(), 2, "both descriptions say so");
}

/// A title says more than a skill, and this more than one word of a description; then what was filed later.
#[story]
async fn the_best_come_first(app: &App) {
    let (customer, expert, _) = people(app).await;
    let said = |words: &str| json!({ "description": format!("{DESCRIPTION} {words}") });
    for number in 0..8 {
        asked(&customer, &format!("Something else, number {number}"), json!({})).await;
    }
    asked(&customer, "In the description", said("It is about kubernetes.")).await;
    asked(&customer, "In a skill of it", json!({ "skills": ["Kubernetes"] })).await;
    asked(&customer, "Kubernetes, the first", json!({})).await;
    app.advance(TimeDelta::seconds(1)).await;
    asked(&customer, "Kubernetes, the other", json!({})).await;

    let order = ["Kubernetes, the other", "Kubernetes, the first", "In a skill of it", "In the description"];
    assert_eq!(found(&expert, text("kubernetes")).await, order);
}

/// Holds G-23: the preferred location is a wish, and filters where somebody asks for it.
#[story]
async fn what_else_is_asked_narrows_it(app: &App) {
    let (customer, expert, _) = people(app).await;
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    asked(&customer, "Shop in Lisbon", json!({ "preferredLocation": "Lisbon, Portugal" })).await;
    app.advance(TimeDelta::days(3)).await;
    let budget = json!({ "atLeast": usd("100.00"), "atMost": usd("500.00") });
    asked(&customer, "Shop with money", json!({ "budget": budget, "skills": ["C++"] })).await;
    asked(&customer, "Shop in no hurry", json!({ "skills": ["C#", "Terraform Cloud"] })).await;

    for (search, expected) in [
        (json!({ "text": "shop" }), &["Shop in Lisbon", "Shop in no hurry", "Shop with money"][..]),
        (json!({ "text": "shop", "location": "lisbon" }), &["Shop in Lisbon"]),
        (json!({ "location": "Portugal" }), &["Shop in Lisbon"]),
        (json!({ "location": "Port" }), &[]),
        (json!({ "text": "portugal" }), &[]),
        (json!({ "skills": ["c++"] }), &["Shop with money"]),
        (json!({ "skills": ["C#", "C++"] }), &["Shop in no hurry", "Shop with money"]),
        (json!({ "skills": ["Terraform"] }), &[]),
        (json!({ "skills": ["terraform  cloud"] }), &["Shop in no hurry"]),
        (json!({ "text": "shop", "budgetAtLeast": usd("500.00") }), &["Shop with money"]),
        (json!({ "text": "shop", "budgetAtLeast": usd("500.01") }), &[]),
        (json!({ "text": "shop", "budgetAtLeast": { "amount": "1.00", "currency": "EUR" } }), &[]),
        (json!({ "text": "shop", "postedWithinDays": 2 }), &["Shop in no hurry", "Shop with money"]),
        (json!({ "text": "shop", "postedWithinDays": 3 }), &["Shop in Lisbon", "Shop in no hurry", "Shop with money"]),
    ] {
        let mut titles = found(&expert, search.clone()).await;
        titles.sort();
        assert_eq!(titles, expected, "{search}");
    }
}

/// What is searched is what is listed: open, for everybody, of others, and not hidden; in the words of now.
#[story]
async fn only_what_is_listed_is_found(app: &App) {
    let (customer, expert, _) = people(app).await;
    let request = asked(&customer, "Move a unicorn", json!({})).await;
    let of_request = json!({ "customerRequestId": request });
    asked(&expert, "My own unicorn", json!({})).await;
    let profile = expert.query("{ viewer { expertProfile { id } } }", json!({})).await;
    let mut direct = direct_message(app, profile["viewer"]["expertProfile"]["id"].as_str().unwrap());
    direct["title"] = json!("A unicorn for you alone");
    customer.run("directMessageSend", direct, "conversation { id }").await;
    assert_eq!(found(&expert, text("unicorn")).await, ["Move a unicorn"]);

    customer.run("customerRequestStopAnswers", of_request.clone(), "customerRequest { id }").await;
    assert_eq!(found(&expert, text("unicorn")).await, [""; 0]);
    customer.run("customerRequestTakeAnswers", of_request.clone(), "customerRequest { id }").await;
    customer.run("customerRequestArchive", of_request.clone(), "customerRequest { id }").await;
    assert_eq!(
        found(&expert, text("unicorn")).await,
        ["Move a unicorn"],
        "a mark of the customer's side changes nothing"
    );

    expert.run("customerRequestHide", of_request.clone(), "customerRequest { id }").await;
    assert_eq!(found(&expert, text("unicorn")).await, [""; 0]);
    expert.run("customerRequestUnhide", of_request, "customerRequest { id }").await;

    let edit = json!({ "customerRequestId": request, "title": "Move a dragon", "description": DESCRIPTION });
    customer.run("customerRequestEdit", edit, "customerRequest { id }").await;
    assert_eq!(found(&expert, text("unicorn")).await, [""; 0]);
    assert_eq!(found(&expert, text("dragon")).await, ["Move a dragon"]);
}

/// Holds IQ-16.
#[story]
async fn whoever_may_not_read_the_list_may_not_search_it(app: &App) {
    let customer = work::customer(app, "carol@example.org").await;
    let grace = support::steps::experts::active_expert(app, "grace@example.org", "Grace Hopper").await;
    let search = json!({ "search": text("shop") });
    assert_eq!(grace.query_refused(SEARCH, search.clone()).await, "CERT_REQUIRED_IN_ACCOUNT");
    assert_eq!(customer.query_refused(SEARCH, search.clone()).await, "CERT_REQUIRED_IN_ACCOUNT");
    assert_eq!(app.nobody().query_refused(SEARCH, search).await, "UNAUTHENTICATED");
}

/// Pages go on where the last one ended, and no cursor is taken but one's own.
#[story]
async fn what_is_found_is_paged_and_cursors_are_of_one_search(app: &App) {
    let (customer, expert, _) = people(app).await;
    for number in 0..7 {
        let words = "shop ".repeat(number % 3 + 1);
        asked(&customer, &format!("Request number {number}: {words}"), json!({})).await;
    }
    let all = found(&expert, text("shop")).await;
    assert_eq!(all.len(), 7);

    let (mut seen, mut after) = (vec![], Value::Null);
    loop {
        let page = expert.query(SEARCH, json!({ "search": text("shop"), "first": 2, "after": after })).await;
        let page = &page["customerRequestSearch"];
        seen.extend(titles(page));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = page["edges"][1]["cursor"].clone();
    }
    assert_eq!(seen, all);

    let list = "query L($after: String) { customerRequests(after: $after) { edges { cursor } } }";
    let of_list = expert.query(list, json!({})).await["customerRequests"]["edges"][0]["cursor"].clone();
    assert_eq!(expert.query_refused(list, json!({ "after": after })).await, "INPUT_INVALID");
    for (search, after) in [
        (text("shop "), &after),
        (json!({ "text": "shop", "postedWithinDays": 30 }), &after),
        (text("shop"), &of_list),
        (text("shop"), &json!("made-up")),
    ] {
        let refused = expert.query_refused(SEARCH, json!({ "search": search, "after": after })).await;
        assert_eq!(refused, "INPUT_INVALID", "{search}");
    }
}

/// A page ends at a request; that this one is not found any more loses nobody their place.
#[story]
async fn a_page_goes_on_after_a_request_that_is_gone(app: &App) {
    let customer = account_opened(app, work::CUSTOMER, "Carol Customer").await;
    let expert = certified_expert(app, EXPERT, "Ada Lovelace", "ADA-1").await;
    let mut filed = vec![];
    for number in 0..4 {
        filed.push(asked(&customer, &format!("Request number {number}"), json!({})).await);
        app.advance(TimeDelta::seconds(1)).await;
    }
    let first = expert.query(SEARCH, json!({ "search": text("request"), "first": 2 })).await;
    let after = &first["customerRequestSearch"]["edges"][1]["cursor"];

    let gone = json!({ "customerRequestId": filed[2] });
    customer.run("customerRequestStopAnswers", gone, "customerRequest { id }").await;

    let rest = expert.query(SEARCH, json!({ "search": text("request"), "after": after })).await;
    assert_eq!(titles(&rest["customerRequestSearch"]), ["Request number 1", "Request number 0"]);
}
