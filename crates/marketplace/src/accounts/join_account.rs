use accounts::{AccountError, Identity, Member};
use events::{Event, EventKind};
use kernel::{Actor, MemberId};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The invited person takes the invitation. Rights are given afterwards (IQ-26).
    pub async fn join_account(&self, identity: &Identity, id: MemberId) -> Result<Member> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let not_found = || AccountError::MemberNotFound(id);
        let account = accounts::store::find_member(&tx, id).await?.ok_or_else(not_found)?.account_id;
        let account = accounts::store::hold(&tx, account).await?.ok_or(AccountError::NotFound(account))?;
        accounts::store::lock_members_of_email(&tx, &identity.email).await?;
        let member = accounts::store::lock_member(&tx, id).await?.ok_or_else(not_found)?;
        let member = member.join(identity, now)?;
        account.ensure_not_closed()?;
        let staff = accounts::store::is_staff(&tx, &identity.subject, &identity.email).await?;
        if staff || accounts::store::is_somewhere_active(&tx, identity).await? {
            return Err(AccountError::AlreadyMember.into());
        }
        let (account, rights) = (member.account_id, member.rights());
        let actor = Actor::Member { member: id, account, rights, second_factor: identity.second_factor };

        accounts::store::save_member(&tx, &member).await?;
        events::store::record(&tx, &Event::now(EventKind::MemberJoined, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(member)
    }
}
