mod balances;
mod chain;
mod feed;
mod rows;
mod statement;
mod sums;

use chrono::DateTime;
use kernel::{Currency, LedgerAccountId, LedgerTransactionId, LockRows, Money};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryResult, Statement, Value};

pub use self::{balances::*, chain::*, feed::*, rows::*, statement::*, sums::*};
use super::{Account, AccountKind, Entry, Leg, Owner, Posted, Posting, Side, digest, entity::Entity};

/// Books the posting: the transaction, its legs in the order of locking, its seal. The same posting under the same
/// reference is booked once, whoever asks again or at once: the later ones get the first answer. Another one under
/// that reference is an error, and so is an owned account below its floor and whatever does not balance; what was
/// refused leaves its reference free, for it goes with its database transaction.
pub async fn post(tx: &DatabaseTransaction, posting: &Posting) -> Result<Posted, DbErr> {
    let legs = posting.legs().map_err(|error| DbErr::Type(format!("{}: {error}", posting.reference)))?;
    let entries = legs.iter().zip(0..).map(|(leg, number)| Entry::of(*leg, number)).collect::<Vec<_>>();
    let payload_hash = digest::of_payload(&entries, posting.reverses.as_deref());
    let id = LedgerTransactionId::generate(posting.recorded_at);
    if !begin_transaction(tx, id, posting, &payload_hash).await? {
        return booked_before(tx, posting, &payload_hash).await;
    }
    for (leg, number) in legs.into_iter().zip(0..) {
        insert_entry(tx, id, number, leg).await?;
    }
    run(tx, "insert into ledger_seal (transaction_id) values ($1)", vec![id.into()]).await?;
    Ok(Posted::New(id))
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

/// Writes the transaction; `false` if its reference is taken, or what it takes back is taken back already. Whoever takes
/// either at the same instant is waited for: any conflict is meant, as PostgreSQL fails at whichever was not named.
async fn begin_transaction(
    tx: &DatabaseTransaction,
    id: LedgerTransactionId,
    posting: &Posting,
    payload_hash: &str,
) -> Result<bool, DbErr> {
    let reverses = match &posting.reverses {
        Some(reference) => Some(find_id(tx, reference).await?.ok_or_else(|| not_booked(reference))?),
        None => None,
    };
    let sql = "insert into ledger_transaction (id, reference, at, recorded_at, payload_hash, reverses)
               select $1, $2, $3, $4, $5, $6 where not exists (select 1 from ledger_transaction where reference = $2)
               on conflict do nothing";
    let values = [id.into(), posting.reference.clone().into(), posting.at.into(), posting.recorded_at.into()];
    let values = values.into_iter().chain([payload_hash.into(), reverses.into()]);
    let begun = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(begun.rows_affected() == 1)
}

/// What is booked under its reference is the same, or the posting is a mistake.
async fn booked_before(tx: &DatabaseTransaction, posting: &Posting, payload_hash: &str) -> Result<Posted, DbErr> {
    let reference = &posting.reference;
    let booked = rows::find(tx, reference).await?.ok_or_else(|| match &posting.reverses {
        Some(reversed) => DbErr::Custom(format!("{reversed} is taken back already, and not under {reference}")),
        None => not_booked(reference),
    })?;
    let first = booked.payload_hash.clone().unwrap_or_else(|| booked.payload());
    if first == payload_hash {
        Ok(Posted::Before(booked.id))
    } else {
        Err(DbErr::Custom(format!("something else is booked under {reference}")))
    }
}

async fn find_id(tx: &DatabaseTransaction, reference: &str) -> Result<Option<LedgerTransactionId>, DbErr> {
    let sql = "select id from ledger_transaction where reference = $1";
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [reference.into()]));
    row.await?.map(|row| row.try_get("", "id")).transpose()
}

fn not_booked(reference: &str) -> DbErr {
    DbErr::RecordNotFound(format!("nothing is booked under {reference}"))
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
