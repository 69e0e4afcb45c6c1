use std::collections::BTreeSet;

use events::{Event, EventKind};
use kernel::{AccountId, Actor, ConversationId, InputError, MemberId, Right};
use requests::{Conversation, PARTICIPANTS_MAX, Participant, RequestError};
use sea_orm::DatabaseTransaction;

use super::part::{participant, writer};
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct SetConversationMembers {
    pub conversation_id: ConversationId,
    /// Who of the own account takes part from now on: everybody, not only who is new.
    pub members: BTreeSet<MemberId>,
}

impl Marketplace {
    /// A side says who of its account takes part (G-36). Whoever takes part may, and so that no conversation is left to
    /// nobody, whoever manages the account.
    pub async fn set_conversation_members(&self, actor: Actor, input: SetConversationMembers) -> Result<Conversation> {
        let (account, _) = writer(actor)?;
        let (id, members, now) = (input.conversation_id, input.checked()?, self.clock.now());
        let not_found = RequestError::ConversationNotFound(id);
        let tx = self.db.begin().await?;

        let conversation = requests::store::find_conversation(&tx, id).await?.ok_or_else(|| not_found.clone())?;
        conversation.side_of(actor)?;
        let found = accounts::store::hold_active_members(&tx, account, &members).await?;
        let conversation = requests::store::lock_conversation(&tx, id).await?.ok_or(not_found)?;
        may_set(&tx, actor, id).await?;
        if found.len() < members.len() {
            return Err(RequestError::OtherAccount.into());
        }
        let joining = members.iter().map(|member| Participant::join(&conversation, (account, *member), now));

        replace(&tx, &conversation, account, &joining.collect::<Vec<_>>()).await?;
        events::store::record(&tx, &Event::now(EventKind::ConversationMembersSet, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(conversation)
    }
}

async fn may_set(tx: &DatabaseTransaction, actor: Actor, id: ConversationId) -> Result<()> {
    if actor.may(Right::ManageAccount).is_err() {
        participant(tx, actor, id).await?;
    }
    Ok(())
}

async fn replace(
    tx: &DatabaseTransaction,
    conversation: &Conversation,
    account: AccountId,
    wanted: &[Participant],
) -> Result<()> {
    let staying: Vec<_> = wanted.iter().map(|participant| participant.member_id).collect();
    requests::store::delete_other_participants(tx, conversation.id, account, &staying).await?;
    Ok(requests::store::insert_participants(tx, wanted).await?)
}

impl SetConversationMembers {
    fn checked(&self) -> Result<Vec<MemberId>, InputError> {
        if (1..=PARTICIPANTS_MAX).contains(&self.members.len()) {
            return Ok(self.members.iter().copied().collect());
        }
        Err(InputError::new("memberIds", format!("must name 1 to {PARTICIPANTS_MAX} members")))
    }
}
