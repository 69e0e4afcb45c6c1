use ::requests::ResponseState;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use kernel::ResponseId;
use marketplace::{Error, SendResponse};

use super::{Conversation, CustomerRequest, speaking::SpeakingIdentity};
use crate::{
    experts::ExpertProfile,
    loaders::{load_kept, loader},
};

loader!(ResponseId => ::requests::Response, ::requests::store::find_responses);

pub struct Response(pub ::requests::Response);

/// One expert account's answer to a request. Its words are the first message of its conversation.
#[Object]
impl Response {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What is answered.
    async fn customer_request(&self, ctx: &Context<'_>) -> async_graphql::Result<CustomerRequest> {
        load_kept(ctx, self.0.customer_request_id).await.map(CustomerRequest)
    }

    /// Who answered.
    async fn expert_profile(&self, ctx: &Context<'_>) -> async_graphql::Result<ExpertProfile> {
        load_kept(ctx, self.0.expert_profile_id).await.map(ExpertProfile)
    }

    /// In whose name they answered: see `company` of their profile.
    async fn speaks_as(&self) -> SpeakingIdentity {
        self.0.speaks_as.into()
    }

    /// The conversation that it opened.
    async fn conversation(&self, ctx: &Context<'_>) -> async_graphql::Result<Conversation> {
        load_kept(ctx, self.0.conversation_id).await.map(Conversation)
    }

    async fn status(&self) -> ResponseStatus {
        self.0.state.into()
    }

    async fn sent_at(&self) -> DateTime<Utc> {
        self.0.sent_at
    }

    /// When the expert took it back; null unless they did.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.0.withdrawn_at()
    }
}

/// Whether an answer stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ResponseStatus {
    Sent,
    /// The expert took it back; the conversation stays.
    Withdrawn,
}

/// An answer to a request, in one's own name or in that of one's company.
#[derive(InputObject)]
pub struct ResponseSendInput {
    customer_request_id: ID,
    /// In whose name.
    #[graphql(default_with = "SpeakingIdentity::Individual")]
    speak_as: SpeakingIdentity,
    /// The first message of the conversation: 1 to 10000 characters of plain text.
    message: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which answer to take back.
#[derive(InputObject)]
pub struct ResponseWithdrawInput {
    pub response_id: ID,
}

impl From<::requests::Response> for Response {
    fn from(response: ::requests::Response) -> Self {
        Self(response)
    }
}

impl From<ResponseState> for ResponseStatus {
    fn from(state: ResponseState) -> Self {
        match state {
            ResponseState::Sent => Self::Sent,
            ResponseState::Withdrawn { .. } => Self::Withdrawn,
        }
    }
}

impl TryFrom<ResponseSendInput> for SendResponse {
    type Error = Error;

    fn try_from(input: ResponseSendInput) -> Result<Self, Error> {
        let ResponseSendInput { customer_request_id, speak_as, message, idempotency_key } = input;
        let (customer_request_id, speaks_as) = (customer_request_id.parse()?, speak_as.into());
        Ok(Self { customer_request_id, speaks_as, message, idempotency_key })
    }
}
