use std::fmt::Write;

use aws_lc_rs::hmac;

/// What is sent to whoever asked to be told: a body, and what stands in its `Stripe-Signature`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub body: String,
    pub signature: String,
}

/// A message that is signed with `secret` at `at`, in seconds since 1970.
pub fn signed(body: &str, secret: &str, at: i64) -> Message {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let mut signature = format!("t={at},v1=");
    for byte in hmac::sign(&key, format!("{at}.{body}").as_bytes()).as_ref() {
        write!(signature, "{byte:02x}").unwrap();
    }
    Message { body: body.to_owned(), signature }
}
