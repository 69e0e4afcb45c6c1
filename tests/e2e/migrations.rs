use chrono::DateTime;
use kernel::{AccountId, Currency, Money};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use marketplace::Db;
use support::{Database, catalog, story};

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
