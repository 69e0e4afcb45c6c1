//! The house itself: who may know whom. A new edge fails here before anybody gets used to it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The domain crates: values, rules and their own tables; nothing between them.
const DOMAINS: [&str; 12] = [
    "accounts",
    "disbursements",
    "engagements",
    "experts",
    "files",
    "ledger",
    "payments",
    "proposals",
    "reconciliation",
    "requests",
    "tax",
    "vault",
];

/// Every manifest of the workspace, by the crate's name, with the names it depends on.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let crates = fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let folders = crates.chain([root.join("migrations")]);
    folders.map(|folder| manifest(&folder.join("Cargo.toml"))).collect()
}

fn manifest(file: &Path) -> (String, BTreeSet<String>) {
    let manifest: toml::Table = fs::read_to_string(file).unwrap().parse().unwrap();
    let section = |name: &str| manifest.get(name).and_then(toml::Value::as_table).cloned().unwrap_or_default();
    let names = section("dependencies").keys().chain(section("build-dependencies").keys()).cloned().collect();
    (manifest["package"]["name"].as_str().unwrap().to_owned(), names)
}

/// Of the names a crate depends on, those that are ours.
fn ours(all: &BTreeMap<String, BTreeSet<String>>, name: &str) -> BTreeSet<String> {
    all[name].iter().filter(|dependency| all.contains_key(*dependency)).cloned().collect()
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn domain_crates_know_the_kernel_and_nobody_else_of_ours() {
    let all = dependencies();
    for domain in DOMAINS {
        assert_eq!(ours(&all, domain), names(&["kernel"]), "{domain}");
    }
    assert_eq!(ours(&all, "events"), names(&["kernel"]));
    assert_eq!(ours(&all, "kernel"), names(&[]));
    assert_eq!(ours(&all, "migrations"), names(&[]));
}

#[test]
fn arrows_point_down_only() {
    let all = dependencies();
    let below_marketplace: BTreeSet<String> = names(&DOMAINS).into_iter().chain(names(&["events", "kernel"])).collect();
    assert_eq!(ours(&all, "marketplace"), below_marketplace);
    for above in ["gateway", "rails"] {
        let known = ours(&all, above);
        assert!(known.contains("marketplace"), "{above}");
        assert!(known.is_disjoint(&names(&["gateway", "rails", "server", "migrations"])), "{above}: {known:?}");
    }
    let known_by_all: BTreeSet<String> = all.keys().flat_map(|name| ours(&all, name)).collect();
    assert!(!known_by_all.contains("server"));
    assert_eq!(known_by_all.len(), all.len() - 1, "every crate but the server is used");
}

#[test]
fn only_the_gateway_knows_graphql_and_http_and_only_the_server_the_command_line() {
    for (name, dependencies) in dependencies() {
        let knows = |dependency: &str| dependencies.iter().any(|own| own.starts_with(dependency));
        assert_eq!(knows("async-graphql"), name == "gateway", "{name}");
        assert!(!["axum", "hyper", "tower"].into_iter().any(knows) || name == "gateway", "{name}");
        assert!(!(knows("clap") || knows("anyhow")) || name == "server", "{name}");
    }
}

/// The top level tells the story: what is there has a reason.
#[test]
fn the_top_level_holds_what_belongs_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let expected = names(&[
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "crates",
        "migrations",
        "schema",
        "tests",
    ]);
    let listed = std::process::Command::new("git").args(["ls-files"]).current_dir(root).output();
    let Ok(listed) = listed else { return println!("skipped: there is no git") };
    let listed = String::from_utf8(listed.stdout).unwrap();
    let found: BTreeSet<String> = listed
        .lines()
        .map(|path| path.split('/').next().unwrap().to_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert!(found.is_subset(&expected), "{:?}", found.difference(&expected));
}
