use marketplace::Db;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

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

/// Everything that migrations make, thing by thing: tables, columns, indexes, constraints, triggers, functions.
pub async fn catalog(db: &Db) -> Vec<String> {
    let backend = db.reader().get_database_backend();
    let sql = if backend == DbBackend::Postgres { POSTGRES_CATALOG } else { SQLITE_CATALOG };
    let rows = db.reader().query_all_raw(Statement::from_string(backend, sql)).await.expect("the statement runs");
    rows.iter().map(|row| row.try_get("", "thing").expect("a thing is text")).collect()
}
