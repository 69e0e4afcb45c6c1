//! Read, lock, write. Nothing is decided here.

mod conversation;
mod customer_request;
mod message;
mod response;

pub use conversation::{
    find_conversation, find_conversations, insert_conversation, lock_conversation, save_conversation,
};
pub use customer_request::{find, find_many, insert, lock, page_for_customer, page_for_experts, save};
pub use message::{find_message, insert_message, last_speaks_as, pages_of_messages};
pub use response::{
    find_response, find_responses, has_answered, insert_response, lock_response, pages_of_requests,
    responses_of_expert, save_response,
};
