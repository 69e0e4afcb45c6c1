//! What happened to one account, line by line.

use chrono::{DateTime, Utc};
use kernel::{Currency, Money, Page, Slice};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement, Value};

use super::on_own_side;
use crate::{Account, Owner, Side};

/// What one transaction did to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// Its place on the account: 1, 2, 3 .. in the order of booking.
    pub number: i64,
    /// What happened, and to what: `collect:coll_…`.
    pub reference: String,
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    pub change: Change,
    /// What the account holds after it.
    pub balance: Money,
}

/// How an account with an owner changed, on the side where it grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Increase(Money),
    Decrease(Money),
}

/// The lines of an account with an owner, the last first, each with the balance after it. They follow the order of
/// booking, in which no line is ever put between two others.
pub async fn statement(
    db: &impl ConnectionTrait,
    (account, currency): (Account, Currency),
    page: Page<i64>,
) -> Result<Slice<StatementLine>, DbErr> {
    let sql = format!(
        "with line as (
             select entry.account_id, entry.entry_no, entry.amount_minor, entry.transaction_id
             from ledger_entry entry join ledger_account account on account.id = entry.account_id
             where account.kind = $1 and account.currency = $2 and account.owner_id = $3 and entry.entry_no < $4
             order by entry.entry_no desc limit {}),
         newest as (select account_id, max(entry_no) as entry_no from line group by account_id),
         newer as (
             select cast(coalesce(sum(entry.amount_minor), 0) as bigint) as minor
             from newest join ledger_entry entry
                 on entry.account_id = newest.account_id and entry.entry_no > newest.entry_no)
         select line.entry_no, line.amount_minor, booked.reference, booked.at, booked.recorded_at,
                balance.balance_minor - newer.minor as closing_minor
         from line cross join newer
         join ledger_balance balance on balance.account_id = line.account_id
         join ledger_transaction booked on booked.id = line.transaction_id
         order by line.entry_no desc",
        page.limit()
    );
    let (kind, owner) = (account.kind.name().into(), account.owner.map(Owner::uuid).into());
    let values: [Value; 4] = [kind, currency.code().into(), owner, page.after.unwrap_or(i64::MAX).into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Row::find_by_statement(statement).all(db).await?;
    Ok(page.slice(lines(rows, account, currency)?))
}

#[derive(FromQueryResult)]
struct Row {
    entry_no: i64,
    amount_minor: i64,
    reference: String,
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    /// What the account held after the first of all rows: debit positive.
    closing_minor: i64,
}

/// Takes each row's amount off the balance after it: that is the balance after the row below.
fn lines(rows: Vec<Row>, account: Account, currency: Currency) -> Result<Vec<StatementLine>, DbErr> {
    let mut after = rows.first().map_or(0, |row| row.closing_minor);
    let mut lines = Vec::with_capacity(rows.len());
    for Row { entry_no, amount_minor, reference, at, recorded_at, .. } in rows {
        let balance = on_own_side(account, after, currency)?;
        let change = change(account, amount_minor, currency)?;
        lines.push(StatementLine { number: entry_no, reference, at, recorded_at, change, balance });
        after -= amount_minor;
    }
    Ok(lines)
}

fn change(account: Account, signed_minor: i64, currency: Currency) -> Result<Change, DbErr> {
    let amount = Money::from_minor(signed_minor.saturating_abs(), currency);
    let amount = amount.map_err(|error| DbErr::Type(error.to_string()))?;
    let grows = (account.kind.side() == Side::Debit) == (signed_minor > 0);
    Ok(if grows { Change::Increase(amount) } else { Change::Decrease(amount) })
}
