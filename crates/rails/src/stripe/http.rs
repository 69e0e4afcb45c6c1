use std::{fmt, time::Duration};

use reqwest::{Client, Method, StatusCode, redirect::Policy};
use serde::de::DeserializeOwned;

use super::{
    StripeSettings, StripeUnusable,
    wire::{ErrorKind, Problem, Refusal},
};
use crate::bounded::bounded;

/// How long it may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How large an answer may be, in bytes: a page of a hundred events is a tenth of it.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// What its answers are to look like, whatever its account is set to.
const VERSION: &str = "2026-08-26.dahlia";

/// What is sent, as a form.
pub type Form<'a> = [(&'a str, String)];

/// Speaks to the provider.
pub struct Http {
    client: Client,
    settings: StripeSettings,
}

/// Why there is no good answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It did nothing, and says so.
    #[error("the provider refuses: {0}")]
    Refused(Refusal),
    /// Something else was sent under this key, and the first stays.
    #[error("the provider has something else under this key")]
    KeyTaken,
    /// It may have done it or not.
    #[error("{0}")]
    Open(String),
}

impl Http {
    pub fn new(settings: StripeSettings) -> Result<Self, StripeUnusable> {
        let client = Client::builder().redirect(Policy::none()).timeout(TIMEOUT).connect_timeout(TIMEOUT / 2);
        Ok(Self { client: client.build().map_err(StripeUnusable::Client)?, settings })
    }

    /// Reads; `path` as `payment_intents/pi_1`.
    pub async fn get<T: DeserializeOwned>(&self, path: &str, query: &Form<'_>) -> Result<T, CallError> {
        self.call(Method::GET, &format!("{path}?{}", encoded(query)?), None, None).await
    }

    /// Asks for something to be done once under `key`; without one, for what is the same done twice.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &Form<'_>,
        key: Option<&str>,
    ) -> Result<T, CallError> {
        self.call(Method::POST, path, Some(encoded(form)?), key).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        form: Option<String>,
        key: Option<&str>,
    ) -> Result<T, CallError> {
        let url = format!("{}v1/{path}", self.settings.base);
        let mut request = self.client.request(method, url).header("authorization", &self.settings.authorization);
        request = request.header("stripe-version", VERSION);
        if let Some(account) = &self.settings.account {
            request = request.header("stripe-account", account);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(form) = form {
            request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        }
        let answer = request.send().await.map_err(open)?;
        let status = answer.status();
        let body = bounded(answer, BYTES_MAX).await.map_err(open)?;
        let too_large = || CallError::Open(format!("the answer is larger than {BYTES_MAX} bytes"));
        read(status, &body.ok_or_else(too_large)?)
    }
}

fn encoded(form: &Form<'_>) -> Result<String, CallError> {
    serde_urlencoded::to_string(form).map_err(|error| CallError::Open(error.to_string()))
}

/// What an answer says. Only a refusal in the provider's own words is one: a proxy's is none.
fn read<T: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<T, CallError> {
    let unreadable = |error: serde_json::Error| CallError::Open(format!("{status} with what cannot be read: {error}"));
    if status == StatusCode::OK {
        return serde_json::from_slice(body).map_err(unreadable);
    }
    let refusal = serde_json::from_slice::<Problem>(body).map_err(unreadable)?.error;
    let is_final = [StatusCode::BAD_REQUEST, StatusCode::PAYMENT_REQUIRED, StatusCode::NOT_FOUND].contains(&status);
    Err(match refusal.kind {
        ErrorKind::CardError | ErrorKind::InvalidRequestError if is_final => CallError::Refused(refusal),
        ErrorKind::IdempotencyError if status == StatusCode::BAD_REQUEST => CallError::KeyTaken,
        ErrorKind::CardError
        | ErrorKind::InvalidRequestError
        | ErrorKind::IdempotencyError
        | ErrorKind::ApiError
        | ErrorKind::Other => CallError::Open(format!("{status}: {refusal}")),
    })
}

/// Without the address, which may name what is looked for; with what the network said.
fn open(error: reqwest::Error) -> CallError {
    let error = error.without_url();
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    CallError::Open(format!("{error}{cause}"))
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn said(status: u16, body: &str) -> Result<Value, CallError> {
        read(StatusCode::from_u16(status).unwrap(), body.as_bytes())
    }

    #[test]
    fn only_the_providers_own_no_is_final() {
        let (card, invalid) = (r#"{"error":{"type":"card_error"}}"#, r#"{"error":{"type":"invalid_request_error"}}"#);
        for (status, body) in [(402, card), (400, invalid), (404, invalid)] {
            assert!(matches!(said(status, body), Err(CallError::Refused(_))), "{status}");
        }
        let taken = r#"{"error":{"type":"idempotency_error"}}"#;
        assert!(matches!(said(400, taken), Err(CallError::KeyTaken)));
        let open = [(401, invalid), (403, invalid), (409, taken), (409, invalid), (429, invalid), (500, card)];
        let strange = [(400, "<html>"), (404, "{}"), (301, ""), (200, "<html>"), (402, r#"{"error":{"type":"new"}}"#)];
        for (status, body) in open.into_iter().chain(strange) {
            assert!(matches!(said(status, body), Err(CallError::Open(_))), "{status} {body}");
        }
        assert!(said(200, r#"{"id":"pi_1"}"#).is_ok());
    }
}
