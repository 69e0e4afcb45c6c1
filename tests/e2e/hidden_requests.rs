//! What each side puts out of its own sight: requests of one's own, and of others.

use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::member_joined,
        experts::active_expert,
        work::{self, contact_made, listed, people, read, request_answered, request_filed},
    },
    story,
};

const MINE: &str = "query M($archived: Boolean!) { myCustomerRequests(archived: $archived) {
    edges { node { id archivedAt } } } }";
const HIDDEN: &str = "{ customerRequests(hidden: true) { edges { node { id } } } }";

fn ids(list: &Value) -> Vec<String> {
    let edges = list["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect()
}

async fn mine(customer: &Person<'_>, archived: bool) -> Vec<String> {
    ids(&customer.query(MINE, json!({ "archived": archived })).await["myCustomerRequests"])
}

/// Holds G-22: a mark of the customer's side, which changes nothing else.
#[story]
async fn a_customer_puts_a_request_away_and_it_goes_on(app: &App) {
    let (customer, expert, _) = people(app).await;
    let (kept, put_away) = (request_filed(&customer).await, request_filed(&customer).await);
    let of_request = json!({ "customerRequestId": put_away });

    let archived = customer.run("customerRequestArchive", of_request.clone(), "customerRequest { archivedAt }").await;

    assert_eq!(archived["customerRequest"]["archivedAt"], "2027-03-01T09:00:00+00:00");
    assert_eq!(mine(&customer, false).await, std::slice::from_ref(&kept));
    assert_eq!(mine(&customer, true).await, std::slice::from_ref(&put_away));
    assert_eq!(customer.refusal("customerRequestArchive", of_request.clone()).await, "CUSTOMER_REQUEST_NOT_IN_STATE");
    assert_eq!(expert.refusal("customerRequestArchive", of_request.clone()).await, "CUSTOMER_REQUEST_NOT_FOUND");
    assert_eq!(listed(&expert).await.len(), 2, "experts see it as before");
    request_answered(&expert, &put_away).await;
    let told = "query R($id: ID!) { customerRequest(id: $id) { archivedAt } }";
    let told = expert.query(told, json!({ "id": put_away })).await;
    assert_eq!(told["customerRequest"]["archivedAt"], Value::Null, "that is the customer's own affair");

    customer.run("customerRequestRestore", of_request.clone(), "customerRequest { archivedAt }").await;
    assert_eq!(mine(&customer, false).await.len(), 2);
    assert_eq!(customer.refusal("customerRequestRestore", of_request).await, "CUSTOMER_REQUEST_NOT_IN_STATE");
}

/// Holds G-36: a mark of the expert's side, for the whole account.
#[story]
async fn an_expert_account_hides_what_it_does_not_want(app: &App) {
    let (customer, ada, _) = people(app).await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &["SPEAK_AS_COMPANY"]).await;
    let none = member_joined(&ada, "none@example.org", "Nora", &["BILL"]).await;
    let (wanted, unwanted) = (request_filed(&customer).await, request_filed(&customer).await);
    let of_request = json!({ "customerRequestId": unwanted });

    for _ in 0..2 {
        bob.run("customerRequestHide", of_request.clone(), "customerRequest { id }").await;
    }

    assert_eq!(listed(&ada).await, std::slice::from_ref(&wanted));
    assert_eq!(ids(&ada.query(HIDDEN, json!({})).await["customerRequests"]), std::slice::from_ref(&unwanted));
    assert_eq!(read(&ada, &unwanted).await["status"], "OPEN", "who has its id still reads it");
    assert_eq!(none.refusal("customerRequestHide", of_request.clone()).await, "RIGHT_MISSING");
    let own = json!({ "customerRequestId": request_filed(&ada).await });
    assert_eq!(ada.refusal("customerRequestHide", own).await, "OWN_ACCOUNT");
    let grace = active_expert(app, "grace@example.org", "Grace Hopper").await;
    assert_eq!(grace.refusal("customerRequestHide", of_request.clone()).await, "CERT_REQUIRED_IN_ACCOUNT");

    ada.run("customerRequestUnhide", of_request.clone(), "customerRequest { id }").await;
    assert_eq!(listed(&bob).await.len(), 2);
    assert_eq!(ids(&ada.query(HIDDEN, json!({})).await["customerRequests"]), [""; 0]);
}

/// Two accounts do not hide things from each other.
#[story]
async fn what_one_account_hides_others_see(app: &App) {
    let (customer, ada, _) = people(app).await;
    let grace = support::steps::experts::certified_expert(app, "grace@example.org", "Grace Hopper", "GRACE-1").await;
    let contact = contact_made(&customer, &ada).await;
    let of_request = json!({ "customerRequestId": contact.customer_request });

    ada.run("customerRequestHide", of_request, "customerRequest { id }").await;

    assert_eq!(listed(&grace).await, std::slice::from_ref(&contact.customer_request));
    work::said(&ada, &contact.conversation, "We have spoken already.").await;
}
