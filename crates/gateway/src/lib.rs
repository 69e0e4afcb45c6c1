//! The front door: the only place that knows GraphQL and HTTP.
//!
//! A GraphQL type is a newtype over a domain value, a resolver decodes, calls one use case and wraps. What a use
//! case refuses becomes a `UserError`: in mutations in the payload's `userErrors`, in
//! queries an error with the same in its extensions.

#[macro_use]
mod payload;

mod accounts;
mod auth;
mod connection;
mod disbursements;
mod document;
mod engagements;
mod experts;
mod graphiql;
mod health;
mod http;
mod ledger;
mod loaders;
mod money;
mod node;
mod operator;
mod payments;
mod place;
mod proposals;
mod refusal;
mod requests;
mod schema;
mod serving;
mod session;
mod tax;
mod user_error;

use std::time::Duration;

use axum::{Router, http::HeaderName, routing::get};
use marketplace::Marketplace;
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

pub use auth::{AUDIENCE, Claims, ISSUER, SECOND_FACTOR, TokenVerifier, key_id};
pub use schema::sdl;
pub use serving::{Limits, serve};

/// How long a request may take before it is given up.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything that answers HTTP: `/graphql` and the health checks.
pub fn router(app: Marketplace, verifier: TokenVerifier) -> Router {
    let door = http::Door::new(app, verifier);
    Router::new()
        .route("/graphql", axum::routing::any(http::graphql))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .merge(graphiql::assets())
        .with_state(door)
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::GATEWAY_TIMEOUT, REQUEST_TIMEOUT))
        .layer(CatchPanicLayer::new())
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
}
