use std::pin::Pin;

use marketplace::Db;
use tokio::runtime::Builder;

use crate::{App, Backend, Database};

/// What a story is told in: an [`App`]; or, for what lies below it, a [`Migrated`] or an empty [`Database`].
pub trait World: Sized {
    /// Made on a database of its own; `None` where the backend is not installed.
    fn begin(backend: Backend) -> impl Future<Output = Option<Self>>;

    /// The story is told. What must hold at the end of every story is checked, and what it left is cleared away.
    fn end(self) -> impl Future<Output = ()>;
}

/// A story, as a plain function: boxed, so that it is compiled once for all backends.
pub type Story<W> = for<'a> fn(&'a W) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Tells a story on a backend, on one thread or on several; skips it where the backend is not installed, which was
/// said loudly then.
pub fn tell<W: World>(backend: Backend, threads: bool, story: Story<W>) {
    let mut runtime = if threads { Builder::new_multi_thread() } else { Builder::new_current_thread() };
    let runtime = runtime.enable_all().build().expect("a runtime can be built");
    runtime.block_on(async {
        if let Some(world) = W::begin(backend).await {
            story(&world).await;
            world.end().await;
        }
    });
}

impl World for App {
    async fn begin(backend: Backend) -> Option<Self> {
        Self::start(backend).await
    }

    async fn end(self) {
        self.finish().await;
    }
}

/// A migrated database, and what it is kept in.
pub struct Migrated {
    pub db: Db,
    database: Database,
}

impl Migrated {
    pub fn backend(&self) -> Backend {
        self.database.backend()
    }
}

impl World for Migrated {
    async fn begin(backend: Backend) -> Option<Self> {
        let database = Database::migrated(backend).await?;
        Some(Self { db: database.connect().await, database })
    }

    async fn end(self) {
        self.db.close().await.expect("the database closes");
        self.database.remove().await;
    }
}

impl World for Database {
    async fn begin(backend: Backend) -> Option<Self> {
        Self::empty(backend).await
    }

    async fn end(self) {
        self.remove().await;
    }
}
