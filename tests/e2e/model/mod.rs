//! A test by model: whatever people do, in whatever order, and however long nobody looks, the line goes as the tables
//! of the domain say.
//!
//! The model is a second, much smaller Guildhall, in plain integers and instants, with no code of ours: [`rules`] says
//! what is refused and why, [`effects`] what a command changes, [`time`], [`charges`] and [`payouts`] what time does.
//! What stands beside the way from a request to the bank has a file each, with all there is to it: how work is paid
//! ([`terms`]), ended ([`cancellations`]), objected to ([`disputes`]) and reviewed ([`reviews`]), who is let in for it
//! ([`grants`]), what is said ([`talk`]) and marked ([`marks`]). Read it for what the line *is*.
//!
//! A history is made up at random ([`strategy`], [`action`], [`waiting`]), played on the model and, through the front
//! door, on the system ([`story`], [`system`], [`reading`]), and both must say the same: taken or refused and by which
//! code, every state, every amount, the books. Whether the histories go everywhere [`edges`] says.
//!
//! `GUILDHALL_HISTORIES` says how many histories are played, and `GUILDHALL_SEED` where they begin, so that one that
//! failed can be played again; with `GUILDHALL_LONG=1` they begin anywhere. What fails is shrunk and told as a story.

mod action;
mod calendar;
mod cancellations;
mod charges;
mod command;
mod disputes;
mod edges;
mod effects;
mod given;
mod grants;
mod marks;
mod payouts;
mod reading;
mod reviews;
mod rights;
mod rules;
mod shrink;
mod state;
mod step;
mod story;
mod strategy;
mod sums;
mod system;
mod talk;
mod telling;
mod terms;
mod time;
mod view;
mod waiting;

use std::{
    env,
    hash::{BuildHasher, Hasher, RandomState},
    str::FromStr,
};

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use support::{Backend, story};

use self::{
    given::Given,
    shrink::{Failing, StepTree, current},
};

/// In every run of the tests.
const HISTORIES: u64 = 256;
/// With `GUILDHALL_LONG=1`, if nothing else is said.
const HISTORIES_LONG: u64 = 10_000;
/// Of so many histories, accountants add up the books of one.
const AUDITED_OF: u64 = 32;
/// The length of a history.
const STEPS: usize = 40;

/// Holds invariants 2 to 4, 7 to 11, G-10, G-13 to G-16, G-22, G-28 to G-33, G-35, G-36, G-46, G-48, G-49, IQ-17, IQ-24,
/// IQ-28, IQ-30, IQ-31 and IQ-32 in any order of events.
#[story]
async fn every_history_goes_as_the_tables_say(given: &Given) {
    let (first, histories) = (first_seed(given.backend), number("GUILDHALL_HISTORIES").unwrap_or_else(histories));
    for seed in first..first.saturating_add(histories) {
        let steps = history(seed);
        if let Err(parting) = given.play(&current(&steps)).await {
            let story = Failing::new(given, steps, parting).shrunk().await.tell();
            panic!("GUILDHALL_SEED={seed} GUILDHALL_HISTORIES=1 plays this again:\n{story}");
        }
    }
}

/// Holds invariants 7 and 8 of the books after any order of events: two programs that never saw our code come to the
/// same balances, today and as of past days.
#[story]
async fn accountants_agree_on_what_histories_leave(given: &Given) {
    let first = first_seed(given.backend);
    for seed in first..first.saturating_add(histories() / AUDITED_OF) {
        let steps = history(seed);
        let played = given.play_and_audit(&current(&steps)).await;
        assert!(played.is_ok(), "GUILDHALL_SEED={seed}: {played:?}");
    }
}

/// The history of a seed.
fn history(seed: u64) -> Vec<StepTree> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let (mut runner, steps) = (TestRunner::new_with_rng(Config::default(), rng), strategy::step());
    let mut step = || steps.new_tree(&mut runner).expect("every step can be made up");
    (0..STEPS).map(|_| Box::new(step()) as StepTree).collect()
}

fn histories() -> u64 {
    if is_long() { HISTORIES_LONG } else { HISTORIES }
}

/// The same in every run, and another on each backend; anywhere in a long one.
fn first_seed(backend: Backend) -> u64 {
    let fixed = match backend {
        Backend::Sqlite => 0,
        Backend::Postgres => 1_000_000,
    };
    let anywhere = || RandomState::new().build_hasher().finish() >> 16;
    number("GUILDHALL_SEED").unwrap_or_else(|| if is_long() { anywhere() } else { fixed })
}

fn is_long() -> bool {
    env::var("GUILDHALL_LONG").is_ok_and(|value| value == "1")
}

fn number<T: FromStr>(name: &str) -> Option<T> {
    env::var(name).ok().and_then(|text| text.parse().ok())
}
