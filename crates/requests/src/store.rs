//! Read, lock, write. Nothing is decided here.

mod attachment;
mod conversation;
mod customer_request;
mod direct_message;
mod fresh_request;
mod hidden_request;
mod message;
mod participant;
mod response;
mod saved_search;
mod search;

pub use attachment::{attachments_of, conversation_of_attachment, insert_attachments};
pub use conversation::{
    ConversationFilter, find_conversation, find_conversations, insert_conversation, lock_conversation,
    page_of_conversations, save_conversation,
};
pub use customer_request::{find, find_many, insert, lock, page_for_customer, page_for_experts, save};
pub use direct_message::{direct_messages_since, find_direct_messages, insert_direct_message};
pub use fresh_request::{fresh_requests, freshen_request, take_fresh_request};
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
pub use saved_search::{
    count_saved_searches, delete_saved_search, find_saved_search, finders, insert_find, insert_saved_search,
    saved_searches_for, saved_searches_of,
};
pub use search::{RANKED_MAX, search, statement as search_statement};
