//! Whoever makes keys and seals with them dies over it: everything still opens, and the next one goes on.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use marketplace::Db;
use support::{
    App, Database, lay_bare, opened, sealed_by,
    steps::payouts::{GOOD, agreed, collected, paid_to},
    story,
};

use super::{
    dump::events,
    orders::Act,
    stage::{Stage, chosen},
};

/// A form, a bank account and a message to a bank lie sealed.
const VALUES: usize = 3;

/// Holds design 8: killed at any step of a rotation, it opens with the old key or the new, and is rotated to the end.
#[story]
async fn killed_while_keys_are_rotated_everything_opens_and_the_next_goes_on(empty: &Database) {
    let prepared = paid(empty).await;
    let whole = values(&prepared).await;
    let undisturbed = Stage::copied(&prepared).await;
    undisturbed.work(&[Act::RotateKeys], None).await;
    let points = undisturbed.points();
    assert!(points.iter().any(|point| point == "insert data_key"), "{points:#?}");
    assert!(points.iter().any(|point| point == "update disbursement"), "{points:#?}");
    is_rotated_once(&undisturbed.database, &whole).await;
    undisturbed.database.remove().await;

    for point in chosen(&points, prepared.backend(), true) {
        let stage = Stage::copied(&prepared).await;
        assert!(stage.work(&[Act::RotateKeys], Some(point)).await.killed, "it comes to point {point}");
        assert_eq!(values(&stage.database).await, whole, "killed at {}", points[point - 1]);
        if !is_spread(&stage.database).await {
            stage.work(&[Act::RotateKeys], None).await;
        }
        is_rotated_once(&stage.database, &whole).await;
        stage.database.remove().await;
    }
    prepared.remove().await;
}

/// Holds design 8: what an older release left in clear is sealed by the first that starts, and by the next if it dies.
#[story]
async fn killed_while_clear_values_are_sealed_nothing_is_lost(empty: &Database) {
    let prepared = paid(empty).await;
    let whole = values(&prepared).await;
    let db = prepared.connect().await;
    lay_bare(&db).await;
    assert_eq!(sealed_by(&db).await, BTreeMap::from([(None, VALUES)]));
    db.close().await.unwrap();
    let undisturbed = Stage::copied(&prepared).await;
    undisturbed.work(&[Act::InstallKeys], None).await;
    let points = undisturbed.points();
    undisturbed.database.remove().await;

    for point in chosen(&points, prepared.backend(), true) {
        let stage = Stage::copied(&prepared).await;
        assert!(stage.work(&[Act::InstallKeys], Some(point)).await.killed, "it comes to point {point}");
        stage.work(&[Act::InstallKeys], None).await;
        assert_eq!(values(&stage.database).await, whole, "killed at {}", points[point - 1]);
        stage.database.remove().await;
    }
    prepared.remove().await;
}

/// An installation in which somebody was paid.
async fn paid(empty: &Database) -> Database {
    let database = Database::migrated(empty.backend()).await.expect("the story is told where its backend is");
    let app = App::open(database.url()).await;
    app.founded().await;
    let (customer, expert, engagement) = agreed(&app).await;
    paid_to(&expert, GOOD).await;
    collected(&customer, &expert, &engagement, "100.00").await;
    app.advance(TimeDelta::days(2)).await;
    app.marketplace.db().clone().close().await.unwrap();
    database
}

async fn values(database: &Database) -> BTreeMap<String, Vec<u8>> {
    on(database, async |db| opened(db).await).await
}

async fn is_spread(database: &Database) -> bool {
    on(database, async |db| vault::store::all(db.reader()).await.unwrap().last().unwrap().number == 2).await
        && on(database, async |db| events(db).await.contains_key("data_key.spread")).await
}

/// One new key was made, everything is sealed with it, and reads as before.
async fn is_rotated_once(database: &Database, whole: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(values(database).await, *whole);
    let (by, told) = on(database, async |db| (sealed_by(db).await, events(db).await)).await;
    assert_eq!(by, BTreeMap::from([(Some(2), VALUES)]));
    assert_eq!((told["data_key.made"], told["data_key.spread"]), (1, 1));
}

async fn on<T>(database: &Database, ask: impl AsyncFnOnce(&Db) -> T) -> T {
    let db = database.connect().await;
    let answer = ask(&db).await;
    db.close().await.unwrap();
    answer
}
