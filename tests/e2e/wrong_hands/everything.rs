//! Every row of every table, to see that nothing changed.

use std::collections::BTreeMap;

use sea_orm::DbBackend;
use support::App;

/// The rows of each table, as text.
#[derive(PartialEq, Eq)]
pub struct Everything(BTreeMap<String, String>);

impl Everything {
    pub async fn in_database_of(app: &App) -> Self {
        let is_postgres = app.marketplace.db().reader().get_database_backend() == DbBackend::Postgres;
        let mut everything = BTreeMap::new();
        for table in texts(app, tables(is_postgres), "name").await {
            let columns = texts(app, &columns(is_postgres, &table), "name").await;
            let row = columns.iter().map(|column| text_of(is_postgres, column)).collect::<Vec<_>>().join(" || '|' || ");
            let rows = texts(app, &format!("select {row} as content from {table} order by 1"), "content").await;
            everything.insert(table, rows.join("\n"));
        }
        assert!(everything["audit_row"].lines().count() > 10, "the story has begun");
        Self(everything)
    }

    /// The tables in which it differs.
    pub fn differs_from(&self, other: &Self) -> Vec<&str> {
        let changed = self.0.iter().filter(|(table, rows)| other.0.get(*table) != Some(rows));
        changed.map(|(table, _)| table.as_str()).collect()
    }
}

fn tables(is_postgres: bool) -> &'static str {
    if is_postgres {
        "select cast(table_name as text) as name from information_schema.tables where table_schema = 'public'"
    } else {
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
    }
}

fn columns(is_postgres: bool, table: &str) -> String {
    if is_postgres {
        format!(
            "select cast(column_name as text) as name from information_schema.columns
             where table_schema = 'public' and table_name = '{table}' order by ordinal_position"
        )
    } else {
        format!("select name from pragma_table_info('{table}') order by cid")
    }
}

fn text_of(is_postgres: bool, column: &str) -> String {
    if is_postgres { format!("coalesce(cast(\"{column}\" as text), '-')") } else { format!("quote(\"{column}\")") }
}

async fn texts(app: &App, sql: &str, column: &str) -> Vec<String> {
    app.rows(sql).await.iter().map(|row| row.try_get("", column).unwrap()).collect()
}
