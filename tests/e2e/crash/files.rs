//! Payouts in bank files: made, laid down for the bank, and what the bank says of them.

use disbursements::Rail;
use kernel::DisbursementId;
use support::{App, Backend, Database, debited, exchange_in, steps::payouts::GOOD, story};

use super::{
    orders::Act,
    stage::Scene,
    world::{Acts, approved, instant, scene, stood_still_until},
};

/// Wednesday, 3 March 2027: the run that pays what was collected on its morning.
const CUTOFF: &str = "2027-03-03T22:00:00Z";
/// Whoever had the file is taken for dead.
const LEASE_OVER: &str = "2027-03-03T22:30:00Z";
const BOOKED: &str = "2027-03-05T06:00:00Z";

/// Holds invariants 8, 9 and 10: made, claimed, laid down, answered: the bank finds one file.
#[story]
async fn killed_while_a_file_goes_to_the_bank_it_lies_there_once(empty: &Database) {
    let matrix = collected_at_cutoff("a file", empty.backend()).await.thoroughly().exhaust().await;
    matrix.is_clean();
    for state in ["file rendered", "file sending", "file accepted", "disbursement in_file", "disbursement sent"] {
        assert!(matrix.leaves(state), "a worker died and left it {state}");
    }
}

/// Holds G-43: what the bank says is taken in once, and booked once.
#[story]
async fn killed_while_the_bank_tells_a_payment_is_booked_once(empty: &Database) {
    let matrix = booked_by_the_bank("a line of the bank", empty.backend()).await.thoroughly().exhaust().await;
    matrix.is_clean();
    for state in ["line of the bank open", "line of the bank matched", "disbursement paid", "file settled"] {
        assert!(matrix.leaves(state), "a worker died and left it {state}");
    }
}

/// 97.50 are collected, and the cutoff of their run is over.
async fn collected_at_cutoff(name: &'static str, backend: Backend) -> Scene {
    let prepare = async |app: &App| -> Acts {
        approved(app, GOOD).await;
        app.advance_to("2027-03-03T09:00:00Z").await;
        stood_still_until(app, CUTOFF).await;
        let sweep = || Act::SweepWithBank(None);
        Acts { first: vec![sweep()], then: vec![sweep(), Act::Advance(instant(LEASE_OVER)), sweep()] }
    };
    scene(name, backend, prepare).await
}

/// 97.50 are in a file that the bank has; its books tell of them.
async fn booked_by_the_bank(name: &'static str, backend: Backend) -> Scene {
    let prepare = async |app: &App| -> Acts {
        approved(app, GOOD).await;
        app.advance_to("2027-03-03T09:00:00Z").await;
        stood_still_until(app, CUTOFF).await;
        let home = tempfile::tempdir().unwrap();
        app.beside_with_exchange(exchange_in(home.path())).await.sweep().await;
        stood_still_until(app, BOOKED).await;
        let told = notification(app).await;
        let sweep = || Act::SweepWithBank(Some(told.clone()));
        Acts { first: vec![sweep()], then: vec![sweep(), sweep()] }
    };
    scene(name, backend, prepare).await
}

/// The bank booked the one disbursement that there is.
async fn notification(app: &App) -> String {
    let id: DisbursementId = app.rows("select id from disbursement").await[0].try_get("", "id").unwrap();
    let reference = exchange_in(tempfile::tempdir().unwrap().path()).reference(Rail::Nacha, id);
    debited(&reference, "97.50")
}
