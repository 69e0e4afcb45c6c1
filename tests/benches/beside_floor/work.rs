//! What is asked of the front door, the same for the server that is measured and for the recording of its statements.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::{Context, Result, bail};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use sea_orm::Statement;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{
    floor::Recorder,
    load::Work,
    place::{Place, refused},
    seed::Pair,
};

const LIST: &str = "query List($after: String) { customerRequests(first: 20, after: $after) { edges { cursor node {
    id title description preferredLocation responderCount lastActivityAt
    budget { atLeast { amount currency } atMost { amount currency } } } } pageInfo { hasNextPage } } }";

const PAGE: &str = "query Page($id: ID!) { expertProfile(id: $id) {
    id displayName headline bio links photo { path } rate { min { amount currency } max { amount currency } }
    certifications(first: 10) { edges { node { id issuer level status issuedOn expiresAt } } } } }";

/// Whoever answers GraphQL.
#[async_trait::async_trait]
pub trait Asked: Send + Sync {
    /// The data of an answer; what is refused is an error.
    async fn ask(&self, token: &str, body: &Value) -> Result<Value>;
}

#[async_trait::async_trait]
impl Asked for Place {
    async fn ask(&self, token: &str, body: &Value) -> Result<Value> {
        Place::ask(self, token, body).await
    }
}

/// The front door in this process, over a database that is watched.
pub struct Recording {
    pub router: Router,
    pub recorder: Recorder,
}

impl Recording {
    /// The statements behind one call.
    pub async fn of_call(&self, call: &Call) -> Result<Vec<Statement>> {
        self.recorder.take();
        self.ask(&call.token, &call.body).await?;
        Ok(self.recorder.take())
    }

    /// The statements behind one lifecycle, command by command.
    pub async fn of_lifecycle(&self, pair: &SignedPair, key: &str) -> Result<Vec<Vec<Statement>>> {
        let steps = Steps { asked: self, kept: Some(std::sync::Mutex::default()) };
        lifecycle(&steps, pair, key).await?;
        Ok(steps.kept.unwrap_or_default().into_inner().unwrap_or_default())
    }
}

#[async_trait::async_trait]
impl Asked for Recording {
    async fn ask(&self, token: &str, body: &Value) -> Result<Value> {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        let request =
            request.header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::from(body.to_string()))?;
        let answer = self.router.clone().oneshot(request).await?;
        let answer: Value = serde_json::from_slice(&to_bytes(answer.into_body(), usize::MAX).await?)?;
        if let Some(refusal) = refused(&answer) {
            bail!("{body}: {refusal}");
        }
        Ok(answer["data"].clone())
    }
}

/// Keeps the statements of each step apart.
struct Steps<'a> {
    asked: &'a Recording,
    kept: Option<std::sync::Mutex<Vec<Vec<Statement>>>>,
}

#[async_trait::async_trait]
impl Asked for Steps<'_> {
    async fn ask(&self, token: &str, body: &Value) -> Result<Value> {
        self.asked.recorder.take();
        let data = self.asked.ask(token, body).await?;
        let kept = self.kept.as_ref().and_then(|kept| kept.lock().ok());
        kept.context("statements are kept")?.push(self.asked.recorder.take());
        Ok(data)
    }
}

/// A query as somebody asks it.
#[derive(Clone)]
pub struct Call {
    pub token: String,
    pub body: Value,
}

/// The first page of the open requests and the one after it, as each of these experts sees them.
pub async fn list_calls(asked: &impl Asked, experts: &[String]) -> Result<Vec<Call>> {
    let mut calls = Vec::new();
    for token in experts {
        let first = json!({ "query": LIST });
        let page = asked.ask(token, &first).await?;
        let last = page["customerRequests"]["edges"].as_array().and_then(|edges| edges.last());
        let cursor = &last.context("there are open requests")?["cursor"];
        let second = json!({ "query": LIST, "variables": { "after": cursor } });
        calls.extend([first, second].map(|body| Call { token: token.clone(), body }));
    }
    Ok(calls)
}

/// The pages of these experts, as a customer opens them.
pub fn page_calls(token: &str, profiles: &[String]) -> Vec<Call> {
    let call = |id| Call { token: token.to_owned(), body: json!({ "query": PAGE, "variables": { "id": id } }) };
    profiles.iter().map(call).collect()
}

/// Queries, one after the other.
pub struct Calls {
    pub place: Arc<Place>,
    pub calls: Vec<Call>,
}

#[async_trait::async_trait]
impl Work for Calls {
    async fn once(&self, worker: usize, turn: u64) -> Result<()> {
        let call = &self.calls[(worker + usize::try_from(turn)?) % self.calls.len()];
        self.place.ask(&call.token, &call.body).await.map(drop)
    }
}

/// What a web server answers that does nothing.
pub struct Hello(pub Arc<Place>);

#[async_trait::async_trait]
impl Work for Hello {
    async fn once(&self, _: usize, _: u64) -> Result<()> {
        self.0.hello().await
    }
}

/// A pair with the tokens of both.
pub struct SignedPair {
    pub customer: String,
    pub expert: String,
    pub payment_method: String,
}

impl SignedPair {
    pub fn of(pair: &Pair, sign: impl Fn(&str) -> Result<String>) -> Result<Self> {
        let (customer, expert) = (sign(&pair.customer)?, sign(&pair.expert)?);
        Ok(Self { customer, expert, payment_method: pair.payment_method.clone() })
    }
}

/// Six commands from a request to an approved bill, each worker with a pair of its own.
pub struct Lifecycles {
    pub place: Arc<Place>,
    pub pairs: Vec<SignedPair>,
    pub done: AtomicU64,
}

#[async_trait::async_trait]
impl Work for Lifecycles {
    async fn once(&self, worker: usize, _: u64) -> Result<()> {
        let key = format!("lifecycle-{}", self.done.fetch_add(1, Ordering::Relaxed));
        lifecycle(self.place.as_ref(), &self.pairs[worker], &key).await
    }
}

/// Request, response, proposal, acceptance, bill, approval.
async fn lifecycle(asked: &impl Asked, pair: &SignedPair, key: &str) -> Result<()> {
    let SignedPair { customer, expert, payment_method } = pair;
    let money = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    let request = json!({ "title": "Move our web shop to the cloud", "description": "It stands under a desk, and \
        nobody dares to touch it.", "idempotencyKey": format!("{key}-1") });
    let request = run(asked, customer, ("customerRequestOpen", "customerRequest { id status }"), request).await?;
    let response = json!({ "customerRequestId": request["customerRequest"]["id"], "message": "I have moved three.",
        "idempotencyKey": format!("{key}-2") });
    let response = run(asked, expert, ("responseSend", "response { id conversation { id } }"), response).await?;
    let proposal = json!({ "conversationId": response["response"]["conversation"]["id"], "title": "Moving the shop",
        "terms": "Plan, move, hand over.", "maximum": money("1000.00"), "idempotencyKey": format!("{key}-3") });
    let proposal = run(asked, expert, ("proposalSend", "proposal { id status }"), proposal).await?;
    let acceptance = json!({ "proposalId": proposal["proposal"]["id"], "paymentMethodId": payment_method,
        "idempotencyKey": format!("{key}-4") });
    let engagement = run(asked, customer, ("proposalAccept", "engagement { id status }"), acceptance).await?;
    let bill = json!({ "engagementId": engagement["engagement"]["id"], "amount": money("400.00"), "name": "The plan",
        "description": "As agreed.", "idempotencyKey": format!("{key}-5") });
    let bill = run(asked, expert, ("paymentRequestSubmit", "paymentRequest { id status }"), bill).await?;
    let approval = json!({ "paymentRequestId": bill["paymentRequest"]["id"], "idempotencyKey": format!("{key}-6") });
    let selection = "paymentRequest { id status fee { amount } net { amount } }";
    run(asked, customer, ("paymentRequestApprove", selection), approval).await.map(drop)
}

/// Runs a mutation; returns its payload.
pub async fn run(asked: &impl Asked, token: &str, (name, selection): (&str, &str), input: Value) -> Result<Value> {
    let (first, rest) = name.split_at(1);
    let document = format!(
        "mutation Run($input: {}{rest}Input!) {{ {name}(input: $input) {{ {selection} userErrors {{ code message }} }} }}",
        first.to_uppercase()
    );
    let data = asked.ask(token, &json!({ "query": document, "variables": { "input": input } })).await?;
    Ok(data[name].clone())
}
