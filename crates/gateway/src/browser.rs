//! Pages for a browser, and what they load: from ourselves and nowhere else.

use axum::{
    http::{HeaderName, header},
    response::{Html, IntoResponse, Response},
    routing::{MethodRouter, get},
};

pub const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
pub const CSS: &str = "text/css; charset=utf-8";

/// A page under a policy of what it may load and do.
pub fn page(html: &'static str, policy: &'static str) -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, Html(html)).into_response()
}

/// Something that a page loads.
pub fn file<S: Clone + Send + Sync + 'static>(media: &'static str, content: &'static str) -> MethodRouter<S> {
    get(move || async move { ([(header::CONTENT_TYPE, media)], content) })
}
