use chrono::{DateTime, Utc};
use kernel::{AccountId, Currency, LedgerAccountId, Money, Page, Slice, placeholders};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};

use super::{currency, key, kind, on_own_side};
use crate::{Account, AccountKind};

/// What the accounts of one kind hold together in one currency: in one of the two columns, the other is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialBalanceRow {
    pub kind: AccountKind,
    pub debit: Money,
    pub credit: Money,
}

/// What an account holds on its own side; nothing, if no posting has met it.
pub async fn balance(db: &impl ConnectionTrait, account: Account, currency: Currency) -> Result<Money, DbErr> {
    let of_owner = "select balance_minor from ledger_balance balance
                    join ledger_account account on account.id = balance.account_id
                    where account.kind = $1 and account.currency = $2 and account.owner_id = $3";
    let of_operator = "select cast(coalesce(sum(entry.amount_minor), 0) as bigint) as balance_minor
                       from ledger_entry entry join ledger_account account on account.id = entry.account_id
                       where account.kind = $1 and account.currency = $2 and account.owner_id is null";
    let sql = if account.owner.is_some() { of_owner } else { of_operator };
    let values = key(account, currency.code());
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let minor = row.map(|row| row.try_get("", "balance_minor")).transpose()?;
    on_own_side(account, minor.unwrap_or_default(), currency)
}

/// What accounts of one kind hold in one currency, each on its own side: of `owners`, those that hold something.
pub async fn balances_held(
    db: &impl ConnectionTrait,
    kind: AccountKind,
    currency: Currency,
    owners: &[AccountId],
) -> Result<Vec<(AccountId, Money)>, DbErr> {
    if owners.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(3, owners.len());
    let sql = format!(
        "select account.owner_id, balance.balance_minor
         from ledger_balance balance join ledger_account account on account.id = balance.account_id
         where account.kind = $1 and account.currency = $2 and balance.balance_minor <> 0
           and account.owner_id in ({places})"
    );
    let key = [kind.name().into(), currency.code().into()];
    let values = key.into_iter().chain(owners.iter().map(|owner| Value::from(owner.uuid())));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let held = |row: &QueryResult| {
        let owner = AccountId::from_uuid(row.try_get("", "owner_id")?);
        let held = on_own_side(Account::of(kind, owner), row.try_get("", "balance_minor")?, currency)?;
        Ok((owner, held))
    };
    rows.iter().map(held).collect()
}

/// What one account with an owner holds, on its own side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub id: LedgerAccountId,
    pub owner: AccountId,
    pub amount: Money,
}

/// The accounts of one kind that hold something, in whatever currency; in no order that means anything.
pub async fn page_of_held(
    db: &impl ConnectionTrait,
    kind: AccountKind,
    page: Page<LedgerAccountId>,
) -> Result<Slice<Held>, DbErr> {
    let after = page.after.map_or_else(String::new, |_| "and account.id > $3".to_owned());
    let sql = format!(
        "select account.id, account.owner_id, account.currency, balance.balance_minor
         from ledger_account account join ledger_balance balance on balance.account_id = account.id
         where account.kind = $1 and balance.balance_minor <> 0 {after}
         order by account.id limit $2"
    );
    let limit = i64::try_from(page.limit()).unwrap_or(i64::MAX);
    let values = [kind.name().into(), limit.into()].into_iter().chain(page.after.map(Value::from));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), &sql, values)).await?;
    let held = |row: &QueryResult| {
        let (owner, currency) = (AccountId::from_uuid(row.try_get("", "owner_id")?), currency(row)?);
        let amount = on_own_side(Account::of(kind, owner), row.try_get("", "balance_minor")?, currency)?;
        Ok(Held { id: row.try_get("", "id")?, owner, amount })
    };
    Ok(page.slice(rows.iter().map(held).collect::<Result<_, DbErr>>()?))
}

/// Everything that the books hold of one account as payee and as customer, each on its own side: kind by kind,
/// currency by currency, the zeroes of what it used before too.
pub async fn balances_of(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<(AccountKind, Money)>, DbErr> {
    let sql = "select account.kind, account.currency, balance.balance_minor
               from ledger_account account join ledger_balance balance on balance.account_id = account.id
               where account.owner_id = $1
               order by account.kind, account.currency";
    held(db, account_id, sql, vec![account_id.uuid().into()]).await
}

/// As [`balances_of`], of what had taken effect by an instant, whenever it was booked: from the entries alone.
pub async fn balances_of_at(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    at: DateTime<Utc>,
) -> Result<Vec<(AccountKind, Money)>, DbErr> {
    let sql = "select account.kind, account.currency, cast(sum(entry.amount_minor) as bigint) as balance_minor
               from ledger_account account join ledger_entry entry on entry.account_id = account.id
               join ledger_transaction booked on booked.id = entry.transaction_id
               where account.owner_id = $1 and booked.at <= $2
               group by account.kind, account.currency
               order by account.kind, account.currency";
    held(db, account_id, sql, vec![account_id.uuid().into(), at.into()]).await
}

/// Reads what an account holds, kind by kind.
async fn held(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<(AccountKind, Money)>, DbErr> {
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let balance = |row: &QueryResult| {
        let (kind, currency) = (kind(row)?, currency(row)?);
        let held = on_own_side(Account::of(kind, account_id), row.try_get("", "balance_minor")?, currency)?;
        Ok((kind, held))
    };
    rows.iter().map(balance).collect()
}

/// The trial balance, from the entries alone: each kind in each currency, in the order of the chart. In every
/// currency the two columns sum to the same.
pub async fn trial_balance(db: &impl ConnectionTrait) -> Result<Vec<TrialBalanceRow>, DbErr> {
    let sql = "select account.kind, account.currency, cast(sum(entry.amount_minor) as bigint) as sum_minor
               from ledger_entry entry join ledger_account account on account.id = entry.account_id
               where account.cash
               group by account.kind, account.currency";
    trial_balance_rows(db, sql, vec![]).await
}

/// As [`trial_balance`], of what had taken effect by an instant, whenever it was booked.
pub async fn trial_balance_at(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<Vec<TrialBalanceRow>, DbErr> {
    let sql = "select account.kind, account.currency, cast(sum(entry.amount_minor) as bigint) as sum_minor
               from ledger_entry entry join ledger_account account on account.id = entry.account_id
               join ledger_transaction booked on booked.id = entry.transaction_id
               where account.cash and booked.at <= $1
               group by account.kind, account.currency";
    trial_balance_rows(db, sql, vec![at.into()]).await
}

async fn trial_balance_rows(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<TrialBalanceRow>, DbErr> {
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let mut rows = rows.iter().map(trial_balance_row).collect::<Result<Vec<_>, _>>()?;
    rows.sort_by_key(|row| (row.debit.currency().code(), row.kind));
    Ok(rows)
}

fn trial_balance_row(row: &QueryResult) -> Result<TrialBalanceRow, DbErr> {
    let (kind, currency, sum_minor) = (kind(row)?, currency(row)?, row.try_get::<i64>("", "sum_minor")?);
    let column = |minor: i64| Money::from_minor(minor.max(0), currency).map_err(|error| DbErr::Type(error.to_string()));
    Ok(TrialBalanceRow { kind, debit: column(sum_minor)?, credit: column(sum_minor.saturating_neg())? })
}
