use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{LazyLock, Mutex, PoisonError},
};

use crate::skipped::skipped;

/// Set to `require`, it makes a missing peer an error.
pub(crate) const PEERS_REQUIRED: &str = "GUILDHALL_TEST_PEERS";
/// Where what was installed is kept, a folder for each set of packages.
const CACHE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/peers");

/// What was found, by the name of its folder; while one is installed, all others wait.
static FOUND: LazyLock<Mutex<HashMap<String, bool>>> = LazyLock::new(Mutex::default);

/// Somebody else's program that judges ours: packages of a registry, in a folder of their own.
#[derive(Clone, Debug)]
pub struct Peer {
    language: Language,
    folder: PathBuf,
}

#[derive(Clone, Copy, Debug)]
enum Language {
    Python,
    JavaScript,
}

impl Peer {
    /// Packages of `PyPI` with what they need, each as `name==version`. `None`, said loudly, where they cannot be had.
    pub fn python(packages: &[&str]) -> Option<Self> {
        Self::of(Language::Python, packages)
    }

    /// Packages of npm, each as `name@version`. `None`, said loudly, where they cannot be had.
    pub fn javascript(packages: &[&str]) -> Option<Self> {
        Self::of(Language::JavaScript, packages)
    }

    /// An interpreter that finds the packages, about to run in their folder: give it `script` by its arguments.
    pub fn command(&self) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(self.language.interpreter());
        command.current_dir(&self.folder).kill_on_drop(true);
        match self.language {
            Language::Python => command.env("PYTHONPATH", &self.folder),
            Language::JavaScript => command.arg("--input-type=module"),
        };
        command
    }

    /// Runs a script of one text with `arguments`, and `input` on its standard input; what it printed. Fails with what
    /// it said if it fails. In JavaScript the arguments begin at `process.argv[1]`, in Python at `sys.argv[1]`.
    pub async fn run(&self, script: &str, arguments: &[&str], input: &str) -> String {
        let flag = match self.language {
            Language::Python => "-c",
            Language::JavaScript => "-e",
        };
        let mut command = self.command();
        command.arg(flag).arg(script).args(arguments);
        fed(command, input).await
    }

    fn of(language: Language, packages: &[&str]) -> Option<Self> {
        let name = format!("{}-{}", language.interpreter(), packages.join("+").replace(['/', '@', '='], "_"));
        let folder = Path::new(CACHE).join(&name);
        let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
        let there = *found.entry(name).or_insert_with(|| folder.exists() || language.install(packages, &folder));
        there.then_some(Self { language, folder })
    }
}

/// Runs a program with `input` on its standard input; what it printed. Fails with what it said if it fails.
pub(crate) async fn fed(mut command: tokio::process::Command, input: &str) -> String {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().expect("the program was found");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_owned();
    let given = tokio::spawn(async move { tokio::io::AsyncWriteExt::write_all(&mut stdin, input.as_bytes()).await });
    let output = child.wait_with_output().await.expect("it ends");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    given.await.expect("it is given").expect("it reads what it is given");
    told
}

impl Language {
    const fn interpreter(self) -> &'static str {
        match self {
            Self::Python => "python3",
            Self::JavaScript => "node",
        }
    }

    /// Installs beside the folder and moves it there whole: whoever is killed half way leaves nothing in its place.
    fn install(self, packages: &[&str], folder: &Path) -> bool {
        fs::create_dir_all(CACHE).expect("the target folder is ours");
        let beside = tempfile::tempdir_in(CACHE).expect("the target folder is ours");
        let installed = self.installer(beside.path()).args(packages).stdout(Stdio::null()).output();
        let problem = match installed {
            Ok(output) if output.status.success() => {
                fs::set_permissions(beside.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).ok();
                // Another process may have been faster: then its folder stays.
                let moved = fs::rename(beside.keep(), folder);
                return moved.is_ok() || folder.exists();
            }
            Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
            Err(error) => error.to_string(),
        };
        skipped(PEERS_REQUIRED, &format!("what needs {packages:?}, which cannot be had here: {problem}."));
        false
    }

    fn installer(self, folder: &Path) -> Command {
        match self {
            Self::Python => {
                let mut pip = Command::new("python3");
                pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"]).arg(folder);
                pip
            }
            Self::JavaScript => {
                let mut npm = Command::new("npm");
                npm.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"]).arg(folder);
                npm
            }
        }
    }
}
