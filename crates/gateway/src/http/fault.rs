use std::borrow::Cow;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{media::Media, reference::Reference};
use crate::{error_code::ErrorCode, refusal::refusal, user_error::log_failure};

/// What the client is told when something broke on our side: nothing, but where to find it.
pub const BROKEN: &str = "something went wrong on our side";

/// Why nothing was executed: the answer is nothing but this one error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    code: ErrorCode,
    message: Cow<'static, str>,
    header: Option<(HeaderName, &'static str)>,
    /// What stands beside the code.
    extensions: Map<String, Value>,
}

impl Fault {
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        let header = match code {
            ErrorCode::Unauthenticated => Some((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")),
            ErrorCode::UnsupportedMediaType => Some((header::ACCEPT_ENCODING, "identity")),
            ErrorCode::ParseFailed
            | ErrorCode::ValidationFailed
            | ErrorCode::OperationUnresolved
            | ErrorCode::BadUserInput
            | ErrorCode::Forbidden
            | ErrorCode::BadRequest
            | ErrorCode::NotFound
            | ErrorCode::MethodNotAllowed
            | ErrorCode::NotAcceptable
            | ErrorCode::RequestTimeout
            | ErrorCode::PayloadTooLarge
            | ErrorCode::Internal
            | ErrorCode::Unavailable
            | ErrorCode::Timeout => None,
        };
        Self { code, message: message.into(), header, extensions: Map::new() }
    }

    pub fn bad_request(message: &'static str) -> Self {
        Self::new(ErrorCode::BadRequest, message)
    }

    /// Something broke; what, stands in the log under this reference.
    pub fn internal(reference: &Reference) -> Self {
        let extensions = Map::from_iter([("reference".to_owned(), reference.as_str().into())]);
        Self { extensions, ..Self::new(ErrorCode::Internal, BROKEN) }
    }

    /// A refusal, or a failure, as a query tells it, for what is no GraphQL.
    pub fn refused(error: &marketplace::Error, reference: &Reference) -> Self {
        let Some(refusal) = refusal(error) else {
            log_failure(error);
            return Self::internal(reference);
        };
        Self {
            extensions: refusal.extensions().map(|(key, text)| (key.to_owned(), text.into())).collect(),
            ..Self::new(refusal.code.known(), error.to_string())
        }
    }

    /// With why, in a word that lasts, and what would lift it.
    pub fn because(mut self, reason: &'static str, remedy: &'static str) -> Self {
        let told = [("reason", reason), ("remedy", remedy)];
        self.extensions.extend(told.map(|(name, text)| (name.to_owned(), text.into())));
        self
    }

    pub fn allow(methods: &'static str, message: &'static str) -> Self {
        Self { header: Some((header::ALLOW, methods)), ..Self::new(ErrorCode::MethodNotAllowed, message) }
    }

    /// For whoever may not have come for GraphQL.
    pub fn into_plain_response(self, headers: &HeaderMap) -> Response {
        self.into_response(Media::wished(headers).unwrap_or(Media::Json))
    }

    pub fn into_response(self, media: Media) -> Response {
        let mut extensions = self.extensions;
        extensions.insert("code".to_owned(), self.code.name().into());
        let body = json!({ "errors": [{ "message": self.message, "extensions": extensions }] });
        let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, media.content_type())]);
        headers.extend(self.header.map(|(name, value)| (name, HeaderValue::from_static(value))));
        (self.code.status(), headers, body.to_string()).into_response()
    }
}
