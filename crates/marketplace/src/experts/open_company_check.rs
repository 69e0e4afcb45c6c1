use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::CompanyCheck;
use kernel::{AccountId, Actor, CompanyCheckId};
use sea_orm::DatabaseTransaction;

use crate::Result;

/// A company has one check, for all its experts: refused, it begins again with whoever files anew.
pub(crate) async fn open_company_check(tx: &DatabaseTransaction, account: AccountId, now: DateTime<Utc>) -> Result<()> {
    let id = match experts::store::lock_company_check_of(tx, account).await? {
        Some(check) => {
            let Some(check) = check.reopened(now) else { return Ok(()) };
            experts::store::save_company_check(tx, &check).await?;
            check.id
        }
        None => {
            let check = CompanyCheck::open(CompanyCheckId::generate(now), account, now);
            experts::store::insert_company_check(tx, &check).await?;
            check.id
        }
    };
    let opened = Event::now(EventKind::IdentityCheckOpened, Actor::System, &id, now);
    Ok(events::store::record(tx, &opened).await?)
}
