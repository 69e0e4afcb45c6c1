//! What is booked here, and somebody who has the database and none of our code.

use chrono::{DateTime, Utc};
use kernel::{AccountId, Currency, LedgerAccountId, LedgerTransactionId, Money};
use ledger::{Account, AccountKind, Credit, Debit, Posted, Posting};
use marketplace::Db;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value, prelude::Uuid};

pub const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

pub fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

pub fn payee() -> AccountId {
    AccountId::generate(AT)
}

pub fn collected(reference: &str, payee: AccountId, amount: Money) -> Posting {
    let cash = Debit(Account::operator(AccountKind::PspClearing));
    let available = Credit(Account::of(AccountKind::ExpertAvailable, payee));
    Posting::new(reference.to_owned(), AT, AT).transfer(cash, available, amount)
}

pub fn held(reference: &str, payee: AccountId, amount: Money) -> Posting {
    let available = Debit(Account::of(AccountKind::ExpertAvailable, payee));
    let in_transit = Credit(Account::of(AccountKind::ExpertInTransit, payee));
    Posting::new(reference.to_owned(), AT, AT).transfer(available, in_transit, amount)
}

pub async fn post(db: &Db, posting: &Posting) -> Result<Posted, DbErr> {
    let tx = db.begin().await?;
    let posted = ledger::store::post(&tx, posting).await?;
    tx.commit().await?;
    Ok(posted)
}

pub async fn available(db: &Db, payee: AccountId) -> Money {
    let account = Account::of(AccountKind::ExpertAvailable, payee);
    ledger::store::balance(db.reader(), account, Currency::USD).await.unwrap()
}

/// Somebody who has the database and none of our code.
pub struct Intruder<'a> {
    pub db: &'a Db,
}

impl Intruder<'_> {
    /// Runs statements in one transaction, as far as the database lets them.
    pub async fn attempt(&self, statements: &[(&str, Vec<Value>)]) -> Result<(), DbErr> {
        let tx = self.db.begin().await?;
        for (sql, values) in statements {
            run(&tx, sql, values.clone()).await?;
        }
        tx.commit().await
    }

    /// Writes a transaction with these legs, and its seal if asked.
    pub async fn book(&self, reference: &str, legs: &[(Uuid, &str, i64)], sealed: bool) -> Result<(), DbErr> {
        let id = LedgerTransactionId::generate(AT);
        let mut statements = vec![(INTO_TRANSACTION, vec![id.into(), reference.into(), AT.into(), AT.into()])];
        statements.extend(self::statements(id, legs));
        if sealed {
            statements.push((INTO_SEAL, vec![id.into()]));
        }
        self.attempt(&statements).await
    }

    /// As [`Self::book`], and says that it takes back another.
    pub async fn take_back(&self, reference: &str, other: Uuid, legs: &[(Uuid, &str, i64)]) -> Result<(), DbErr> {
        let id = LedgerTransactionId::generate(AT);
        let sql = "insert into ledger_transaction (id, reference, at, recorded_at, reverses)
                   values ($1, $2, $3, $4, $5)";
        let begun = vec![id.into(), reference.into(), AT.into(), AT.into(), other.into()];
        let mut whole = vec![(sql, begun)];
        whole.extend(statements(id, legs));
        whole.push((INTO_SEAL, vec![id.into()]));
        self.attempt(&whole).await
    }

    pub async fn open_account(
        &self,
        kind: &str,
        owner: Option<Uuid>,
        currency: &str,
        (has_owner, cash): (bool, bool),
    ) -> Result<(), DbErr> {
        let id = LedgerAccountId::generate(AT);
        let values = vec![id.into(), kind.into(), owner.into(), currency.into(), has_owner.into(), cash.into()];
        self.attempt(&[(INTO_ACCOUNT, values)]).await
    }

    pub async fn account(&self, kind: &str) -> Uuid {
        let sql = "select id from ledger_account where kind = $1";
        self.one(sql, vec![kind.into()]).await.try_get("", "id").unwrap()
    }

    pub async fn one(&self, sql: &str, values: Vec<Value>) -> sea_orm::QueryResult {
        let db = self.db.reader();
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        db.query_one_raw(statement).await.unwrap().unwrap()
    }
}

fn statements(id: LedgerTransactionId, legs: &[(Uuid, &str, i64)]) -> Vec<(&'static str, Vec<Value>)> {
    let entry = |((account, currency, minor), leg): (&(Uuid, &str, i64), i32)| {
        (INTO_ENTRY, vec![id.into(), leg.into(), (*account).into(), (*currency).into(), (*minor).into()])
    };
    legs.iter().zip(0..).map(entry).collect()
}

pub const INTO_TRANSACTION: &str =
    "insert into ledger_transaction (id, reference, at, recorded_at) values ($1, $2, $3, $4)";
pub const INTO_ENTRY: &str =
    "insert into ledger_entry (transaction_id, leg, account_id, currency, amount_minor) values ($1, $2, $3, $4, $5)";
pub const INTO_SEAL: &str = "insert into ledger_seal (transaction_id) values ($1)";
pub const INTO_ACCOUNT: &str =
    "insert into ledger_account (id, kind, owner_id, currency, owned, cash) values ($1, $2, $3, $4, $5, $6)";

pub const INTO_BALANCE: &str = "insert into ledger_balance (account_id, balance_minor) values ($1, 0)";

pub async fn run(tx: &DatabaseTransaction, sql: &str, values: Vec<Value>) -> Result<(), DbErr> {
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

#[track_caller]
pub fn assert_refused(outcome: Result<(), DbErr>, why: &str) {
    match outcome {
        Ok(()) => panic!("the database took it, and should say {why}"),
        Err(error) => assert!(error.to_string().contains(why), "{error} does not say {why}"),
    }
}
