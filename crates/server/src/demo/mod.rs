//! A whole season of a marketplace, played by clients that know nothing of our code: they speak GraphQL over HTTP
//! to a server on an empty database in its sandbox.

mod cast;
mod client;
mod ending;
mod figures;
mod finance;
mod offer;
mod people;
mod queue;
mod report;
mod season;
mod stage;
mod work;

use std::{future, path::Path, sync::Arc};

use anyhow::{Context, Result, bail};
use futures_util::FutureExt;
use gateway::{Limits, TokenVerifier};
use indicatif::{ProgressBar, ProgressStyle};
use marketplace::{BlobStore, Marketplace};
use rails::{CertificationFile, sandbox::Sandbox};
use tokio::{net::TcpListener, task::JoinHandle};

use client::Doors;
pub use queue::{Lying, fill_queue};
pub use report::Report;
use season::{People, Season};
use stage::Stage;

use crate::{
    LocalIssuer,
    access_key::open_access_broker,
    cli::{DatabaseArgs, Demo},
    identifier_key::forgotten_blind_index,
    installation::{open_and_migrate, over_sandbox},
    master_keys::with_keys,
};

/// Monday, 4 January 2027, 08:00 UTC.
const BEGINS_AT: &str = "2027-01-04T08:00:00Z";
const STAFF: &str = "olga@operator.example";

/// Plays the season that the arguments ask for, and tells what became of it. If its database is kept, the keys to what
/// lies sealed there are those of the data directory.
pub async fn play(args: &Demo, uploads: Arc<dyn BlobStore>, data_dir: &Path, progress: &ProgressBar) -> Result<Report> {
    let files = tempfile::tempdir().context("there is no place for the season's database")?;
    let (database_url, data_dir) = match &args.database_url {
        Some(kept) => (kept.clone(), data_dir),
        None => (format!("sqlite://{}", files.path().join("season.db").display()), files.path()),
    };
    let app = prepare(database_url, uploads, data_dir, args.experts).await?;
    let (server, url, issuer) = open_door(app).await?;

    let report = play_on(vec![url], issuer, args, progress).await;
    server.abort();
    report
}

/// Opens a front door for the clients of a demo, until it is aborted: where it is, and whom it believes.
async fn open_door(app: Marketplace) -> Result<(JoinHandle<()>, String, LocalIssuer)> {
    let issuer = LocalIssuer::generate()?;
    let router = gateway::router(app, TokenVerifier::local(issuer.public_key()));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/graphql", listener.local_addr()?);
    let server = tokio::spawn(gateway::serve(listener, router, Limits::default(), future::pending()));
    Ok((server, url, issuer))
}

/// Plays the season on servers that stand already, asked in turn, on a database that was prepared for it. `issuer` is
/// whom they believe.
pub async fn play_on(urls: Vec<String>, issuer: LocalIssuer, args: &Demo, progress: &ProgressBar) -> Result<Report> {
    let mut stage = Stage::new(Doors::new(urls)?, issuer, &STAFF.parse()?, args.seed, BEGINS_AT.parse()?)?;
    perform(args, &mut stage, progress).await
}

/// How many steps [`play`] makes.
pub fn steps(args: &Demo) -> u64 {
    u64::from(args.experts) + u64::from(args.days) + 1
}

/// A bar that says what is happening, for whoever waits.
pub fn progress_bar(steps: u64) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} ({elapsed})")?;
    Ok(ProgressBar::new(steps).with_style(style))
}

/// Makes an empty database the sandbox of a season with so many experts, staffed, at the season's first instant, and
/// with the keys of a data directory.
pub async fn prepare(
    database_url: String,
    uploads: Arc<dyn BlobStore>,
    data_dir: &Path,
    experts: u32,
) -> Result<Marketplace> {
    let db = open_and_migrate(&DatabaseArgs { database_url }).await?;
    if accounts::store::any(db.reader()).await? || Sandbox::stands_at(db.reader()).await?.is_some() {
        bail!("the database is not empty: a season needs one of its own");
    }
    let app = with_keys(over_sandbox(db, BEGINS_AT.parse()?, uploads).await?, data_dir).await?;
    let app = app.with_blind_index(forgotten_blind_index()?); // Nobody is blocked in a season.
    let app = app.with_access_broker(open_access_broker(data_dir)?);
    app.install_defaults().await?;
    let known = certifications(experts)?;
    app.import_certifications(&mut CertificationFile::open(known.as_bytes())).await?;
    app.bootstrap_staff(STAFF.parse()?, "Olga Operator").await?;
    Ok(app)
}

/// The certifications that a season's experts hold, as the registry's import takes them.
fn certifications(experts: u32) -> Result<String> {
    Ok(cast::certifications(usize::try_from(experts)?))
}

async fn perform(args: &Demo, stage: &mut Stage, progress: &ProgressBar) -> Result<Report> {
    let began_at = stage.now;
    let (mut experts, mut customers) = (Vec::new(), Vec::new());
    for n in 0..usize::try_from(args.experts)? {
        progress.set_message("experts register, staff review");
        experts.push(stage.expert(n).boxed().await?);
        customers.push(stage.customer(n).boxed().await?);
        progress.inc(1);
    }
    let mut season = Season::new(People { experts: &experts, customers: &customers });
    for _ in 0..args.days {
        progress.set_message(format!("the season: {}", stage.today()));
        season.day(stage).boxed().await?;
        stage.look_back(&experts, began_at).boxed().await?;
        progress.inc(1);
    }
    progress.set_message("the figures");
    let report = figures::report(stage, &experts, args.seed, began_at).boxed().await?;
    progress.finish_and_clear();
    Ok(report)
}
