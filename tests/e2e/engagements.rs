//! The agreed work: who reads it, what it is paid with, and its end.

use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        money::{bill_submitted, payment_method_added},
        work::{self, people, work_agreed},
    },
    story,
};

const ENGAGEMENT: &str = "query E($id: ID!) { engagement(id: $id) {
    status completedAt title
    maximum { amount } approved { amount } pending { amount } remaining { amount }
    paymentMethod { id } proposal { id } customerRequest { id } conversation { id } } }";

async fn read(person: &Person<'_>, engagement: &str) -> Value {
    person.query(ENGAGEMENT, json!({ "id": engagement })).await["engagement"].clone()
}

#[story]
async fn an_engagement_tells_what_led_to_it_and_what_is_left(app: &App) {
    let (customer, expert, card) = people(app).await;

    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    bill_submitted(&expert, &work.engagement, "4000.00").await;

    let seen = read(&customer, &work.engagement).await;
    let expected = json!({
        "status": "ACTIVE",
        "completedAt": null,
        "title": "Moving the shop",
        "maximum": { "amount": "10000.00" },
        "approved": { "amount": "0.00" },
        "pending": { "amount": "4000.00" },
        "remaining": { "amount": "6000.00" },
        "paymentMethod": { "id": card },
        "proposal": { "id": work.proposal },
        "customerRequest": { "id": work.contact.customer_request },
        "conversation": { "id": work.contact.conversation },
    });
    assert_eq!(seen, expected);
    // How a customer pays is not the expert's to see.
    assert_eq!(read(&expert, &work.engagement).await["paymentMethod"], Value::Null);
}

/// Holds invariant 11.
#[story]
async fn an_engagement_is_listed_on_either_side_and_to_nobody_else(app: &App) {
    let (customer, expert, card) = people(app).await;
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let list = "query L($side: Side!) { engagements(side: $side) { edges { node { id } } } }";
    let listed = async |person: &Person<'_>, side: &str| {
        let data = person.query(list, json!({ "side": side })).await;
        data["engagements"]["edges"].as_array().unwrap().len()
    };

    assert_eq!((listed(&customer, "CUSTOMER").await, listed(&customer, "EXPERT").await), (1, 0));
    assert_eq!((listed(&expert, "CUSTOMER").await, listed(&expert, "EXPERT").await), (0, 1));
    assert_eq!((listed(&stranger, "CUSTOMER").await, listed(&stranger, "EXPERT").await), (0, 0));
    let foreign = json!({ "id": work.engagement });
    assert_eq!(stranger.query_refused(ENGAGEMENT, foreign.clone()).await, "ENGAGEMENT_NOT_FOUND");
    assert_eq!(app.nobody().query_refused(ENGAGEMENT, foreign).await, "UNAUTHENTICATED");
    assert_eq!(read(&app.operator(), &work.engagement).await["status"], "ACTIVE");
}

/// Holds G-15 and X17: scenario 13, first half.
#[story]
async fn work_is_not_completed_while_a_bill_waits(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let bill = bill_submitted(&expert, &work.engagement, "40.00").await;
    let complete = json!({ "engagementId": work.engagement });

    assert_eq!(expert.refusal("engagementComplete", complete.clone()).await, "BILLS_PENDING");
    assert_eq!(customer.refusal("engagementComplete", complete.clone()).await, "ENGAGEMENT_NOT_FOUND");
    expert.run("paymentRequestWithdraw", json!({ "paymentRequestId": bill }), "paymentRequest { id }").await;
    let completed = expert.run("engagementComplete", complete.clone(), "engagement { status completedAt }").await;

    assert_eq!(completed["engagement"]["status"], "COMPLETED");
    assert!(completed["engagement"]["completedAt"].is_string());
    assert_eq!(expert.refusal("engagementComplete", complete).await, "ENGAGEMENT_NOT_ACTIVE");
    let change = json!({ "engagementId": work.engagement, "paymentMethodId": card });
    assert_eq!(customer.refusal("paymentMethodChange", change).await, "ENGAGEMENT_NOT_ACTIVE");
}

/// Holds G-20 and IQ-35.
#[story]
async fn the_customer_changes_what_later_charges_are_collected_from(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    let foreign = payment_method_added(&stranger, "CARD", Some("sandbox_card_ok")).await;
    let second = payment_method_added(&customer, "NET_TERMS", None).await;
    let change = |method: &str| json!({ "engagementId": work.engagement, "paymentMethodId": method });

    assert_eq!(customer.refusal("paymentMethodChange", change(&foreign)).await, "PAYMENT_METHOD_REQUIRED");
    assert_eq!(stranger.refusal("paymentMethodChange", change(&foreign)).await, "ENGAGEMENT_NOT_FOUND");
    assert_eq!(customer.refusal("paymentMethodChange", change("card")).await, "INPUT_INVALID");
    let changed = customer.run("paymentMethodChange", change(&second), "engagement { paymentMethod { id } }").await;

    assert_eq!(changed["engagement"]["paymentMethod"]["id"], json!(second));
}

/// Holds invariant 4 in the database itself.
#[story]
async fn no_row_holds_more_bills_than_were_agreed(app: &App) {
    let (customer, expert, card) = people(app).await;
    work_agreed(&customer, &expert, &card, "100.00").await;

    assert!(app.try_sql("update engagement set pending_minor = 10000").await.is_ok());
    assert!(app.try_sql("update engagement set pending_minor = 10001").await.is_err());
    assert!(app.try_sql("update engagement set approved_minor = 1").await.is_err());
    assert!(app.try_sql("update engagement set state = 'completed'").await.is_err());
    app.try_sql("update engagement set pending_minor = 0").await.unwrap();
}
