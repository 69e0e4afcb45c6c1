//! What becomes of access and of the customer's word with each way in which work is paid and ends.

use chrono::TimeDelta;
use serde_json::json;
use support::{
    App, Person,
    steps::{
        access::{
            access_given, access_grant, access_input, access_requested, access_status, session_input, session_opened,
        },
        money::{
            approval_input, bill_agreed, bill_declined, bill_submitted, dispute_answered, dispute_opened,
            final_bill_submitted,
        },
        reviews::{review_input, review_published},
        work::{
            cancellation_requested, contact_made, people, proposal_accepted, scheduled, sent, upfront, work_agreed,
        },
    },
    story,
};

/// As exactly as instants are kept.
const MOMENT: TimeDelta = TimeDelta::microseconds(1);

async fn completed(expert: &Person<'_>, engagement: &str) {
    let done = expert.run("engagementComplete", json!({ "engagementId": engagement }), "engagement { status }").await;
    assert_eq!(done["engagement"]["status"], "COMPLETED");
}

/// How the customer's word is refused.
async fn no_review(customer: &Person<'_>, engagement: &str) -> String {
    customer.refusal("reviewWrite", review_input(customer, engagement, 4)).await
}

/// Holds G-14, G-15 and G-35: scenario 5. A bill that is declined ends no access, and earns no review.
#[story]
async fn access_and_review_follow_the_work_and_not_its_bills(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "10000.00").await;
    let grant = access_given(&customer, &ada, &work.engagement, "Billing").await;

    let declined = bill_submitted(&ada, &work.engagement, "3000.00").await;
    bill_declined(&customer, &declined).await;
    bill_agreed(&customer, &ada, &work.engagement, "4000.00").await;
    session_opened(&ada, &grant, 15).await;
    assert_eq!(no_review(&customer, &work.engagement).await, "ENGAGEMENT_NOT_COMPLETED");

    completed(&ada, &work.engagement).await;
    assert_eq!(access_status(&customer, &grant).await, "AUTO_REVOKED");
    assert_eq!(no_review(&customer, &work.engagement).await, "NOTHING_COLLECTED");
    app.advance(TimeDelta::days(4)).await;
    review_published(&customer, &work.engagement, 4).await;
}

/// Holds G-32 and G-35: scenario 6, paid at once. That all of it is paid is not the end of the work.
#[story]
async fn work_that_is_paid_at_once_is_entered_until_it_is_complete_and_reviewed_after(app: &App) {
    let (customer, ada, card) = people(app).await;
    let conversation = contact_made(&customer, &ada).await.conversation;
    let proposal = sent(&ada, upfront(&ada, &conversation, "900.00")).await;
    let engagement = proposal_accepted(&customer, &proposal, &card).await;
    let grant = access_given(&customer, &ada, &engagement, "Billing").await;

    app.advance(TimeDelta::days(4)).await;
    session_opened(&ada, &grant, 15).await;
    assert_eq!(no_review(&customer, &engagement).await, "ENGAGEMENT_NOT_COMPLETED", "collected, and not complete");
    completed(&ada, &engagement).await;

    assert_eq!(access_status(&ada, &grant).await, "AUTO_REVOKED");
    review_published(&customer, &engagement, 5).await;
    assert_eq!(no_review(&customer, &engagement).await, "ALREADY_REVIEWED");
}

/// Holds G-15, G-33 and G-49: scenarios 6 and 13, paid on fixed days. With what is planned goes the access; what was
/// paid before may be reviewed.
#[story]
async fn completion_ends_what_is_planned_and_the_access_in_one(app: &App) {
    let (customer, ada, card) = people(app).await;
    let conversation = contact_made(&customer, &ada).await.conversation;
    let lines = [("2027-03-03", "100.00"), ("2027-05-10", "300.00")];
    let proposal = sent(&ada, scheduled(&ada, &conversation, &lines)).await;
    let engagement = proposal_accepted(&customer, &proposal, &card).await;
    let (given, asked) = (
        access_given(&customer, &ada, &engagement, "Billing").await,
        access_requested(&ada, &engagement, "SupportUser").await,
    );

    app.advance(TimeDelta::days(6)).await;
    completed(&ada, &engagement).await;

    let ended = access_grant(&customer, &given).await;
    assert_eq!((&ended["status"], &ended["endCause"]), (&json!("AUTO_REVOKED"), &json!("ENGAGEMENT_OVER")));
    assert_eq!(access_status(&customer, &asked).await, "WITHDRAWN");
    let bills = "query E($id: ID!) { engagement(id: $id) { paymentRequests { edges { node { status decidedAt } } } } }";
    let bills = customer.query(bills, json!({ "id": engagement })).await;
    let planned = &bills["engagement"]["paymentRequests"]["edges"][0]["node"];
    assert_eq!((&planned["status"], &planned["decidedAt"]), (&json!("CANCELLED"), &ended["endedAt"]));
    review_published(&customer, &engagement, 3).await;
}

/// Tries everything that takes access that stands, at an instant at which the work has just ended, and no sweep has run.
async fn nobody_is_let_in(customer: &Person<'_>, ada: &Person<'_>, engagement: &str, grants: [&str; 2]) {
    let [given, asked] = grants.map(|grant| json!({ "accessGrantId": grant }));
    let session = session_input(ada, grants[0], 15);
    assert_eq!(ada.refusal("accessSessionOpen", session).await, "ACCESS_GRANT_NOT_IN_STATE");
    let another = access_input(ada, engagement, "Billing");
    assert_eq!(ada.refusal("accessGrantRequest", another).await, "ENGAGEMENT_NOT_ACTIVE");
    for (person, command, input) in [
        (customer, "accessGrantApprove", &asked),
        (customer, "accessGrantDecline", &asked),
        (ada, "accessGrantWithdraw", &asked),
        (customer, "accessGrantRevoke", &given),
    ] {
        assert_eq!(person.refusal(command, input.clone()).await, "ACCESS_GRANT_NOT_IN_STATE", "{command}");
    }
}

/// Holds G-15, G-30 and G-33: scenario 7. Silence on the final bill ends the work, and the access with it, at its
/// instant: also before the sweep.
#[story]
async fn silence_on_the_final_bill_ends_the_access_at_its_instant(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let given = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let asked = access_requested(&ada, &work.engagement, "SupportUser").await;
    let last = final_bill_submitted(&ada, &work.engagement, "10.00").await;

    app.advance_without_sweeps(TimeDelta::days(10) - MOMENT).await;
    let key = session_input(&ada, &given, 15);
    ada.run("accessSessionOpen", key.clone(), "access { session { id } }").await;
    app.advance_without_sweeps(MOMENT).await;
    let again = ada.refusal("accessSessionOpen", key).await;
    assert_eq!(again, "ACCESS_GRANT_NOT_IN_STATE", "nor for the session that is open");
    nobody_is_let_in(&customer, &ada, &work.engagement, [&given, &asked]).await;
    assert_eq!(customer.refusal("paymentRequestApprove", approval_input(&customer, &last)).await, "DEADLINE_PASSED");

    app.sweep().await;
    for (grant, expected) in [(&given, "AUTO_REVOKED"), (&asked, "WITHDRAWN")] {
        let seen = access_grant(&customer, grant).await;
        assert_eq!((&seen["status"], &seen["endCause"]), (&json!(expected), &json!("ENGAGEMENT_OVER")));
        assert_eq!(seen["endedAt"], "2027-03-11T09:00:00+00:00");
    }
}

/// Holds G-15, G-29 and G-33: a dispute stops the clock of the final bill, and the customer's silence in it ends the
/// work, and the access with it, at its own instant.
#[story]
async fn silence_in_a_dispute_over_the_final_bill_ends_the_access_at_its_instant(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let given = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let asked = access_requested(&ada, &work.engagement, "SupportUser").await;
    let last = final_bill_submitted(&ada, &work.engagement, "10.00").await;
    let dispute = dispute_opened(&customer, &last).await;
    app.advance(TimeDelta::hours(1)).await;
    session_opened(&ada, &given, 15).await;
    dispute_answered(&ada, &dispute).await;

    app.advance_without_sweeps(TimeDelta::hours(7 * 24 + 14) - MOMENT).await;
    session_opened(&ada, &given, 15).await;
    app.advance_without_sweeps(MOMENT).await;
    nobody_is_let_in(&customer, &ada, &work.engagement, [&given, &asked]).await;

    app.sweep().await;
    assert_eq!(
        (access_status(&ada, &given).await, access_status(&ada, &asked).await),
        (json!("AUTO_REVOKED"), json!("WITHDRAWN"))
    );
    assert_eq!(access_grant(&ada, &given).await["endedAt"], "2027-03-09T00:00:00+00:00");
}

/// Holds G-33 and G-46: silence on the wish to cancel ends the access at its instant too, and cancelled work is
/// reviewed by nobody (G-35).
#[story]
async fn work_that_is_cancelled_is_entered_and_reviewed_by_nobody(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    bill_agreed(&customer, &ada, &work.engagement, "100.00").await;
    let given = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let asked = access_requested(&ada, &work.engagement, "SupportUser").await;
    app.advance(TimeDelta::days(4)).await;
    cancellation_requested(&ada, &work.engagement).await;

    app.advance_without_sweeps(TimeDelta::days(7) - MOMENT).await;
    session_opened(&ada, &given, 15).await;
    app.advance_without_sweeps(MOMENT).await;
    nobody_is_let_in(&customer, &ada, &work.engagement, [&given, &asked]).await;

    app.sweep().await;
    assert_eq!(
        (access_status(&ada, &given).await, access_status(&ada, &asked).await),
        (json!("AUTO_REVOKED"), json!("WITHDRAWN"))
    );
    assert_eq!(access_grant(&ada, &given).await["endedAt"], "2027-03-12T09:00:00+00:00");
    assert_eq!(no_review(&customer, &work.engagement).await, "ENGAGEMENT_NOT_COMPLETED", "paid, and not complete");
}
