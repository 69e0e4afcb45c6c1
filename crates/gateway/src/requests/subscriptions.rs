use ::requests::MessageNumber;
use async_graphql::{
    Context, ID, Subscription,
    connection::{Edge, EmptyFields},
};
use futures_util::stream::{Stream, unfold};
use marketplace::Following;

use super::{Message, conversation::MESSAGES};
use crate::{
    connection::{edge, place},
    session::Session,
    user_error::{answer, fault},
};

type MessageEdge = Edge<String, Message, EmptyFields>;

#[derive(Default)]
pub struct ConversationSubscriptions;

#[Subscription]
impl ConversationSubscriptions {
    /// What is written in a conversation in which one takes part, in order and each once: first what was written after
    /// the cursor, then whatever comes. Whoever was away goes on after the cursor of the last message that they have.
    /// It ends with an error when one takes part no longer.
    async fn message_sent(
        &self,
        ctx: &Context<'_>,
        conversation_id: ID,
        #[graphql(
            desc = "Only what comes after this cursor of its `messages`; from the first message on if not given."
        )]
        after: Option<String>,
    ) -> async_graphql::Result<impl Stream<Item = async_graphql::Result<MessageEdge>>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let followed = async {
            let after = place(MESSAGES, after.as_deref())?.unwrap_or(MessageNumber::NONE);
            app.follow_conversation(*actor, conversation_id.parse()?, after).await
        };
        Ok(edges(answer(followed.await)?))
    }
}

/// Message by message, until the following ends with an error.
fn edges(following: Following) -> impl Stream<Item = async_graphql::Result<MessageEdge>> {
    unfold(Some(following), async |following| {
        let mut following = following?;
        match following.next().await {
            Ok(message) => Some((Ok(edge(MESSAGES, message.number, Message(message))), Some(following))),
            Err(error) => Some((Err(fault(&error)), None)),
        }
    })
}
