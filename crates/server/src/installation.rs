use std::{env, fs::File, path::Path, sync::Arc};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use kernel::{Clock, SystemClock};
use marketplace::{BlobStore, CertificationRegistry, Db, Marketplace, Outside};
use rails::{Blobs, CsvRegistry, sandbox::Sandbox};

use crate::cli::{BlobArgs, DatabaseArgs, RegistryArgs, SandboxArgs};

/// The folder of the data directory in which uploads lie.
const UPLOADS: &str = "uploads";

/// Whether an installation plays or does business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Sandbox,
    Business,
}

impl From<SandboxArgs> for Mode {
    fn from(args: SandboxArgs) -> Self {
        if args.sandbox { Self::Sandbox } else { Self::Business }
    }
}

/// What an installation is connected to, whether it plays or does business.
#[derive(Clone)]
pub struct Equipment {
    pub registry: Arc<dyn CertificationRegistry>,
    pub blobs: Arc<dyn BlobStore>,
}

impl Equipment {
    pub fn of(registry: &RegistryArgs, blobs: &BlobArgs) -> Result<Self> {
        Ok(Self { registry: known(registry)?, blobs: Arc::new(store(blobs)?) })
    }

    /// With a registry alone; uploads are kept in memory.
    pub fn with_registry(registry: CsvRegistry) -> Self {
        Self { registry: Arc::new(registry), blobs: Arc::new(Blobs::in_memory()) }
    }
}

/// Opens the database and brings it up to date.
pub async fn open_and_migrate(database: &DatabaseArgs) -> Result<Db> {
    let db = open(database).await?;
    migrations::up(db.writer()).await.context("the migrations failed; the database is as it was")?;
    Ok(db)
}

/// Opens a database that is up to date already.
pub async fn open_migrated(database: &DatabaseArgs) -> Result<Db> {
    let db = open(database).await?;
    let pending = migrations::pending(db.writer()).await.context("the database cannot be read")?;
    if !pending.is_empty() {
        bail!("the database is not up to date: run `guildhall migrate up`, or `guildhall serve` once");
    }
    Ok(db)
}

pub async fn open(database: &DatabaseArgs) -> Result<Db> {
    let url = &database.database_url;
    if !url.starts_with("sqlite:") && !url.starts_with("postgres") {
        bail!("the database URL must begin with sqlite: or postgres:");
    }
    Db::connect(url).await.context("the database cannot be opened")
}

/// The application over a database that is up to date. A sandbox stays one, and a business never becomes one.
pub async fn assemble(db: Db, mode: Mode, equipment: Equipment) -> Result<Marketplace> {
    let stands_at = Sandbox::stands_at(db.writer()).await?;
    let app = match (mode, stands_at) {
        (Mode::Sandbox, None) if !is_empty(&db).await? => {
            bail!("this database holds business: a sandbox needs one of its own (--database-url)")
        }
        (Mode::Sandbox, _) => over_sandbox(db, SystemClock.now(), equipment).await?,
        (Mode::Business, Some(_)) => bail!("this database is a sandbox: add --sandbox, or use another database"),
        (Mode::Business, None) => {
            let Equipment { registry, blobs } = equipment;
            let outside = Outside { provider: None, rail: None, registry, blobs, hand: None };
            Marketplace::new(db, Arc::new(SystemClock), outside)
        }
    };
    app.install_defaults().await?;
    Ok(app)
}

/// The application as the database says it is: for commands that work beside a server.
pub async fn assemble_as_found(db: Db, equipment: Equipment) -> Result<Marketplace> {
    let mode = if Sandbox::stands_at(db.writer()).await?.is_some() { Mode::Sandbox } else { Mode::Business };
    assemble(db, mode, equipment).await
}

/// The application in a sandbox whose clock stands at `start`, or where it stood.
pub async fn over_sandbox(db: Db, start: DateTime<Utc>, equipment: Equipment) -> Result<Marketplace> {
    let sandbox = Sandbox::open(db.writer().clone(), start).await?;
    let outside = Outside { blobs: equipment.blobs, ..sandbox.outside(equipment.registry) };
    Ok(Marketplace::new(db, sandbox.clock(), outside))
}

/// The certifications of the file; without one, none is known.
fn known(args: &RegistryArgs) -> Result<Arc<dyn CertificationRegistry>> {
    let registry = match &args.certifications {
        Some(path) => read_registry(path)?,
        None => CsvRegistry::default(),
    };
    Ok(Arc::new(registry))
}

/// Where uploads are kept. Only the server reads the environment.
fn store(args: &BlobArgs) -> Result<Blobs> {
    let opened = match args.blobs.as_deref() {
        Some(bucket) if bucket.starts_with("s3://") => Blobs::in_s3(bucket, env::vars().filter(is_of_aws)),
        Some(folder) => Blobs::in_folder(Path::new(folder)),
        None => Blobs::in_folder(&args.data.data_dir.join(UPLOADS)),
    };
    opened.context("--blobs names no place that uploads can be kept in")
}

fn is_of_aws((name, _): &(String, String)) -> bool {
    name.starts_with("AWS_")
}

fn read_registry(path: &Path) -> Result<CsvRegistry> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    CsvRegistry::read(file).with_context(|| format!("{} is not taken: correct it and start again", path.display()))
}

/// Whether nobody has opened an account yet.
async fn is_empty(db: &Db) -> Result<bool> {
    Ok(!accounts::store::any(db.reader()).await?)
}
