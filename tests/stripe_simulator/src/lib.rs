//! What Stripe does with the calls of ours, on a clock of its own, and with whatever can go wrong on request.
//!
//! `POST /_sim/advance {"seconds": 1}` moves the clock and lets happen what falls due; `POST /_sim/fault {"fault": "…"}`
//! spoils one call to come. How a payment ends is chosen by its method, see [`METHODS`]. What happened is listed among
//! the events, and is sent, signed, by whoever holds it: [`Simulator::messages`].

#![expect(clippy::unwrap_used, reason = "everything here is for tests")]

mod calls;
mod sending;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State as Shared,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::DateTime;
use serde_json::{Value, json};

pub use sending::{Message, signed};
pub use state::{DAY, Fate, Fault, INDEX_LAG, Intent, Kept, METHODS, Refund, START, State};

/// A simulator that listens on this machine alone; it stops with the test's runtime.
#[derive(Clone)]
pub struct Simulator {
    state: Arc<Mutex<State>>,
    base: String,
    hand: reqwest::Client,
}

impl Simulator {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let hand = reqwest::Client::new(); // Costly to make.
        let simulator = Self { state: Arc::default(), base, hand };
        let routes = Router::new()
            .route("/_sim/advance", post(advance))
            .route("/_sim/fault", post(fault))
            .fallback(answer)
            .with_state(simulator.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        simulator
    }

    /// Where it listens, as `http://127.0.0.1:12111`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What it sends of everything that happened to something that is named by `reference`, in order, signed now.
    pub fn messages(&self, reference: &str, secret: &str) -> Vec<Message> {
        let state = self.state();
        let is_of = |event: &&Value| event["data"]["object"]["metadata"]["guildhall_reference"] == reference;
        state.events.iter().filter(is_of).map(|event| signed(&event.to_string(), secret, state.now)).collect()
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything, and begins anew.
    pub fn clear(&self) {
        *self.state() = State::default();
        self.state().advance(0);
    }

    pub fn now(&self) -> DateTime<chrono::Utc> {
        DateTime::from_timestamp(self.state().now, 0).unwrap()
    }

    pub async fn advance(&self, seconds: i64) {
        self.control("advance", json!({ "seconds": seconds })).await;
    }

    /// Its clock goes on to where another stands.
    pub async fn advance_to(&self, at: DateTime<chrono::Utc>) {
        let stands_at = self.state().now.max(START);
        self.advance(at.timestamp() - stands_at).await;
    }

    pub async fn fault(&self, fault: Fault) {
        self.control("fault", json!({ "fault": fault })).await;
    }

    async fn control(&self, what: &str, body: Value) {
        let answer = self.hand.post(format!("{}/_sim/{what}", self.base)).json(&body).send().await;
        assert_eq!(answer.unwrap().status(), 200);
    }
}

async fn advance(Shared(simulator): Shared<Simulator>, Json(body): Json<Value>) -> StatusCode {
    let Some(seconds) = body["seconds"].as_i64() else { return StatusCode::BAD_REQUEST };
    simulator.state().advance(seconds);
    StatusCode::OK
}

async fn fault(Shared(simulator): Shared<Simulator>, Json(body): Json<Value>) -> StatusCode {
    let Ok(fault) = serde_json::from_value(body["fault"].clone()) else { return StatusCode::BAD_REQUEST };
    simulator.state().faults.push_back(fault);
    StatusCode::OK
}

async fn answer(
    Shared(simulator): Shared<Simulator>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if !header("authorization").is_some_and(|value| value.starts_with("Bearer sk_")) {
        return (StatusCode::UNAUTHORIZED, Json(calls::problem("invalid_request_error", "no key"))).into_response();
    }
    let sent = if method == Method::POST { &*body } else { uri.query().unwrap_or_default().as_bytes() };
    let form: Vec<(String, String)> = serde_urlencoded::from_bytes(sent).unwrap();
    let path = uri.path().trim_start_matches("/v1/").to_owned();
    let call = calls::Call { method, path, form, key: header("idempotency-key") };

    let said = calls::answer(&mut simulator.state(), &call);
    match said {
        Some((status, body)) => (StatusCode::from_u16(status).unwrap(), Json(body)).into_response(),
        // Nobody answers: the connection is cut. Not a panic that is worth a word.
        None => std::panic::resume_unwind(Box::new("cut")),
    }
}
