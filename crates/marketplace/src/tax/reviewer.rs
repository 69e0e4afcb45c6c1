use kernel::{AccountId, Actor, ActorError, Right, StaffId};
use sea_orm::DatabaseTransaction;
use tax::Dac7Form;

use crate::Result;

/// The member of staff who reviews forms.
pub(super) fn reviewer(actor: Actor) -> Result<StaffId, ActorError> {
    actor.may(Right::ReviewTaxForms)?;
    actor.staff().ok_or(ActorError::RightMissing(Right::ReviewTaxForms))
}

/// Whether the reviewer is a member of the form's account: nobody reviews themselves (IQ-42).
pub(super) async fn is_own(tx: &DatabaseTransaction, by: StaffId, form: &Dac7Form) -> Result<bool> {
    works_for(tx, by, form.account_id).await
}

/// As [`is_own`], of any form of an account.
pub(super) async fn works_for(tx: &DatabaseTransaction, by: StaffId, account: AccountId) -> Result<bool> {
    Ok(accounts::store::works_for(tx, by, account).await?)
}
