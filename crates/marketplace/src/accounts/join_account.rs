use accounts::{AccountError, Identity, Member};
use events::{Event, EventKind};
use kernel::{Actor, MemberId};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The invited person takes the invitation. Rights are given afterwards (IQ-26).
    pub async fn join_account(&self, identity: &Identity, id: MemberId) -> Result<Member> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let member = accounts::store::lock_member(&tx, id).await?.ok_or(AccountError::MemberNotFound(id))?;
        let member = member.join(identity, now)?;
        let staff = accounts::store::is_staff(&tx, &identity.subject, &identity.email).await?;
        if staff || accounts::store::is_somewhere_active(&tx, identity).await? {
            return Err(AccountError::AlreadyMember.into());
        }
        let account = accounts::store::find(&tx, member.account_id).await?;
        account.ok_or(AccountError::NotFound(member.account_id))?.ensure_not_closed()?;
        let (account, rights) = (member.account_id, member.rights());
        let actor = Actor::Member { member: id, account, rights, second_factor: identity.second_factor };

        accounts::store::save_member(&tx, &member).await?;
        events::store::record(&tx, &Event::now(EventKind::MemberJoined, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(member)
    }
}
