use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use files::Purpose;
use kernel::{Actor, ActorError, ConversationId, InputError, MessageId, Side};
use requests::{AttachedFile, Call, Conversation, Message, RequestError, SpeakingIdentity};
use sea_orm::DatabaseTransaction;

use super::{
    gate::has_company,
    part::{participant, writer},
};
use crate::{Marketplace, Result, files::take};

#[derive(Clone, Debug)]
pub struct SendMessage {
    pub conversation_id: ConversationId,
    /// In whose name an expert speaks; `None`: as before. Customers have one name.
    pub speaks_as: Option<SpeakingIdentity>,
    pub message: String,
    /// What goes with it, in this order.
    pub files: Vec<AttachedFile>,
    pub call: Option<ProposeCall>,
    pub idempotency_key: String,
}

/// A call, as somebody proposes it.
#[derive(Clone, Debug)]
pub struct ProposeCall {
    pub link: String,
    pub starts_at: DateTime<Utc>,
    pub minutes: i64,
}

impl Marketplace {
    /// Whoever takes part writes, in plain text; experts with the right to speak (G-26). The conversation moves to the
    /// top, and if the customer wrote, so does the request (G-10).
    pub async fn send_message(&self, actor: Actor, input: SendMessage) -> Result<Message> {
        writer(actor)?;
        let now = self.clock.now();
        let (command, words, call) = (input.command(actor)?, Message::words(&input.message)?, input.call(now)?);
        AttachedFile::ensure_few(&input.files)?;
        let (id, conversation_id) = (MessageId::generate(now), input.conversation_id);
        let not_found = RequestError::ConversationNotFound(conversation_id);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(requests::store::find_message(&tx, first).await?.ok_or(not_found)?);
        }
        let conversation = requests::store::find_conversation(&tx, conversation_id).await?;
        let conversation = conversation.ok_or_else(|| not_found.clone())?;
        let side = conversation.side_of(actor)?;
        attach(&tx, actor, &input.files, now).await?;
        let speaks_as = match side {
            Side::Customer => move_up(&tx, &conversation, now).await.map(|()| None)?,
            Side::Expert => Some(identity(&tx, actor, &conversation, input.speaks_as).await?),
        };
        let conversation = requests::store::lock_conversation(&tx, conversation_id).await?.ok_or(not_found)?;
        let part = participant(&tx, actor, conversation_id).await?;
        let conversation = conversation.continued(now);
        let message = Message { call, ..message(actor, id, &conversation, (speaks_as, words))? };

        requests::store::save_conversation(&tx, &conversation).await?;
        requests::store::insert_message(&tx, &message).await?;
        requests::store::insert_attachments(&tx, id, &input.files).await?;
        requests::store::save_participant(&tx, &part.wrote(message.number)).await?;
        events::store::record(&tx, &Event::now(EventKind::MessageSent, actor, &id, now)).await?;
        tx.commit().await?;
        self.calls.out(conversation_id);

        Ok(message)
    }
}

/// Takes the files into use, in the order in which all who take several do.
async fn attach(tx: &DatabaseTransaction, actor: Actor, files: &[AttachedFile], now: DateTime<Utc>) -> Result<()> {
    let mut uploads: Vec<_> = files.iter().map(|file| file.upload_id).collect();
    uploads.sort();
    for upload in uploads {
        take(tx, actor, (upload, Purpose::Attachment), now).await?;
    }
    Ok(())
}

/// In whose name an expert writes: as they say, or as the account's last words in the conversation were (IQ-22).
async fn identity(
    tx: &DatabaseTransaction,
    actor: Actor,
    conversation: &Conversation,
    chosen: Option<SpeakingIdentity>,
) -> Result<SpeakingIdentity> {
    let before = requests::store::last_speaks_as(tx, conversation.id).await?;
    let speaks_as = chosen.or(before).unwrap_or(SpeakingIdentity::Individual);
    actor.may(speaks_as.right())?;
    if speaks_as == SpeakingIdentity::Company {
        has_company(tx, conversation.expert_account_id).await?;
    }
    Ok(speaks_as)
}

/// A message of whoever acts, which moved its conversation to the top.
pub(super) fn message(
    actor: Actor,
    id: MessageId,
    conversation: &Conversation,
    (speaks_as, body): (Option<SpeakingIdentity>, String),
) -> Result<Message, ActorError> {
    let (author_account_id, author_member_id) = writer(actor)?;
    let (conversation_id, number, sent_at) = (conversation.id, conversation.last_number, conversation.active_at);
    let call = None;
    Ok(Message { id, conversation_id, number, author_account_id, author_member_id, speaks_as, body, call, sent_at })
}

async fn move_up(tx: &DatabaseTransaction, conversation: &Conversation, now: DateTime<Utc>) -> Result<()> {
    let id = conversation.customer_request_id;
    let request = requests::store::lock(tx, id).await?.ok_or(RequestError::NotFound(id))?;
    requests::store::save(tx, &request.continued(now)).await?;
    Ok(())
}

impl SendMessage {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let conversation_id = self.conversation_id.to_string();
        let speaks_as = self.speaks_as.map_or("", |speaks_as| speaks_as.right().name());
        let mut payload = vec![conversation_id, speaks_as.to_owned(), self.message.clone()];
        payload.extend(self.files.iter().flat_map(|file| [file.upload_id.to_string(), file.name.clone()]));
        if let Some(ProposeCall { link, starts_at, minutes }) = &self.call {
            payload.extend([link.clone(), starts_at.to_rfc3339(), minutes.to_string()]);
        }
        let payload: Vec<_> = payload.iter().map(String::as_str).collect();
        Command::new(actor, "messageSend", &self.idempotency_key, &payload)
    }

    fn call(&self, now: DateTime<Utc>) -> Result<Option<Call>, InputError> {
        let proposed = self.call.as_ref();
        proposed.map(|call| Call::new(&call.link, call.starts_at, call.minutes, now)).transpose()
    }
}
