use kernel::{AccountId, Actor, DuePlace, Page, Slice};
use sea_orm::{ConnectionTrait, DbErr, Statement};

use super::{Deadline, DeadlineKind, timers};
use crate::{Marketplace, Result};

impl Marketplace {
    /// Whatever time will do, soonest first: to what concerns the account of the one who asks, or for staff to anything.
    /// What is past due and still here waits for the next sweep. `kinds`: only those; none: all.
    pub async fn deadlines(
        &self,
        actor: Actor,
        kinds: &[DeadlineKind],
        page: Page<DuePlace>,
    ) -> Result<Slice<Deadline>> {
        actor.signed_in()?;
        let account = actor.account();
        if account.is_none() && !actor.is_staff() {
            return Ok(Slice::default());
        }
        Ok(page.slice(read(self.db.reader(), account, kinds, page).await?))
    }
}

/// Asks every clock for its first rows after the place, so that a page costs as much however long the list is.
async fn read(
    db: &impl ConnectionTrait,
    account: Option<AccountId>,
    kinds: &[DeadlineKind],
    page: Page<DuePlace>,
) -> Result<Vec<Deadline>, DbErr> {
    let (backend, mut values) = (db.get_database_backend(), vec![]);
    let wanted = timers().filter(|(_, kind)| kinds.is_empty() || kinds.contains(kind));
    let clocks: Vec<_> = wanted
        .map(|(number, kind)| kind.timer().select((backend, number), account, (page.after, page.limit()), &mut values))
        .collect();
    let sql = format!("{} order by due_at, timer, id limit {}", clocks.join(" union all "), page.limit());
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(|row| DuePlace::read(row).and_then(deadline)).collect()
}

fn deadline(place: DuePlace) -> Result<Deadline, DbErr> {
    let kind = timers().find(|(number, _)| *number == place.timer).map(|(_, kind)| kind);
    let kind = kind.ok_or_else(|| DbErr::Type(format!("there is no clock {}", place.timer)))?;
    Ok(Deadline { kind, place })
}
