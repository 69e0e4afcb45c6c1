use accounts::{Account, AccountError, Identity, Member, Staff};
use kernel::{AccountId, Actor, MemberId, Page, Pages, Right, Slice, StaffId};

use crate::{Marketplace, Result};

/// How many invitations somebody who is in no account is shown.
const INVITATIONS_MAX: u64 = 20;

impl Marketplace {
    /// One account, for its members and for the staff who review, settle or audit.
    pub async fn account(&self, actor: Actor, id: AccountId) -> Result<Account> {
        actor.may_read(&Right::TO_READ_ACCOUNTS)?;
        let account = accounts::store::find(self.db.reader(), id).await?;
        let visible = actor.acts_for(id) || actor.is_staff();
        Ok(account.filter(|_| visible).ok_or(AccountError::NotFound(id))?)
    }

    /// The members of an account and those invited to it, newest first.
    pub async fn members(&self, actor: Actor, id: AccountId, page: Page<MemberId>) -> Result<Slice<Member>> {
        actor.may_read(&Right::TO_READ_MEMBERS)?;
        let account = self.account(actor, id).await?;
        Ok(accounts::store::page_members(self.db.reader(), account.id, page).await?)
    }

    /// As [`Self::members`], of several accounts that are seen already.
    pub async fn members_of(
        &self,
        actor: Actor,
        ids: &[AccountId],
        page: Page<MemberId>,
    ) -> Result<Pages<AccountId, Member>> {
        actor.may_read(&Right::TO_READ_MEMBERS)?;
        Ok(accounts::store::pages_of_members(self.db.reader(), ids, page).await?)
    }

    /// One member, for the account's members and for the staff who review registrations or audit.
    pub async fn member(&self, actor: Actor, id: MemberId) -> Result<Member> {
        actor.may_read(&Right::TO_READ_MEMBERS)?;
        let member = accounts::store::find_member(self.db.reader(), id).await?;
        let visible = |member: &Member| actor.acts_for(member.account_id) || actor.is_staff();
        Ok(member.filter(visible).ok_or(AccountError::MemberNotFound(id))?)
    }

    /// The invitations that wait for whoever is signed in.
    pub async fn invitations(&self, identity: &Identity) -> Result<Vec<Member>> {
        let (db, now) = (self.db.reader(), self.clock.now());
        Ok(accounts::store::invitations(db, &identity.email, now, INVITATIONS_MAX).await?)
    }

    /// Who works for the operator, newest first.
    pub async fn staff(&self, actor: Actor, page: Page<StaffId>) -> Result<Slice<Staff>> {
        actor.may(Right::ManageStaff)?;
        Ok(accounts::store::page_staff(self.db.reader(), page).await?)
    }

    /// One member of staff: oneself, or anybody for who may appoint.
    pub async fn staff_member(&self, actor: Actor, id: StaffId) -> Result<Staff> {
        if actor.staff() != Some(id) {
            actor.may(Right::ManageStaff)?;
        }
        Ok(accounts::store::find_staff(self.db.reader(), id).await?.ok_or(AccountError::StaffNotFound(id))?)
    }
}
