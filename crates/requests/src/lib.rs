//! What customers ask for, who answers, and what the two sides write to each other.
//!
//! ```text
//! CustomerRequest  Open <-> NotAccepting      never deleted (G-22)
//! Response         Sent -> Withdrawn          one of one expert account to one request
//! Conversation     Open <-> archived by a side opened by a response, which is its first message, or by a direct message
//! ```
//! The words of a conversation are for the members of both accounts who take part in it: whoever opened it, and whom
//! they add (G-36). Its messages are counted from 1 on, without gaps and in the order in which they were committed, so
//! that whoever has read up to a number has missed nothing before it.
//!
//! A request may be direct: for one expert account alone, which needs no certification for it (IQ-15, G-27). To all others
//! it does not exist.
//!
//! Requests are searched by their words. Both backends are given the same words, taken apart and folded here, and find
//! the same requests; in which order is for each backend to say, which weighs a title above a skill above a description.
//!
//! A search may be saved: its owner is told of every request that it finds, once, when the request is new, open again or
//! said differently.
//!
//! Invariant: what is searched is what is listed: requests that are open, and for everybody.
//! Invariant: nobody answers a request of their own account (IQ-11).

mod activity;
mod ask;
mod attachment;
mod call;
mod conversation;
mod customer_request;
mod direct_message;
mod entity;
mod error;
mod message;
mod participant;
mod response;
mod saved_search;
mod search;
mod searched;
mod speaking;
pub mod store;
mod words;

pub use activity::{ActivityKey, ActivityKeyError};
pub use ask::{Ask, Budget, SKILLS_MAX};
pub use attachment::{ATTACHMENTS_MAX, AttachedFile, Attachment};
pub use call::Call;
pub use conversation::Conversation;
pub use customer_request::{CustomerRequest, RequestState};
pub use direct_message::{Contact, DIRECT_MESSAGES_MAX, DirectMessage};
pub use error::RequestError;
pub use message::{Message, MessageNumber};
pub use participant::{PARTICIPANTS_MAX, Participant};
pub use response::{Response, ResponseState};
pub use saved_search::{SAVED_SEARCHES_MAX, SavedSearch};
pub use search::{Found, Search, SearchKey, SearchKeyError, TypedSearch};
pub use searched::Searched;
pub use speaking::SpeakingIdentity;
