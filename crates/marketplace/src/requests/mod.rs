//! What customers ask for, who answers, and what the two sides write to each other.

mod archive_conversation;
mod archive_customer_request;
mod change_customer_request;
mod edit_customer_request;
mod follow_conversation;
mod gate;
mod hide_customer_request;
mod mark_message_read;
mod open_customer_request;
mod part;
mod read_conversations;
mod read_customer_requests;
mod read_responses;
mod read_saved_searches;
mod remove_saved_search;
mod save_search;
mod search_customer_requests;
mod send_direct_message;
mod send_message;
mod send_response;
mod set_conversation_members;
mod take_answers;
mod tell_finders;
mod withdraw_response;

pub use edit_customer_request::EditCustomerRequest;
pub(crate) use follow_conversation::Calls;
pub use follow_conversation::Following;
pub(crate) use gate::open_account;
pub use open_customer_request::{OpenCustomerRequest, TypedAsk};
pub use read_conversations::OwnPart;
pub use save_search::SaveSearch;
pub use send_direct_message::SendDirectMessage;
pub use send_message::{ProposeCall, SendMessage};
pub use send_response::SendResponse;
pub use set_conversation_members::SetConversationMembers;
