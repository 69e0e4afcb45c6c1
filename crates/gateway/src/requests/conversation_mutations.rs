use async_graphql::{Context, Object};

use super::{
    Conversation, Message, MyConversation,
    conversation::MessageSendInput,
    direct_message::DirectMessageSendInput,
    my_conversation::{
        ConversationArchiveInput, ConversationMembersSetInput, ConversationRestoreInput, MessageMarkReadInput,
    },
};
use crate::session::Session;

payload!(DirectMessageSendPayload { conversation: Conversation });
payload!(MessageSendPayload { message: Message });
payload!(MessageMarkReadPayload { my_conversation: MyConversation });
payload!(ConversationMembersSetPayload { my_conversation: MyConversation });
payload!(ConversationArchivePayload { my_conversation: MyConversation });
payload!(ConversationRestorePayload { my_conversation: MyConversation });

#[derive(Default)]
pub struct ConversationMutations;

#[Object]
impl ConversationMutations {
    /// Write to one expert from their public profile: a request that is for them alone, and the conversation about it. They
    /// need no certification for it. At most 10 a day. Needs `FILE_REQUEST`.
    async fn direct_message_send(
        &self,
        ctx: &Context<'_>,
        input: DirectMessageSendInput,
    ) -> async_graphql::Result<DirectMessageSendPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let sent = async { app.send_direct_message(*actor, input.try_into()?).await };
        DirectMessageSendPayload::from_result(sent.await)
    }

    /// Write to the other side of a conversation in which one takes part. Experts need the right to speak so.
    async fn message_send(
        &self,
        ctx: &Context<'_>,
        input: MessageSendInput,
    ) -> async_graphql::Result<MessageSendPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let sent = async { app.send_message(*actor, input.try_into()?).await };
        MessageSendPayload::from_result(sent.await)
    }

    /// Mark a conversation as read up to a message. The mark only moves forward. For those who take part.
    async fn message_mark_read(
        &self,
        ctx: &Context<'_>,
        input: MessageMarkReadInput,
    ) -> async_graphql::Result<MessageMarkReadPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let marked = async { app.mark_message_read(*actor, input.message_id.parse()?).await };
        MessageMarkReadPayload::from_result(marked.await)
    }

    /// Say who of one's own account takes part in a conversation. For those who take part, and for who holds
    /// `MANAGE_ACCOUNT`. Who leaves the account leaves its conversations.
    async fn conversation_members_set(
        &self,
        ctx: &Context<'_>,
        input: ConversationMembersSetInput,
    ) -> async_graphql::Result<ConversationMembersSetPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let set = async { app.set_conversation_members(*actor, input.try_into()?).await };
        ConversationMembersSetPayload::from_result(set.await)
    }

    /// Put a conversation away, for one's own side: a new message takes it out again. For those who take part.
    async fn conversation_archive(
        &self,
        ctx: &Context<'_>,
        input: ConversationArchiveInput,
    ) -> async_graphql::Result<ConversationArchivePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let archived = async { app.archive_conversation(*actor, input.conversation_id.parse()?).await };
        ConversationArchivePayload::from_result(archived.await)
    }

    /// Take a conversation out again, for one's own side. For those who take part.
    async fn conversation_restore(
        &self,
        ctx: &Context<'_>,
        input: ConversationRestoreInput,
    ) -> async_graphql::Result<ConversationRestorePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let restored = async { app.restore_conversation(*actor, input.conversation_id.parse()?).await };
        ConversationRestorePayload::from_result(restored.await)
    }
}
