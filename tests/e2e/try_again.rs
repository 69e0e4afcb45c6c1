//! What becomes of a command when others are in its way for longer than it can wait.

use std::{pin::pin, time::Duration};

use sea_orm::{ConnectOptions, ConnectionTrait, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use support::{
    App, Backend, Database,
    steps::{
        money::{approval_input, bill, bill_submitted},
        payouts::agreed,
    },
    story,
};

/// Holds design 9: the refusal says that trying again lifts it, and nothing is half done, so that it does.
#[story]
async fn whoever_finds_others_in_the_way_is_told_to_try_again(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let id = bill_submitted(&expert, &engagement, "100.00").await;
    let (approval, other) = (approval_input(&customer, &id), app.beside().await);

    let in_the_way = other.marketplace.db().begin().await.unwrap();
    in_the_way.execute_unprepared("update engagement set id = id").await.unwrap();
    let refused = customer.refused("paymentRequestApprove", approval.clone()).await;
    in_the_way.rollback().await.unwrap();

    assert_eq!(refused["code"], "BUSY");
    assert_eq!(bill(&expert, &id).await["status"], "SUBMITTED");
    customer.run("paymentRequestApprove", approval, "paymentRequest { id }").await;
    assert_eq!(bill(&expert, &id).await["status"], "APPROVED");
}

/// Holds design 8: a new file, which another process is about to turn to a write-ahead log, is waited for.
#[tokio::test]
async fn whoever_finds_a_file_being_made_comes_back() {
    let database = Database::empty(Backend::Sqlite).await.unwrap();
    let other = ConnectOptions::new(format!("{}?mode=rwc", database.url()));
    let other = sea_orm::Database::connect(other).await.unwrap();
    let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
    let making = TransactionOptions { sqlite_transaction_mode, ..Default::default() };
    let making = other.begin_with_options(making).await.unwrap();

    let mut opening = pin!(database.connect());
    let opened = tokio::time::timeout(Duration::from_millis(200), &mut opening).await;
    assert!(opened.is_err(), "the other has not done yet");
    making.rollback().await.unwrap();

    opening.await.writer().execute_unprepared("create table made (id integer)").await.unwrap();
}
