//! Somebody with every right on the database: rules are switched off.

use marketplace::Db;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

/// Runs statements with the ledger's triggers and foreign keys out of the way, and puts the triggers back.
pub async fn tamper(db: &Db, statements: &[&str]) {
    match db.writer().get_database_backend() {
        DbBackend::Postgres => {
            // A superuser's way to write without triggers and foreign keys.
            let tx = db.begin().await.unwrap();
            tx.execute_unprepared("set local session_replication_role = replica").await.unwrap();
            run_all(&tx, statements).await;
            tx.commit().await.unwrap();
        }
        _ => {
            db.writer().execute_unprepared("pragma foreign_keys = off").await.unwrap();
            let tx = db.begin().await.unwrap();
            let triggers = texts(&tx, "select name, sql from sqlite_master where type = 'trigger'").await;
            for (name, _) in &triggers {
                tx.execute_unprepared(&format!("drop trigger {name}")).await.unwrap();
            }
            run_all(&tx, statements).await;
            for (_, sql) in &triggers {
                tx.execute_unprepared(sql).await.unwrap();
            }
            tx.commit().await.unwrap();
            db.writer().execute_unprepared("pragma foreign_keys = on").await.unwrap();
        }
    }
}

async fn run_all(tx: &DatabaseTransaction, statements: &[&str]) {
    for sql in statements {
        let done = tx.execute_unprepared(sql).await.unwrap();
        assert!(done.rows_affected() > 0, "it changed nothing: {sql}");
    }
}

async fn texts(tx: &DatabaseTransaction, sql: &str) -> Vec<(String, String)> {
    let rows = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| (row.try_get("", "name").unwrap(), row.try_get("", "sql").unwrap())).collect()
}
