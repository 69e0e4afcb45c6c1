use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Weak},
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqlxPostgresConnector,
    TransactionTrait,
    sqlx::postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// What stands for the clock among PostgreSQL's locks, which are each database's own.
const ADVISORY_LOCK: i64 = 7_236_012_046;
/// How many may hold the clock by one lock, one after the other. Then comes a new lock, which queues behind whoever
/// waits to move the clock, so that a busy process cannot keep it for ever.
const SHARERS_MAX: u32 = 16;
/// How many locks of a process may be held or waited for at once, each on a connection of its own.
const POSTGRES_LOCKS: u32 = 4;

/// Lets many hold the sandbox's clock, or one move it, in all processes on the database together. It rests on locks
/// that the system takes back when a process dies: on PostgreSQL advisory locks, on SQLite a lock on a file beside
/// the database.
pub struct Turnstile {
    locks: Locks,
    /// The lock that newcomers of this process may share; kept from them while somebody here waits to move the clock.
    share: Arc<Mutex<Share>>,
}

enum Locks {
    /// By connections of their own: whoever holds the clock needs another one to act.
    Postgres(DatabaseConnection),
    Sqlite(PathBuf),
}

/// Nobody holds the clock while this exists.
pub struct Seized {
    _newcomers: OwnedMutexGuard<Share>,
    _grip: Grip,
}

/// Somebody holds the clock while this exists.
pub enum Grip {
    /// An advisory lock that ends with its transaction.
    Transaction {
        _lock: DatabaseTransaction,
    },
    File {
        _lock: File,
    },
}

#[derive(Default)]
struct Share {
    grip: Weak<Grip>,
    sharers: u32,
}

impl Turnstile {
    /// The turnstile of the database that `db` leads to.
    pub fn of(db: &DatabaseConnection) -> Self {
        let locks = if db.get_database_backend() == DbBackend::Postgres {
            Locks::Postgres(postgres_locks(&db.get_postgres_connection_pool().connect_options()))
        } else {
            let options = db.get_sqlite_connection_pool().connect_options();
            Locks::Sqlite(beside(options.get_filename()))
        };
        Self { locks, share: Arc::default() }
    }

    /// Waits until nobody moves the clock, and keeps it from moving. Where it may have moved since this process last
    /// held it, `catch_up` is called before anybody else comes in.
    pub async fn hold(&self, catch_up: impl AsyncFnOnce() -> Result<(), DbErr>) -> Result<Arc<Grip>, DbErr> {
        let mut share = self.share.lock().await;
        if let Some(grip) = share.grip.upgrade().filter(|_| share.sharers < SHARERS_MAX) {
            share.sharers += 1;
            return Ok(grip); // Held since it was last looked at: it stands where it stood.
        }
        let grip = Arc::new(self.locks.shared().await?);
        catch_up().await?;
        *share = Share { grip: Arc::downgrade(&grip), sharers: 1 };
        Ok(grip)
    }

    /// Waits until nobody holds the clock, and lets nobody hold it.
    pub async fn seize(&self) -> Result<Seized, DbErr> {
        let newcomers = self.share.clone().lock_owned().await;
        Ok(Seized { _newcomers: newcomers, _grip: self.locks.exclusive().await? })
    }
}

impl Locks {
    async fn shared(&self) -> Result<Grip, DbErr> {
        match self {
            Self::Postgres(db) => advisory(db, "pg_advisory_xact_lock_shared").await,
            Self::Sqlite(path) => file(path, File::lock_shared).await,
        }
    }

    async fn exclusive(&self) -> Result<Grip, DbErr> {
        match self {
            Self::Postgres(db) => advisory(db, "pg_advisory_xact_lock").await,
            Self::Sqlite(path) => file(path, File::lock).await,
        }
    }
}

async fn advisory(db: &DatabaseConnection, function: &str) -> Result<Grip, DbErr> {
    let lock = db.begin().await?;
    lock.execute_unprepared(&format!("select {function}({ADVISORY_LOCK})")).await?;
    Ok(Grip::Transaction { _lock: lock })
}

/// Waiting for a file's lock blocks a thread, so it is one that may be blocked.
async fn file(path: &Path, lock: fn(&File) -> io::Result<()>) -> Result<Grip, DbErr> {
    let path = path.to_owned();
    let locked = tokio::task::spawn_blocking(move || {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        lock(&file)?;
        Ok::<_, io::Error>(file)
    });
    let locked = locked.await.map_err(io::Error::other).flatten();
    let lock = locked.map_err(|error| DbErr::Custom(format!("the sandbox's clock cannot be held: {error}")))?;
    Ok(Grip::File { _lock: lock })
}

/// Whoever waits here is bound by the request's or the sweep's own patience, and not by the limits of a statement.
fn postgres_locks(options: &PgConnectOptions) -> DatabaseConnection {
    let options = options.clone().options([("lock_timeout", "0"), ("statement_timeout", "0")]);
    let pool = PgPoolOptions::new().max_connections(POSTGRES_LOCKS).connect_lazy_with(options);
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
}

fn beside(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push("-clock");
    path.into()
}
