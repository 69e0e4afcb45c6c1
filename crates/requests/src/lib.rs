//! What customers ask for, who answers, and what the two sides write to each other.
//!
//! ```text
//! CustomerRequest  Open <-> NotAccepting      never deleted (G-22)
//! Response         Sent -> Withdrawn          one of one expert account to one request
//! Conversation     Open                       opened by a response, which is its first message
//! ```
//! Invariant: nobody answers a request of their own account (IQ-11).

mod ask;
mod conversation;
mod customer_request;
mod entity;
mod error;
mod response;
mod speaking;
pub mod store;

pub use ask::{Ask, Budget};
pub use conversation::{Conversation, Message};
pub use customer_request::{ActivityKey, ActivityKeyError, CustomerRequest, RequestState};
pub use error::RequestError;
pub use response::{Response, ResponseState};
pub use speaking::SpeakingIdentity;
