//! Who takes part in a conversation.

use kernel::{AccountId, Actor, ActorError, ConversationId, MemberId, Right};
use requests::{Conversation, CustomerRequest, Participant, RequestError};
use sea_orm::DatabaseTransaction;

use crate::Result;

/// Only members write; what staff may read they still may not answer.
pub(super) fn writer(actor: Actor) -> Result<(AccountId, MemberId), ActorError> {
    actor.in_account(Right::SpeakAsIndividual)
}

/// The part that the actor takes in a conversation that they may see, locked.
pub(super) async fn participant(tx: &DatabaseTransaction, actor: Actor, id: ConversationId) -> Result<Participant> {
    let (_, member) = writer(actor)?;
    let part = requests::store::lock_participant(tx, id, member).await?;
    Ok(part.ok_or(RequestError::NotAParticipant(id))?)
}

/// Who takes part for the customer from the beginning: who filed the request. If that is not known of an old one, or
/// they have left, the members who may file requests.
pub(super) async fn askers(tx: &DatabaseTransaction, request: &CustomerRequest) -> Result<Vec<MemberId>> {
    let account = request.customer_account_id;
    let mut askers = accounts::store::hold_active_members(tx, account, request.filed_by.as_slice()).await?;
    if askers.is_empty() {
        let members = accounts::store::active_members_of(tx, account).await?;
        askers.extend(members.into_iter().filter(|member| member.rights().contains(Right::FileRequest)));
    }
    Ok(askers.into_iter().map(|member| member.id).collect())
}

/// A conversation begins with these of the customer's side and this one of the expert's.
pub(super) async fn begin_with(
    tx: &DatabaseTransaction,
    conversation: &Conversation,
    (customers, expert): (Vec<MemberId>, MemberId),
) -> Result<()> {
    let customers = customers.into_iter().map(|member| (conversation.customer_account_id, member));
    let everybody = customers.chain([(conversation.expert_account_id, expert)]);
    let joining = everybody.map(|whose| Participant::join(conversation, whose, conversation.opened_at));
    Ok(requests::store::insert_participants(tx, &joining.collect::<Vec<_>>()).await?)
}
