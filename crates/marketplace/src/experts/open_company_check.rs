use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::CompanyCheck;
use kernel::{AccountId, Actor, CompanyCheckId, Vault};
use sea_orm::DatabaseTransaction;

use crate::Result;

/// A company has one check, for all its experts: refused, it begins again with whoever files anew.
pub(crate) async fn open_company_check(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = if let Some(check) = experts::store::lock_company_check_of(tx, vault, account).await? {
        let Some(check) = check.reopened(now) else { return Ok(()) };
        experts::store::save_company_check(tx, vault, &check).await?;
        check.id
    } else {
        let check = CompanyCheck::open(CompanyCheckId::generate(now), account, now);
        experts::store::insert_company_check(tx, vault, &check).await?;
        check.id
    };
    let opened = Event::now(EventKind::IdentityCheckOpened, Actor::System, &id, now);
    Ok(events::store::record(tx, &opened).await?)
}
