use chrono::{DateTime, Utc};
use kernel::{ConversationId, CustomerRequestId, ExpertProfileId, MessageId, ResponseId, SavedSearchId};

/// Why a request, a response or a conversation refuses. Every variant is something a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("customer request {0} does not exist")]
    NotFound(CustomerRequestId),
    #[error("customer request {0} takes answers already")]
    TakesAnswers(CustomerRequestId),
    #[error("customer request {0} takes no answers already")]
    TakesNoAnswers(CustomerRequestId),
    #[error("customer request {0} is put away already")]
    Archived(CustomerRequestId),
    #[error("customer request {0} is not put away")]
    NotArchived(CustomerRequestId),
    #[error("customer request {0} takes no more answers")]
    NotAccepting(CustomerRequestId),
    #[error("nobody in the account has a valid certification linked")]
    CertificationRequired,
    #[error("the expert's registration is not active")]
    RegistrationNotActive,
    #[error("the account has no company details to speak with")]
    CompanyDetailsMissing,
    #[error("customer request {0} is one's own")]
    OwnAccount(CustomerRequestId),
    #[error("the account has answered customer request {0} already")]
    AlreadyResponded(CustomerRequestId),
    #[error("response {0} does not exist")]
    ResponseNotFound(ResponseId),
    #[error("response {0} was withdrawn")]
    ResponseWithdrawn(ResponseId),
    #[error("a proposal is open or accepted in the conversation of response {0}")]
    ProposalOpen(ResponseId),
    #[error("conversation {0} does not exist")]
    ConversationNotFound(ConversationId),
    #[error("one does not take part in conversation {0}")]
    NotAParticipant(ConversationId),
    #[error("conversation {0} is put away already")]
    ConversationArchived(ConversationId),
    #[error("conversation {0} is not put away")]
    ConversationNotArchived(ConversationId),
    #[error("who takes part must be active members of one's own account")]
    OtherAccount,
    #[error("at most {max} files go with one message, each once", max = crate::ATTACHMENTS_MAX)]
    TooManyAttachments,
    #[error("message {0} does not exist")]
    MessageNotFound(MessageId),
    #[error("expert profile {0} takes no direct messages")]
    ProfileNotPublic(ExpertProfileId),
    #[error("expert profile {0} is of one's own account")]
    OwnProfile(ExpertProfileId),
    #[error("at most {max} direct messages are sent in a day; the next may be sent at {until}", max = crate::DIRECT_MESSAGES_MAX)]
    TooManyDirectMessages { until: DateTime<Utc> },
    #[error("there is no saved search {0}")]
    SavedSearchNotFound(SavedSearchId),
    #[error("at most {max} searches are saved", max = crate::SAVED_SEARCHES_MAX)]
    TooManySavedSearches,
}
