//! One sandbox, one clock, whatever the number of processes: what one of them advances, all of them see, and on the way
//! everything happens at its own instant, whoever moves the clock and whoever dies in doing so.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use server::LocalIssuer;
use support::{
    App, data_dir,
    steps::{money::bill_submitted, payouts::agreed},
    story,
};
use tempfile::TempDir;

use super::process::Process;

const BILLS: i64 = 8;
/// Until then everything is approved, collected and paid that the bills lead to.
const SEASON: TimeDelta = TimeDelta::days(40);
/// How often the clock is looked at while it must not move.
const LOOKS: usize = 25;

/// Gateways on the database of a story, and the operator's staff who ask them.
struct Gateways {
    http: reqwest::Client,
    token: String,
    files: TempDir,
    url: String,
}

impl Gateways {
    fn of(app: &App) -> Self {
        let files = data_dir();
        let issuer = LocalIssuer::open(files.path()).unwrap();
        let operator = "olga@operator.example".parse().unwrap();
        let token = issuer.sign(&operator, true, app.now() - TimeDelta::days(1), TimeDelta::days(365)).unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, token, files, url: app.url().to_owned() }
    }

    fn start(&self) -> Process {
        let data_dir = self.files.path().to_str().unwrap();
        let place = ["--listen", "127.0.0.1:0", "--data-dir", data_dir, "--database-url", &self.url];
        Process::start(&[&["serve", "--sandbox", "--no-sweeps"], &place[..]].concat())
    }

    fn worker(&self) -> Process {
        let data_dir = self.files.path().to_str().unwrap();
        Process::start(&["work", "--sandbox", "--data-dir", data_dir, "--database-url", &self.url])
    }

    /// Moves the clock, however many requests it takes; `false` if it stands there or later already.
    async fn advance(&self, gateway: &Process, to: DateTime<Utc>) -> bool {
        let document = "mutation A($to: DateTime!) { sandboxClockAdvance(input: { to: $to }) {
            clock { now } userErrors { code } } }";
        loop {
            let answer = self.ask(gateway, document, json!({ "to": to })).await;
            let Some(advance) = answer.as_ref().map(|answer| &answer["data"]["sandboxClockAdvance"]) else { continue };
            match advance["userErrors"][0]["code"].as_str() {
                None => assert_eq!(at(&advance["clock"]["now"]), to),
                Some(code) => assert_eq!(code, "CLOCK_ONLY_FORWARD"),
            }
            return advance["clock"].is_object();
        }
    }

    async fn now(&self, gateway: &Process) -> DateTime<Utc> {
        at(&self.ask(gateway, "{ now }", json!({})).await.expect("a query is answered in time")["data"]["now"])
    }

    /// What it answers; `None` if the request was given up, for it took too long or the process died.
    async fn ask(&self, gateway: &Process, document: &str, variables: Value) -> Option<Value> {
        let body = json!({ "query": document, "variables": variables });
        let answer = self.http.post(gateway.url()).bearer_auth(&self.token).json(&body).send().await.ok()?;
        if answer.status().is_server_error() {
            return None;
        }
        Some(answer.json().await.unwrap())
    }
}

/// Holds design 10: a process sees what another moved before it answers its next request.
#[story]
async fn what_one_process_advances_every_other_sees(app: &App) {
    let gateways = Gateways::of(app);
    let (one, other, start) = (gateways.start(), gateways.start(), app.now());
    let (first, second) = (start + TimeDelta::days(1), start + TimeDelta::days(2));

    assert!(gateways.advance(&one, first).await);
    assert_eq!((gateways.now(&other).await, gateways.now(&one).await), (first, first));
    assert_eq!(at(&app.operator().query("{ now }", json!({})).await["now"]), first);
    assert!(gateways.advance(&other, second).await);
    assert!(!gateways.advance(&one, first).await, "the clock went back");
    assert!(!gateways.advance(&one, second).await, "the clock stood still");
    assert_eq!(gateways.now(&one).await, second);

    one.stop_without_errors();
    other.stop_without_errors();
}

/// Holds design 6: nothing begins at one instant and ends at another, for whoever acts holds the clock.
#[story]
async fn time_stands_while_another_process_acts(app: &App) {
    let (other, start) = (app.beside().await, app.now());
    let held = other.marketplace.hold_clock().await.unwrap();

    let moving = app.advance(TimeDelta::days(1));
    let acting = async {
        for _ in 0..LOOKS {
            assert_eq!(stands_at(&other).await, start);
        }
        drop(held);
    };
    tokio::join!(moving, acting);

    assert_eq!(stands_at(&other).await, start + TimeDelta::days(1));
}

/// Holds design 6: two who move the clock at once, one further than the other, while workers work.
#[story]
async fn two_processes_advance_at_once_and_pass_no_instant(app: &App) {
    bills_fall_due(app).await;
    let gateways = Gateways::of(app);
    let (one, other, worker) = (gateways.start(), gateways.start(), gateways.worker());
    let (near, far) = (app.now() + SEASON / 2, app.now() + SEASON);

    let (_, arrived) = tokio::join!(gateways.advance(&one, near), gateways.advance(&other, far));

    assert!(arrived);
    everything_happened_at_its_instant(app, far).await;
    for process in [one, other, worker] {
        process.stop_without_errors();
    }
}

/// Holds design 6: the next process goes on where the clock stands, and begins with what was left undone there.
#[story]
async fn a_process_that_dies_on_the_way_passes_no_instant(app: &App) {
    bills_fall_due(app).await;
    let (gateways, start) = (Gateways::of(app), app.now());
    let (on_the_way, there) = (start + TimeDelta::days(9) + TimeDelta::hours(20), start + SEASON);
    let dies = gateways.start();

    let killed = async { while stands_at(app).await < on_the_way {} };
    tokio::select! {
        () = killed => dies.kill(),
        _ = gateways.advance(&dies, there) => panic!("it arrived before it could be killed"),
    }
    let stopped_at = stands_at(app).await;
    assert!(on_the_way <= stopped_at && stopped_at < there, "killed at {stopped_at}");
    let next = gateways.start();
    assert!(gateways.advance(&next, there).await);

    everything_happened_at_its_instant(app, there).await;
    next.stop_without_errors();
}

/// Bills that fall due one after the other, three hours apart.
async fn bills_fall_due(app: &App) {
    let (_, expert, engagement) = agreed(app).await;
    for _ in 0..BILLS {
        bill_submitted(&expert, &engagement, "100.00").await;
        app.advance(TimeDelta::hours(3)).await;
    }
}

async fn everything_happened_at_its_instant(app: &App, now: DateTime<Utc>) {
    assert_eq!(stands_at(app).await, now);
    let late = "select kind, subject from audit_row where at <> recorded_at";
    let late = app.rows(late).await.iter().map(|row| row.try_get::<String>("", "kind").unwrap()).collect::<Vec<_>>();
    assert_eq!(late, Vec::<String>::new());
    let ten_days = |at: &DateTime<Utc>| *at + TimeDelta::days(10);
    let submitted = instants(app, "payment_request.submitted").await;
    assert_eq!(i64::try_from(submitted.len()).unwrap(), BILLS);
    assert_eq!(instants(app, "payment_request.approved").await, submitted.iter().map(ten_days).collect::<Vec<_>>());
    assert_eq!(instants(app, "charge.collected").await.len(), submitted.len());
}

/// When something happened, in order.
async fn instants(app: &App, kind: &str) -> Vec<DateTime<Utc>> {
    let rows = app.rows(&format!("select at from audit_row where kind = '{kind}' order by at")).await;
    rows.iter().map(|row| row.try_get("", "at").unwrap()).collect()
}

/// Where the clock stands, whatever a process believes.
async fn stands_at(app: &App) -> DateTime<Utc> {
    app.rows("select now_at from sandbox_clock").await[0].try_get("", "now_at").unwrap()
}

fn at(text: &Value) -> DateTime<Utc> {
    text.as_str().expect("an instant is text").parse().unwrap()
}
