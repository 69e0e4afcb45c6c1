use accounts::AccountError;
use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use experts::{ExpertProfile, Registration};
use kernel::{AccountId, Actor, ConversationId, CustomerRequestId, ExpertProfileId, MessageId, Right};
use requests::{Contact, Conversation, CustomerRequest, DIRECT_MESSAGES_MAX, DirectMessage, Message, RequestError};
use sea_orm::DatabaseTransaction;

use super::{
    TypedAsk,
    part::{begin_with, writer},
    send_message::message,
};
use crate::{Marketplace, Result};

/// What a customer writes to an expert from the public profile (G-27).
#[derive(Clone, Debug)]
pub struct SendDirectMessage {
    pub expert_profile_id: ExpertProfileId,
    /// What the customer calls themselves.
    pub name: String,
    pub email: String,
    /// What is asked; its description is the first message.
    pub ask: TypedAsk,
    pub idempotency_key: String,
}

impl Marketplace {
    /// A customer writes to one expert, or the company that the expert works for: a request that is for them alone, and
    /// the conversation about it. No certification is needed for it (IQ-15).
    pub async fn send_direct_message(&self, actor: Actor, input: SendDirectMessage) -> Result<Conversation> {
        let account = actor.account_by(Right::FileRequest)?;
        let (command, contact) = (input.command(actor)?, Contact::new(&input.name, &input.email)?);
        let (ask, words, now) = (input.ask.checked()?, Message::words(&input.ask.description)?, self.clock.now());
        let id = ConversationId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let conversation = requests::store::find_conversation(&tx, first).await?;
            return Ok(conversation.ok_or(RequestError::ConversationNotFound(first))?);
        }
        within_the_limit(&tx, account, now).await?;
        let expert = addressee(&tx, actor, input.expert_profile_id).await?;
        let request = CustomerRequest::open(CustomerRequestId::generate(now), (account, actor.member()), ask, now);
        let request = request.directed_to(expert.account_id);
        let conversation = Conversation::open(id, &request, expert.account_id, now);
        let direct = DirectMessage { conversation_id: id, customer_account_id: account, contact, sent_at: now };

        requests::store::insert(&tx, &request).await?;
        let conversation = begun(&tx, actor, (conversation, &expert), words).await?;
        requests::store::insert_direct_message(&tx, &direct).await?;
        events::store::record(&tx, &Event::now(EventKind::CustomerRequestOpened, actor, &request.id, now)).await?;
        tx.commit().await?;

        Ok(conversation)
    }
}

/// An account that is open sends so many a day. Two of its members at once are counted one after the other.
async fn within_the_limit(tx: &DatabaseTransaction, id: AccountId, now: DateTime<Utc>) -> Result<()> {
    let account = accounts::store::lock(tx, id).await?.ok_or(AccountError::NotFound(id))?;
    account.ensure_open()?;
    let (since, limit) = (DirectMessage::counted_from(now), DIRECT_MESSAGES_MAX as u64);
    let sent = requests::store::direct_messages_since(tx, id, since, limit).await?;
    Ok(DirectMessage::ensure_not_too_many(&sent)?)
}

/// The expert whom everybody may write to: active, and still a member of the account. Any other is refused alike.
async fn addressee(tx: &DatabaseTransaction, actor: Actor, id: ExpertProfileId) -> Result<ExpertProfile> {
    let refused = RequestError::ProfileNotPublic(id);
    let profile = experts::store::find_profile(tx, id).await?.ok_or_else(|| refused.clone())?;
    if actor.acts_for(profile.account_id) {
        return Err(RequestError::OwnProfile(id).into());
    }
    let person = accounts::store::hold_active_members(tx, profile.account_id, &[profile.member_id]).await?;
    let registration = experts::store::registration_of_profile(tx, id).await?;
    let is_public = registration.as_ref().is_some_and(Registration::is_active) && !person.is_empty();
    Ok(if is_public { Ok(profile) } else { Err(refused) }?)
}

/// The conversation with its first message.
async fn begun(
    tx: &DatabaseTransaction,
    actor: Actor,
    (opened, expert): (Conversation, &ExpertProfile),
    words: String,
) -> Result<Conversation> {
    let now = opened.opened_at;
    let conversation = opened.clone().continued(now);
    let first = message(actor, MessageId::generate(now), &conversation, (None, words))?;

    requests::store::insert_conversation(tx, &conversation).await?;
    begin_with(tx, &opened, (vec![writer(actor)?.1], expert.member_id)).await?;
    requests::store::insert_message(tx, &first).await?;
    events::store::record(tx, &Event::now(EventKind::ConversationOpened, actor, &conversation.id, now)).await?;
    events::store::record(tx, &Event::now(EventKind::MessageSent, actor, &first.id, now)).await?;
    Ok(conversation)
}

impl SendDirectMessage {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let (to, TypedAsk { title, description, .. }) = (self.expert_profile_id.to_string(), &self.ask);
        let payload = [to.as_str(), &self.name, &self.email, title, description];
        Command::new(actor, "directMessageSend", &self.idempotency_key, &payload)
    }
}
