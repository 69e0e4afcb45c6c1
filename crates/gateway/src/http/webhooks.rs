//! What others tell us by themselves: `POST /webhooks/payments` takes the payment provider's messages.

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use marketplace::{Delivery, MessageError};
use serde_json::json;

use super::{Door, Fault, Reference, files::in_time, media::is_packed, nothing_here, params::whole};
use crate::error_code::ErrorCode;

/// The largest message that is read: many times what one about a payment comes to.
const MESSAGE_BYTES_MAX: usize = 512 * 1024;
/// Why a message that is not proven to be its sender's is refused: lasts.
const SIGNATURE_INVALID: &str = "SIGNATURE_INVALID";
const REMEDY: &str = "Sign the body as it is sent, now, with a secret that this server was given.";

/// Takes one message of the payment provider. It is said to have come once its effect is kept, and no sooner: whoever
/// is told anything else sends it again. One that came before is said to have come.
pub async fn payments_webhook(State(door): State<Door>, headers: HeaderMap, body: Body) -> Response {
    match door.take_in(&headers, body).await {
        Ok(true) => (StatusCode::OK, Json(json!({ "received": true }))).into_response(),
        Ok(false) => nothing_here(headers).await,
        Err(fault) => fault.into_plain_response(&headers),
    }
}

impl Door {
    /// `false`: nobody sends messages here. The signature is over the bytes as they came, and nothing is asked of the
    /// database for a message that has none.
    async fn take_in(&self, headers: &HeaderMap, body: Body) -> Result<bool, Fault> {
        let app = &self.0.app;
        let Some(provider) = &app.outside().provider else { return Ok(false) };
        if is_packed(headers) {
            return Err(Fault::new(ErrorCode::UnsupportedMediaType, "send the message as it is, without an encoding"));
        }
        let body = whole(headers, body, MESSAGE_BYTES_MAX).await?;
        app.catch_up().await.map_err(|error| super::broken(&error, headers))?;
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let message = match provider.read_message(&Delivery { header: &header, body: &body }, app.now()) {
            Ok(message) => message,
            Err(MessageError::NotConnected) => return Ok(false),
            Err(error) => return Err(unread(&error, headers)),
        };
        let taken = Box::pin(async {
            let _held = app.hold_clock().await?;
            app.take_in_message(&message).await
        });
        in_time(self, headers, taken).await?;
        Ok(true)
    }
}

/// What is not proven is refused; what is, and cannot be read, is ours to look into, and comes again.
fn unread(error: &MessageError, headers: &HeaderMap) -> Fault {
    match error {
        MessageError::NotSigned(_) | MessageError::NotConnected => {
            tracing::info!(error = error as &dyn std::error::Error, "a message was refused");
            Fault::bad_request("the message is not proven to be the payment provider's")
                .because(SIGNATURE_INVALID, REMEDY)
        }
        MessageError::Unreadable(_) => {
            tracing::error!(error = error as &dyn std::error::Error, "a message of the payment provider's is open");
            Fault::internal(&Reference::of(headers))
        }
    }
}
