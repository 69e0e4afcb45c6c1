//! Somebody with every right on the database: rules are switched off, or written anew.

use marketplace::Db;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

/// Runs statements with the ledger's triggers and foreign keys out of the way, and puts the triggers back.
pub async fn tamper(db: &Db, statements: &[&str]) {
    if db.writer().get_database_backend() == DbBackend::Postgres {
        // A superuser's way to write without triggers and foreign keys.
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("set local session_replication_role = replica").await.unwrap();
        run_all(&tx, statements).await;
        tx.commit().await.unwrap();
    } else {
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

/// Changes a rule: a trigger's text on SQLite, the function of a trigger on PostgreSQL.
pub async fn rewrite(db: &Db, rule: &str, changes: &[(&str, &str)]) {
    let tx = db.begin().await.unwrap();
    let is_postgres = tx.get_database_backend() == DbBackend::Postgres;
    let sql = if is_postgres {
        format!("select proname as name, pg_get_functiondef(oid) as sql from pg_proc where proname = '{rule}'")
    } else {
        format!("select name, sql from sqlite_master where type = 'trigger' and name = '{rule}'")
    };
    let [(name, text)] = &texts(&tx, &sql).await[..] else { panic!("{rule} is no rule") };
    let changed = changes.iter().fold(text.clone(), |text, (from, to)| {
        assert!(text.contains(from), "{rule} does not say {from}: {text}");
        text.replace(from, to)
    });
    if !is_postgres {
        tx.execute_unprepared(&format!("drop trigger {name}")).await.unwrap();
    }
    tx.execute_unprepared(&changed).await.unwrap();
    tx.commit().await.unwrap();
}

/// Changes the text of a SQLite table where no statement can: a constraint goes, with the index that held it.
pub async fn rewrite_table(db: &Db, table: &str, (from, to): (&str, &str), index: Option<&str>) {
    let writer = db.writer(); // One connection.
    let quoted = |text: &str| text.replace('\'', "''");
    writer.execute_unprepared("pragma writable_schema = on").await.unwrap();
    let changed = writer
        .execute_unprepared(&format!(
            "update sqlite_master set sql = replace(sql, '{}', '{}') where name = '{table}' and instr(sql, '{}') > 0",
            quoted(from),
            quoted(to),
            quoted(from)
        ))
        .await
        .unwrap();
    assert_eq!(changed.rows_affected(), 1, "{table} does not say {from}");
    if let Some(index) = index {
        let gone = format!("delete from sqlite_master where type = 'index' and name = '{index}'");
        assert_eq!(writer.execute_unprepared(&gone).await.unwrap().rows_affected(), 1, "{index} is no index");
    }
    writer.execute_unprepared("pragma writable_schema = reset").await.unwrap();
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
