//! The front door as a stranger meets it: methods, media, limits, tokens. No request here knows any of our code.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use serde_json::{Value, json};
use server::LocalIssuer;
use support::{Answer, App, story};

const WHO: &str = "{ viewer { __typename } }";

fn post(body: impl Into<Body>) -> Request<Body> {
    Request::post("/graphql").header(header::CONTENT_TYPE, "application/json").body(body.into()).unwrap()
}

async fn send(app: &App, request: Request<Body>) -> Answer {
    app.nobody().send(request).await
}

#[story]
async fn a_mutation_runs_by_post_alone_whatever_it_is_called(app: &App) {
    for document in ["mutation{__typename}", "mutation%20M{__typename}", "query%20Q{now}%20mutation%20M{__typename}"] {
        let uri = format!("/graphql?query={document}&operationName={}", if document.contains('M') { "M" } else { "" });
        let answer = send(app, Request::get(uri).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{document}");
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
        let request = Request::builder().method(method.clone()).uri("/graphql").body(Body::from("{}")).unwrap();
        assert_eq!(send(app, request).await.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    let query = Request::get("/graphql?query={now}").body(Body::empty()).unwrap();
    assert_eq!(send(app, query).await.status, StatusCode::OK);
}

#[story]
async fn only_json_bodies_are_read_and_only_up_to_a_limit(app: &App) {
    let body = json!({ "query": WHO }).to_string();
    for media in
        ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "multipart/form-data"]
    {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, media).body(Body::from(body.clone()));
        assert_eq!(send(app, request.unwrap()).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{media}");
    }
    let untyped = Request::post("/graphql").body(Body::from(body)).unwrap();
    assert_eq!(send(app, untyped).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let huge = json!({ "query": format!("{{ now }} #{}", "x".repeat(1 << 20)) }).to_string();
    assert_eq!(send(app, post(huge)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[story]
async fn what_is_malformed_is_refused_with_a_code_and_leaks_nothing(app: &App) {
    let bodies = [
        "{",
        "[]",
        "null",
        "{}",
        r#"{"query":1}"#,
        r#"{"query":"{now}","variables":[]}"#,
        r#"{"query":"{now}","operationName":7}"#,
        r#"{"query":"{now}","extensions":"x"}"#,
    ];
    for body in bodies {
        let answer = send(app, post(body)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{body}");
    }
    for document in ["{", "{ nothing }", "query A { now } query B { now }", "{ ...f } fragment f on Query { ...f }"] {
        let answer = send(app, post(json!({ "query": document }).to_string())).await;
        assert_eq!(answer.body.get("data"), None, "{document}");
        let error = &answer.body["errors"][0];
        assert_eq!(error["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{document}");
        assert!(!error["message"].as_str().unwrap().contains("Did you mean"), "{document}");
    }
}

#[story]
async fn documents_that_cost_too_much_are_refused_before_they_run(app: &App) {
    let spread = |i| format!(" fragment f{i} on Query {{ ...f{0} ...f{0} }}", i + 1);
    let spreads = (0..25).map(spread).collect::<Vec<_>>().concat();
    let bomb = format!("{{ ...f0 }}{spreads} fragment f25 on Query {{ now }}");
    let aliases = (0..1_000).map(|i| format!("a{i}: now ")).collect::<Vec<_>>().concat();
    let deep = format!("{{ __schema {{ types {}{} }} }}", "{ ofType ".repeat(30), "}".repeat(30));
    for document in [bomb, format!("{{ {aliases} }}"), deep] {
        let answer = send(app, post(json!({ "query": document }).to_string())).await;
        assert!(answer.body["errors"][0]["message"].is_string() && answer.body.get("data").is_none());
    }
}

#[story]
async fn a_bad_token_is_refused_whatever_is_wrong_with_it(app: &App) {
    let email = "ada@example.org".parse().unwrap();
    let sign = |issuer: &LocalIssuer, at| issuer.sign(&email, true, at, TimeDelta::hours(1)).unwrap();
    let good = sign(app.issuer(), app.now());
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let critical = URL_SAFE_NO_PAD.encode(r#"{"alg":"EdDSA","typ":"JWT","crit":["exp"]}"#);
    let bad = [
        sign(&LocalIssuer::generate().unwrap(), app.now()),
        sign(app.issuer(), app.now() - TimeDelta::hours(2)),
        sign(app.issuer(), app.now() + TimeDelta::hours(2)),
        format!("{unsigned}.{claims}."),
        format!("{unsigned}.{claims}.{signature}"),
        format!("{critical}.{claims}.{signature}"),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        "made-up".to_owned(),
    ];

    for token in &bad {
        assert_eq!(with_authorization(app, &format!("Bearer {token}")).await.status, StatusCode::UNAUTHORIZED);
    }
    for scheme in ["Basic YTpi", &good, "Bearer"] {
        assert_eq!(with_authorization(app, scheme).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(with_authorization(app, &format!("bearer {good}")).await.status, StatusCode::OK);
}

async fn with_authorization(app: &App, value: &str) -> Answer {
    let mut request = post(json!({ "query": WHO }).to_string());
    request.headers_mut().insert(header::AUTHORIZATION, value.parse().unwrap());
    send(app, request).await
}

#[story]
async fn a_browser_gets_the_explorer_and_everything_it_loads(app: &App) {
    let get = |path: &str| Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
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
