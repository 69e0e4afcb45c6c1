//! What the provider makes of a refund: it is claimed before it is sent, and an unknown outcome is left by evidence.

use chrono::TimeDelta;
use serde_json::json;
use support::{
    App, Person,
    steps::{
        money::{bill_agreed, booked, payment_method_added},
        payouts::collected,
        refunds::{refund, refund_data_input, refund_finding_input, refund_offered, refund_status},
    },
    story,
};

use super::paid_by;

/// A bill of 1,000.00 that was collected by a token of which the sandbox knows the end, and a refund of 400.00 of it.
async fn given_back<'a>(app: &'a App, tender: &str, token: &str) -> (Person<'a>, Person<'a>, String) {
    let (customer, expert, engagement) = paid_by(app, tender, Some(token)).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1000.00").await;
    app.advance(TimeDelta::days(9)).await;
    let refund = refund_offered(&expert, &bill, "400.00").await;
    app.sweep().await;
    (customer, expert, refund)
}

async fn asked_of_the_provider(app: &App) -> usize {
    app.rows("select key from sandbox_refund").await.len()
}

/// Holds G-17: what fails is the customer's own money, and is sent anew where the customer says.
#[story]
async fn what_cannot_be_sent_is_the_customers_until_it_can(app: &App) {
    let (customer, expert, id) = given_back(app, "CARD", "sandbox_card_closed").await;
    let failed = refund(&expert, &id).await;
    assert_eq!(
        json!([failed["status"], failed["outcome"], failed["problem"]]),
        json!(["ACTION_REQUIRED", "ACTION_REQUIRED", "the card is closed"])
    );
    assert_eq!((booked(app, "buyer_credit").await, booked(app, "refund_clearing").await), (-40_000, 0));

    // The expert can have it tried again, and cannot say where it goes.
    let experts_own = payment_method_added(&expert, "CARD", Some("sandbox_card_ok")).await;
    let elsewhere = refund_data_input(&expert, &id, Some(&experts_own));
    assert_eq!(expert.refusal("refundDataGive", elsewhere).await, "PAYMENT_METHOD_NOT_FOUND");
    expert.run("refundDataGive", refund_data_input(&expert, &id, None), "refund { status }").await;
    assert_eq!((booked(app, "buyer_credit").await, booked(app, "refund_clearing").await), (0, -40_000));
    app.sweep().await;
    assert_eq!(refund_status(&customer, &id).await, "ACTION_REQUIRED");

    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
    let terms = payment_method_added(&customer, "NET_TERMS", None).await;
    let nowhere = refund_data_input(&customer, &id, Some(&terms));
    assert_eq!(customer.refusal("refundDataGive", nowhere).await, "INPUT_INVALID");
    customer.run("refundDataGive", refund_data_input(&customer, &id, Some(&card)), "refund { status }").await;
    app.sweep().await;
    assert_eq!(refund(&customer, &id).await["paymentMethod"]["id"], card.as_str());
    assert_eq!(refund(&expert, &id).await["paymentMethod"], json!(null), "where it went is the customer's to know");
    assert_eq!(refund_status(&customer, &id).await, "COMPLETED");
    assert_eq!((booked(app, "buyer_credit").await, booked(app, "refund_clearing").await), (0, 0));
    assert_eq!(booked(app, "psp_clearing").await, 60_000);
    let again = refund_data_input(&customer, &id, None);
    assert_eq!(customer.refusal("refundDataGive", again).await, "REFUND_NOT_IN_STATE");
}

/// Holds G-17 and scenario 17: no answer is no reason to send again, and the look-up tells that the customer has it.
#[story]
async fn an_answer_that_is_lost_is_looked_up(app: &App) {
    let (customer, _, id) = given_back(app, "CARD", "sandbox_card_refund_timeout").await;
    assert_eq!(refund_status(&customer, &id).await, "UNRESOLVED");
    assert_eq!(booked(app, "refund_clearing").await, -40_000);
    app.advance(TimeDelta::minutes(15)).await;
    assert_eq!((refund_status(&customer, &id).await.as_str(), asked_of_the_provider(app).await), ("COMPLETED", 1));
    assert_eq!((booked(app, "refund_clearing").await, booked(app, "psp_clearing").await), (0, 60_000));
}

/// Holds G-17 and scenario 17: what the provider never had, and refuses from then on, is sent anew and booked once.
#[story]
async fn what_never_came_is_sent_anew(app: &App) {
    let (customer, _, id) = given_back(app, "CARD", "sandbox_card_refund_lost").await;
    assert_eq!(refund_status(&customer, &id).await, "UNRESOLVED");
    app.advance(TimeDelta::minutes(14)).await;
    assert_eq!((refund_status(&customer, &id).await.as_str(), asked_of_the_provider(app).await), ("UNRESOLVED", 0));
    app.advance(TimeDelta::minutes(1)).await;
    assert_eq!(refund_status(&customer, &id).await, "COMPLETED");
    let keys = app.rows("select key from sandbox_refund where failure is null").await;
    assert_eq!(keys[0].try_get::<String>("", "key").unwrap(), format!("{id}_2"));
    assert_eq!((booked(app, "refund_clearing").await, booked(app, "psp_clearing").await), (0, 60_000));
}

/// Holds G-17: what nobody answers staff prove, with a document and never by time.
#[story]
async fn staff_prove_what_nobody_answers(app: &App) {
    let (customer, _, id) = given_back(app, "CARD", "sandbox_card_refund_silent").await;
    app.advance(TimeDelta::hours(3)).await;
    let operator = app.operator();
    let queue = operator.query("{ unresolvedRefunds { edges { node { id } } } }", json!({})).await;
    assert_eq!(queue["unresolvedRefunds"]["edges"][0]["node"]["id"], id.as_str());
    assert_eq!(asked_of_the_provider(app).await, 1);
    let mut unproven = refund_finding_input(&operator, &id, "SENT");
    unproven["evidence"] = json!("  ");
    assert_eq!(operator.refusal("refundResolve", unproven).await, "EVIDENCE_REQUIRED");
    let finding = refund_finding_input(&customer, &id, "SENT");
    assert_eq!(customer.refusal("refundResolve", finding).await, "RIGHT_MISSING");

    let input = refund_finding_input(&operator, &id, "NOT_SENT");
    let once = operator.run("refundResolve", input.clone(), "refund { status problem }").await;
    assert_eq!(once["refund"]["problem"], "The provider's letter of today.");
    assert_eq!(operator.run("refundResolve", input, "refund { status problem }").await, once);
    assert_eq!(booked(app, "buyer_credit").await, -40_000);
    let again = refund_finding_input(&operator, &id, "SENT");
    assert_eq!(operator.refusal("refundResolve", again).await, "REFUND_NOT_IN_STATE");

    customer.run("refundDataGive", refund_data_input(&customer, &id, None), "refund { id }").await;
    app.sweep().await;
    operator.run("refundResolve", refund_finding_input(&operator, &id, "SENT"), "refund { id }").await;
    assert_eq!(refund_status(&customer, &id).await, "COMPLETED");
    let trail = "query A($id: ID!) { auditTrail(subject: $id, first: 2) { edges { node { kind reason } } } }";
    let told = operator.query(trail, json!({ "id": id })).await["auditTrail"]["edges"].clone();
    for (place, kind) in ["refund.completed", "refund.resolved"].into_iter().enumerate() {
        assert_eq!(told[place]["node"], json!({ "kind": kind, "reason": "The provider's letter of today." }));
    }
    assert_eq!((booked(app, "buyer_credit").await, booked(app, "refund_clearing").await), (0, 0));
    assert_eq!(booked(app, "psp_clearing").await, 60_000);
}

/// Holds G-17: a bank takes its time, and reports once.
#[story]
async fn a_bank_reports_later(app: &App) {
    let (customer, _, id) = given_back(app, "ACH", "sandbox_ach_ok").await;
    assert_eq!(refund_status(&customer, &id).await, "SENDING");
    assert_eq!(booked(app, "refund_clearing").await, -40_000);
    app.advance(TimeDelta::days(2)).await;
    assert_eq!(refund_status(&customer, &id).await, "COMPLETED");
    app.advance(TimeDelta::days(1)).await;
    assert_eq!((booked(app, "refund_clearing").await, booked(app, "psp_clearing").await), (0, 60_000));
}

/// Holds G-17: of what came by transfer nobody knows the way back.
#[story]
async fn what_came_by_transfer_needs_a_way_back(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "NET_TERMS", None).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "1000.00").await;
    app.advance(TimeDelta::days(30)).await;
    let id = refund_offered(&expert, &bill, "400.00").await;
    assert_eq!(refund(&customer, &id).await["status"], "ACTION_REQUIRED");
    assert_eq!((booked(app, "buyer_credit").await, booked(app, "expert_available").await), (0, -97_500));
    let blind = refund_data_input(&customer, &id, None);
    assert_eq!(customer.refusal("refundDataGive", blind).await, "INPUT_INVALID");

    let account = payment_method_added(&customer, "ACH", Some("sandbox_ach_ok")).await;
    customer.run("refundDataGive", refund_data_input(&customer, &id, Some(&account)), "refund { id }").await;
    app.advance(TimeDelta::days(2)).await;
    assert_eq!(refund_status(&customer, &id).await, "COMPLETED");
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "expert_available").await), (60_000, -58_500));
}

/// What is collected is given back by card at once, and asked of the provider once.
#[story]
async fn a_card_has_it_at_once(app: &App) {
    let (customer, expert, engagement) = paid_by(app, "CARD", Some("sandbox_card_ok")).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    let id = refund_offered(&expert, &bill, "1000.00").await;
    assert_eq!(refund_status(&customer, &id).await, "PROCESSING");
    app.sweep().await;
    app.sweep().await;
    assert_eq!((refund_status(&customer, &id).await.as_str(), asked_of_the_provider(app).await), ("COMPLETED", 1));
}
