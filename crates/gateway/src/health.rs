use axum::{extract::State, http::StatusCode};

use crate::http::Door;

/// The process runs.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The process can answer: its database does.
pub async fn ready(State(door): State<Door>) -> StatusCode {
    match door.app().ping().await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready: the database does not answer");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
