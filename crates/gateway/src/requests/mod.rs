//! What customers ask for, who answers, and what the two sides write to each other.

mod attachment;
mod comparison;
mod conversation;
mod conversation_mutations;
mod customer_request;
mod direct_message;
mod mutations;
mod my_conversation;
mod queries;
mod response;
mod saved_search;
mod search;
mod speaking;
mod subscriptions;

use ::requests::RequestError;

pub use self::{
    comparison::ComparedResponse,
    conversation::{Conversation, Message},
    conversation_mutations::ConversationMutations,
    customer_request::CustomerRequest,
    mutations::RequestMutations,
    my_conversation::MyConversation,
    queries::RequestQueries,
    response::Response,
    subscriptions::ConversationSubscriptions,
};
use crate::user_error::{Refusal, UserErrorCode as Code};

/// Why a request, a response or a conversation refused.
#[expect(clippy::too_many_lines, reason = "a table, one arm for each refusal")]
pub(crate) fn refusal(error: &RequestError) -> Refusal {
    let of_request = |code| Refusal::new(code).field("customerRequestId");
    let of_conversation = |code| Refusal::new(code).field("conversationId");
    let of_profile = |code| Refusal::new(code).field("expertProfileId");
    let check = "Check the id and the account you act for.";
    match error {
        RequestError::NotFound(_) => of_request(Code::CustomerRequestNotFound).remedy(check).rule("IQ-26"),
        RequestError::TakesAnswers(_)
        | RequestError::TakesNoAnswers(_)
        | RequestError::Archived(_)
        | RequestError::NotArchived(_) => {
            of_request(Code::CustomerRequestNotInState).remedy("Read the request's status.").rule("G-22")
        }
        RequestError::NotAccepting(_) => of_request(Code::RequestNotAccepting).rule("G-22"),
        RequestError::CertificationRequired => {
            Refusal::new(Code::CertRequiredInAccount).remedy("Link a certification, anybody's.").rule("IQ-16")
        }
        RequestError::RegistrationNotActive => registration_not_active(),
        RequestError::CompanyDetailsMissing => Refusal::new(Code::CompanyDetailsMissing)
            .remedy("Save the company's name, description, logo and URL.")
            .field("speakAs")
            .rule("IQ-21"),
        RequestError::OwnAccount(_) => of_request(Code::OwnAccount).remedy("Act with another account.").rule("IQ-11"),
        RequestError::AlreadyResponded(_) => {
            of_request(Code::AlreadyResponded).remedy("Go on in the conversation.").rule("G-22")
        }
        RequestError::ResponseNotFound(_) => {
            Refusal::new(Code::ResponseNotFound).remedy(check).field("responseId").rule("IQ-26")
        }
        RequestError::ResponseWithdrawn(_) => Refusal::new(Code::ResponseNotInState).field("responseId").rule("IQ-23"),
        RequestError::ProposalOpen(_) => {
            Refusal::new(Code::ProposalOpen).remedy("Withdraw the proposal first.").field("responseId").rule("IQ-23")
        }
        RequestError::ConversationNotFound(_) => {
            of_conversation(Code::ConversationNotFound).remedy(check).rule("IQ-26")
        }
        RequestError::NotAParticipant(_) => {
            of_conversation(Code::NotAParticipant).remedy("Ask somebody who takes part to add you.").rule("G-36")
        }
        RequestError::ConversationArchived(_) | RequestError::ConversationNotArchived(_) => {
            of_conversation(Code::ConversationNotInState).remedy("Read whether it is put away.").rule("G-36")
        }
        RequestError::OtherAccount => Refusal::new(Code::OtherAccount)
            .remedy("Choose active members of your own account.")
            .field("memberIds")
            .rule("G-36"),
        RequestError::ProfileNotPublic(_) => {
            of_profile(Code::ProfileNotPublic).remedy("File a request: every certified expert sees it.").rule("IQ-15")
        }
        RequestError::OwnProfile(_) => of_profile(Code::OwnAccount).remedy("Act with another account.").rule("IQ-11"),
        RequestError::TooManyDirectMessages { .. } => {
            Refusal::new(Code::RateLimited).remedy("Wait until the instant that the message names.").rule("G-27")
        }
        RequestError::TooManyAttachments => {
            Refusal::new(Code::TooManyAttachments).remedy("Send at most ten files, each once.").field("attachments")
        }
        RequestError::SavedSearchNotFound(_) => {
            Refusal::new(Code::SavedSearchNotFound).remedy(check).field("savedSearchId").rule("IQ-26")
        }
        RequestError::TooManySavedSearches => {
            Refusal::new(Code::TooManySavedSearches).remedy("Remove one that you need no more.")
        }
        RequestError::MessageNotFound(_) => {
            Refusal::new(Code::MessageNotFound).remedy(check).field("messageId").rule("IQ-26")
        }
    }
}

/// The expert's own registration stands in the way.
pub(crate) fn registration_not_active() -> Refusal {
    Refusal::new(Code::RegistrationNotActive).remedy("See the registration's open steps.").rule("IQ-10")
}
