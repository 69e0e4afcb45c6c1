use axum::{Router, routing::get};

use crate::browser::{self, CSS, JAVASCRIPT, file};

const PAGE: &str = include_str!("../outbox/index.html");
const SCRIPT: &str = include_str!("../outbox/letters.js");
const STYLE: &str = include_str!("../outbox/letters.css");

/// The page talks to nobody but us; the letters that it shows run no script and load nothing.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

/// What people were written, for whoever opens `/letters` in a browser with a token of staff: by the same query that
/// everybody else asks.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/letters", get(async || browser::page(PAGE, POLICY)))
        .route("/letters/letters.js", file(JAVASCRIPT, SCRIPT))
        .route("/letters/letters.css", file(CSS, STYLE))
}
