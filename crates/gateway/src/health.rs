use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use crate::{
    error_code::ErrorCode,
    http::{Door, Fault},
};

/// The process runs.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The process can answer: its database does.
pub async fn ready(State(door): State<Door>, headers: HeaderMap) -> Response {
    if door.ready().await {
        return StatusCode::NO_CONTENT.into_response();
    }
    Fault::new(ErrorCode::Unavailable, "the database does not answer").into_plain_response(&headers)
}
