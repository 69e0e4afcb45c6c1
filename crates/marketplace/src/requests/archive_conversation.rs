use chrono::{DateTime, Utc};
use kernel::{Actor, ConversationId, Side};
use requests::{Conversation, RequestError};

use super::part::{participant, writer};
use crate::{Marketplace, Result};

impl Marketplace {
    /// A side puts a conversation away until something new is written in it (G-36).
    pub async fn archive_conversation(&self, actor: Actor, id: ConversationId) -> Result<Conversation> {
        let archive = |conversation: Conversation, side, now| conversation.archive(side, now);
        self.put_conversation_away(actor, id, archive).await
    }

    /// A side takes it out again.
    pub async fn restore_conversation(&self, actor: Actor, id: ConversationId) -> Result<Conversation> {
        self.put_conversation_away(actor, id, |conversation: Conversation, side, _| conversation.restore(side)).await
    }

    async fn put_conversation_away(
        &self,
        actor: Actor,
        id: ConversationId,
        change: impl FnOnce(Conversation, Side, DateTime<Utc>) -> Result<Conversation, RequestError>,
    ) -> Result<Conversation> {
        writer(actor)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let conversation = requests::store::lock_conversation(&tx, id).await?;
        let conversation = conversation.ok_or(RequestError::ConversationNotFound(id))?;
        let side = conversation.side_of(actor)?;
        participant(&tx, actor, id).await?;
        let conversation = change(conversation, side, now)?;

        requests::store::save_conversation(&tx, &conversation).await?;
        tx.commit().await?;

        Ok(conversation)
    }
}
