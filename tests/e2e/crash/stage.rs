use std::{
    env,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use marketplace::{Db, Marketplace, sweeps};
use rails::{DatabaseRegistry, sandbox::Sandbox};
use support::{Backend, Database, START, scratch, story_keys};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use super::{
    dump::{added, events, everything, outcome, standing},
    judge::{Expected, Fault, Finding, at_any_time, finding, handed_again, in_the_end, laid_down_once, lying},
    matrix::{Matrix, Row},
    orders::{Act, Order},
    outside::{Call, Journal},
    watch::{CALL, SAYS, STOPPED, THE_END},
    worker::{ORDER, WORKER},
};

/// Tries every point instead of those alone that change something, and the second worker's too.
const LONG: &str = "GUILDHALL_LONG";
/// No worker takes so long.
const PATIENCE: Duration = Duration::from_mins(2);
/// How many of the points that write are tried where a scene need not be thorough.
const FEW: usize = 2;
/// How far apart the points are at which the second worker dies too.
const SECOND_STEP: usize = 7;

/// A world at the instant before, what the worker is killed at, and what is done to bring it to its end.
pub struct Scene {
    pub name: &'static str,
    pub prepared: Database,
    pub first: Vec<Act>,
    pub then: Vec<Act>,
    /// Whether the worker is killed at every point that writes, however little time there is.
    pub thorough: bool,
}

/// How a worker ended.
pub struct Ended {
    /// Whether it came to the point at which it was killed.
    pub killed: bool,
    /// What the front door answered it.
    pub answers: Vec<serde_json::Value>,
}

/// One copy of a prepared world, and the workers in it.
pub struct Stage {
    pub database: Database,
    folder: TempDir,
}

impl Scene {
    /// The same, and no point that writes is left out.
    pub fn thoroughly(self) -> Self {
        Self { thorough: true, ..self }
    }

    /// Kills a worker at each of its points in turn, starts another, and judges what came of it.
    pub async fn exhaust(self) -> Matrix {
        let (points, expected) = self.uninterrupted().await;
        let before = self.standing_before().await;
        let mut rows = Vec::new();
        for point in chosen(&points, self.prepared.backend(), self.thorough) {
            rows.push(self.killed_at(&[point], &points, (&before, &expected)).await);
            if is_long() {
                let second = point % SECOND_STEP + 1;
                rows.push(self.killed_at(&[point, second * SECOND_STEP], &points, (&before, &expected)).await);
            }
        }
        let backend = self.prepared.backend();
        self.prepared.remove().await;
        let matrix = Matrix { scene: self.name, backend, points: points.len(), rows };
        matrix.print();
        matrix
    }

    /// What a worker passes that nobody kills, and what it comes to.
    async fn uninterrupted(&self) -> (Vec<String>, Expected) {
        let stage = Stage::copied(&self.prepared).await;
        let first = stage.work(&self.first, None).await;
        let points = stage.points();
        let then = stage.work(&self.then, None).await;
        assert!(!first.killed && !then.killed, "nobody killed them");
        let db = stage.database.connect().await;
        let files = lying(&stage.bank()).len();
        let expected = Expected { outcome: outcome(&db).await, events: events(&db).await, files };
        let calls = stage.calls();
        let mut findings = in_the_end(&db, &calls, &expected).await;
        findings.extend(laid_down_once(&db, &stage.bank(), expected.files).await);
        assert_eq!(findings, [], "{}: nobody was killed", self.name);
        db.close().await.unwrap();
        stage.database.remove().await;
        (points, expected)
    }

    async fn standing_before(&self) -> Vec<String> {
        let db = self.prepared.connect().await;
        let before = standing(&db).await;
        db.close().await.unwrap();
        before
    }

    /// Kills the first worker at the first point, the second at the second, and lets the last one live.
    async fn killed_at(&self, stops: &[usize], points: &[String], (before, expected): (&[String], &Expected)) -> Row {
        let stage = Stage::copied(&self.prepared).await;
        let (stop, later) = stops.split_first().unwrap();
        assert!(stage.work(&self.first, Some(*stop)).await.killed, "it comes to point {stop}");
        let db = stage.database.connect().await;
        let left = added(before, &standing(&db).await);
        let mut findings = at_any_time(&db, &stage.calls()).await;
        for stop in later {
            stage.work(&self.then, Some(*stop)).await;
            findings.extend(at_any_time(&db, &stage.calls()).await);
        }
        let last = stage.work(&self.then, None).await;
        findings.extend(in_the_end(&db, &stage.calls(), expected).await);
        findings.extend(laid_down_once(&db, &stage.bank(), expected.files).await);
        findings.extend(answered_alike(&last.answers));
        findings.extend(at_rest(&db).await);
        findings.sort();
        findings.dedup();

        db.close().await.unwrap();
        let handed_again = handed_again(&stage.calls());
        stage.database.remove().await;
        Row { stops: stops.to_vec(), at: points[stop - 1].clone(), left, handed_again, findings }
    }
}

impl Stage {
    pub async fn copied(prepared: &Database) -> Self {
        Self { database: prepared.copied().await, folder: scratch() }
    }

    /// Starts a worker on it, and waits for its end; kills it where it stops.
    pub async fn work(&self, acts: &[Act], stops_at: Option<usize>) -> Ended {
        let order = Order {
            url: self.database.url().to_owned(),
            acts: acts.to_vec(),
            stops_at,
            log: self.folder.path().join("points"),
            journal: self.folder.path().join("journal"),
            bank: self.bank(),
        };
        let worker = start(&order, self.folder.path());
        let ended = timeout(PATIENCE, end_of(worker)).await;
        let ended = ended.ok().flatten();
        ended.unwrap_or_else(|| {
            let said = std::fs::read_to_string(self.folder.path().join("errors")).unwrap_or_default();
            panic!("a worker came to no end: {order:?}\n{said}")
        })
    }

    /// What the workers passed, the first one first.
    pub fn points(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.folder.path().join("points")).unwrap();
        log.lines().map(str::to_owned).collect()
    }

    /// Where the bank's folders lie.
    fn bank(&self) -> PathBuf {
        self.folder.path().join("bank")
    }

    fn calls(&self) -> Vec<Call> {
        Journal::read(&self.folder.path().join("journal"))
    }
}

/// Starts this program anew, as a worker.
fn start(order: &Order, folder: &Path) -> Child {
    let errors = std::fs::File::create(folder.join("errors")).unwrap();
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", WORKER, "--ignored", "--nocapture"]).env(ORDER, serde_json::to_string(order).unwrap());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors).kill_on_drop(true).spawn().unwrap()
}

/// Listens to a worker until it ends, and kills it when it stops; `None` if it ended otherwise.
async fn end_of(mut worker: Child) -> Option<Ended> {
    let mut lines = BufReader::new(worker.stdout.take()?).lines();
    let mut answers = Vec::new();
    while let Some(line) = lines.next_line().await.ok()? {
        let Some(said) = line.strip_prefix(SAYS) else { continue };
        if said == STOPPED {
            worker.kill().await.ok()?; // SIGKILL: nothing of it runs any more.
            return Some(Ended { killed: true, answers });
        }
        answers.extend(said.strip_prefix("answer ").map(|json| serde_json::from_str(json).unwrap()));
    }
    worker.wait().await.ok()?.success().then_some(Ended { killed: false, answers })
}

/// The points to kill at, counted from 1: with much time all of them; else those alone that change something, and of
/// these, where it need not be thorough, a few on this backend and others on that.
pub fn chosen(points: &[String], backend: Backend, thorough: bool) -> Vec<usize> {
    let all = || points.iter().enumerate().map(|(at, point)| (at + 1, point.as_str()));
    if is_long() {
        return all().map(|(at, _)| at).collect();
    }
    let changing: Vec<_> = all().filter(|(_, point)| !point.starts_with("select")).collect();
    let step = if thorough { 1 } else { changing.len().div_ceil(FEW) };
    let first = if backend == Backend::Sqlite { 0 } else { step / 2 };
    let is_taken = |place: usize, point: &str| place % step == first || is_telling(point);
    let taken = changing.iter().enumerate().filter(|(place, (_, point))| is_taken(*place, point));
    taken.map(|(_, (at, _))| *at).collect()
}

/// A call to the world outside, and the end: always worth a killing.
fn is_telling(point: &str) -> bool {
    point.starts_with(CALL) || point == THE_END
}

/// A client that asks again and again under one key is given one answer, and it is no refusal.
fn answered_alike(answers: &[serde_json::Value]) -> Vec<Finding> {
    let is_refused = |answer: &serde_json::Value| {
        let refusals =
            answer["data"].as_object().map(|data| data.values().any(|one| one["userErrors"] != serde_json::json!([])));
        refusals.unwrap_or(true)
    };
    let differs = answers.iter().filter(|answer| **answer != answers[0] || is_refused(answer));
    differs.map(|answer| finding(Fault::OtherAnswer, answer.to_string())).collect()
}

/// With nothing to do, a run changes nothing at all.
async fn at_rest(db: &Db) -> Vec<Finding> {
    let before = everything(db).await;
    let sandbox = Sandbox::open(db.writer().clone(), START.parse().unwrap()).await.unwrap();
    let outside = sandbox.outside(std::sync::Arc::new(DatabaseRegistry::new(db.reader().clone())));
    let app = Marketplace::new(db.clone(), sandbox.clock(), outside).with_keyring(story_keys(db).await);
    let tally = sweeps::run(&app).await;
    let after = everything(db).await;
    let changed = added(&before, &after).into_iter().map(|row| finding(Fault::NotAtRest, row));
    let failed = (tally.failed > 0).then(|| finding(Fault::NotAtRest, format!("{} failed", tally.failed)));
    changed.chain(failed).collect()
}

pub fn is_long() -> bool {
    env::var_os(LONG).is_some()
}

/// How the story's backend is called in a matrix.
pub fn name(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite => "SQLite",
        Backend::Postgres => "PostgreSQL",
    }
}
