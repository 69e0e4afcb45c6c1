use support::{
    App, Backend, Database,
    steps::money::{bill_approved, bill_submitted},
    story,
};

use super::{
    stage::{Scene, is_long},
    world::{Acts, hired, scene, stood_still_until, swept},
};

/// Long enough for an attempt that never went out to be looked up, repeated a day later, and collected.
const LATER: &str = "2027-03-05T12:00:00Z";

/// Holds IQ-30 and IQ-31: claimed, sent, answered; what was claimed and not sent is looked up first.
#[story]
async fn killed_while_charging_the_customer_pays_once(empty: &Database) {
    let matrix = billed("charging", empty.backend(), "sandbox_card_ok").await.thoroughly().exhaust().await;
    matrix.is_clean();
    for state in ["begun", "processing"] {
        assert!(matrix.leaves(&format!("attempt 1 {state}")), "a worker died and left it {state}");
    }
}

/// Holds scenario 17: no answer comes, or a refusal.
#[story]
async fn killed_while_a_charge_goes_badly_the_customer_pays_once(empty: &Database) {
    let declined_once = ["sandbox_card_declined_once"];
    let all = ["sandbox_card_declined_once", "sandbox_card_timeout", "sandbox_card_lost"];
    for token in if is_long() { &all[..] } else { &declined_once } {
        billed("charging, badly", empty.backend(), token).await.exhaust().await.is_clean();
    }
}

/// Holds IQ-30 and scenario 19: the fee is earned once, and the rest is the expert's once.
#[story]
async fn killed_while_money_arrives_it_is_booked_once(empty: &Database) {
    let collected = reported("collecting", empty.backend(), ("CARD", "sandbox_card_ok"), "2027-03-03T09:00:00Z").await;
    let matrix = collected.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("charge collected") && matrix.leaves("earning open"));
}

/// Holds IQ-31: a failure counts once, and is attempted again once.
#[story]
async fn killed_while_a_charge_fails_it_fails_once(empty: &Database) {
    let failed = reported("failing", empty.backend(), ("ACH", "sandbox_ach_failed"), "2027-03-05T09:00:00Z").await;
    let matrix = failed.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("charge overdue"));
}

/// Holds G-30: silence approves once, and its charge is made once.
#[story]
async fn killed_while_silence_approves_it_approves_once(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (_, expert, engagement) = hired(app, "CARD", Some("sandbox_card_ok")).await;
        bill_submitted(&expert, &engagement, "100.00").await;
        stood_still_until(app, "2027-03-11T09:00:00Z").await;
        swept("2027-03-15T12:00:00Z")
    };
    let matrix = scene("silence", empty.backend(), prepare).await.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("bill approved"));
}

/// Holds IQ-31: the provider is told of a transfer, however often.
#[story]
async fn killed_while_announcing_a_transfer_it_is_awaited(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert, engagement) = hired(app, "NET_TERMS", None).await;
        let bill = bill_submitted(&expert, &engagement, "100.00").await;
        bill_approved(&customer, &bill).await;
        swept("2027-03-02T12:00:00Z")
    };
    scene("announcing", empty.backend(), prepare).await.exhaust().await.is_clean();
}

/// A bill over 100.00 that is approved, and to be paid by a card.
pub async fn billed(name: &'static str, backend: Backend, token: &str) -> Scene {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert, engagement) = hired(app, "CARD", Some(token)).await;
        let bill = bill_submitted(&expert, &engagement, "100.00").await;
        bill_approved(&customer, &bill).await;
        swept(LATER)
    };
    scene(name, backend, prepare).await
}

/// A bill over 100.00 that was charged, and of which the provider has something to tell by `until`.
async fn reported(name: &'static str, backend: Backend, (tender, token): (&str, &str), until: &str) -> Scene {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert, engagement) = hired(app, tender, Some(token)).await;
        let bill = bill_submitted(&expert, &engagement, "100.00").await;
        bill_approved(&customer, &bill).await;
        app.sweep().await;
        stood_still_until(app, until).await;
        swept("2027-03-05T12:00:00Z")
    };
    scene(name, backend, prepare).await
}
