//! The front door as a stranger meets it. No request here knows any of our code.

mod documents;
mod failures;
mod juries;
mod keys;
mod over_http;
mod sockets;
mod texts;
mod tokens;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use serde_json::{Value, json};
use support::{App, story};
use tower::ServiceExt;

const NEWER: &str = "application/graphql-response+json";

/// An answer as it came.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Reply {
    /// The code of the first error.
    fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {:#}", self.body))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn send(app: &App, request: Request<Body>) -> Reply {
    sent_to(&app.router, request).await
}

async fn sent_to(router: &Router, request: Request<Body>) -> Reply {
    let (head, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
    let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| text());
    Reply { status: head.status, headers: head.headers, body }
}

fn post(body: impl Into<Body>) -> Request<Body> {
    Request::post("/graphql").header(header::CONTENT_TYPE, "application/json").body(body.into()).unwrap()
}

fn asking(document: &str) -> Request<Body> {
    post(json!({ "query": document }).to_string())
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn with(mut request: Request<Body>, name: &'static str, value: &str) -> Request<Body> {
    request.headers_mut().append(name, value.parse().unwrap());
    request
}

#[story]
async fn a_browser_gets_the_explorer_and_everything_it_loads(app: &App) {
    let get = |path: &str| with(get(path), "accept", "text/html");
    let page = send(app, get("/graphql")).await;
    let Value::String(page) = page.body else { panic!("no page: {:?}", page.body) };
    let loaded = page.split('"').filter(|part| part.starts_with("/graphiql/"));
    for path in loaded.chain(["/health/live", "/health/ready"]) {
        assert!(send(app, get(path)).await.status.is_success(), "{path}");
    }
    assert!(!page.contains("https://"), "the page loads from elsewhere");
}

/// The published schema is what the gateway serves. `UPDATE_SCHEMA=1` writes it anew.
#[test]
fn the_published_schema_is_the_schema() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/schema.graphql");
    let sdl = gateway::sdl();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&file, &sdl).unwrap();
    }
    let published = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(published == sdl, "the schema changed: run UPDATE_SCHEMA=1 cargo test --workspace the_published_schema");
}
