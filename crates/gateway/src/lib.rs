//! The front door: the only place that knows GraphQL and HTTP.
//!
//! A GraphQL type is a newtype over a domain value, a resolver decodes, calls one use case and wraps. What a use
//! case refuses becomes a `UserError`: in mutations in the payload's `userErrors`, in
//! queries an error with the same in its extensions.

#[macro_use]
mod payload;

mod accounts;
mod auth;
mod browser;
mod clock;
mod connection;
mod deadlines;
mod disbursements;
mod document;
mod engagements;
mod error_code;
mod experts;
mod files;
mod forecast;
mod graphiql;
mod health;
mod http;
mod ledger;
mod letters;
mod loaders;
mod money;
mod node;
mod notifications;
mod operator;
mod outbox;
mod payments;
mod place;
mod proposals;
mod refusal;
mod requests;
mod review_count;
mod schema;
mod serving;
mod session;
mod tax;
mod user_error;
mod window;

use axum::{
    Router,
    middleware::from_fn,
    routing::{any, get, post},
};
use marketplace::Marketplace;
use tower::ServiceBuilder;
use tower_http::{
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};

pub use auth::{AUDIENCE, Claims, ISSUER, SECOND_FACTOR, TokenVerifier, key_id};
pub use error_code::ErrorCode;
pub use http::{DoorLimits, LiveLimits};
pub use schema::sdl;
pub use serving::{Limits, serve};

/// Everything that answers HTTP: `/graphql`, uploads and files, reports, what the payment provider sends, the keys of the access
/// broker, the page of the letters and the health checks.
pub fn router(app: Marketplace, verifier: TokenVerifier) -> Router {
    router_with_limits(app, verifier, DoorLimits::default())
}

/// As [`router`], for whoever gives up sooner or later.
pub fn router_with_limits(app: Marketplace, verifier: TokenVerifier, limits: DoorLimits) -> Router {
    let door = http::Door::new(app, verifier, limits);
    let around = ServiceBuilder::new() // From the outside in.
        .layer(from_fn(http::forget_odd_ids))
        .layer(SetRequestIdLayer::new(http::REQUEST_ID, MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(http::span))
        .layer(PropagateRequestIdLayer::new(http::REQUEST_ID))
        .layer(from_fn(http::answer_panics));
    Router::new()
        .route("/graphql", any(http::graphql))
        .route("/uploads", post(http::upload))
        .route("/files/{id}", get(http::file))
        .route("/reports/{name}", get(http::ageing_report))
        .route("/reports/disbursements/{name}", get(http::disbursement_report))
        .route("/access/keys", get(http::access_keys))
        .route("/webhooks/payments", post(http::payments_webhook))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .merge(graphiql::assets())
        .merge(outbox::routes())
        .fallback(http::nothing_here)
        .method_not_allowed_fallback(http::not_by_this_method)
        .with_state(door)
        .layer(around)
}
