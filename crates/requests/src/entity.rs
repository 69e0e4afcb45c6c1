//! The tables `customer_request`, `response`, `conversation` and `message`. Nothing outside `store` sees them.

pub mod conversation;
pub mod customer_request;
pub mod message;
pub mod response;
