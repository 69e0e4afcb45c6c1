//! What customers ask for, who answers, and what the two sides write to each other.

mod edit_customer_request;
mod gate;
mod open_customer_request;
mod read_conversations;
mod read_customer_requests;
mod read_responses;
mod send_message;
mod send_response;
mod take_answers;
mod withdraw_response;

pub use edit_customer_request::EditCustomerRequest;
pub(crate) use gate::open_account;
pub use open_customer_request::{OpenCustomerRequest, TypedAsk};
pub use send_message::SendMessage;
pub use send_response::SendResponse;
