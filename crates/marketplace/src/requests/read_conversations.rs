use kernel::{Actor, ConversationId, MessageId, Page, Right, Slice};
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

    /// What the two sides wrote, newest first: theirs, and of staff only for those who audit.
    pub async fn messages(&self, actor: Actor, id: ConversationId, page: Page<MessageId>) -> Result<Slice<Message>> {
        actor.may_read(&[Right::ReadAudit])?;
        let conversation = self.conversation(actor, id).await?;
        Ok(requests::store::messages_of_conversation(self.db.reader(), conversation.id, page).await?)
    }
}
