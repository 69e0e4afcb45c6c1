use async_graphql::{Response, ServerError};
use axum::{
    http::{StatusCode, header},
    response::IntoResponse,
};

use super::{media::Media, reference::Reference};
use crate::{document::DocumentError, error_code::ErrorCode};

/// How many errors one answer tells: a small document can have thousands.
const ERRORS_MAX: usize = 50;

/// The answer over HTTP. What failed before execution has no `data`, and in the newer shape the status says so.
pub fn respond(response: Response, media: Media, reference: &Reference) -> axum::response::Response {
    let nothing_ran = nothing_ran(&response);
    let status = match media {
        Media::GraphQlResponse if nothing_ran => StatusCode::BAD_REQUEST,
        Media::GraphQlResponse | Media::Json => StatusCode::OK,
    };
    let response = finished(response, reference);
    let body = if nothing_ran {
        serde_json::to_string(&serde_json::json!({ "errors": response.errors }))
    } else {
        serde_json::to_string(&response) // As it is: its fields are in the order of the query.
    };
    let body = body.expect("an answer is always JSON");
    (status, [(header::CONTENT_TYPE, media.content_type())], body).into_response()
}

/// Whether the document was refused before any of it was executed.
pub fn nothing_ran(response: &Response) -> bool {
    !response.errors.is_empty()
        && response.data == async_graphql::Value::Null
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// Every error that leaves has a code of the closed list: those without one come from the library, and are about
/// what was sent. What broke on our side can be found by the reference.
pub fn finished(mut response: Response, reference: &Reference) -> Response {
    response.errors.truncate(ERRORS_MAX);
    for error in &mut response.errors {
        let otherwise = if error.path.is_empty() { ErrorCode::ValidationFailed } else { ErrorCode::BadUserInput };
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", otherwise.name());
        }
        if extensions.get("code") == Some(&ErrorCode::Internal.name().into()) {
            extensions.set("reference", reference.as_str());
        }
    }
    response
}

/// An answer that is nothing but why the document is not run.
pub fn refused(error: &DocumentError) -> Response {
    let mut answer = failed(error.code(), error.to_string());
    if let (Some(reason), Some(answer)) = (error.reason(), answer.errors.first_mut()) {
        answer.extensions.get_or_insert_default().set("reason", reason.name());
    }
    answer
}

/// An answer that is nothing but one error.
pub fn failed(code: ErrorCode, message: impl Into<String>) -> Response {
    let mut error = ServerError::new(message, None);
    error.extensions.get_or_insert_default().set("code", code.name());
    Response::from_errors(vec![error])
}
