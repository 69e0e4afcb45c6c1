use support::{
    App, Backend, Database,
    steps::payouts::{GOOD, run_by_hand},
    story,
};

use super::{
    stage::{Scene, is_long},
    world::{Acts, approved, scene, stood_still_until, swept},
};

/// Wednesday, 3 March 2027: the run that pays what was collected on its morning.
const CUTOFF: &str = "2027-03-03T22:00:00Z";
/// A quarter of an hour later, the rail is asked what became of a lost answer, and a claim ends.
const LOOK_UP: &str = "2027-03-03T22:15:00Z";
const SETTLED: &str = "2027-03-04T10:00:00Z";
const RETURNED: &str = "2027-03-09T10:00:00Z";
/// Nothing is left to happen.
const LATER: &str = "2027-03-04T12:00:00Z";
const AFTER_RETURN: &str = "2027-03-09T12:00:00Z";

/// Holds invariants 8, 9 and 10: claimed, rendered, sent, answered.
#[story]
async fn killed_while_paying_out_one_payment_reaches_the_bank(empty: &Database) {
    let matrix = collected_at_cutoff("paying out", empty.backend(), GOOD).await.thoroughly().exhaust().await;
    matrix.is_clean();
    for state in ["claimed", "rendered", "sent"] {
        assert!(matrix.leaves(&format!("disbursement {state}")), "a worker died and left it {state}");
    }
}

/// Holds invariant 8 and scenario 17: the answer is lost, or the message.
#[story]
async fn killed_while_no_answer_comes_one_payment_reaches_the_bank(empty: &Database) {
    let endings = if is_long() { &["0001", "0002", "0004", "0005"][..] } else { &["0004"] };
    for ending in endings {
        let number = format!("00012345{ending}");
        let matrix = collected_at_cutoff("paying out, badly", empty.backend(), &number).await.exhaust().await;
        matrix.is_clean();
    }
}

/// Holds invariant 8 and G-43: what is unresolved is looked up, by whoever lives.
#[story]
async fn killed_while_looking_up_one_payment_reaches_the_bank(empty: &Database) {
    let scene = sent_until("looking up", empty.backend(), "000123450004", LOOK_UP).await;
    scene.exhaust().await.is_clean();
}

/// Holds G-43: what the bank says is booked once.
#[story]
async fn killed_while_settling_a_payment_is_booked_once(empty: &Database) {
    let matrix = sent_until_settled("settling", empty.backend()).await.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("disbursement paid"));
}

/// Holds scenario 16.
#[story]
async fn killed_while_money_comes_back_it_comes_back_once(empty: &Database) {
    let matrix = sent_until("returning", empty.backend(), "000123450003", RETURNED).await.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("disbursement returned"));
}

/// 97.50 are collected, and the cutoff of their run is over.
async fn collected_at_cutoff(name: &'static str, backend: Backend, account_number: &str) -> Scene {
    let prepare = async |app: &App| -> Acts {
        approved(app, account_number).await;
        app.advance_to("2027-03-03T09:00:00Z").await;
        stood_still_until(app, CUTOFF).await;
        swept(LATER)
    };
    scene(name, backend, prepare).await
}

/// 97.50 are scheduled, and nobody has begun to send them.
pub async fn scheduled(name: &'static str, backend: Backend) -> Scene {
    let prepare = async |app: &App| -> Acts {
        approved(app, GOOD).await;
        app.advance_to("2027-03-03T09:00:00Z").await;
        stood_still_until(app, CUTOFF).await;
        run_by_hand(&app.operator(), "2027-03-03").await;
        swept(LATER)
    };
    scene(name, backend, prepare).await
}

/// 97.50 are sent, and the bank has paid them by now.
pub async fn sent_until_settled(name: &'static str, backend: Backend) -> Scene {
    sent_until(name, backend, GOOD, SETTLED).await
}

/// 97.50 are sent, and since then nobody worked until `until`, but for what came before its day.
async fn sent_until(name: &'static str, backend: Backend, account_number: &str, until: &str) -> Scene {
    let prepare = async |app: &App| -> Acts {
        approved(app, account_number).await;
        app.advance_to(if until == RETURNED { SETTLED } else { CUTOFF }).await;
        stood_still_until(app, until).await;
        swept(if until == RETURNED { AFTER_RETURN } else { LATER })
    };
    scene(name, backend, prepare).await
}
