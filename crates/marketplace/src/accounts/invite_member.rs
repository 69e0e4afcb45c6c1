use accounts::{AccountError, Member};
use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{AccountId, Actor, EmailAddress, MemberId, Right};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct InviteMember {
    pub email: EmailAddress,
    pub name: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Asks somebody to act for the account too (IQ-26). Who was asked before is asked under the same invitation,
    /// and has its whole time again.
    pub async fn invite_member(&self, actor: Actor, input: InviteMember) -> Result<Member> {
        let account = actor.account_by(Right::ManageAccount)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let tx = self.db.begin().await?;

        let invited = accounts::store::member_by_email(&tx, account, &input.email).await?;
        let id = invited.map_or_else(|| MemberId::generate(now), |member| member.id);
        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(accounts::store::find_member(&tx, first).await?.ok_or(AccountError::MemberNotFound(first))?);
        }
        let member = write_invitation(&tx, (account, id), input, now).await?;
        events::store::record(&tx, &Event::now(EventKind::MemberInvited, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(member)
    }
}

async fn write_invitation(
    tx: &DatabaseTransaction,
    (account, id): (AccountId, MemberId),
    input: InviteMember,
    now: DateTime<Utc>,
) -> Result<Member> {
    let found = accounts::store::lock(tx, account).await?.ok_or(AccountError::NotFound(account))?;
    found.ensure_not_closed()?;
    if let Some(invited) = accounts::store::lock_member(tx, id).await? {
        let member = invited.invite_again(&input.name, now)?;
        accounts::store::save_member(tx, &member).await?;
        return Ok(member);
    }
    let member = Member::invite(id, account, input.email, &input.name, now)?;
    if !accounts::store::insert_member(tx, &member).await? {
        return Err(AccountError::AlreadyMemberHere(member.email).into());
    }
    Ok(member)
}

impl InviteMember {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        Command::new(actor, "memberInvite", &self.idempotency_key, &[self.email.as_str(), &self.name])
    }
}
