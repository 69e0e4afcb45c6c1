use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{Actor, ConversationId, CustomerRequestId, MessageId, ResponseId};
use requests::{Conversation, CustomerRequest, Message, RequestError, Response, SpeakingIdentity};
use sea_orm::DatabaseTransaction;

use super::{
    gate::{certified, open_account, speaker},
    part::{askers, begin_with, writer},
    send_message::message,
};
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct SendResponse {
    pub customer_request_id: CustomerRequestId,
    pub speaks_as: SpeakingIdentity,
    /// The first words of the conversation.
    pub message: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// An expert answers a request, in their own name or in that of their company, once an account, from behind the certification gate. A
    /// conversation with the customer opens (IQ-16, IQ-23).
    pub async fn send_response(&self, actor: Actor, input: SendResponse) -> Result<Response> {
        let account = actor.account_by(input.speaks_as.right())?;
        let (command, words, now) = (input.command(actor)?, Message::words(&input.message)?, self.clock.now());
        let (id, request_id) = (ResponseId::generate(now), input.customer_request_id);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(requests::store::find_response(&tx, first)
                .await?
                .ok_or(RequestError::ResponseNotFound(first))?);
        }
        open_account(&tx, account).await?;
        let speaker = (speaker(&tx, actor, input.speaks_as).await?, input.speaks_as);
        let asked = requests::store::find(&tx, request_id).await?;
        if asked.as_ref().is_none_or(|asked| asked.direct_to != Some(account)) {
            certified(&tx, account, now).await?;
        }
        let asked = asked.ok_or(RequestError::NotFound(request_id))?;
        let askers = askers(&tx, &asked).await?;
        let request = answered(&tx, actor, request_id).await?;
        let conversation = Conversation::open(ConversationId::generate(now), &request, account, now);
        let (opened, conversation) = (conversation.clone(), conversation.continued(now));
        let response = Response::send(id, &conversation, speaker);
        let speaks_as = Some(input.speaks_as);
        let first = message(actor, MessageId::generate(now), &conversation, (speaks_as, words))?;

        requests::store::save(&tx, &request).await?;
        write_response(&tx, actor, &response, &conversation, now).await?;
        begin_with(&tx, &opened, (askers, writer(actor)?.1)).await?;
        requests::store::insert_message(&tx, &first).await?;
        tx.commit().await?;

        Ok(response)
    }
}

/// The request with one answer more, locked.
async fn answered(tx: &DatabaseTransaction, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
    let request = requests::store::lock(tx, id).await?.ok_or(RequestError::NotFound(id))?;
    let before = match actor.account() {
        Some(account) => requests::store::has_answered(tx, id, account).await?,
        None => false,
    };
    Ok(request.answer(actor, before)?)
}

async fn write_response(
    tx: &DatabaseTransaction,
    actor: Actor,
    response: &Response,
    conversation: &Conversation,
    now: DateTime<Utc>,
) -> Result<()> {
    let sent = Event::now(EventKind::ResponseSent, actor, &response.id, now);
    let opened = Event::now(EventKind::ConversationOpened, actor, &conversation.id, now);

    requests::store::insert_conversation(tx, conversation).await?;
    requests::store::insert_response(tx, response).await?;
    events::store::record(tx, &sent).await?;
    events::store::record(tx, &opened).await?;
    Ok(())
}

impl SendResponse {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let request_id = self.customer_request_id.to_string();
        let payload = [request_id.as_str(), self.speaks_as.right().name(), &self.message];
        Command::new(actor, "responseSend", &self.idempotency_key, &payload)
    }
}
