use std::{collections::HashMap, sync::Arc};

use ::requests::store::ConversationFilter;
use async_graphql::{Context, ID, InputObject, Object, dataloader::Loader};
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use kernel::{ConversationId, MemberId};
use marketplace::{Error, OwnPart, SetConversationMembers};

use super::Conversation;
use crate::{
    accounts::Member,
    engagements::Side,
    loaders::{Rows, load, load_kept},
    session::Session,
    user_error::answer,
};

/// What the reader's account has to do with a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartOf(pub ConversationId);

impl Loader<PartOf> for Rows {
    type Value = OwnPart;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[PartOf]) -> Result<HashMap<PartOf, OwnPart>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|PartOf(id)| *id).collect();
        let parts = self.0.own_parts(self.1, &ids).await.map_err(Arc::new)?;
        Ok(parts.into_iter().map(|(id, part)| (PartOf(id), part)).collect())
    }
}

/// What the reader has not read of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnreadIn(ConversationId);

impl Loader<UnreadIn> for Rows {
    type Value = i64;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[UnreadIn]) -> Result<HashMap<UnreadIn, i64>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|UnreadIn(id)| *id).collect();
        let unread = self.0.unread_of(self.1, &ids).await.map_err(Arc::new)?;
        Ok(unread.into_iter().map(|(id, count)| (UnreadIn(id), count)).collect())
    }
}

pub struct MyConversation(pub ::requests::Conversation);

/// A conversation as it stands with one's own side.
#[Object]
impl MyConversation {
    async fn conversation(&self) -> Conversation {
        Conversation(self.0.clone())
    }

    /// On which side of it one's account stands.
    #[expect(clippy::unused_async, reason = "resolvers are async, whether they wait or not")]
    async fn side(&self, ctx: &Context<'_>) -> async_graphql::Result<Side> {
        answer(self.0.side_of(Session::of(ctx).actor).map(Into::into).map_err(Into::into))
    }

    /// Since when one's own side has put it away; null unless it has. A new message takes it out again.
    #[expect(clippy::unused_async, reason = "resolvers are async, whether they wait or not")]
    async fn archived_at(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<DateTime<Utc>>> {
        let side = answer(self.0.side_of(Session::of(ctx).actor).map_err(Into::into))?;
        Ok(self.0.archived_at(side))
    }

    /// How many messages of others one has not marked as read.
    async fn unread_count(&self, ctx: &Context<'_>) -> async_graphql::Result<i64> {
        Ok(load(ctx, UnreadIn(self.0.id)).await?.unwrap_or_default())
    }

    /// Who of one's own account takes part.
    async fn members(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Member>> {
        let part = load(ctx, PartOf(self.0.id)).await?.unwrap_or_default();
        let members = part.members.into_iter().map(|id: MemberId| load_kept(ctx, id));
        Ok(try_join_all(members).await?.into_iter().map(Member).collect())
    }
}

/// Which of one's conversations are wanted.
#[derive(Clone, Copy, Default, InputObject)]
pub struct MyConversationsFilter {
    /// Those that one's side has put away, in the place of the others.
    #[graphql(default)]
    archived: bool,
    /// Only those with messages that one has not marked as read.
    #[graphql(default)]
    unread: bool,
}

/// Who of one's own account takes part in a conversation.
#[derive(InputObject)]
pub struct ConversationMembersSetInput {
    conversation_id: ID,
    /// Everybody, not only who is new: 1 to 50 active members of one's own account. Who is left out no longer reads or
    /// writes in it.
    member_ids: Vec<ID>,
}

/// Which conversation to put away.
#[derive(InputObject)]
pub struct ConversationArchiveInput {
    pub conversation_id: ID,
}

/// Which conversation to take out again.
#[derive(InputObject)]
pub struct ConversationRestoreInput {
    pub conversation_id: ID,
}

/// Up to which message one has read.
#[derive(InputObject)]
pub struct MessageMarkReadInput {
    pub message_id: ID,
}

impl From<::requests::Conversation> for MyConversation {
    fn from(conversation: ::requests::Conversation) -> Self {
        Self(conversation)
    }
}

impl MyConversationsFilter {
    pub fn of(self, side: Side) -> ConversationFilter {
        ConversationFilter { side: side.into(), archived: self.archived, unread: self.unread }
    }
}

impl TryFrom<ConversationMembersSetInput> for SetConversationMembers {
    type Error = Error;

    fn try_from(input: ConversationMembersSetInput) -> Result<Self, Error> {
        let members = input.member_ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
        Ok(Self { conversation_id: input.conversation_id.parse()?, members })
    }
}
