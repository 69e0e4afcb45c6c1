use ::requests::MessageNumber;
use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use kernel::{ConversationId, ProposalId};
use marketplace::{Error, Marketplace, SendMessage};

use super::{
    CustomerRequest,
    attachment::{Attachment, AttachmentInput, Call, CallInput, With},
    direct_message::BegunBy,
    my_conversation::PartOf,
    speaking::SpeakingIdentity,
};
use crate::{
    connection::Connection,
    engagements::Side,
    loaders::{ListArguments, load, load_kept, load_list, loader, pages},
    proposals::Proposal,
    session::Session,
    user_error::answer,
};

pub const MESSAGES: &str = "conversation.messages";
const PROPOSALS: &str = "conversation.proposals";

pages!(ConversationId, MessageNumber => ::requests::Message, |app, actor, conversations, page| {
    app.messages_of(actor, conversations, page)
});

pages!(ConversationId, ProposalId => ::proposals::Proposal, |app, actor, conversations, page| {
    app.proposals_of(actor, conversations, page)
});

loader!(ConversationId => ::requests::Conversation, ::requests::store::find_conversations);

pub struct Conversation(pub ::requests::Conversation);

/// What a customer and one expert account write to each other about a request. Both accounts see that there is one, and
/// what is offered in it; its words are for those who take part.
#[Object]
impl Conversation {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What it is about.
    async fn customer_request(&self, ctx: &Context<'_>) -> async_graphql::Result<CustomerRequest> {
        load_kept(ctx, self.0.customer_request_id).await.map(CustomerRequest)
    }

    /// The customer's account, by name.
    async fn customer_name(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        load_kept(ctx, self.0.customer_account_id).await.map(|account| account.details.name)
    }

    /// The expert's account, by name.
    async fn expert_name(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        load_kept(ctx, self.0.expert_account_id).await.map(|account| account.details.name)
    }

    /// What the customer calls themselves, if it began with a direct message.
    async fn contact_name(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        Ok(load(ctx, BegunBy(self.0.id)).await?.map(|direct| direct.contact.name))
    }

    /// The address that the customer gave with a direct message: for their own side, and staff.
    async fn contact_email(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        let actor = Session::of(ctx).actor;
        if !actor.is_staff() && !actor.acts_for(self.0.customer_account_id) {
            return Ok(None);
        }
        Ok(load(ctx, BegunBy(self.0.id)).await?.map(|direct| direct.contact.email.to_string()))
    }

    async fn opened_at(&self) -> DateTime<Utc> {
        self.0.opened_at
    }

    async fn last_message_at(&self) -> DateTime<Utc> {
        self.0.active_at
    }

    /// What the two sides wrote, newest first: for those who take part, and of staff for those with `READ_AUDIT`.
    async fn messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Message>> {
        let part = load(ctx, PartOf(self.0.id)).await?;
        answer(Marketplace::reads_words(Session::of(ctx).actor, self.0.id, part.as_ref()))?;
        let arguments = ListArguments { list: MESSAGES, first, after };
        load_list(ctx, self.0.id, arguments, |message: &::requests::Message| message.number, Message).await
    }

    /// The offers that were made in it, newest first.
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Proposal>> {
        let arguments = ListArguments { list: PROPOSALS, first, after };
        load_list(ctx, self.0.id, arguments, |proposal: &::proposals::Proposal| proposal.id, Proposal).await
    }
}

pub struct Message(pub ::requests::Message);

/// One message. It never changes.
#[Object]
impl Message {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Where it stands.
    async fn conversation(&self, ctx: &Context<'_>) -> async_graphql::Result<Conversation> {
        load_kept(ctx, self.0.conversation_id).await.map(Conversation)
    }

    /// Who wrote it: the customer's side or the expert's.
    async fn author(&self, ctx: &Context<'_>) -> async_graphql::Result<Side> {
        let conversation = load_kept(ctx, self.0.conversation_id).await?;
        let by_customer = conversation.customer_account_id == self.0.author_account_id;
        Ok(if by_customer { Side::Customer } else { Side::Expert })
    }

    /// In whose name an expert wrote it; null if the customer did.
    async fn speaks_as(&self) -> Option<SpeakingIdentity> {
        self.0.speaks_as.map(Into::into)
    }

    /// Plain text.
    async fn text(&self) -> &str {
        &self.0.body
    }

    /// The files that go with it, in their order.
    async fn attachments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Attachment>> {
        let sent = load(ctx, With(self.0.id)).await?.unwrap_or_default();
        Ok(sent.into_iter().map(Attachment).collect())
    }

    /// A call that it proposes; null if it proposes none.
    async fn call(&self) -> Option<Call> {
        self.0.call.clone().map(Call)
    }

    async fn sent_at(&self) -> DateTime<Utc> {
        self.0.sent_at
    }
}

/// A message to the other side.
#[derive(InputObject)]
pub struct MessageSendInput {
    conversation_id: ID,
    /// In whose name an expert speaks; as the account did before if not given. Customers have one name.
    speak_as: Option<SpeakingIdentity>,
    /// 1 to 10000 characters of plain text.
    message: String,
    /// At most 10 files that go with it, each once.
    #[graphql(default)]
    attachments: Vec<AttachmentInput>,
    /// A call that it proposes.
    call: Option<CallInput>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

impl From<::requests::Conversation> for Conversation {
    fn from(conversation: ::requests::Conversation) -> Self {
        Self(conversation)
    }
}

impl From<::requests::Message> for Message {
    fn from(message: ::requests::Message) -> Self {
        Self(message)
    }
}

impl TryFrom<MessageSendInput> for SendMessage {
    type Error = Error;

    fn try_from(input: MessageSendInput) -> Result<Self, Error> {
        let MessageSendInput { conversation_id, speak_as, message, attachments, call, idempotency_key } = input;
        let (conversation_id, speaks_as) = (conversation_id.parse()?, speak_as.map(Into::into));
        let files = attachments.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Self { conversation_id, speaks_as, message, files, call: call.map(Into::into), idempotency_key })
    }
}
