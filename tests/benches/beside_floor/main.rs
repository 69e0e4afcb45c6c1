//! How far the product is from its floor, in one run: the open requests, an expert's page, six commands from a request
//! to an approved bill, and the payout run, each beside the very statements that it runs, asked directly; and a bare
//! web server beside the smallest query.
//!
//! `cargo bench --workspace --bench beside_floor -- --help`. The server is a process of its own, over a database of
//! its own whose commits reach the disk. All workloads take turns, so that what else the machine does meets them
//! alike, and the medians of the rounds are printed. CPU is what the server's process used (of the floor: ours), user
//! and system, and what PostgreSQL's processes did; SQLite works in the process that asks it.

#![expect(clippy::print_stdout, reason = "it prints a table, and its server where it listens")]

mod cpu;
mod floor;
mod load;
mod meter;
mod payout;
mod place;
mod report;
mod seed;
mod serve;
mod work;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use clap::{Parser, Subcommand, ValueEnum};
use hdrhistogram::Histogram;
use marketplace::Db;
use sea_orm::ConnectionTrait;
use server::LocalIssuer;
use support::{START, instant, postgres::Cluster};
use tempfile::TempDir;

use crate::{
    load::{Load, Work, closed_loop},
    meter::{Answers, Meter},
    place::Place,
    report::Row,
    seed::{Scene, Size},
    work::{Call, Recording, SignedPair},
};

/// How long tokens live: longer than any run.
const TOKEN_LIFE: TimeDelta = TimeDelta::days(365);
/// How many pages of experts are asked for in turn.
const PAGES: usize = 32;

#[derive(Parser)]
#[command(about = "The product beside its floor.")]
struct Arguments {
    /// How many open requests there are; a quarter as many experts.
    #[arg(long, default_value_t = 4_000)]
    size: usize,
    /// How many ask at the same time.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// How long each workload has in a round, in seconds.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// On which database; on both if none is named.
    #[arg(long, value_enum)]
    backend: Option<Backend>,
    /// Another `guildhall` to measure instead of this build: then without the payout run, and without statements.
    #[arg(long)]
    server: Option<PathBuf>,
    /// Also prints what each workload runs on the database.
    #[arg(long)]
    statements: bool,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Backend {
    Sqlite,
    Postgres,
}

#[derive(Subcommand)]
enum Role {
    /// The server that is measured; started by the benchmark itself.
    #[command(hide = true)]
    Serve { url: String, data_dir: PathBuf },
}

/// A workload with what it is asked of, and what came of it so far.
struct Lane {
    work: Arc<dyn Work>,
    row: Row,
    /// Whose CPU is its own.
    answers: Answers,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(Role::Serve { url, data_dir }) = &arguments.role {
        return serve::serve(url, data_dir).await;
    }
    ensure!(arguments.size > 40 && arguments.rounds > 0 && arguments.connections > 0, "there must be something to do");
    if arguments.backend != Some(Backend::Postgres) {
        let files = TempDir::new()?;
        let url = format!("sqlite://{}", files.path().join("floor.db").display());
        measure(&arguments, "SQLite", &url, None).await?;
    }
    if arguments.backend != Some(Backend::Sqlite) {
        let cluster = Cluster::durable().await.context("PostgreSQL is not installed")?;
        let url = cluster.url(&cluster.create(None).await);
        measure(&arguments, "PostgreSQL", &url, Some(cluster.pid())).await?;
    }
    Ok(())
}

async fn measure(arguments: &Arguments, name: &str, url: &str, database: Option<u32>) -> Result<()> {
    let data_dir = TempDir::new()?;
    let scene = prepared(arguments, url).await?;
    let issuer = LocalIssuer::open(data_dir.path())?;
    let sign =
        |email: &str| Ok(issuer.sign(&email.parse()?, true, instant(START) - TimeDelta::hours(1), TOKEN_LIFE)?);
    let place = match &arguments.server {
        Some(binary) => Place::open_binary(binary, url, data_dir.path()).await?,
        None => Place::open(url, data_dir.path()).await?,
    };
    let place = Arc::new(place);
    let mut lanes = lanes(arguments, &scene, &place, (url, data_dir.path()), &sign).await?;
    let db = Db::connect(url).await?;
    let payees = u64::try_from(scene.profiles.len())?;
    let mut runs = [Row::new("payout run, a payee", false, payees), Row::new("payout run, a payee", true, payees)];

    let mut meter = Meter::new(&place, database);
    for round in 0..arguments.rounds {
        for lane in &mut lanes {
            let time = Duration::from_secs(arguments.seconds);
            let load = closed_loop(lane.work.clone(), arguments.connections, time);
            let sample = meter.measured(lane.answers, load).await?;
            lane.row.samples.push(sample);
        }
        let Some(day) = scene.run_days.get(round) else { continue };
        let payees = payees + u64::from(round == 0); // And the one whose rows were copied.
        let floor = meter.measured(Answers::Ourselves, once(payees, payout::floor(&db, *day))).await?;
        runs[1].samples.push(floor);
        let run =
            meter.measured(Answers::Server, once(payees, payout::run(&place, &sign(seed::OPERATOR)?, *day))).await?;
        runs[0].samples.push(run);
    }
    let rows = lanes.into_iter().map(|lane| lane.row).chain(runs);
    let rows: Vec<Row> = rows.filter(|row| !row.samples.is_empty()).collect();
    println!(
        "\n{name}, {} connections, {} rounds of {} s\n",
        arguments.connections, arguments.rounds, arguments.seconds
    );
    println!("{}\n", report::table(&rows));
    db.close().await?;
    Ok(())
}

/// A migrated database with much in it, and statistics as they are in production.
async fn prepared(arguments: &Arguments, url: &str) -> Result<Scene> {
    let db = Db::connect(url).await?;
    migrations::up(db.writer()).await?;
    // Another binary would make the runs as it starts.
    let (pairs, runs) = (arguments.connections, if arguments.server.is_none() { arguments.rounds } else { 0 });
    let size = Size { requests: arguments.size, experts: arguments.size / 4, pairs, runs };
    let begun = Instant::now();
    let scene = seed::fill(url, size).await?;
    if !url.starts_with("sqlite:") {
        db.writer().execute_unprepared("vacuum analyze").await?;
    }
    println!("{} requests and {} experts were made in {:.1?}.", size.requests, size.experts, begun.elapsed());
    db.close().await?;
    Ok(scene)
}

/// Every workload, each followed by its floor.
async fn lanes(
    arguments: &Arguments,
    scene: &Scene,
    place: &Arc<Place>,
    (url, data_dir): (&str, &Path),
    sign: &impl Fn(&str) -> Result<String>,
) -> Result<Vec<Lane>> {
    let experts: Vec<String> = scene.pairs.iter().map(|pair| sign(&pair.expert)).collect::<Result<_>>()?;
    let pairs: Vec<SignedPair> = scene.pairs.iter().map(|pair| SignedPair::of(pair, sign)).collect::<Result<_>>()?;
    let list = work::list_calls(place.as_ref(), &experts).await?;
    let pages = work::page_calls(&pairs[0].customer, &scene.profiles[..PAGES.min(scene.profiles.len())]);
    let smallest = Call { token: experts[0].clone(), body: serde_json::json!({ "query": "{ __typename }" }) };

    let recorder = floor::Recorder::default();
    let watched = Db::connect(url).await?.watched(recorder.watch());
    let recording = Recording { router: serve::front_door(watched.clone(), data_dir).await?, recorder };
    let list_floor = reads(&recording, &list, arguments.statements).await?;
    let page_floor = reads(&recording, &pages, arguments.statements).await?;
    let lifecycle_floor = writes(&recording, &pairs, arguments.statements).await?;
    drop(recording);
    watched.close().await?;

    let db = Db::connect(url).await?;
    let calls = |calls| -> Arc<dyn Work> { Arc::new(work::Calls { place: place.clone(), calls }) };
    let direct = |recordings| -> Arc<dyn Work> { Arc::new(floor::Reads { db: db.clone(), recordings }) };
    let lifecycles = work::Lifecycles { place: place.clone(), pairs, done: AtomicU64::new(0) };
    let commands = floor::Writes { db: db.clone(), recordings: lifecycle_floor };
    let product = |workload, work| Lane { work, row: Row::new(workload, false, 1), answers: Answers::Server };
    let floor = |workload, work| Lane { work, row: Row::new(workload, true, 1), answers: Answers::Ourselves };
    let hello = Arc::new(work::Hello(place.clone()));
    Ok(vec![
        product("{ __typename }", calls(vec![smallest])),
        Lane { answers: Answers::Server, ..floor("{ __typename }", hello) }, // A bare answer of the same server.
        product("open requests", calls(list)),
        floor("open requests", direct(list_floor)),
        product("expert's page", calls(pages)),
        floor("expert's page", direct(page_floor)),
        product("lifecycle, 6 commands", Arc::new(lifecycles)),
        floor("lifecycle, 6 commands", Arc::new(commands)),
    ])
}

async fn reads(recording: &Recording, calls: &[Call], told: bool) -> Result<Vec<Vec<sea_orm::Statement>>> {
    let mut recordings = Vec::new();
    for call in calls {
        recordings.push(recording.of_call(call).await?);
    }
    tell(told, &recordings[0]);
    Ok(recordings)
}

/// Each pair's commands: once to warm up, then twice to see what is new every time.
async fn writes(recording: &Recording, pairs: &[SignedPair], told: bool) -> Result<Vec<Vec<floor::Command>>> {
    let mut recordings = Vec::new();
    for (number, pair) in pairs.iter().enumerate() {
        let key = |turn: u32| format!("{}-{number}-{turn}", floor::KEY_MARK);
        recording.of_lifecycle(pair, &key(0)).await?;
        let first = recording.of_lifecycle(pair, &key(1)).await?;
        let second = recording.of_lifecycle(pair, &key(2)).await?;
        if number == 0 {
            for command in &first {
                tell(told, command);
            }
        }
        recordings.push(floor::templates(first, &second)?);
    }
    Ok(recordings)
}

fn tell(told: bool, statements: &[sea_orm::Statement]) {
    if told {
        println!("\n{} statements:", statements.len());
        for one in statements {
            println!("  {}", one.sql.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}

/// One run as a load of one request.
async fn once(payees: u64, run: impl Future<Output = Result<u64>>) -> Result<Load> {
    let begun = Instant::now();
    let paid = run.await?;
    ensure!(paid == payees, "{paid} of {payees} payees were paid");
    let mut latencies = Histogram::new(3)?;
    latencies.record(u64::try_from(begun.elapsed().as_micros())?)?;
    Ok(Load { requests: 1, elapsed: begun.elapsed(), latencies })
}
