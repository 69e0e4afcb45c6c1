//! The customer asks; the expert gives it, gives less, or refuses.

use std::sync::Arc;

use rails::DrawerMailer;
use serde_json::json;
use support::{
    App,
    steps::{
        experts::happened,
        letters::subjects,
        money::{bill_submitted, booked},
        payouts::{agreed, collected},
        refunds::{
            refund, refund_answer_input, refund_offered, refund_refusal_input, refund_request_input, refund_requested,
            refund_status, refunded_charge,
        },
        work::{CUSTOMER, EXPERT, customer as other_customer},
    },
    story,
};

async fn kinds(app: &App, subject: &str) -> Vec<String> {
    happened(app, subject).await.into_iter().map(|(kind, _)| kind).collect()
}

/// Holds IQ-34, G-17 and G-34: a request moves nothing, and the expert may give less than was asked for.
#[story]
async fn a_request_is_the_experts_to_answer(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;

    let asked = refund_requested(&customer, &bill, None).await;
    assert_eq!(refund(&expert, &asked).await["amount"]["amount"], "1000.00");
    assert_eq!(booked(app, "expert_available").await, -97_500);
    assert_eq!(refunded_charge(&customer, &bill).await["refundable"]["amount"], "1000.00", "asking reserves nothing");

    let less = refund_answer_input(&expert, &asked, &bill, "400.00");
    expert.run("refundOffer", less, "refunds { id }").await;
    app.sweep().await;
    let given = refund(&customer, &asked).await;
    assert_eq!(given["status"], "COMPLETED");
    assert_eq!(given["outcome"], "COMPLETED");
    assert_eq!(
        json!([given["amount"]["amount"], given["asked"]["amount"], given["kind"], given["fee"]["amount"]]),
        json!(["400.00", "1000.00", "PARTIAL", "10.00"])
    );
    let expected = ["requested", "offered", "processing", "sending", "completed"].map(|step| format!("refund.{step}"));
    assert_eq!(kinds(app, &asked).await, expected);

    let again = refund_answer_input(&expert, &asked, &bill, "1.00");
    assert_eq!(expert.refusal("refundOffer", again).await, "REFUND_ALREADY_DECIDED");
    assert_eq!(expert.refusal("refundRefuse", refund_refusal_input(&asked)).await, "REFUND_ALREADY_DECIDED");
}

/// Holds G-34: what the expert refuses is refused, and the customer reads why.
#[story]
async fn nobody_overrules_a_refusal(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let bill = collected(&customer, &expert, &engagement, "1000.00").await;
    let asked = refund_requested(&customer, &bill, Some("250.00")).await;

    expert.run("refundRefuse", refund_refusal_input(&asked), "refund { status }").await;
    let refused = refund(&customer, &asked).await;
    assert_eq!(json!([refused["status"], refused["problem"]]), json!(["REFUSED", "It is as we agreed."]));
    assert_eq!(refused["outcome"], json!(null));
    let staff = app.operator();
    assert_eq!(staff.refusal("refundRefuse", refund_refusal_input(&asked)).await, "RIGHT_MISSING");
    assert_eq!(booked(app, "refund_clearing").await, 0);

    // Asking again is free.
    refund_requested(&customer, &bill, Some("250.00")).await;
    let given = refund_offered(&expert, &bill, "1.00").await;
    app.sweep().await;
    assert_eq!(refund_status(&customer, &given).await, "COMPLETED");
}

/// Holds G-45 and G-17: only of an approved bill, only what is left, only by its customer.
#[story]
async fn a_request_has_its_limits(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let pending = bill_submitted(&expert, &engagement, "10.00").await;
    let bill = collected(&customer, &expert, &engagement, "100.00").await;
    let stranger = other_customer(app, "stranger@example.com").await;
    let request = |amount| refund_request_input(&customer, &bill, Some(amount));

    assert_eq!(customer.refusal("refundRequest", request("0.00")).await, "AMOUNT_NOT_POSITIVE");
    assert_eq!(customer.refusal("refundRequest", request("100.01")).await, "EXCEEDS_REFUNDABLE");
    let of_pending = refund_request_input(&customer, &pending, Some("1.00"));
    assert_eq!(customer.refusal("refundRequest", of_pending).await, "PAYMENT_REQUEST_NOT_IN_STATE");
    assert_eq!(stranger.refusal("refundRequest", request("1.00")).await, "PAYMENT_REQUEST_NOT_FOUND");
    assert_eq!(expert.refusal("refundRequest", request("1.00")).await, "PAYMENT_REQUEST_NOT_FOUND");
    let full = |amount| {
        let mut input = refund_request_input(&customer, &bill, Some("1.00"));
        (input["kind"], input["amount"]) = (json!("FULL"), amount);
        input
    };
    let dollar = json!({ "amount": "1.00", "currency": "USD" });
    assert_eq!(customer.refusal("refundRequest", full(dollar)).await, "INPUT_INVALID");
    let euro = json!({ "amount": "1.00", "currency": "EUR" });
    let mut euros = request("1.00");
    euros["amount"] = euro;
    assert_eq!(customer.refusal("refundRequest", euros).await, "INPUT_INVALID");

    let input = request("1.00");
    let once = customer.run("refundRequest", input.clone(), "refund { id }").await;
    assert_eq!(customer.run("refundRequest", input, "refund { id }").await, once);
    refund_offered(&expert, &bill, "100.00").await;
    assert_eq!(
        customer.refusal("refundRequest", refund_request_input(&customer, &bill, None)).await,
        "AMOUNT_NOT_POSITIVE"
    );
}

/// Holds G-17: each side is told what concerns it.
#[story]
async fn both_sides_are_written(app: &App) {
    let app = &app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, engagement) = agreed(app).await;
    let bill = collected(&customer, &expert, &engagement, "100.00").await;
    let asked = refund_requested(&customer, &bill, None).await;
    let refused = refund_requested(&customer, &bill, Some("1.00")).await;
    expert.run("refundRefuse", refund_refusal_input(&refused), "refund { id }").await;
    expert.run("refundOffer", refund_answer_input(&expert, &asked, &bill, "100.00"), "refunds { id }").await;
    app.sweep().await;

    let (to_expert, to_customer) = (subjects(app, EXPERT).await, subjects(app, CUSTOMER).await);
    for subject in ["A customer asks for money back", "A refund is complete"] {
        assert!(to_expert.iter().any(|told| told == subject), "{subject}: {to_expert:?}");
    }
    for subject in ["The expert gives money back", "The expert gives nothing back", "Your refund is complete"] {
        assert!(to_customer.iter().any(|told| told == subject), "{subject}: {to_customer:?}");
    }
}
