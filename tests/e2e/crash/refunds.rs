use support::{
    App, Backend, Database,
    steps::{
        money::{bill_approved, bill_submitted},
        refunds::{refund_offer_input, refund_offered},
        work::EXPERT,
    },
    story,
};

use super::{
    stage::{Scene, is_long},
    world::{Acts, ask, asked, hired, scene, stood_still_until, swept},
};

/// Long enough for a refund that never went out to be looked up and sent anew.
const LATER: &str = "2027-03-05T12:00:00Z";

/// Holds G-17: claimed, sent, answered; what was claimed and not sent is looked up first, and the customer has it once.
#[story]
async fn killed_while_sending_a_refund_the_customer_has_it_once(empty: &Database) {
    let matrix = given_back("refunding", empty.backend(), "sandbox_card_ok").await.thoroughly().exhaust().await;
    matrix.is_clean();
    for left in ["send 1 sending", "send 1 completed"] {
        assert!(matrix.leaves(left), "a worker died and left it {left}");
    }
}

/// Holds G-17 and scenario 17: no answer comes, or a refusal.
#[story]
async fn killed_while_a_refund_goes_badly_it_is_sent_once(empty: &Database) {
    let closed = ["sandbox_card_closed"];
    let all = ["sandbox_card_closed", "sandbox_card_refund_timeout", "sandbox_card_refund_lost"];
    for token in if is_long() { &all[..] } else { &closed } {
        given_back("refunding, badly", empty.backend(), token).await.exhaust().await.is_clean();
    }
}

/// Holds G-45 and invariant 10: whatever line it dies on, the offer is made once and answers the same.
#[story]
async fn killed_while_offering_the_offer_is_made_once(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert, engagement) = hired(app, "NET_TERMS", None).await;
        let bill = bill_submitted(&expert, &engagement, "100.00").await;
        bill_approved(&customer, &bill).await;
        app.sweep().await;
        let input = refund_offer_input(&expert, &[(&bill, "40.00")], "40.00");
        asked(ask(EXPERT, "refundOffer", input, "refunds { id }"), "2027-04-01T12:00:00Z")
    };
    let matrix = scene("offering", empty.backend(), prepare).await.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("refund completed"));
}

/// Holds G-17: money arrives, and what waited for it goes on, once.
#[story]
async fn killed_while_a_refund_goes_on_it_goes_on_once(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert, engagement) = hired(app, "CARD", Some("sandbox_card_ok")).await;
        let bill = bill_submitted(&expert, &engagement, "100.00").await;
        bill_approved(&customer, &bill).await;
        app.sweep().await;
        refund_offered(&expert, &bill, "40.00").await;
        stood_still_until(app, "2027-03-03T09:00:00Z").await;
        swept(LATER)
    };
    let matrix = scene("waiting", empty.backend(), prepare).await.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("charge collected") && matrix.leaves("earning taken"));
}

/// A refund of 40.00 of what was collected by such a card, that waits to be sent.
async fn given_back(name: &'static str, backend: Backend, token: &str) -> Scene {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert, engagement) = hired(app, "CARD", Some(token)).await;
        let bill = bill_submitted(&expert, &engagement, "100.00").await;
        bill_approved(&customer, &bill).await;
        app.advance_to("2027-03-03T09:00:00Z").await;
        refund_offered(&expert, &bill, "40.00").await;
        swept(LATER)
    };
    scene(name, backend, prepare).await
}
