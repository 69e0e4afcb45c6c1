use std::{collections::HashMap, sync::Arc};

use ::requests::DirectMessage;
use async_graphql::{ID, InputObject, dataloader::Loader};
use kernel::ConversationId;
use marketplace::{Error, SendDirectMessage, TypedAsk};

use crate::loaders::Rows;

/// How a conversation began, if by a direct message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BegunBy(pub ConversationId);

impl Loader<BegunBy> for Rows {
    type Value = DirectMessage;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[BegunBy]) -> Result<HashMap<BegunBy, DirectMessage>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|BegunBy(id)| *id).collect();
        let found = ::requests::store::find_direct_messages(self.0.db().reader(), &ids).await;
        let found = found.map_err(|error| Arc::new(error.into()))?;
        Ok(found.into_iter().map(|message| (BegunBy(message.conversation_id), message)).collect())
    }
}

/// What one writes to an expert from the public profile: a request that is for them alone.
#[derive(InputObject)]
pub struct DirectMessageSendInput {
    expert_profile_id: ID,
    /// What the expert shall call one: 1 to 30 characters.
    name: String,
    /// For one's own side and the operator, at most 254 characters; the expert never sees it.
    email: String,
    /// What it is about: 10 to 140 characters.
    title: String,
    /// What one asks for, in 30 to 1500 characters of plain text: the first message of the conversation.
    description: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

impl TryFrom<DirectMessageSendInput> for SendDirectMessage {
    type Error = Error;

    fn try_from(input: DirectMessageSendInput) -> Result<Self, Error> {
        let DirectMessageSendInput { expert_profile_id, name, email, title, description, idempotency_key } = input;
        let ask = TypedAsk { title, description, budget: None, preferred_location: None, skills: vec![] };
        Ok(Self { expert_profile_id: expert_profile_id.parse()?, name, email, ask, idempotency_key })
    }
}
