use std::collections::BTreeMap;

use kernel::{Place, Sealed, SealedKind, Vault};
use marketplace::{Db, SEALED};
use sea_orm::{ConnectionTrait, Statement, Value, prelude::Uuid};

use crate::story_keys;

/// A value as a row holds it.
struct Kept {
    place: Place,
    bytes: Vec<u8>,
    sealed_by: Option<i64>,
}

/// Every value that lies sealed in a database, by where it lies, opened. Fails if one lies in clear or does not open.
pub async fn opened(db: &Db) -> BTreeMap<String, Vec<u8>> {
    let (keys, mut opened) = (story_keys(db).await, BTreeMap::new());
    for Kept { place, bytes, sealed_by } in kept(db).await {
        let sealed = Sealed::stored_bytes(place, bytes, sealed_by).expect("nothing lies in clear");
        opened.insert(place.to_string(), keys.open(place, &sealed).await.expect("it opens where it lies"));
    }
    opened
}

/// With which data keys something is sealed, and how many values with each.
pub async fn sealed_by(db: &Db) -> BTreeMap<Option<i64>, usize> {
    let mut by = BTreeMap::new();
    for kept in kept(db).await {
        *by.entry(kept.sealed_by).or_default() += 1;
    }
    by
}

/// Leaves everything in clear and no data key, as a release left it that knew of none.
pub async fn lay_bare(db: &Db) {
    let keys = story_keys(db).await;
    for Kept { place, bytes, sealed_by } in kept(db).await {
        let sealed = Sealed::stored_bytes(place, bytes, sealed_by).expect("nothing lies in clear");
        write(db, place, keys.open(place, &sealed).await.expect("it opens where it lies")).await;
    }
    db.writer().execute_unprepared("delete from data_key").await.expect("nothing is sealed any more");
}

async fn write(db: &Db, place: Place, clear: Vec<u8>) {
    let value: Value = match place.column.kind {
        SealedKind::Text => String::from_utf8(clear).expect("it is text").into(),
        SealedKind::Bytes => clear.into(),
    };
    let sql = format!("update {} set {} = $1, sealed_by = null where id = $2", place.column.table, place.column.name);
    let values = [value, place.row.into()];
    let statement = Statement::from_sql_and_values(db.writer().get_database_backend(), sql, values);
    db.writer().execute_raw(statement).await.expect("the statement runs");
}

async fn kept(db: &Db) -> Vec<Kept> {
    let mut kept = vec![];
    for column in SEALED {
        let (table, name) = (column.table, column.name);
        let sql = format!("select id, {name} as kept, sealed_by from {table} where {name} is not null");
        let statement = Statement::from_string(db.reader().get_database_backend(), sql);
        for row in db.reader().query_all_raw(statement).await.expect("the statement runs") {
            let bytes = match column.kind {
                SealedKind::Text => row.try_get::<String>("", "kept").expect("it is text").into_bytes(),
                SealedKind::Bytes => row.try_get("", "kept").expect("it is bytes"),
            };
            let place = column.at(row.try_get::<Uuid>("", "id").expect("a row has an id"));
            kept.push(Kept { place, bytes, sealed_by: row.try_get("", "sealed_by").expect("a number or nothing") });
        }
    }
    kept
}
