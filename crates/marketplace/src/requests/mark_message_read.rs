use kernel::{Actor, MessageId};
use requests::{Conversation, RequestError};

use super::part::writer;
use crate::{Marketplace, Result};

impl Marketplace {
    /// A participant has read a conversation up to a message. The mark only moves forward (G-36).
    pub async fn mark_message_read(&self, actor: Actor, id: MessageId) -> Result<Conversation> {
        let (_, member) = writer(actor)?;
        let not_found = RequestError::MessageNotFound(id);
        let tx = self.db.begin().await?;

        let message = requests::store::find_message(&tx, id).await?.ok_or_else(|| not_found.clone())?;
        let part = requests::store::lock_participant(&tx, message.conversation_id, member).await?;
        let part = part.ok_or_else(|| not_found.clone())?.read_through(message.number);
        let conversation = requests::store::find_conversation(&tx, message.conversation_id).await?.ok_or(not_found)?;

        requests::store::save_participant(&tx, &part).await?;
        tx.commit().await?;

        Ok(conversation)
    }
}
