use serde_json::json;
use support::{
    App, Database,
    steps::{
        money::{approval_input, bill_approved, bill_submitted, charge, payment_method_added},
        payouts::{GOOD, disbursements, run_by_hand},
        work::{CUSTOMER, EXPERT, acceptance_input, contact_made, proposal_sent},
    },
    story,
};

use super::world::{Acts, approved, ask, asked, hired, scene, stood_still_until};

const OPERATOR: &str = "olga@operator.example";
const LATER: &str = "2027-03-05T12:00:00Z";

/// Holds invariant 10: the customer asks again under the same key, and work begins once.
#[story]
async fn killed_while_a_proposal_is_accepted_work_begins_once(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert) = (app.person(CUSTOMER), app.person(EXPERT));
        let card = payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
        let contact = contact_made(&customer, &expert).await;
        let proposal = proposal_sent(&expert, &contact.conversation, "10000.00", "USD").await;
        let input = acceptance_input(&customer, &proposal, &card);
        asked(ask(CUSTOMER, "proposalAccept", input, "engagement { id status maximum { amount } }"), LATER)
    };
    let matrix = scene("accepting", empty.backend(), prepare).await.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("engagement active"));
}

/// Holds invariants 3 and 10: the customer asks again under the same key, and is charged once.
#[story]
async fn killed_while_a_bill_is_approved_it_is_approved_once(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert, engagement) = hired(app, "CARD", Some("sandbox_card_ok")).await;
        let bill = bill_submitted(&expert, &engagement, "100.00").await;
        let selection = "paymentRequest { id status fee { amount } charge { id amount { amount } } }";
        asked(ask(CUSTOMER, "paymentRequestApprove", approval_input(&customer, &bill), selection), LATER)
    };
    let matrix = scene("approving", empty.backend(), prepare).await.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("bill approved"));
}

/// Holds invariants 8 and 10: staff ask again under the same key, and the payee is paid once.
#[story]
async fn killed_while_staff_make_a_run_it_is_made_once(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        approved(app, GOOD).await;
        app.advance_to("2027-03-03T09:00:00Z").await;
        stood_still_until(app, "2027-03-03T22:00:00Z").await;
        let input = json!({ "currency": "USD", "runOn": "2027-03-03", "idempotencyKey": app.key() });
        asked(ask(OPERATOR, "payoutRun", input, "payoutRun { scheduledCount blockedCount }"), LATER)
    };
    scene("running payouts by hand", empty.backend(), prepare).await.exhaust().await.is_clean();
}

/// Holds invariant 10 and G-43: what was stopped is given back once, and goes with the next run.
#[story]
async fn killed_while_staff_stop_a_payout_it_is_given_back_once(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (_, expert, _) = approved(app, GOOD).await;
        app.advance_to("2027-03-03T09:00:00Z").await;
        stood_still_until(app, "2027-03-03T22:00:00Z").await;
        run_by_hand(&app.operator(), "2027-03-03").await;
        let id = disbursements(&expert).await[0]["id"].clone();
        let input = json!({ "disbursementId": id, "reason": "Asked to.", "idempotencyKey": app.key() });
        asked(ask(OPERATOR, "disbursementCancel", input, "disbursement { id status }"), LATER)
    };
    scene("stopping a payout", empty.backend(), prepare).await.exhaust().await.is_clean();
}

/// Holds IQ-31 and invariant 10: staff ask for the money once more, and whoever asks again does not.
#[story]
async fn killed_while_staff_ask_for_the_money_it_is_asked_for_once(empty: &Database) {
    let prepare = async |app: &App| -> Acts {
        let (customer, expert, engagement) = hired(app, "CARD", Some("sandbox_card_declined_once")).await;
        let bill = bill_submitted(&expert, &engagement, "100.00").await;
        bill_approved(&customer, &bill).await;
        app.sweep().await;
        payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
        let charge = charge(&customer, &bill).await["id"].clone();
        let input = json!({ "chargeId": charge, "idempotencyKey": app.key() });
        asked(ask(OPERATOR, "chargeCollect", input, "charge { id amount { amount } }"), "2027-03-08T12:00:00Z")
    };
    scene("collecting by hand", empty.backend(), prepare).await.exhaust().await.is_clean();
}
