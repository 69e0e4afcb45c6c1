use accounts::{AccountError, Member};
use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, MemberId, Right};
use sea_orm::DatabaseTransaction;

use super::lock_managed::lock_managed;
use crate::{Marketplace, Result, engagements::end_grants_of_person};

impl Marketplace {
    /// A member leaves, or is made to (IQ-26). With the person goes what they are certified for: it opens no gate
    /// of this account any more. And they leave every conversation (G-36), and what let them into customers' accounts goes.
    pub async fn remove_member(&self, actor: Actor, id: MemberId) -> Result<Member> {
        if actor.member() != Some(id) {
            actor.may(Right::ManageAccount)?;
        }
        let account = actor.account().ok_or(AccountError::MemberNotFound(id))?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        if actor.member() == Some(id) {
            accounts::store::lock(&tx, account).await?.ok_or(AccountError::NotFound(account))?;
        } else {
            lock_managed(&tx, actor, account).await?;
        }
        let member = accounts::store::lock_member(&tx, id).await?.ok_or(AccountError::MemberNotFound(id))?;
        let other_manager = accounts::store::has_other_manager(&tx, account, id).await?;
        let member = member.remove(actor, other_manager, now)?;

        accounts::store::save_member(&tx, &member).await?;
        unlink_certifications(&tx, actor, id, now).await?;
        requests::store::leave_conversations(&tx, id).await?;
        end_grants_of_person(&tx, actor, id, now).await?;
        events::store::record(&tx, &Event::now(EventKind::MemberRemoved, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(member)
    }
}

async fn unlink_certifications(
    tx: &DatabaseTransaction,
    actor: Actor,
    member: MemberId,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(profile) = experts::store::profile_of_member(tx, member).await? else { return Ok(()) };
    for link in experts::store::lock_verified_links(tx, profile.id).await? {
        let Ok(unlinked) = link.unlink(now) else { continue }; // It is over: time ends it.
        experts::store::save_link(tx, &unlinked).await?;
        events::store::record(tx, &Event::now(EventKind::CertificationUnlinked, actor, &unlinked.id, now)).await?;
    }
    Ok(())
}
