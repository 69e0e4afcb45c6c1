//! Agreed work that ends by consent, by word or by silence.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::account_id,
        money::{approval_input, bill, bill_declined, bill_input, bill_submitted},
        work::{
            cancellation_input, cancellation_requested, contact_made, people, proposal_accepted, scheduled, sent,
            work_agreed,
        },
    },
    story,
};

const SEVEN_DAYS: TimeDelta = TimeDelta::days(7);
const SECOND: TimeDelta = TimeDelta::seconds(1);
const WORK: &str = "query E($id: ID!) { engagement(id: $id) {
    status cancelledAt completedAt pending { amount } approved { amount }
    cancellationRequests { edges { node {
        id askedBy reason status answerDueAt decidedAt approvedBy withdrawReason } } } } }";

async fn work(reader: &Person<'_>, engagement: &str) -> Value {
    reader.query(WORK, json!({ "id": engagement })).await["engagement"].clone()
}

/// What was asked last.
async fn asked(reader: &Person<'_>, engagement: &str) -> Value {
    work(reader, engagement).await["cancellationRequests"]["edges"][0]["node"].clone()
}

fn on(request: &str) -> Value {
    json!({ "cancellationRequestId": request })
}

fn withdraw(request: &str) -> Value {
    json!({ "cancellationRequestId": request, "reason": "We found a way." })
}

/// Holds G-46: it touches only what is not billed; what was sent is decided as always, also after.
#[story]
async fn work_ends_by_consent_and_what_was_sent_is_decided_as_always(app: &App) {
    let (customer, expert, card) = people(app).await;
    let agreed = work_agreed(&customer, &expert, &card, "100.00").await;
    let first = bill_submitted(&expert, &agreed.engagement, "40.00").await;
    let second = bill_submitted(&expert, &agreed.engagement, "30.00").await;
    let request = cancellation_requested(&expert, &agreed.engagement).await;

    let own = expert.refusal("cancellationApprove", on(&request)).await;
    assert_eq!(own, "OWN_REQUEST");
    assert_eq!(customer.refusal("cancellationWithdraw", withdraw(&request)).await, "CANCELLATION_NOT_FOUND");
    let again = cancellation_input(&customer, &agreed.engagement);
    assert_eq!(customer.refusal("cancellationRequest", again).await, "CANCELLATION_ALREADY_OPEN");
    let approved = customer.run("cancellationApprove", on(&request), "cancellationRequest { status approvedBy }").await;
    assert_eq!(approved["cancellationRequest"], json!({ "status": "APPROVED", "approvedBy": "ANSWER" }));

    let ended = work(&expert, &agreed.engagement).await;
    assert_eq!((&ended["status"], &ended["completedAt"]), (&json!("CANCELLED"), &Value::Null));
    assert_eq!((&ended["cancelledAt"], &ended["pending"]["amount"]), (&json!(app.now().to_rfc3339()), &json!("70.00")));
    let more = bill_input(&expert, &agreed.engagement, "1.00");
    assert_eq!(expert.refusal("paymentRequestSubmit", more).await, "ENGAGEMENT_NOT_ACTIVE");
    let complete = json!({ "engagementId": agreed.engagement });
    assert_eq!(expert.refusal("engagementComplete", complete).await, "ENGAGEMENT_NOT_ACTIVE");
    let anew = cancellation_input(&expert, &agreed.engagement);
    assert_eq!(expert.refusal("cancellationRequest", anew).await, "ENGAGEMENT_NOT_ACTIVE");
    let account = json!({ "accountId": account_id(&customer).await });
    assert_eq!(customer.refusal("accountClose", account).await, "ENGAGEMENTS_OPEN");

    customer.run("paymentRequestApprove", approval_input(&customer, &first), "paymentRequest { id }").await;
    bill_declined(&customer, &second).await;
    let decided = work(&customer, &agreed.engagement).await;
    assert_eq!((&decided["approved"]["amount"], &decided["pending"]["amount"]), (&json!("40.00"), &json!("0.00")));
    assert_eq!(decided["status"], "CANCELLED");
    let told = app.rows("select subject from audit_row where kind = 'engagement.cancelled'").await;
    assert_eq!(told.len(), 1, "what is decided after the end does not end the work again");
}

/// Holds G-46: seven days of silence are consent, whether anybody looks or not.
#[story]
async fn silence_ends_the_work_after_seven_days(app: &App) {
    let (customer, expert, card) = people(app).await;
    let agreed = work_agreed(&customer, &expert, &card, "100.00").await;
    let request = cancellation_requested(&customer, &agreed.engagement).await;
    let due_at = asked(&expert, &agreed.engagement).await["answerDueAt"].clone();
    assert_eq!(due_at, (app.now() + SEVEN_DAYS).to_rfc3339());

    app.advance(SEVEN_DAYS - SECOND).await;
    assert_eq!(work(&expert, &agreed.engagement).await["status"], "ACTIVE");
    app.advance_without_sweeps(TimeDelta::days(3)).await;
    assert_eq!(expert.refusal("cancellationReject", on(&request)).await, "DEADLINE_PASSED");
    assert_eq!(customer.refusal("cancellationWithdraw", withdraw(&request)).await, "DEADLINE_PASSED");
    let late = bill_input(&expert, &agreed.engagement, "10.00");
    assert_eq!(expert.refusal("paymentRequestSubmit", late).await, "ENGAGEMENT_NOT_ACTIVE", "no sweep is needed");
    app.sweep().await;

    let ended = work(&customer, &agreed.engagement).await;
    assert_eq!((&ended["status"], &ended["cancelledAt"]), (&json!("CANCELLED"), &due_at));
    let request = asked(&customer, &agreed.engagement).await;
    assert_eq!((&request["approvedBy"], &request["decidedAt"]), (&json!("SILENCE"), &due_at));
    assert_eq!(app.rows("select subject from audit_row where kind = 'engagement.cancelled'").await.len(), 1);
}

/// Holds G-46.
#[story]
async fn work_goes_on_after_a_rejection_and_after_a_change_of_mind(app: &App) {
    let (customer, expert, card) = people(app).await;
    let agreed = work_agreed(&customer, &expert, &card, "100.00").await;
    let first = cancellation_requested(&customer, &agreed.engagement).await;
    expert.run("cancellationReject", on(&first), "cancellationRequest { id }").await;
    assert_eq!(expert.refusal("cancellationApprove", on(&first)).await, "CANCELLATION_ALREADY_DECIDED");

    let second = cancellation_requested(&expert, &agreed.engagement).await;
    let no_reason = json!({ "cancellationRequestId": second, "reason": " " });
    assert_eq!(expert.refusal("cancellationWithdraw", no_reason).await, "INPUT_INVALID");
    expert.run("cancellationWithdraw", withdraw(&second), "cancellationRequest { id }").await;

    let request = asked(&customer, &agreed.engagement).await;
    assert_eq!((&request["status"], &request["withdrawReason"]), (&json!("WITHDRAWN"), &json!("We found a way.")));
    app.advance(SEVEN_DAYS).await;
    assert_eq!(work(&customer, &agreed.engagement).await["status"], "ACTIVE");
}

/// Holds G-46 and G-15: what a schedule planned for later ends with the work.
#[story]
async fn cancellation_takes_what_is_planned_with_it(app: &App) {
    let (customer, expert, card) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let lines = [("2027-03-05", "10.00"), ("2027-03-08", "20.00"), ("2027-03-09", "30.00")];
    let proposal = sent(&expert, scheduled(&expert, &conversation, &lines)).await;
    let engagement = proposal_accepted(&customer, &proposal, &card).await;
    cancellation_requested(&customer, &engagement).await;

    app.advance_without_sweeps(TimeDelta::days(20)).await;
    app.sweep().await;

    let ended = work(&customer, &engagement).await;
    assert_eq!((&ended["status"], &ended["approved"]["amount"]), (&json!("CANCELLED"), &json!("30.00")));
    assert_eq!(ended["pending"]["amount"], "0.00");
}

/// Holds G-46: who was asked to end work that is complete needs not answer any more.
#[story]
async fn a_request_does_not_outlive_the_work(app: &App) {
    let (customer, expert, card) = people(app).await;
    let agreed = work_agreed(&customer, &expert, &card, "100.00").await;
    let last = bill_submitted(&expert, &agreed.engagement, "40.00").await;
    let request = cancellation_requested(&customer, &agreed.engagement).await;
    customer.run("paymentRequestApprove", approval_input(&customer, &last), "paymentRequest { id }").await;

    expert.run("engagementComplete", json!({ "engagementId": agreed.engagement }), "engagement { id }").await;

    assert_eq!(asked(&expert, &agreed.engagement).await["status"], "WITHDRAWN");
    assert_eq!(expert.refusal("cancellationApprove", on(&request)).await, "CANCELLATION_ALREADY_DECIDED");
    app.advance(SEVEN_DAYS).await;
    assert_eq!(work(&customer, &agreed.engagement).await["status"], "COMPLETED");
    assert_eq!(bill(&customer, &last).await["status"], "APPROVED");
}
