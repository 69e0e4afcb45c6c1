use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    accounts::{account_opened, member_id},
    experts::certified_expert,
    money::payment_method_added,
    payouts::collected,
};
use crate::{App, Person};

/// Who asks, in most stories.
pub const CUSTOMER: &str = "carol@example.org";
/// Who answers, in most stories.
pub const EXPERT: &str = "ada@example.org";

pub const TITLE: &str = "Move our web shop to the cloud";
pub const DESCRIPTION: &str = "We run a web shop on two machines under a desk and want it somewhere safer.";

/// A request with everything that its reader may see.
pub const REQUEST: &str = "query R($id: ID!) { customerRequest(id: $id) {
    title status responderCount preferredLocation budget { atLeast { amount } atMost { amount currency } }
    responses { edges { node { id expertProfile { id } } } } } }";
/// The requests that an expert may answer, page by page.
pub const LIST: &str = "query L($first: Int, $after: String) { customerRequests(first: $first, after: $after) {
    edges { cursor node { id } } pageInfo { hasNextPage } } }";

/// A customer's request that an expert answered.
#[derive(Clone, Debug)]
pub struct Contact {
    pub customer_request: String,
    pub response: String,
    pub conversation: String,
}

/// Work that was agreed, and everything that led to it.
#[derive(Clone, Debug)]
pub struct Work {
    pub contact: Contact,
    pub proposal: String,
    pub engagement: String,
}

/// A customer, an expert who can be hired, and the customer's card.
pub async fn people(app: &App) -> (Person<'_>, Person<'_>, String) {
    let customer = customer(app, CUSTOMER).await;
    let expert = certified_expert(app, EXPERT, "Ada Lovelace", "ADA-1").await;
    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
    (customer, expert, card)
}

/// Somebody who has an account and buys.
pub async fn customer<'a>(app: &'a App, email: &str) -> Person<'a> {
    account_opened(app, email, "Carol Customer").await
}

/// A search to be told of.
pub fn saved_search_input(expert: &Person<'_>, name: &str, search: &Value) -> Value {
    json!({ "name": name, "search": search, "idempotencyKey": expert.app.key() })
}

/// The customer asks for an expert.
pub async fn request_filed(customer: &Person<'_>) -> String {
    let input = json!({ "title": TITLE, "description": DESCRIPTION, "idempotencyKey": customer.app.key() });
    let payload = customer.run("customerRequestOpen", input, "customerRequest { id }").await;
    id(&payload["customerRequest"])
}

/// The expert answers a request.
pub async fn request_answered(expert: &Person<'_>, customer_request: &str) -> Contact {
    let input = response_input(expert, customer_request);
    let payload = expert.run("responseSend", input, "response { id conversation { id } }").await;
    let (response, conversation) = (id(&payload["response"]), id(&payload["response"]["conversation"]));
    Contact { customer_request: customer_request.to_owned(), response, conversation }
}

/// The input of an answer, with a key of its own.
pub fn response_input(expert: &Person<'_>, customer_request: &str) -> Value {
    json!({
        "customerRequestId": customer_request,
        "message": "I have moved three shops like yours.",
        "idempotencyKey": expert.app.key(),
    })
}

/// The expert offers work for at most `maximum`, an amount in `currency`.
pub async fn proposal_sent(expert: &Person<'_>, conversation: &str, maximum: &str, currency: &str) -> String {
    sent(expert, proposal_input(expert, conversation, maximum, currency)).await
}

/// The input of an offer, with a key of its own.
pub fn proposal_input(expert: &Person<'_>, conversation: &str, maximum: &str, currency: &str) -> Value {
    json!({
        "conversationId": conversation,
        "title": "Moving the shop",
        "terms": "Three milestones: **plan**, move, hand over.",
        "maximum": { "amount": maximum, "currency": currency },
        "idempotencyKey": expert.app.key(),
    })
}

/// The input of an offer that is paid at once, in US dollars.
pub fn upfront(expert: &Person<'_>, conversation: &str, maximum: &str) -> Value {
    let mut input = proposal_input(expert, conversation, maximum, "USD");
    input["paymentType"] = json!("UPFRONT");
    input
}

/// The input of an offer that is paid on fixed days: each day, and so many US dollars.
pub fn scheduled(expert: &Person<'_>, conversation: &str, lines: &[(&str, &str)]) -> Value {
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    let line = |(on, amount): &(&str, &str)| json!({ "dueOn": on, "amount": usd(amount) });
    let sum: Decimal = lines.iter().map(|(_, amount)| amount.parse::<Decimal>().expect("a number")).sum();
    let mut input = proposal_input(expert, conversation, &sum.to_string(), "USD");
    input["paymentType"] = json!("SCHEDULED");
    input["schedule"] = lines.iter().map(line).collect();
    input
}

/// The expert sends an offer.
pub async fn sent(expert: &Person<'_>, input: Value) -> String {
    let payload = expert.run("proposalSend", input, "proposal { id }").await;
    id(&payload["proposal"])
}

/// The expert takes an offer back.
pub async fn proposal_withdrawn(expert: &Person<'_>, proposal: &str) {
    expert.run("proposalWithdraw", json!({ "proposalId": proposal }), "proposal { id }").await;
}

/// The customer takes an offer, to be paid by `payment_method`.
pub async fn proposal_accepted(customer: &Person<'_>, proposal: &str, payment_method: &str) -> String {
    let input = acceptance_input(customer, proposal, payment_method);
    let payload = customer.run("proposalAccept", input, "engagement { id }").await;
    id(&payload["engagement"])
}

/// The input of an acceptance, with a key of its own.
pub fn acceptance_input(customer: &Person<'_>, proposal: &str, payment_method: &str) -> Value {
    json!({ "proposalId": proposal, "paymentMethodId": payment_method, "idempotencyKey": customer.app.key() })
}

/// The input of a wish to end the work, with a key of its own.
pub fn cancellation_input(person: &Person<'_>, engagement: &str) -> Value {
    json!({ "engagementId": engagement, "reason": "We have other plans now.", "idempotencyKey": person.app.key() })
}

/// One side asks the other to end the work.
pub async fn cancellation_requested(person: &Person<'_>, engagement: &str) -> String {
    let input = cancellation_input(person, engagement);
    let payload = person.run("cancellationRequest", input, "cancellationRequest { id }").await;
    id(&payload["cancellationRequest"])
}

/// A request is filed and answered.
pub async fn contact_made(customer: &Person<'_>, expert: &Person<'_>) -> Contact {
    request_answered(expert, &request_filed(customer).await).await
}

/// Work is asked for, offered for at most `maximum` US dollars, and agreed.
pub async fn work_agreed(customer: &Person<'_>, expert: &Person<'_>, payment_method: &str, maximum: &str) -> Work {
    work_agreed_in(customer, expert, payment_method, (maximum, "USD")).await
}

/// As [`work_agreed`], in any currency.
pub async fn work_agreed_in(
    customer: &Person<'_>,
    expert: &Person<'_>,
    payment_method: &str,
    (maximum, currency): (&str, &str),
) -> Work {
    let contact = contact_made(customer, expert).await;
    let proposal = proposal_sent(expert, &contact.conversation, maximum, currency).await;
    let engagement = proposal_accepted(customer, &proposal, payment_method).await;
    Work { contact, proposal, engagement }
}

/// These of an account take part in a conversation from now on, and nobody else of it.
pub async fn taking_part(person: &Person<'_>, conversation: &str, members: &[&Person<'_>]) {
    let mut ids = vec![];
    for member in members {
        ids.push(member_id(member).await);
    }
    let input = json!({ "conversationId": conversation, "memberIds": ids });
    person.run("conversationMembersSet", input, "myConversation { side }").await;
}

/// Writes in a conversation; the message's id.
pub async fn said(person: &Person<'_>, conversation: &str, words: &str) -> String {
    let input = json!({ "conversationId": conversation, "message": words, "idempotencyKey": person.app.key() });
    id(&person.run("messageSend", input, "message { id }").await["message"])
}

/// What a customer writes to an expert from the public profile, with a key of its own.
pub fn direct_message(app: &App, profile: &str) -> Value {
    json!({
        "expertProfileId": profile,
        "name": "Carol",
        "email": "carol.private@example.net",
        "title": TITLE,
        "description": DESCRIPTION,
        "idempotencyKey": app.key(),
    })
}

/// Work that is agreed, paid, and complete.
pub async fn work_done(customer: &Person<'_>, expert: &Person<'_>, payment_method: &str) -> String {
    let work = work_agreed(customer, expert, payment_method, "100.00").await;
    collected(customer, expert, &work.engagement, "50.00").await;
    expert.run("engagementComplete", json!({ "engagementId": work.engagement }), "engagement { id }").await;
    work.engagement
}

/// The first page of the requests that an expert may answer, by their ids.
pub async fn listed(person: &Person<'_>) -> Vec<String> {
    let data = person.query(LIST, json!({})).await;
    let edges = data["customerRequests"]["edges"].as_array().expect("a list has edges");
    edges.iter().map(|edge| edge["node"]["id"].as_str().expect("a thing has an id").to_owned()).collect()
}

/// A request as its reader sees it.
pub async fn read(person: &Person<'_>, request: &str) -> Value {
    person.query(REQUEST, json!({ "id": request })).await["customerRequest"].clone()
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("a thing has an id").to_owned()
}
