use std::path::{Path, PathBuf};

use marketplace::{Connections, Db};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::{postgres::Cluster, scratch};

/// Where a story can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A database that nobody else has.
pub struct Database {
    url: String,
    backend: Backend,
    place: Place,
}

/// What holds a database, and goes when it is removed.
enum Place {
    Folder(TempDir),
    Cluster(&'static Cluster, String),
}

/// The backends that are here: SQLite always, PostgreSQL where it is installed; said loudly where it is not.
pub async fn backends() -> Vec<Backend> {
    let mut here = vec![Backend::Sqlite];
    here.extend(Cluster::shared().await.map(|_| Backend::Postgres));
    here
}

impl Database {
    /// An empty database; `None` where the backend is not installed.
    pub async fn empty(backend: Backend) -> Option<Self> {
        match backend {
            Backend::Sqlite => Some(Self::file()),
            Backend::Postgres => Some(Self::named(Cluster::shared().await?, None).await),
        }
    }

    /// A database with our tables and nothing in them, copied from one that was migrated once.
    pub async fn migrated(backend: Backend) -> Option<Self> {
        match backend {
            Backend::Sqlite => {
                let database = Self::file();
                tokio::fs::copy(sqlite_template().await, database.file_path())
                    .await
                    .expect("the template can be copied");
                Some(database)
            }
            Backend::Postgres => {
                let cluster = Cluster::shared().await?;
                Some(Self::named(cluster, Some(postgres_template(cluster).await)).await)
            }
        }
    }

    /// Another database with the same in it. While it is copied, nobody may be connected to this one.
    pub async fn copied(&self) -> Self {
        match &self.place {
            Place::Folder(_) => {
                let copy = Self::file();
                let is_there = tokio::fs::try_exists(self.file_path()).await.expect("the folder can be read");
                if is_there {
                    tokio::fs::copy(self.file_path(), copy.file_path()).await.expect("the file can be copied");
                }
                copy
            }
            Place::Cluster(cluster, name) => Self::named(cluster, Some(name)).await,
        }
    }

    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// What `Db::connect` and the binary take.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub async fn connect(&self) -> Db {
        connect(&self.url).await
    }

    /// Takes the database away. One whose story failed stays until the tests end.
    pub async fn remove(self) {
        match self.place {
            Place::Folder(folder) => drop(folder),
            Place::Cluster(cluster, name) => cluster.remove(&name).await,
        }
    }

    fn file() -> Self {
        let folder = scratch();
        let url = format!("sqlite://{}", folder.path().join("guildhall.db").display());
        Self { url, backend: Backend::Sqlite, place: Place::Folder(folder) }
    }

    async fn named(cluster: &'static Cluster, template: Option<&str>) -> Self {
        let name = cluster.create(template).await;
        Self { url: cluster.url(&name), backend: Backend::Postgres, place: Place::Cluster(cluster, name) }
    }

    fn file_path(&self) -> &Path {
        Path::new(self.url.trim_start_matches("sqlite://"))
    }
}

/// Opens a story's database. A story is one user, or a few who race: with fewer connections it prepares its statements
/// fewer times, and whoever holds one connection and waits for another is found out.
pub async fn connect(url: &str) -> Db {
    let few = Connections { writers: 4, readers: 2 };
    Db::connect_with(url, few).await.expect("the database opens")
}

/// A migrated SQLite file; made by whoever needs it first.
async fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
    let made = TEMPLATE.get_or_init(async || {
        let files = scratch();
        let file = files.path().join("template.db");
        migrate(&format!("sqlite://{}", file.display())).await;
        (files, file)
    });
    &made.await.1
}

/// The name of a migrated database on the cluster; made by whoever needs it first.
async fn postgres_template(cluster: &Cluster) -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let made = TEMPLATE.get_or_init(async || {
        let name = cluster.create(None).await;
        migrate(&cluster.url(&name)).await;
        name
    });
    made.await
}

async fn migrate(url: &str) {
    let db = connect(url).await;
    migrations::up(db.writer()).await.expect("the migrations run");
    db.close().await.expect("the template closes");
}
