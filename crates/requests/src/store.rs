//! Read, lock, write. Nothing is decided here.

mod attachment;
mod conversation;
mod customer_request;
mod direct_message;
mod hidden_request;
mod message;
mod participant;
mod response;
mod search;

pub use attachment::{attachments_of, conversation_of_attachment, insert_attachments};
pub use conversation::{
    ConversationFilter, find_conversation, find_conversations, insert_conversation, lock_conversation,
    page_of_conversations, save_conversation,
};
pub use customer_request::{find, find_many, insert, lock, page_for_customer, page_for_experts, save};
pub use direct_message::{direct_messages_since, find_direct_messages, insert_direct_message};
pub use hidden_request::{hide, unhide};
pub use message::{find_message, insert_message, last_number_for, last_speaks_as, messages_after, pages_of_messages};
pub use participant::{
    delete_other_participants, find_participant, insert_participants, leave_conversations, lock_participant,
    participants_of, participants_of_account, save_participant, unread_of,
};
pub use response::{
    find_response, find_responses, has_answered, insert_response, lock_response, pages_of_requests, pages_of_standing,
    responses_of_expert, save_response,
};
pub use search::{RANKED_MAX, search, statement as search_statement};
