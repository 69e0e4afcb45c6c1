use support::{
    App, Database,
    steps::{
        money::{bill_approved, bill_submitted},
        payouts::paid_to,
    },
    story,
};

use super::world::{Acts, approved, hired, scene, stood_still_until, swept};

/// Holds IQ-30 and scenario 22: what arrived during an outage is taken in to the last line, also by the second worker.
#[story]
async fn killed_after_an_outage_no_money_that_arrived_is_forgotten(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert, engagement) = hired(app, "CARD", Some("sandbox_card_ok")).await;
        for _ in 0..2 {
            let bill = bill_submitted(&expert, &engagement, "100.00").await;
            bill_approved(&customer, &bill).await;
        }
        app.sweep().await;
        stood_still_until(app, "2027-03-12T09:00:00Z").await;
        swept("2027-03-12T10:00:00Z")
    };
    scene("taking in after an outage", empty.backend(), prepare).await.exhaust().await.is_clean();
}

/// Holds G-43 and scenario 22: so is what a bank sent back meanwhile.
#[story]
async fn killed_after_an_outage_no_return_is_forgotten(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        approved(app, "000123450003").await;
        app.advance_to("2027-03-03T22:00:00Z").await;
        stood_still_until(app, "2027-03-16T09:00:00Z").await;
        swept("2027-03-16T10:00:00Z")
    };
    scene("settling after an outage", empty.backend(), prepare).await.exhaust().await.is_clean();
}

/// Holds scenario 22: a season's worth of what was due, in one go.
#[story]
async fn killed_while_catching_up_everything_is_caught_up(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (_, expert, engagement) = hired(app, "CARD", Some("sandbox_card_ok")).await;
        paid_to(&expert, "000123456789").await;
        bill_submitted(&expert, &engagement, "100.00").await;
        let mut acts = swept("2027-03-16T12:00:00Z");
        acts.first = acts.then.clone();
        acts
    };
    let scene = scene("letting time pass", empty.backend(), prepare).await;
    scene.exhaust().await.is_clean();
}
