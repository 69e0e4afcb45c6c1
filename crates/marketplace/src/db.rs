use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait, metric::Info,
};
use tokio::time::sleep;

use crate::contention::is_contention;

/// How long a request may wait for a connection before it is told to come back.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const STATEMENT_CACHE: usize = 256;
/// How often, and how long apart, a file is tried that another process turns to a write-ahead log.
const OPENINGS: usize = 100;
const BETWEEN_OPENINGS: Duration = Duration::from_millis(50);

/// How many connections a process opens at most, as its work asks for them. SQLite has one writer, whatever is said.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    pub writers: u32,
    pub readers: u32,
}

impl Default for Connections {
    fn default() -> Self {
        Self { writers: 16, readers: 8 }
    }
}

/// The database, and the one place where the backends differ.
#[derive(Clone, Debug)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

impl Db {
    /// Opens the database of a URL: `sqlite://guildhall.db` or `postgres://user@host/name`.
    /// A SQLite file that is missing is made.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        Self::connect_with(url, Connections::default()).await
    }

    /// As [`Self::connect`], with so many connections at most.
    pub async fn connect_with(url: &str, connections: Connections) -> Result<Self, DbErr> {
        let Connections { writers, readers } = connections;
        if url.starts_with("sqlite:") {
            Self::sqlite(url, readers).await
        } else {
            Self::postgres(url, writers, readers).await
        }
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once: a deferred one that
    /// reads first and writes later fails under load, whatever the busy timeout.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        self.writer.begin_with_options(TransactionOptions { sqlite_transaction_mode, ..Default::default() }).await
    }

    /// Begins a transaction that only reads: all its statements see the database as it is at the first of them.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = if self.reader.get_database_backend() == DbBackend::Postgres {
            let (isolation_level, access_mode) = (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly));
            TransactionOptions { isolation_level, access_mode, ..Default::default() }
        } else {
            // A deferred transaction is one snapshot of the write-ahead log, on a connection that cannot write.
            TransactionOptions::default()
        };
        self.reader.begin_with_options(options).await
    }

    /// For reads of one statement.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For what keeps its own tables beside ours: migrations, the sandbox. Never while a transaction is open.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Calls `watch` after every statement, with what was run and how long it took. A `begin` and a `commit` are no
    /// statements. Watch before anything else gets a copy of the connections.
    #[must_use]
    pub fn watched(mut self, watch: impl Fn(&Info<'_>) + Clone + Send + Sync + 'static) -> Self {
        self.writer.set_metric_callback(watch.clone());
        self.reader.set_metric_callback(watch);
        self
    }

    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }

    /// One writer and many readers that cannot write. Commits reach the disk before they are answered.
    async fn sqlite(url: &str, readers: u32) -> Result<Self, DbErr> {
        let mut writer = options(url, 1);
        writer.map_sqlx_sqlite_opts(|sqlite| {
            let sqlite = sqlite.create_if_missing(true).statement_cache_capacity(STATEMENT_CACHE);
            sqlite
                .pragma("journal_mode", "wal")
                .pragma("synchronous", "full")
                .pragma("foreign_keys", "on")
                .pragma("busy_timeout", "5000")
        });
        let mut reader = options(url, readers);
        reader.map_sqlx_sqlite_opts(|sqlite| {
            let sqlite = sqlite.statement_cache_capacity(STATEMENT_CACHE);
            sqlite.pragma("query_only", "on").pragma("busy_timeout", "5000")
        });
        // The writer first: it makes the file.
        Ok(Self { writer: open_file(writer).await?, reader: Database::connect(reader).await? })
    }

    async fn postgres(url: &str, writers: u32, readers: u32) -> Result<Self, DbErr> {
        let pool = |size| {
            let mut pool = options(url, size);
            pool.map_sqlx_postgres_opts(|postgres| {
                let limits = [("timezone", "UTC"), ("statement_timeout", "15s"), ("lock_timeout", "5s")];
                postgres.statement_cache_capacity(STATEMENT_CACHE).options(limits)
            });
            pool
        };
        let (writer, reader) = (pool(writers), pool(readers));
        Ok(Self { writer: Database::connect(writer).await?, reader: Database::connect(reader).await? })
    }
}

/// Of two processes that both turn a new file to a write-ahead log, SQLite sends one away at once, whatever the busy
/// timeout, for each holds what the other waits for: so the one that was sent away comes back.
async fn open_file(writer: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    for _ in 1..OPENINGS {
        match Database::connect(writer.clone()).await {
            Err(error) if is_contention(&error) => sleep(BETWEEN_OPENINGS).await,
            answer => return answer,
        }
    }
    Database::connect(writer).await
}

fn options(url: &str, size: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(size).acquire_timeout(ACQUIRE_TIMEOUT).sqlx_logging(false);
    options
}
