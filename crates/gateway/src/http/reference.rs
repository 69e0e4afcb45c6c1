use std::{any::Any, panic::AssertUnwindSafe};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt;
use tracing::Span;

use super::fault::Fault;

/// The header that carries it, here and back.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const LENGTH_MAX: usize = 64;

/// By what a request is found in the log: the id that the client or a proxy gave it, or one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// The reference of a request that has one.
    pub fn of(headers: &HeaderMap) -> Self {
        let id = headers.get(&REQUEST_ID).and_then(|id| id.to_str().ok());
        Self(id.unwrap_or_default().to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Forgets a request id that could write lines of its own into the log, or is too long for one.
pub async fn forget_odd_ids(mut request: Request, next: Next) -> Response {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
    let is_plain = |id: &[u8]| (1..=LENGTH_MAX).contains(&id.len()) && id.iter().all(plain);
    if request.headers().get(&REQUEST_ID).is_some_and(|id| !is_plain(id.as_bytes())) {
        request.headers_mut().remove(&REQUEST_ID);
    }
    next.run(request).await
}

/// What everything that is logged about a request carries. The query string is left out: people put into it what
/// should not be read.
pub fn span(request: &Request) -> Span {
    let Reference(id) = Reference::of(request.headers());
    tracing::error_span!("request", request.id = id, method = %request.method(), path = request.uri().path())
}

/// Answers a request in which our own code panicked, as any other failure of ours.
pub async fn answer_panics(request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = told(&*panic), "the request panicked");
            Fault::internal(&Reference::of(&headers)).into_plain_response(&headers)
        }
    }
}

fn told(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
