//! What a suspension stops, and that it strands nothing which was agreed before.

use chrono::TimeDelta;
use serde_json::json;
use support::{
    App, Person,
    steps::{
        experts::{registration_of, registration_step},
        money::{bill, bill_approved, bill_submitted},
        payouts::{GOOD, account_of, paid_to, payout, payouts},
        work::{
            customer, people, proposal_input, proposal_sent, request_answered, request_filed, response_input,
            work_agreed,
        },
    },
    story,
};

/// Work that runs, one bill of it submitted, and an expert who is paid to a verified bank account.
struct Running<'a> {
    customer: Person<'a>,
    expert: Person<'a>,
    engagement: String,
    conversation: String,
    bill: String,
}

async fn running(app: &App) -> Running<'_> {
    let (customer, expert, card) = people(app).await;
    paid_to(&expert, GOOD).await;
    let work = work_agreed(&customer, &expert, &card, "1000.00").await;
    let bill = bill_submitted(&expert, &work.engagement, "100.00").await;
    Running { customer, expert, engagement: work.engagement, conversation: work.contact.conversation, bill }
}

/// Bills are approved by the customer and by silence, collected and paid out, as if nothing had happened.
async fn goes_on(app: &App, running: &Running<'_>) {
    bill_approved(&running.customer, &running.bill).await;
    let silent = bill_submitted(&running.expert, &running.engagement, "200.00").await;
    app.advance(TimeDelta::days(20)).await;
    assert_eq!(bill(&running.customer, &silent).await["approvedBy"], "SILENCE");
    let paid = payouts(&running.expert).await;
    assert_eq!(paid, [payout("195.00", "PAID"), payout("97.50", "PAID")]);
    let complete = json!({ "engagementId": running.engagement });
    running.expert.run("engagementComplete", complete, "engagement { status }").await;
}

async fn refused(expert: &Person<'_>, request: &str, conversation: &str) -> [String; 2] {
    [
        expert.refusal("responseSend", response_input(expert, request)).await,
        expert.refusal("proposalSend", proposal_input(expert, conversation, "90.00", "USD")).await,
    ]
}

/// Holds MKT-04 and IQ-30: no new answers and proposals, and everything else goes on; reinstated, the expert begins
/// anew where they were.
#[story]
async fn a_suspended_registration_begins_nothing_and_strands_nothing(app: &App) {
    let (running, olga) = (running(app).await, app.operator());
    let expert = &running.expert;
    let request = request_filed(&running.customer).await;
    let registration = registration_of(expert).await;
    let suspend = json!({ "registrationId": registration, "reason": "A complaint." });

    olga.run("registrationSuspend", suspend.clone(), "registration { status }").await;
    let codes = refused(expert, &request, &running.conversation).await;
    assert_eq!(codes, ["REGISTRATION_NOT_ACTIVE", "REGISTRATION_NOT_ACTIVE"]);
    let step = registration_step(expert, &registration, "ACTIVATION").await;
    assert_eq!((&step["status"], &step["blockedBy"]), (&json!("BLOCKED"), &json!("REGISTRATION_NOT_ACTIVE")));
    assert_eq!(step["message"], "the registration is suspended: A complaint.");
    goes_on(app, &running).await;

    olga.run("registrationReinstate", suspend, "registration { status }").await;
    let contact = request_answered(expert, &request).await;
    proposal_sent(expert, &contact.conversation, "90.00", "USD").await;
    assert_eq!(registration_step(expert, &registration, "ACTIVATION").await["status"], "DONE");
}

/// Holds MKT-04: the same for a whole account, on either side of the work.
#[story]
async fn a_suspended_account_strands_nothing(app: &App) {
    let (running, olga) = (running(app).await, app.operator());
    let stranger = customer(app, "dora@example.org").await;
    let request = request_filed(&stranger).await;
    let mut suspended = vec![];
    for person in [&running.customer, &running.expert] {
        let input = json!({ "accountId": account_of(person).await["id"], "reason": "A complaint." });
        olga.run("accountSuspend", input.clone(), "account { status }").await;
        suspended.push(input);
    }

    let codes = refused(&running.expert, &request, &running.conversation).await;
    assert_eq!(codes, ["ACCOUNT_SUSPENDED", "ACCOUNT_SUSPENDED"]);
    goes_on(app, &running).await;

    for input in suspended {
        olga.run("accountReinstate", input, "account { status }").await;
    }
    request_answered(&running.expert, &request).await;
}
