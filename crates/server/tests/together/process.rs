use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStderr, Command, Output, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

/// Longer than any process takes to start, on the busiest machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// A process of the binary that runs until it is told to stop, or dies with this.
pub struct Process {
    child: Child,
    log: Arc<Log>,
}

/// What a process has said so far.
#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    more: Condvar,
}

/// The binary, without what the environment may tell it.
fn guildhall(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guildhall"));
    for variable in ["GUILDHALL_DATABASE_URL", "GUILDHALL_DATA_DIR", "GUILDHALL_CERTIFICATIONS", "RUST_LOG"] {
        command.env_remove(variable);
    }
    command.args(arguments).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// Runs several commands at the same time, and waits for all. Not on this thread: what the story let go of in the
/// database is given back meanwhile, and the commands may wait for it.
pub async fn at_once<const N: usize>(commands: [&[&str]; N]) -> [Output; N] {
    let started = commands.map(|arguments| {
        let mut command = guildhall(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
    });
    let ended = move || started.map(|child| child.wait_with_output().expect("the process ends"));
    tokio::task::spawn_blocking(ended).await.expect("nobody stops waiting")
}

impl Process {
    pub fn start(arguments: &[&str]) -> Self {
        let mut child = guildhall(arguments).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let (log, stderr) = (Arc::new(Log::default()), child.stderr.take().expect("it is piped"));
        let heard = log.clone();
        thread::spawn(move || heard.hear(stderr));
        Self { child, log }
    }

    /// Waits until it has said a line with `text`; returns the line.
    pub fn said(&self, text: &str) -> String {
        self.log.wait_for(text)
    }

    /// The URL of the API that it serves.
    pub fn url(&self) -> String {
        let line = self.said("listening on ");
        line.split("listening on ").nth(1).expect("the address follows").trim().to_owned()
    }

    /// Tells it to stop; it finishes what is under way, and ends well. Returns what it said.
    pub fn stop(mut self) -> Vec<String> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("there is a kill").success());
        self.log.wait_for("stopped");
        assert!(self.child.wait().expect("it ends").success());
        self.log.lines.lock().unwrap().clone()
    }

    /// As [`Self::stop`], and nothing went wrong meanwhile: no more than a request that was given up for it took long,
    /// which is no wonder on a busy machine.
    pub fn stop_without_errors(self) -> Vec<String> {
        let log = self.stop();
        let errors = log.iter().filter(|line| line.contains("ERROR") && !line.contains("504 Gateway Timeout"));
        assert_eq!(errors.collect::<Vec<_>>(), Vec::<&String>::new());
        log
    }

    /// It dies at once, with whatever it was doing.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill(); // It may have ended by itself.
        let _ = self.child.wait();
    }
}

impl Log {
    fn hear(&self, stderr: ChildStderr) {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            self.lines.lock().unwrap().push(line);
            self.more.notify_all();
        }
    }

    fn wait_for(&self, text: &str) -> String {
        let find = |lines: &Vec<String>| lines.iter().find(|line| line.contains(text)).cloned();
        let lines = self.lines.lock().unwrap();
        let (lines, _) = self.more.wait_timeout_while(lines, PATIENCE, |lines| find(lines).is_none()).unwrap();
        find(&lines).unwrap_or_else(|| panic!("nobody said {text:?}:\n{}", lines.join("\n")))
    }
}
