use std::{env, fs::File, io::BufReader, path::Path, sync::Arc};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use indicatif::ProgressBar;
use kernel::{Clock, SystemClock};
use marketplace::{BlobStore, Db, Imported, Mailer, Marketplace, Outside};
use rails::{
    Blobs, CertificationFile, DatabaseRegistry, DrawerMailer, HttpsStatusLists, OpenBadges, SmtpMailer,
    sandbox::Sandbox,
};

use crate::cli::{BlobArgs, DatabaseArgs, MailArgs, SandboxArgs};

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
pub async fn assemble(db: Db, mode: Mode, blobs: Arc<dyn BlobStore>) -> Result<Marketplace> {
    let stands_at = Sandbox::stands_at(db.writer()).await?;
    let app = match (mode, stands_at) {
        (Mode::Sandbox, None) if !is_empty(&db).await? => {
            bail!("this database holds business: a sandbox needs one of its own (--database-url)")
        }
        (Mode::Sandbox, _) => over_sandbox(db, SystemClock.now(), blobs).await?,
        (Mode::Business, Some(_)) => bail!("this database is a sandbox: add --sandbox, or use another database"),
        (Mode::Business, None) => {
            let registry = Arc::new(DatabaseRegistry::new(db.reader().clone()));
            let (verifier, status_lists) = (Arc::new(OpenBadges), Arc::new(HttpsStatusLists::new()));
            let (provider, rail, exchange, mailer, access_broker, hand) = (None, None, None, None, None, None);
            let outside = Outside {
                provider,
                rail,
                exchange,
                registry,
                mailer,
                verifier,
                status_lists,
                access_broker,
                blobs,
                hand,
            };
            Marketplace::new(db, Arc::new(SystemClock), outside)
        }
    };
    app.install_defaults().await?;
    Ok(app)
}

/// The application as the database says it is: for commands that work beside a server.
pub async fn assemble_as_found(db: Db, blobs: Arc<dyn BlobStore>) -> Result<Marketplace> {
    let mode = if Sandbox::stands_at(db.writer()).await?.is_some() { Mode::Sandbox } else { Mode::Business };
    assemble(db, mode, blobs).await
}

/// The application in a sandbox whose clock stands at `start`, or where it stood.
pub async fn over_sandbox(db: Db, start: DateTime<Utc>, blobs: Arc<dyn BlobStore>) -> Result<Marketplace> {
    let sandbox = Sandbox::open(db.writer().clone(), start).await?;
    let registry = Arc::new(DatabaseRegistry::new(db.reader().clone()));
    Ok(Marketplace::new(db, sandbox.clock(), Outside { blobs, ..sandbox.outside(registry) }))
}

/// The application with a post: the one that is named, or in a sandbox a drawer whose letters are read at `/letters`.
/// Without either, nobody is written.
pub fn with_post(app: Marketplace, args: &MailArgs) -> Result<Marketplace> {
    let mailer: Option<Arc<dyn Mailer>> = match (&args.mail_url, &args.mail_from) {
        (Some(url), Some(from)) => Some(Arc::new(SmtpMailer::new(url, from)?)),
        (Some(_), None) => bail!("--mail-url needs --mail-from: who the letters are from"),
        (None, _) if app.clock_hand().is_some() => Some(Arc::new(DrawerMailer)),
        (None, _) => None,
    };
    Ok(app.with_post(mailer))
}

/// Where uploads are kept. Only the server reads the environment.
pub fn blobs(args: &BlobArgs) -> Result<Arc<dyn BlobStore>> {
    let opened = match args.blobs.as_deref() {
        Some(bucket) if bucket.starts_with("s3://") => Blobs::in_s3(bucket, env::vars().filter(is_of_aws)),
        Some(folder) => Blobs::in_folder(Path::new(folder)),
        None => Blobs::in_folder(&args.data.data_dir.join(UPLOADS)),
    };
    Ok(Arc::new(opened.context("--blobs names no place that uploads can be kept in")?))
}

fn is_of_aws((name, _): &(String, String)) -> bool {
    name.starts_with("AWS_")
}

/// Imports a file into the registry of certifications; `progress` counts its bytes.
pub async fn import_certifications(app: &Marketplace, path: &Path, progress: &ProgressBar) -> Result<Imported> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    progress.set_length(file.metadata()?.len());
    let mut rows = CertificationFile::open(progress.wrap_read(BufReader::new(file)));
    let imported = app.import_certifications(&mut rows).await;
    progress.finish_and_clear();
    imported.with_context(|| format!("{} is not taken: correct it and import it again", path.display()))
}

/// Whether nobody has opened an account yet.
async fn is_empty(db: &Db) -> Result<bool> {
    Ok(!accounts::store::any(db.reader()).await?)
}
