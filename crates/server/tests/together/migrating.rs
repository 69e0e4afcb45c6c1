//! Migrations that two processes start at once: one runs them, the other waits, and both end well.

use migrations::Migrator;
use sea_orm_migration::MigratorTrait;
use support::{Backend, Database, catalog, story};

use super::process::at_once;

/// How often each race is run.
const RACES: usize = 20;
/// How many migrations an old database has seen.
const OLD: u32 = 6;

/// Holds design 8: an empty database, whose very file is made in the race.
#[story]
async fn an_empty_database_is_migrated_by_one_of_two(database: &Database) {
    race(database.backend(), None).await;
}

/// Holds design 8: a database that an older release left.
#[story]
async fn an_old_database_is_migrated_by_one_of_two(database: &Database) {
    race(database.backend(), Some(OLD)).await;
}

async fn race(backend: Backend, seen: Option<u32>) {
    let whole = schema(&Database::migrated(backend).await.unwrap()).await;
    for _ in 0..RACES {
        let database = Database::empty(backend).await.unwrap();
        if let Some(seen) = seen {
            let db = database.connect().await;
            Migrator::up(db.writer(), Some(seen)).await.unwrap();
            assert_ne!(migrations::pending(db.writer()).await.unwrap(), Vec::<String>::new());
            db.close().await.unwrap();
        }

        let up = ["migrate", "up", "--database-url", database.url()];
        for ended in at_once([&up, &up]).await {
            let complaint = String::from_utf8_lossy(&ended.stderr);
            assert!(ended.status.success() && complaint.is_empty(), "{complaint}");
        }

        assert_eq!(schema(&database).await, whole);
        database.remove().await;
    }
}

/// Every table as it should be, and every migration once.
async fn schema(database: &Database) -> Vec<String> {
    let db = database.connect().await;
    let applied = Migrator::get_applied_migrations(db.writer()).await.unwrap();
    let applied = applied.iter().map(|migration| format!("applied {}", migration.name()));
    let schema = catalog(&db).await.into_iter().chain(applied).collect();
    db.close().await.unwrap();
    schema
}
