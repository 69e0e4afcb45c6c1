use chrono::DateTime;
use kernel::{AccountId, Currency, LedgerAccountId, LedgerTransactionId, LockRows, Money, placeholders};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryResult, Statement, Value};

use super::{Account, AccountKind, Leg, Owner, Posting, Side, entity::Entity};

/// What the accounts of one kind hold together in one currency: in one of the two columns, the other is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialBalanceRow {
    pub kind: AccountKind,
    pub debit: Money,
    pub credit: Money,
}

/// Books the posting: the transaction, its legs in the order of locking, its seal. The same reference twice, or an
/// owned account below its floor, is an error of the database; so is whatever does not balance.
pub async fn post(tx: &DatabaseTransaction, posting: &Posting) -> Result<(), DbErr> {
    let id = LedgerTransactionId::generate(posting.recorded_at);
    let legs = posting.legs().map_err(|error| DbErr::Type(format!("{}: {error}", posting.reference)))?;
    let sql = "insert into ledger_transaction (id, reference, at, recorded_at) values ($1, $2, $3, $4)";
    let values = vec![id.into(), posting.reference.clone().into(), posting.at.into(), posting.recorded_at.into()];
    run(tx, sql, values).await?;
    for (leg, number) in legs.into_iter().zip(0..) {
        insert_entry(tx, id, number, leg).await?;
    }
    run(tx, "insert into ledger_seal (transaction_id) values ($1)", vec![id.into()]).await
}

/// What an account with an owner holds on its own side, locked until the transaction ends. An account that no
/// posting has met is opened, so that its row can be locked.
pub async fn lock_balance(tx: &DatabaseTransaction, account: Account, currency: Currency) -> Result<Money, DbErr> {
    let id = match account_id(tx, account, currency.code()).await? {
        Some(id) => id,
        None => open_account(tx, account, currency.code()).await?,
    };
    let row = Entity::find_by_id(id).lock_rows().one(tx).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("{account} has no stored balance")))?;
    on_own_side(account, row.balance_minor, currency)
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

/// Everything that the books hold of one account as payee and as customer, each on its own side: kind by kind,
/// currency by currency, the zeroes of what it used before too.
pub async fn balances_of(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<(AccountKind, Money)>, DbErr> {
    let sql = "select account.kind, account.currency, balance.balance_minor
               from ledger_account account join ledger_balance balance on balance.account_id = account.id
               where account.owner_id = $1
               order by account.kind, account.currency";
    let values = [account_id.uuid().into()];
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
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let mut rows = rows.iter().map(trial_balance_row).collect::<Result<Vec<_>, _>>()?;
    rows.sort_by_key(|row| (row.debit.currency().code(), row.kind));
    Ok(rows)
}

fn trial_balance_row(row: &QueryResult) -> Result<TrialBalanceRow, DbErr> {
    let (kind, currency, sum_minor) = (kind(row)?, currency(row)?, row.try_get::<i64>("", "sum_minor")?);
    let column = |minor: i64| Money::from_minor(minor.max(0), currency).map_err(|error| DbErr::Type(error.to_string()));
    Ok(TrialBalanceRow { kind, debit: column(sum_minor)?, credit: column(sum_minor.saturating_neg())? })
}

/// One leg, on an account that is opened if no posting has met it yet.
async fn insert_entry(
    tx: &DatabaseTransaction,
    id: LedgerTransactionId,
    number: i32,
    Leg { account, currency, signed_minor }: Leg,
) -> Result<(), DbErr> {
    let account_id = match account_id(tx, account, currency).await? {
        Some(account_id) => account_id,
        None => open_account(tx, account, currency).await?,
    };
    let sql = "insert into ledger_entry (transaction_id, leg, account_id, currency, amount_minor)
               values ($1, $2, $3, $4, $5)";
    let values = vec![id.into(), number.into(), account_id.into(), currency.into(), signed_minor.into()];
    run(tx, sql, values).await
}

/// The row of an account in one currency, if a posting or a lock has opened it.
async fn account_id(
    tx: &DatabaseTransaction,
    account: Account,
    currency: &str,
) -> Result<Option<LedgerAccountId>, DbErr> {
    let sql = match account.owner {
        Some(_) => "select id from ledger_account where kind = $1 and currency = $2 and owner_id = $3",
        None => "select id from ledger_account where kind = $1 and currency = $2 and owner_id is null",
    };
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, key(account, currency)));
    row.await?.map(|row| row.try_get("", "id")).transpose()
}

/// Opens an account in one currency, or waits for whoever opens it at the same time.
async fn open_account(tx: &DatabaseTransaction, account: Account, currency: &str) -> Result<LedgerAccountId, DbErr> {
    let sql = "insert into ledger_account (id, kind, owner_id, currency, owned, cash)
               select $1, kind, $2, $3, owned, cash from ledger_account_kind where kind = $4
               on conflict do nothing";
    let id = LedgerAccountId::generate(DateTime::UNIX_EPOCH); // Accounts have no order in time.
    let owner = account.owner.map(Owner::uuid);
    run(tx, sql, vec![id.into(), owner.into(), currency.into(), account.kind.name().into()]).await?;
    let opened = account_id(tx, account, currency).await?;
    opened.ok_or_else(|| DbErr::RecordNotFound(format!("{account} in {currency}")))
}

/// The parameters that name an account: kind, currency, and the owner if it has one.
fn key(account: Account, currency: &str) -> Vec<Value> {
    let mut key: Vec<Value> = vec![account.kind.name().into(), currency.into()];
    key.extend(account.owner.map(|owner| Value::from(owner.uuid())));
    key
}

/// Turns debit-positive minor units into what the account holds on the side where it grows.
fn on_own_side(account: Account, signed_minor: i64, currency: Currency) -> Result<Money, DbErr> {
    let minor = match account.kind.side() {
        Side::Debit => signed_minor,
        Side::Credit => signed_minor.saturating_neg(),
    };
    Money::from_minor(minor, currency).map_err(|_| DbErr::Type(format!("{account} is {minor} on its own side")))
}

fn kind(row: &QueryResult) -> Result<AccountKind, DbErr> {
    let name: String = row.try_get("", "kind")?;
    AccountKind::named(&name).ok_or_else(|| DbErr::Type(format!("{name} is no kind of account")))
}

fn currency(row: &QueryResult) -> Result<Currency, DbErr> {
    let code: String = row.try_get("", "currency")?;
    kernel::currency(&code).map_err(|error| DbErr::Type(error.to_string()))
}

async fn run(tx: &DatabaseTransaction, sql: &str, values: Vec<Value>) -> Result<(), DbErr> {
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}
