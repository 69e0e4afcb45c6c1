use accounts::{Account, AccountError};
use kernel::{AccountId, Actor, ActorError, Right};
use sea_orm::DatabaseTransaction;

use crate::Result;

/// The actor's own account, locked for a decision on its members. Whether the actor may manage it is asked again under
/// the lock: of two who take the right from each other at the same instant, the second has lost it.
pub(super) async fn lock_managed(tx: &DatabaseTransaction, actor: Actor, id: AccountId) -> Result<Account> {
    let account = accounts::store::lock(tx, id).await?.ok_or(AccountError::NotFound(id))?;
    let right = Right::ManageAccount;
    let manager = match actor.member() {
        Some(member) => accounts::store::find_member(tx, member).await?,
        None => None,
    };
    let is_manager = manager.is_some_and(|member| member.account_id == id && member.rights().contains(right));
    Ok(if is_manager { Ok(account) } else { Err(ActorError::RightMissing(right)) }?)
}
