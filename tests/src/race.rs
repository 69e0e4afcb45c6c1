use std::{collections::BTreeMap, fmt, pin::Pin, sync::Arc};

use chrono::TimeDelta;
use marketplace::sweeps;
use serde_json::{Value, json};
use tokio::{sync::Barrier, task::JoinSet};

use crate::{Answer, App, Person};

/// What is told of a success that has nothing more to tell.
const OK: &str = "OK";

/// Something that is tried at the same instant as others.
pub struct Racer {
    what: String,
    run: Pin<Box<dyn Future<Output = String> + Send>>,
}

/// How often each thing that was tried came to what: "OK", or the code with which it was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(String, String), usize>);

/// Lets all of them run at the same instant, each in a task of its own, and tells what came of them. Something that
/// broke below, a deadlock say, is no outcome: it ends the story.
pub async fn race(racers: Vec<Racer>) -> Tally {
    let start = Arc::new(Barrier::new(racers.len()));
    let mut running = JoinSet::new();
    for Racer { what, run } in racers {
        let start = start.clone();
        running.spawn(async move {
            start.wait().await;
            (what, run.await)
        });
    }
    let mut tally = Tally::default();
    while let Some(outcome) = running.join_next().await {
        *tally.0.entry(outcome.expect("whoever raced has an outcome")).or_default() += 1;
    }
    tally
}

impl Racer {
    /// Anything; what it returns is its outcome.
    pub fn new(what: &str, run: impl Future<Output = String> + Send + 'static) -> Self {
        Self { what: what.to_owned(), run: Box::pin(run) }
    }
}

impl Person<'_> {
    /// The mutation `name`, to be raced.
    pub fn racing(&self, name: &'static str, input: Value) -> Racer {
        self.racing_for(name, input, "")
    }

    /// The mutation `name`, to be raced; if it succeeds, its outcome is the selection of its payload.
    pub fn racing_for(&self, name: &'static str, input: Value, selection: &str) -> Racer {
        let (router, request) = (self.app.router.clone(), self.mutation(name, input, selection));
        Racer::new(name, async move { outcome(name, &Answer::of(router, request).await) })
    }
}

impl App {
    /// Time that passes, with all that falls due in it, to be raced.
    pub async fn advancing(&self, by: TimeDelta) -> Racer {
        let (app, actor, to) = (self.marketplace.clone(), self.clock_mover().await, self.now() + by);
        Racer::new("time", async move {
            app.advance_sandbox_clock(actor, to).await.expect("the clock moves forward");
            OK.to_owned()
        })
    }

    /// All sweeps of this process, to be raced. What a sweep finds done by another process it leaves alone.
    pub fn sweeping(&self) -> Racer {
        let app = self.marketplace.clone();
        Racer::new("sweep", async move {
            sweeps::run(&app).await;
            OK.to_owned()
        })
    }
}

fn outcome(name: &str, answer: &Answer) -> String {
    let payload = &answer.body["data"][name];
    assert_eq!(answer.body["errors"], Value::Null, "{name}: {:#}", answer.body);
    if let Some(code) = payload["userErrors"][0]["code"].as_str() {
        return code.to_owned();
    }
    let mut told = payload.as_object().expect("a payload is an object").clone();
    told.remove("userErrors");
    if told.is_empty() { OK.to_owned() } else { json!(told).to_string() }
}

impl Tally {
    /// How often `what` came to `outcome`.
    pub fn of(&self, what: &str, outcome: &str) -> usize {
        self.0.get(&(what.to_owned(), outcome.to_owned())).copied().unwrap_or_default()
    }

    /// How often `what` succeeded.
    pub fn ok(&self, what: &str) -> usize {
        self.of(what, OK)
    }

    /// The different outcomes of `what`.
    pub fn outcomes(&self, what: &str) -> Vec<&str> {
        self.0.keys().filter(|(tried, _)| tried == what).map(|(_, outcome)| outcome.as_str()).collect()
    }

    /// Adds what came of another round.
    pub fn add(&mut self, other: &Self) {
        for (key, count) in &other.0 {
            *self.0.entry(key.clone()).or_default() += count;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.0.iter().map(|((what, outcome), count)| format!("{count} × {what} {outcome}"));
        f.write_str(&told.collect::<Vec<_>>().join(", "))
    }
}
