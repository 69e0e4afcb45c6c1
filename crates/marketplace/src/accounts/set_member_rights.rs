use accounts::{AccountError, Member};
use events::{Event, EventKind};
use kernel::{Actor, MemberId, Right, Rights};

use super::lock_managed::lock_managed;
use crate::{Marketplace, Result};

impl Marketplace {
    /// Gives a member exactly these rights; somebody always keeps the right to manage (G-18).
    pub async fn set_member_rights(&self, actor: Actor, id: MemberId, rights: Rights) -> Result<Member> {
        let account = actor.account_by(Right::ManageAccount)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        lock_managed(&tx, actor, account).await?.ensure_not_closed()?;
        let member = accounts::store::lock_member(&tx, id).await?.ok_or(AccountError::MemberNotFound(id))?;
        let other_manager = accounts::store::has_other_manager(&tx, account, id).await?;
        let member = member.set_rights(actor, rights, other_manager)?;
        let event = Event::now(EventKind::MemberRightsSet, actor, &id, now).because(rights.to_names());

        accounts::store::save_member(&tx, &member).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(member)
    }
}
