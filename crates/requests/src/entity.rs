//! The tables of requests, responses and conversations. Nothing outside `store` sees them.

pub mod conversation;
pub mod customer_request;
pub mod direct_message;
pub mod hidden_request;
pub mod message;
pub mod message_attachment;
pub mod participant;
pub mod response;
pub mod saved_search;
