use std::{
    fs::{File, OpenOptions},
    io::{Write, stdout},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::orders::Order;

/// What every line begins with that a worker says to whoever started it.
pub const SAYS: &str = "worker: ";
/// What the name of a call to the world outside begins with.
pub const CALL: &str = "→";
/// The last point of every worker.
pub const THE_END: &str = "the end";
/// What it says when it has come to the point where it is to be killed.
pub const STOPPED: &str = "stopped";

/// Counts the points that a worker passes: statements, commits, and calls to the world outside.
pub struct Watch {
    passed: AtomicUsize,
    stops_at: Option<usize>,
    log: Mutex<File>,
}

impl Watch {
    pub fn new(order: &Order) -> Self {
        Self { passed: AtomicUsize::new(0), stops_at: order.stops_at, log: Mutex::new(appended(&order.log)) }
    }

    /// The worker is at a point. If it is the one, it goes no further: whoever waits for it kills it there.
    pub fn pass(&self, point: &str) {
        writeln!(self.log.lock().unwrap(), "{point}").unwrap();
        if Some(self.passed.fetch_add(1, Ordering::SeqCst) + 1) == self.stops_at {
            say(STOPPED);
            loop {
                thread::park();
            }
        }
    }
}

/// Tells whoever started this process.
pub fn say(what: &str) {
    let mut out = stdout().lock();
    write!(out, "\n{SAYS}{what}\n").unwrap();
    out.flush().unwrap();
}

pub fn appended(path: &Path) -> File {
    OpenOptions::new().create(true).append(true).open(path).unwrap()
}

/// A statement in a few words: what it does, and to which table.
pub fn statement(sql: &str) -> String {
    let sql = sql.to_lowercase().replace('"', "");
    let words: Vec<&str> = sql.split_whitespace().collect();
    let after = |word| words.iter().position(|other| *other == word).and_then(|at| words.get(at + 1));
    let (verb, table) = match words.first() {
        Some(&"insert") => ("insert", after("into")),
        Some(&"update") => ("update", after("update")),
        Some(&"delete") => ("delete", after("from")),
        Some(other) => (*other, after("from")),
        None => ("nothing", None),
    };
    format!("{verb} {}", table.unwrap_or(&""))
}
