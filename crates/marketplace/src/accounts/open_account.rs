use accounts::{Account, AccountDetails, AccountError, Identity, Member};
use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{AccountId, Actor, MemberId};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct OpenAccount {
    pub details: AccountDetails,
    /// The name of who opens it.
    pub member_name: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Somebody who is in no account opens one and is its first member, with every right (IQ-03). Who works for
    /// the operator acts for no account.
    pub async fn open_account(&self, identity: &Identity, input: OpenAccount) -> Result<Account> {
        let (command, now) = (input.command(identity)?, self.clock.now());
        let id = AccountId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(accounts::store::find(&tx, first).await?.ok_or(AccountError::NotFound(first))?);
        }
        accounts::store::lock_members_of_email(&tx, &identity.email).await?;
        if accounts::store::is_staff(&tx, &identity.subject, &identity.email).await? {
            return Err(AccountError::AlreadyMember.into());
        }
        let member = Member::first(MemberId::generate(now), id, identity, &input.member_name)?;
        let account = Account::open(id, input.details, now);
        write_opening(&tx, &account, &member, now).await?;
        tx.commit().await?;

        Ok(account)
    }
}

async fn write_opening(tx: &DatabaseTransaction, account: &Account, member: &Member, now: DateTime<Utc>) -> Result<()> {
    accounts::store::insert(tx, account).await?;
    if !accounts::store::insert_member(tx, member).await? {
        return Err(AccountError::AlreadyMember.into());
    }
    // On behalf of the account that it makes: whoever opens it is a member from here on.
    let (id, rights) = (account.id, member.rights());
    let actor = Actor::Member { member: member.id, account: id, rights, second_factor: false };
    Ok(events::store::record(tx, &Event::now(EventKind::AccountOpened, actor, &id, now)).await?)
}

impl OpenAccount {
    fn command(&self, identity: &Identity) -> Result<Command, IdempotencyError> {
        let AccountDetails { name, address, time_zone, currency } = &self.details;
        let kernel::Address { street, city, postal_code, country } = address;
        let (place, money) = ([street.as_str(), city, postal_code, country.code()], currency.code());
        let payload = [&[name, self.member_name.as_str(), time_zone.name(), money], &place[..]].concat();
        Command::scoped(format!("person:{}", identity.subject), "accountOpen", &self.idempotency_key, &payload)
    }
}
