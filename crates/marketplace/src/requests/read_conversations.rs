use std::collections::HashMap;

use kernel::{Actor, ConversationId, MemberId, Page, Pages, Right, Slice};
use requests::{ActivityKey, Conversation, Message, MessageNumber, RequestError, store::ConversationFilter};

use crate::{Marketplace, Result};

/// What the reader's account has to do with a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPart {
    /// Who of the account takes part.
    pub members: Vec<MemberId>,
    /// Whether the reader is among them.
    pub takes_part: bool,
}

impl Marketplace {
    /// One conversation, for the two sides and for the staff who run payouts, settle or audit. Its messages are for
    /// fewer.
    pub async fn conversation(&self, actor: Actor, id: ConversationId) -> Result<Conversation> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let conversation = requests::store::find_conversation(self.db.reader(), id).await?;
        let conversation = conversation.filter(|conversation| conversation.is_open_to(actor));
        Ok(conversation.ok_or(RequestError::ConversationNotFound(id))?)
    }

    /// The conversations in which the reader takes part, newest activity first (G-36).
    pub async fn my_conversations(
        &self,
        actor: Actor,
        filter: ConversationFilter,
        page: Page<ActivityKey<ConversationId>>,
    ) -> Result<Slice<Conversation>> {
        actor.signed_in()?;
        match actor.account().zip(actor.member()) {
            Some(reader) => Ok(requests::store::page_of_conversations(self.db.reader(), reader, filter, page).await?),
            None => Ok(Slice::default()),
        }
    }

    /// What the reader's account has to do with conversations that are seen already, for each in which any of it takes
    /// part.
    pub async fn own_parts(&self, actor: Actor, ids: &[ConversationId]) -> Result<HashMap<ConversationId, OwnPart>> {
        let Some((account, member)) = actor.account().zip(actor.member()) else { return Ok(HashMap::new()) };
        let mut parts: HashMap<_, OwnPart> = HashMap::new();
        for participant in requests::store::participants_of_account(self.db.reader(), ids, account).await? {
            let part = parts.entry(participant.conversation_id).or_default();
            part.takes_part |= participant.member_id == member;
            part.members.push(participant.member_id);
        }
        Ok(parts)
    }

    /// How many messages of others the reader has not read, for each of `ids` in which there are any.
    pub async fn unread_of(&self, actor: Actor, ids: &[ConversationId]) -> Result<Vec<(ConversationId, i64)>> {
        let Some(member) = actor.member() else { return Ok(vec![]) };
        Ok(requests::store::unread_of(self.db.reader(), ids, member).await?)
    }

    /// Whether the words of a conversation are the reader's to see: theirs who take part, and of staff those who audit.
    pub fn reads_words(actor: Actor, id: ConversationId, part: Option<&OwnPart>) -> Result<()> {
        actor.may_read(&[Right::ReadAudit])?;
        let reads = actor.is_staff() || part.is_some_and(|part| part.takes_part);
        Ok(if reads { Ok(()) } else { Err(RequestError::NotAParticipant(id)) }?)
    }

    /// What the two sides wrote in conversations whose words are the reader's to see, newest first.
    pub async fn messages_of(
        &self,
        actor: Actor,
        ids: &[ConversationId],
        page: Page<MessageNumber>,
    ) -> Result<Pages<ConversationId, Message>> {
        actor.may_read(&[Right::ReadAudit])?;
        Ok(requests::store::pages_of_messages(self.db.reader(), ids, page).await?)
    }
}
