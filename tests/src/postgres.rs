use std::{
    env,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::{scratch, skipped::skipped};

/// Where PostgreSQL's programs are; if it is set, nowhere else is looked.
const BIN: &str = "GUILDHALL_PG_BIN";
/// Set to `require`, it makes a missing PostgreSQL an error.
const REQUIRED: &str = "GUILDHALL_TEST_POSTGRES";
/// Who runs the server where we are root, which PostgreSQL refuses to be.
const UNPRIVILEGED: &str = "nobody";
const START_TRIES: u32 = 300;

/// Runs the server until the other end of its standard input is gone, however our process dies; then cleans up.
const SERVE: &str = r#"
programs=$1 folder=$2
shift 2
"$programs/postgres" -D "$folder/data" -k "$folder" -h "" -c max_connections=300 "$@" \
    >"$folder/log" 2>&1 </dev/null &
cat >/dev/null
kill -INT $!
wait $!
rm -rf "$folder"
"#;

/// Waits for no disk: what a story writes need not outlive a crash. Keeps no log that would fill memory, and counts no
/// rows of databases that are gone in a moment.
#[rustfmt::skip]
const HASTY: &[&str] = &[
    "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
    "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "max_wal_size=128MB", "-c", "autovacuum=off",
];

static CLUSTER: OnceCell<Option<Cluster>> = OnceCell::const_new();

/// A private PostgreSQL: in a folder for the time being, over a socket in it.
pub struct Cluster {
    folder: PathBuf,
    databases: AtomicU32,
    server: Child,
}

impl Cluster {
    /// The one that all stories share; started by the first.
    pub async fn shared() -> Option<&'static Self> {
        let start = async || {
            let Some(bin) = programs() else {
                let why = format!("what runs on PostgreSQL, which is not installed. Name its programs in {BIN}.");
                skipped(REQUIRED, &why);
                return None;
            };
            Some(Self::start(&bin, scratch(), HASTY).await)
        };
        CLUSTER.get_or_init(start).await.as_ref()
    }

    /// One of its own whose commits reach the disk, as in production: for measuring. `None` where PostgreSQL is not
    /// installed.
    pub async fn durable() -> Option<Self> {
        let on_disk = tempfile::tempdir().expect("there is a place for temporary files");
        Some(Self::start(&programs()?, on_disk, &[]).await)
    }

    /// The process from which all of the server's processes descend.
    pub fn pid(&self) -> u32 {
        self.server.id()
    }

    /// Makes a database that nobody else has, as a copy of `template` if there is one; returns its name. While it is
    /// copied, nobody may be connected to the template.
    pub async fn create(&self, template: Option<&str>) -> String {
        let name = format!("story_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let template = template.unwrap_or("template1");
        self.run(&format!("create database {name} template {template}")).await;
        name
    }

    /// Takes a database away, whoever is still connected to it.
    pub async fn remove(&self, name: &str) {
        self.run(&format!("drop database {name} with (force)")).await;
    }

    pub fn url(&self, name: &str) -> String {
        format!("postgres://guildhall@localhost/{name}?host={}", self.folder.display())
    }

    async fn start(bin: &Path, folder: TempDir, settings: &[&str]) -> Self {
        let folder = folder.keep();
        let ids = unprivileged();
        if let Some((user, group)) = ids {
            chown(&folder, Some(user), Some(group)).expect("root may give a folder away");
        }
        let made = command(&bin.join("initdb"), ids, &folder)
            .args(["--username=guildhall", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(folder.join("data"))
            .output();
        succeeded(&made.expect("initdb runs"));
        let server = command(Path::new("/bin/sh"), ids, &folder)
            .args(["-c", SERVE, "sh"])
            .args([bin, &folder])
            .args(settings)
            .stdin(Stdio::piped())
            .spawn();
        let cluster = Self { folder, databases: AtomicU32::new(0), server: server.expect("a shell runs") };
        cluster.wait().await;
        cluster
    }

    async fn wait(&self) {
        for _ in 0..START_TRIES {
            if self.connect("postgres").await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("PostgreSQL does not start:\n{log}");
    }

    async fn connect(&self, database: &str) -> Result<DatabaseConnection, sea_orm::DbErr> {
        let mut options = ConnectOptions::new(self.url(database));
        options.max_connections(1).connect_timeout(Duration::from_secs(2)).sqlx_logging(false);
        Database::connect(options).await
    }

    async fn run(&self, sql: &str) {
        let postgres = self.connect("postgres").await.expect("the server answers");
        postgres.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        postgres.close().await.expect("the connection closes");
    }
}

/// The folder of PostgreSQL's programs: the one that is named, one of the path, or the newest that Debian has.
fn programs() -> Option<PathBuf> {
    let has_programs = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    if let Some(named) = env::var_os(BIN) {
        return Some(PathBuf::from(named)).filter(has_programs);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).find(has_programs).or_else(|| debian_programs().into_iter().rev().find(has_programs))
}

/// Debian's folders, the oldest version first.
fn debian_programs() -> Vec<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |folder: PathBuf| Some((folder.file_name()?.to_str()?.parse::<u32>().ok()?, folder.join("bin")));
    let mut folders: Vec<_> = versions.filter_map(|entry| version(entry.path())).collect();
    folders.sort();
    folders.into_iter().map(|(_, folder)| folder).collect()
}

/// Whom to be instead of root; `None` if we are somebody else.
fn unprivileged() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().expect("id runs");
        String::from_utf8_lossy(&output.stdout).trim().parse::<u32>().ok()
    };
    if id(&["-u"]) == Some(0) { id(&["-u", UNPRIVILEGED]).zip(id(&["-g", UNPRIVILEGED])) } else { None }
}

fn command(program: &Path, ids: Option<(u32, u32)>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    if let Some((user, group)) = ids {
        command.uid(user).gid(group);
    }
    command.current_dir(folder).stdin(Stdio::null());
    command
}

fn succeeded(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
