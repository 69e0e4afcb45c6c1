use std::collections::BTreeMap;

use migrations::Migrator;
use sea_orm_migration::MigratorTrait;
use support::{Database, story};

use super::{
    dump::{added, events, everything, standing, tables},
    orders::Act,
    stage::{Ended, Stage, chosen},
};

/// How many migrations an old database has seen.
const OLD: u32 = 4;

/// What an installation consists of.
#[derive(Debug, PartialEq, Eq)]
struct Installed {
    tables: Vec<String>,
    standing: Vec<String>,
    events: BTreeMap<String, i64>,
}

/// Holds IQ-28, G-37 and invariant 12: tables, defaults and the first member of staff come whole, and once.
#[story]
async fn killed_while_installing_it_is_installed_once(empty: &Database) {
    let points = killed_while_installing(empty.copied().await).await;
    assert!(points.iter().any(|point| point == "insert seaql_migrations"), "it was killed among the migrations");
    assert!(points.iter().any(|point| point == "insert staff"), "and when staff was appointed");
}

/// The same for a database that an older version made.
#[story]
async fn killed_while_an_old_database_is_brought_up_to_date_it_comes_there(empty: &Database) {
    let old = empty.copied().await;
    let db = old.connect().await;
    Migrator::up(db.writer(), Some(OLD)).await.unwrap();
    db.close().await.unwrap();
    let points = killed_while_installing(old).await;
    assert!(points.iter().any(|point| point == "insert seaql_migrations"), "it was killed among the migrations");
}

/// Kills a worker at every point of an installation, starts another, and compares with one that nobody killed.
/// Returns the points.
async fn killed_while_installing(prepared: Database) -> Vec<String> {
    let undisturbed = Stage::copied(&prepared).await;
    let before = tables_of(&undisturbed).await;
    install(&undisturbed, None).await;
    let (points, whole) = (undisturbed.points(), installed(&undisturbed).await);
    undisturbed.database.remove().await;
    for point in chosen(&points, prepared.backend(), false) {
        let stage = Stage::copied(&prepared).await;
        assert!(install(&stage, Some(point)).await.killed, "it comes to point {point}");
        let left = tables_of(&stage).await;
        assert!(left == before || left == whole.tables, "half of the tables at {}: {left:?}", points[point - 1]);
        install(&stage, None).await;
        assert_eq!(installed(&stage).await, whole, "killed at {}", points[point - 1]);
        nothing_more_happens(&stage).await;
        stage.database.remove().await;
    }
    prepared.remove().await;
    points
}

async fn install(stage: &Stage, stops_at: Option<usize>) -> Ended {
    stage.work(&[Act::Install], stops_at).await
}

async fn tables_of(stage: &Stage) -> Vec<String> {
    let db = stage.database.connect().await;
    let tables = tables(&db).await;
    db.close().await.unwrap();
    tables
}

async fn installed(stage: &Stage) -> Installed {
    let db = stage.database.connect().await;
    let installed = Installed { tables: tables(&db).await, standing: standing(&db).await, events: events(&db).await };
    db.close().await.unwrap();
    installed
}

/// Whoever installs what is installed changes nothing.
async fn nothing_more_happens(stage: &Stage) {
    let db = stage.database.connect().await;
    let before = everything(&db).await;
    install(stage, None).await;
    assert_eq!(added(&before, &everything(&db).await), Vec::<String>::new());
    db.close().await.unwrap();
}
