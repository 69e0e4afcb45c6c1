//! What follows from which version of a form counts: registrations that wait for it, and money that is held.

use disbursements::{Hold, HoldReason};
use kernel::{AccountId, Actor};
use sea_orm::DatabaseTransaction;
use tax::Dac7Form;

use crate::{
    Result,
    disbursements::holds::{lift, place},
    postings::When,
};

/// A version counts now: what the account's experts filed waits for it no longer, and money that was held for want of
/// one is paid again (IQ-42).
pub(super) async fn counts_again(tx: &DatabaseTransaction, form: &Dac7Form, actor: Actor, when: When) -> Result<()> {
    if let Some(at) = form.approved_at() {
        for registration in experts::store::lock_filed(tx, form.account_id).await? {
            experts::store::save(tx, &registration.dac7_approved(at)).await?;
        }
    }
    let causes = [HoldReason::Dac7ChangesRequested, HoldReason::Dac7Expired];
    lift(tx, form.account_id, (&causes, "the DAC7 form counts"), actor, when).await
}

/// A version was sent back or expired. Unless an earlier one counts, an expert who is active is not paid until one
/// does; the work goes on (IQ-42, scenario 14).
pub(super) async fn counts_no_longer(
    tx: &DatabaseTransaction,
    account: AccountId,
    reason: HoldReason,
    actor: Actor,
    when: When,
) -> Result<()> {
    let another_counts = tax::store::without_effective_form(tx, &[account]).await?.is_empty();
    if another_counts || !experts::store::has_begun(tx, account).await? {
        return Ok(());
    }
    place(tx, &Hold::by_system(account, reason, when.at), actor, when).await.map(drop)
}
