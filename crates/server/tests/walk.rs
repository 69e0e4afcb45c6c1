//! The README's walk, run as it stands there: by a shell, with `curl`, against the binary. It is a test of this
//! package because only here cargo says where the binary is.

#![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Command, Output},
};

use support::scratch;

const README: &str = include_str!("../../../README.md");

/// The shell text of the section whose title begins with `title`.
fn shell_of(title: &str) -> &'static str {
    let section = README.split("\n## ").find(|section| section.starts_with(title)).expect("the README has the section");
    section.split_once("```sh\n").and_then(|(_, rest)| rest.split_once("\n```")).expect("it has a shell text").0
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").to_string()
}

fn run(script: &str, directory: &Path) -> Output {
    let binaries = Path::new(env!("CARGO_BIN_EXE_guildhall")).parent().expect("it lies in a folder");
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap_or_default());
    let mut bash = Command::new("bash");
    bash.args(["-m", "-c", script]).current_dir(directory).env("PATH", path).env("GUILDHALL_LISTEN", free_address());
    bash.output().expect("there is a shell")
}

#[cfg(unix)]
#[test]
fn the_walk_of_the_readme_ends_with_a_paid_expert() {
    if Command::new("curl").arg("--version").output().is_err()
        || Command::new("bash").arg("--version").output().is_err()
    {
        println!("skipped: the walk needs bash and curl");
        return;
    }
    let directory = scratch();
    let output = run(shell_of("A walk"), directory.path());
    let said = String::from_utf8_lossy(&output.stdout);
    let answers = fs::read_to_string(directory.path().join("walk.log")).unwrap_or_default();

    let told = format!("{answers}\n{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}");
    assert!(!answers.contains("\"errors\"") && !answers.contains("\"message\""), "{told}");
    assert!(said.contains(r#""status":"PAID""#) && said.contains(r#""amount":"1203.70""#), "{told}");
    assert!(said.contains(r#""fee":{"amount":"30.86"}"#), "{told}");
}
