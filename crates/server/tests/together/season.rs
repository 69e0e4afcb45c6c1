//! The demo's season, played on several processes: what comes of it is what comes of it on one.

use std::{env, path::Path, sync::Arc};

use indicatif::ProgressBar;
use rails::Blobs;
use serde_json::Value;
use server::{Demo, LocalIssuer, Report, play, play_on, prepare};
use support::{App, Backend, Database, data_dir};

use super::process::Process;

/// Plays a season of the usual length.
const LONG: &str = "GUILDHALL_LONG";

fn season() -> Demo {
    let (experts, days) = if env::var_os(LONG).is_some_and(|long| long == "1") { (8, 120) } else { (3, 40) };
    Demo { seed: 11, experts, days, database_url: None, queue: None, json: true }
}

/// Holds design 8: any number of gateways and workers on one PostgreSQL are one marketplace.
#[tokio::test]
async fn three_gateways_and_three_workers_do_what_one_process_does() {
    if let Some(database) = Database::empty(Backend::Postgres).await {
        is_the_season_of_one(&database, 3, 3).await;
        database.remove().await;
    }
}

/// Several processes on one file are no way to grow, but do no harm.
#[tokio::test]
async fn two_gateways_and_a_worker_do_what_one_process_does_on_a_file() {
    let database = Database::empty(Backend::Sqlite).await.unwrap();
    is_the_season_of_one(&database, 2, 1).await;
    database.remove().await;
}

async fn is_the_season_of_one(database: &Database, gateways: usize, workers: usize) {
    let (season, files, uploads) = (season(), data_dir(), Arc::new(Blobs::in_memory()));
    let prepared = prepare(database.url().to_owned(), uploads, files.path(), season.experts);
    let prepared = Box::pin(prepared).await.unwrap();
    prepared.db().clone().close().await.unwrap();
    let (gateways, workers) = started(database.url(), files.path(), gateways, workers);

    let urls = gateways.iter().map(Process::url).collect();
    let issuer = LocalIssuer::open(files.path()).unwrap();
    let together = Box::pin(play_on(urls, issuer, &season, &ProgressBar::hidden())).await.unwrap();
    let (uploads, hidden) = (Arc::new(Blobs::in_memory()), ProgressBar::hidden());
    let alone = Box::pin(play(&season, uploads, files.path(), &hidden)).await.unwrap();

    assert_eq!(together.faults, Vec::<String>::new());
    assert_eq!(figures(&together), figures(&alone));
    for gateway in gateways {
        gateway.stop_without_errors();
    }
    let done = workers.into_iter().map(|worker| done(&worker.stop_without_errors())).sum::<u32>();
    assert!(done > 0, "the workers had nothing to do");
    App::open(database.url()).await.finish().await;
}

fn started(url: &str, files: &Path, gateways: usize, workers: usize) -> (Vec<Process>, Vec<Process>) {
    let data_dir = path(files);
    let common = ["--sandbox", "--database-url", url, "--data-dir", &data_dir];
    let gateway = [&["serve", "--no-sweeps", "--listen", "127.0.0.1:0"], &common[..]].concat();
    let worker = [&["work"], &common[..]].concat();
    let start = |arguments: &[&str], count| (0..count).map(|_| Process::start(arguments)).collect();
    (start(&gateway, gateways), start(&worker, workers))
}

fn path(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// What must be the same whoever plays: all but the ids, which are made anew.
fn figures(report: &Report) -> Value {
    let mut figures = serde_json::to_value(report).unwrap();
    for expert in figures["experts"].as_array_mut().unwrap() {
        expert.as_object_mut().unwrap().remove("account_id").expect("an account has an id");
    }
    figures
}

/// How much a worker did, as it says when it stops.
fn done(log: &[String]) -> u32 {
    let last = log.last().expect("it said that it stopped");
    let said = last.split("stopped: ").nth(1).and_then(|said| said.split_once(" done, 0 failed"));
    said.unwrap_or_else(|| panic!("{last}")).0.parse().unwrap()
}
