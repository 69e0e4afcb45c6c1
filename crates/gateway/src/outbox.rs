use axum::{
    Router,
    http::{HeaderName, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

const PAGE: &str = include_str!("../outbox/index.html");
const SCRIPT: &str = include_str!("../outbox/letters.js");
const STYLE: &str = include_str!("../outbox/letters.css");

/// The page talks to nobody but us; the letters that it shows run no script and load nothing.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

/// What people were written, for whoever opens `/letters` in a browser with a token of staff: by the same query that
/// everybody else asks.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let file = |media, content| get(move || async move { ([(header::CONTENT_TYPE, media)], content) });
    Router::new()
        .route("/letters", get(page))
        .route("/letters/letters.js", file("text/javascript; charset=utf-8", SCRIPT))
        .route("/letters/letters.css", file("text/css; charset=utf-8", STYLE))
}

async fn page() -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, Html(PAGE)).into_response()
}
