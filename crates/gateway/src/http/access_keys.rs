use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use super::{Door, nothing_here};

const JWK_SET: &str = "application/jwk-set+json";
/// Whoever verifies tokens may keep the keys for so long.
const KEPT: &str = "public, max-age=300";

/// The keys by which whoever guards a customer's account verifies what lets experts in: a JWK set, for everybody.
pub async fn access_keys(State(door): State<Door>, headers: HeaderMap) -> Response {
    match door.0.app.access_keys() {
        Some(keys) => ([(header::CONTENT_TYPE, JWK_SET), (header::CACHE_CONTROL, KEPT)], keys).into_response(),
        None => nothing_here(headers).await,
    }
}
