use kernel::{Actor, ConversationId, MessageId, Page, Pages, Right};
use requests::{Conversation, Message, RequestError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One conversation, for the two sides and for the staff who run payouts, settle or audit. Its messages are for
    /// fewer.
    pub async fn conversation(&self, actor: Actor, id: ConversationId) -> Result<Conversation> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let conversation = requests::store::find_conversation(self.db.reader(), id).await?;
        let conversation = conversation.filter(|conversation| conversation.is_open_to(actor));
        Ok(conversation.ok_or(RequestError::ConversationNotFound(id))?)
    }

    /// What the two sides wrote in conversations that are seen already, newest first: theirs, and of staff only for
    /// those who audit.
    pub async fn messages_of(
        &self,
        actor: Actor,
        ids: &[ConversationId],
        page: Page<MessageId>,
    ) -> Result<Pages<ConversationId, Message>> {
        actor.may_read(&[Right::ReadAudit])?;
        Ok(requests::store::pages_of_messages(self.db.reader(), ids, page).await?)
    }
}
