use chrono::DateTime;
use kernel::{AccountId, Currency, Money};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use marketplace::Db;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use support::{Database, story};

/// Everything that migrations make, as the database itself describes it.
const SQLITE_CATALOG: &str =
    "select type || ' ' || name || ' ' || coalesce(sql, '') as thing from sqlite_master order by type, name";
const POSTGRES_CATALOG: &str = "
    select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as thing
    from information_schema.columns where table_schema = 'public'
    union all select 'index ' || indexdef from pg_indexes where schemaname = 'public'
    union all select 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
              where connamespace = 'public'::regnamespace
    union all select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select 'function ' || proname || ' ' || prosrc from pg_proc
              where pronamespace = 'public'::regnamespace
    order by thing";

async fn catalog(db: &Db) -> Vec<String> {
    let backend = db.reader().get_database_backend();
    let sql = if backend == DbBackend::Postgres { POSTGRES_CATALOG } else { SQLITE_CATALOG };
    let rows = db.reader().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "thing").unwrap()).collect()
}

/// Rows that refer to each other and must not hold up the way down.
async fn something_booked(db: &Db) {
    let (at, payee) = (DateTime::UNIX_EPOCH, AccountId::generate(DateTime::UNIX_EPOCH));
    let cash = Debit(Account::operator(AccountKind::PspClearing));
    let available = Credit(Account::of(AccountKind::ExpertAvailable, payee));
    let posting = Posting::new("collect:test".to_owned(), at, at);
    let posting = posting.transfer(cash, available, Money::from_minor(1, Currency::USD).unwrap());
    let tx = db.begin().await.unwrap();
    ledger::store::post(&tx, &posting).await.unwrap();
    tx.commit().await.unwrap();
}

#[story]
async fn every_table_comes_and_goes(database: &Database) {
    let db = database.connect().await;
    migrations::up(db.writer()).await.unwrap();
    assert_eq!(migrations::pending(db.writer()).await.unwrap(), Vec::<String>::new());
    let first = catalog(&db).await;
    something_booked(&db).await;

    migrations::down(db.writer()).await.unwrap();
    let left = catalog(&db).await;
    let others = left.iter().filter(|thing| !thing.contains("seaql_migrations")).collect::<Vec<_>>();
    assert!(others.is_empty(), "what stays: {others:#?}");

    migrations::up(db.writer()).await.unwrap();
    assert_eq!(catalog(&db).await, first);
    migrations::up(db.writer()).await.expect("nothing is left to do");
    db.close().await.unwrap();
}
