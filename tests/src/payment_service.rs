use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use marketplace::PaymentProvider;
use rails::stripe::{StripeProvider, StripeSettings, WebhookSecret};
use stripe_simulator::Message;
use tower::ServiceExt;

use crate::{Answer, App};

/// What the payment service of every story signs its messages with.
pub const WEBHOOK_SECRET: &str = "whsec_of_the_stories";

/// The client of a payment service over HTTP, which listens at `base` on this machine.
pub fn client_of(base: &str) -> Arc<dyn PaymentProvider> {
    let settings = StripeSettings::new(base, "sk_test_1").expect("it is on this machine");
    let service = StripeProvider::new(settings).expect("a client can be made");
    Arc::new(service.with_webhook_secrets(vec![WebhookSecret::new(WEBHOOK_SECRET)]))
}

/// The request by which the payment service sends a message.
pub fn delivery(message: &Message) -> Request<Body> {
    let request = Request::post("/webhooks/payments").header("content-type", "application/json");
    let request = request.header("stripe-signature", &message.signature);
    request.body(Body::from(message.body.clone())).expect("the request is well formed")
}

impl App {
    /// Whatever comes back when something is sent to where the payment service sends its messages.
    pub async fn delivered(&self, request: Request<Body>) -> Answer {
        let (head, body) = self.router.clone().oneshot(request).await.expect("the router answers").into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("the answer is whole");
        Answer { status: head.status, body: serde_json::from_slice(&bytes).expect("the answer is JSON") }
    }
}
