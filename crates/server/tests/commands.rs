//! The commands of the binary, as an engineer types them.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use support::scratch;

/// Runs `guildhall` in a folder of its own, without what the environment may say.
fn guildhall(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guildhall"));
    let variables = std::env::vars_os().map(|(name, _)| name);
    for variable in variables.filter(|name| name.to_string_lossy().starts_with("GUILDHALL_")) {
        command.env_remove(variable);
    }
    command.args(arguments).current_dir(folder).output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

#[test]
fn a_database_is_brought_up_to_date_once() {
    let folder = scratch();
    let run = |arguments: &[&str]| guildhall(folder.path(), arguments);

    assert!(said(&run(&["migrate", "status"])).starts_with("missing: "));
    assert!(refused(&run(&["token", "--member", "ada@example.org"])).contains("guildhall migrate up"));
    assert_eq!(said(&run(&["migrate", "up"])), "the database is up to date");
    assert_eq!(said(&run(&["migrate", "up"])), "the database is up to date");
    assert_eq!(said(&run(&["migrate", "status"])), "0 to run");
    assert_eq!(said(&run(&["token", "--member", "ada@example.org"])).split('.').count(), 3);
}

/// Holds invariant 7, for whoever looks after the books from a console.
#[test]
fn the_books_are_proven_and_what_is_wrong_fails_the_command() {
    let folder = scratch();
    let run = |arguments: &[&str]| guildhall(folder.path(), arguments);

    assert!(refused(&run(&["ledger", "verify"])).contains("guildhall migrate up"));
    said(&run(&["migrate", "up"]));
    assert_eq!(said(&run(&["ledger", "verify"])), "0 transactions, 0 accounts, 0 batches\nthe books are whole");
    let cut_off = run(&["ledger", "verify", "--head", &format!("3:{}", "a".repeat(64))]);
    assert!(String::from_utf8_lossy(&cut_off.stdout).starts_with("batch 3: the batch of the digest that was kept"));
    assert!(refused(&cut_off).contains("1 things in the books"));
    assert!(refused(&run(&["ledger", "verify", "--head", "3"])).contains("a batch's number"));
}

/// The journal goes to standard output, or to a file that was not there: none is written over.
#[test]
fn the_books_are_exported_as_plain_text() {
    let folder = scratch();
    let season = ["demo", "--experts", "1", "--days", "30", "--json", "--database-url", "sqlite://guildhall.db"];
    said(&guildhall(folder.path(), &season));
    let run = |arguments: &[&str]| guildhall(folder.path(), arguments);

    let journal = said(&run(&["ledger", "export", "--format", "hledger"]));
    assert!(journal.contains(" * approve:preq_") && journal.contains("    expert_unfunded:acc_"), "{journal}");
    let told = said(&run(&["ledger", "export", "--output", "books.journal"]));
    assert!(told.ends_with("transactions in books.journal"), "{told}");
    let written = std::fs::read_to_string(folder.path().join("books.journal")).expect("it was written");
    assert_eq!(written.trim(), journal);
    assert!(refused(&run(&["ledger", "export", "--output", "books.journal"])).contains("books.journal"));
}

#[test]
fn the_first_member_of_staff_is_appointed_once() {
    let folder = scratch();
    let bootstrap = || guildhall(folder.path(), &["admin", "bootstrap", "--email", "olga@operator.example"]);

    assert!(said(&bootstrap()).contains("olga@operator.example"));
    assert!(refused(&bootstrap()).contains("has staff already"));
    let sweep = || said(&guildhall(folder.path(), &["sweep"]));
    assert!(sweep().ends_with(" done, 0 failed"), "what happened is noted");
    assert_eq!(sweep(), "0 done, 0 failed");
}

#[test]
fn what_cannot_be_done_is_told_without_a_trace_of_code() {
    let folder = scratch();
    let refusals = [
        refused(&guildhall(folder.path(), &["migrate", "up", "--database-url", "mysql://host/name"])),
        refused(&guildhall(folder.path(), &["token", "--member", "nobody"])),
        refused(&guildhall(folder.path(), &["serve", "--certifications", "missing.csv"])),
    ];
    for refusal in refusals {
        assert!(!refusal.contains("src/") && !refusal.contains("panicked"), "{refusal}");
    }
}

/// Half a payment service is no service, and no secret is told while it is said so.
#[test]
fn a_payment_service_is_named_whole() {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let run = |arguments: &[&str]| refused(&guildhall(folder.path(), arguments));
    std::fs::write(folder.path().join("key"), "sk_live_hidden\n").expect("it can be written");
    let (service, key) = (["--payments-url", "https://pay.example"], ["--payments-key-file", "key"]);

    assert!(run(&[&["sweep"], &service[..]].concat()).contains("guildhall migrate up"));
    said(&guildhall(folder.path(), &["migrate", "up"]));
    for role in [&["serve", "--listen", "127.0.0.1:0"][..], &["work"], &["sweep"]] {
        assert!(run(&[role, &service].concat()).contains("needs the service's key"));
        assert!(run(&[role, &key].concat()).contains("--payments-url is missing"));
        let bare = [role, &key, &["--payments-url", "http://pay.example"]].concat();
        let said = run(&bare);
        assert!(said.contains("must be https") && !said.contains("hidden"), "{said}");
        assert!(run(&[role, &service, &["--payments-key-file", "gone"]].concat()).contains("gone cannot be read"));
    }
    let played = [&["serve", "--sandbox", "--database-url", "sqlite://play.db"][..], &service, &key].concat();
    assert!(run(&played).contains("a sandbox plays the payment service itself"));
}

/// Every role says what it is for, and one that does not sweep has no interval.
#[test]
fn the_roles_of_a_process_are_told_apart() {
    let folder = scratch();
    let help = said(&guildhall(folder.path(), &["--help"]));
    assert!(help.contains("serve") && help.contains("beside processes that serve"), "{help}");

    let idle = ["serve", "--no-sweeps", "--sweep-seconds", "5"];
    assert!(refused(&guildhall(folder.path(), &idle)).contains("cannot be used with"));
}

/// A business never becomes a sandbox, and a sandbox never does business.
#[test]
fn a_sandbox_stays_one() {
    let folder = scratch();
    let url = format!("sqlite://{}", folder.path().join("season.db").display());
    let season = ["demo", "--experts", "1", "--days", "30", "--json", "--database-url", &url];
    said(&guildhall(folder.path(), &season));

    let served = guildhall(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--database-url", &url]);
    assert!(refused(&served).contains("is a sandbox"));
    assert!(refused(&guildhall(folder.path(), &["work", "--database-url", &url])).contains("is a sandbox"));
    assert!(refused(&guildhall(folder.path(), &season)).contains("not empty"));
}

/// A reviewer's morning is left in a database that can be served, and needs one.
#[test]
fn a_queue_is_filled_for_a_reviewer() {
    let folder = scratch();
    let url = format!("sqlite://{}", folder.path().join("queue.db").display());
    let filled = said(&guildhall(folder.path(), &["demo", "--queue", "20", "--database-url", &url]));
    assert!(filled.contains("SUBMITTED") && filled.contains("serve --sandbox"), "{filled}");

    let token = ["token", "--member", "olga@operator.example", "--database-url", &url];
    assert_eq!(said(&guildhall(folder.path(), &token)).split('.').count(), 3);
    let again = ["demo", "--queue", "1", "--database-url", &url];
    assert!(refused(&guildhall(folder.path(), &again)).contains("not empty"));
    assert!(refused(&guildhall(folder.path(), &["demo", "--queue", "1"])).contains("--database-url"));
}

/// The master key lies in the data directory, the data keys in the database: one is nothing without the other.
#[test]
fn keys_are_made_replaced_and_missed() {
    let folder = scratch();
    let url = format!("sqlite://{}", folder.path().join("queue.db").display());
    let run = |arguments: &[&str]| guildhall(folder.path(), &[arguments, &["--database-url", &url]].concat());
    said(&run(&["demo", "--queue", "20", "--data-dir", "keys"]));

    let rotated = said(&run(&["keys", "rotate", "--data-dir", "keys"]));
    assert_eq!(rotated, "data key 2 is made: 21 values are sealed with it anew");
    let changed = said(&run(&["keys", "rotate", "--master", "--data-dir", "keys"]));
    assert!(changed.starts_with("2 data keys are wrapped by master key "), "{changed}");
    assert!(said(&run(&["sweep", "--data-dir", "keys"])).ends_with("0 failed"));

    let missed = refused(&run(&["sweep", "--data-dir", "elsewhere"]));
    assert!(missed.contains("elsewhere") && missed.contains(".key is missing"), "{missed}");
    assert!(!folder.path().join("elsewhere").exists(), "no other key is made in its place");
    std::fs::write(a_master_key(&folder.path().join("keys")), [0; 32]).expect("it can be written");
    assert!(refused(&run(&["sweep", "--data-dir", "keys"])).contains("is not the key that its name says"));
}

/// Other keys lie beside the master keys, in an order that no file system promises.
fn a_master_key(keys: &Path) -> PathBuf {
    let files = std::fs::read_dir(keys).expect("the keys lie there");
    let mut paths = files.map(|file| file.expect("it can be read").path());
    let is_master = |path: &PathBuf| path.to_string_lossy().contains("identifier-master-");
    paths.find(is_master).expect("there is a master key")
}
