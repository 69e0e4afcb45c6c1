//! Objections to bills: the two sides settle them, and staff may recommend how.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        forecast::why_not_paid,
        money::{
            answer_input, approval_input, bill, bill_submitted, booked, charge, dispute_answered, dispute_input,
            dispute_opened, final_bill_submitted, settlement_input,
        },
        work::{people, work_agreed},
    },
    story,
};

const DISPUTE: &str = "query D($id: ID!) { dispute(id: $id) {
    status answerDueAt endedAt settlement part { amount } answer { text } recommendation { text }
    paymentRequest { id status } } }";
const SECOND: TimeDelta = TimeDelta::seconds(1);

async fn dispute(reader: &Person<'_>, id: &str) -> Value {
    reader.query(DISPUTE, json!({ "id": id })).await["dispute"].clone()
}

async fn sums(reader: &Person<'_>, engagement: &str) -> Value {
    let query = "query E($id: ID!) { engagement(id: $id) { status approved { amount } pending { amount } } }";
    let work = reader.query(query, json!({ "id": engagement })).await["engagement"].clone();
    json!([work["status"], work["approved"]["amount"], work["pending"]["amount"]])
}

/// When silence settles which dispute, as the list of deadlines tells it.
async fn clocks(reader: &Person<'_>) -> Vec<Value> {
    let query = "{ deadlines(kinds: [DISPUTE_DECIDED]) { edges { node { dueAt subjectId } } } }";
    let list = reader.query(query, json!({})).await["deadlines"]["edges"].as_array().unwrap().clone();
    list.iter().map(|edge| json!([edge["node"]["dueAt"], edge["node"]["subjectId"]])).collect()
}

fn none(customer: &Person<'_>, dispute: &str) -> Value {
    json!({ "disputeId": dispute, "outcome": "NONE", "idempotencyKey": customer.app.key() })
}

/// Holds G-29: the clock stops, nobody decides, and a withdrawn dispute gives back the time that was left.
#[story]
async fn a_dispute_stops_the_clock_of_its_bill_and_of_no_other(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let disputed = bill_submitted(&expert, &work.engagement, "40.00").await;
    let other = bill_submitted(&expert, &work.engagement, "30.00").await;
    app.advance(TimeDelta::days(8)).await;

    assert_eq!(expert.refusal("disputeOpen", dispute_input(&expert, &disputed)).await, "PAYMENT_REQUEST_NOT_FOUND");
    let opened = dispute_opened(&customer, &disputed).await;
    assert_eq!(customer.refusal("disputeOpen", dispute_input(&customer, &disputed)).await, "PAYMENT_REQUEST_FROZEN");
    assert_eq!(dispute(&expert, &opened).await["status"], "AWAITING_EXPERT");
    assert_eq!(why_not_paid(&expert, &disputed).await["standing"], "IN_DISPUTE");
    let approve = approval_input(&customer, &disputed);
    let withdraw = json!({ "paymentRequestId": disputed });
    let decline = json!({ "paymentRequestId": disputed, "reason": "No." });
    assert_eq!(customer.refusal("paymentRequestApprove", approve).await, "PAYMENT_REQUEST_FROZEN");
    assert_eq!(customer.refusal("paymentRequestDecline", decline).await, "PAYMENT_REQUEST_FROZEN");
    assert_eq!(expert.refusal("paymentRequestWithdraw", withdraw).await, "PAYMENT_REQUEST_FROZEN");
    let complete = json!({ "engagementId": work.engagement });
    assert_eq!(expert.refusal("engagementComplete", complete).await, "BILLS_PENDING");

    app.advance(TimeDelta::days(4)).await;
    assert_eq!(bill(&customer, &other).await["approvedBy"], "SILENCE");
    assert_eq!(sums(&customer, &work.engagement).await, json!(["ACTIVE", "30.00", "40.00"]));
    let of_dispute = json!({ "disputeId": opened });
    assert_eq!(expert.refusal("disputeWithdraw", of_dispute.clone()).await, "DISPUTE_NOT_FOUND");
    customer.run("disputeWithdraw", of_dispute.clone(), "dispute { id }").await;
    assert_eq!(customer.refusal("disputeWithdraw", of_dispute).await, "DISPUTE_ALREADY_DECIDED");
    let due_at = (app.now() + TimeDelta::days(2)).to_rfc3339();
    assert_eq!(bill(&customer, &disputed).await["autoApproveAt"], json!(due_at), "two of ten days were left");
    app.advance(TimeDelta::days(2)).await;
    let approved = bill(&customer, &disputed).await;
    assert_eq!((&approved["approvedBy"], &approved["decidedAt"]), (&json!("SILENCE"), &json!(due_at)));
}

/// Holds G-29 and G-31: all, a part, or nothing.
#[story]
async fn the_customer_settles_for_all_a_part_or_nothing(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "300.00").await;
    let mut cases = vec![];
    for _ in 0..3 {
        let bill = bill_submitted(&expert, &work.engagement, "100.00").await;
        let dispute = dispute_opened(&customer, &bill).await;
        cases.push((bill, dispute));
    }
    let [(first, all), (second, part), (third, nothing)] = cases.try_into().unwrap();
    let early = settlement_input(&customer, &all, None);
    assert_eq!(customer.refusal("disputeSettle", early).await, "DISPUTE_NOT_IN_STATE");
    for dispute in [&all, &part, &nothing] {
        dispute_answered(&expert, dispute).await;
    }
    assert_eq!(expert.refusal("disputeAnswer", answer_input(&all)).await, "DISPUTE_NOT_IN_STATE");
    for amount in ["0.00", "100.00", "100.01"] {
        let refused = customer.refused("disputeSettle", settlement_input(&customer, &part, Some(amount))).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("PART_NOT_BELOW_AMOUNT"), &json!("part")));
    }

    customer.run("disputeSettle", settlement_input(&customer, &all, None), "dispute { id }").await;
    let settled = settlement_input(&customer, &part, Some("60.40"));
    customer.run("disputeSettle", settled.clone(), "dispute { id }").await;
    customer.run("disputeSettle", settled, "dispute { id }").await; // Answered as the first time.
    customer.run("disputeSettle", none(&customer, &nothing), "dispute { id }").await;

    assert_eq!(bill(&customer, &first).await["approvedBy"], "CUSTOMER");
    assert_eq!(
        (&bill(&customer, &second).await["status"], &bill(&customer, &third).await["status"]),
        (&json!("DECLINED"), &json!("DECLINED"))
    );
    let shown = dispute(&expert, &part).await;
    assert_eq!((&shown["settlement"], &shown["part"]["amount"]), (&json!("PART"), &json!("60.40")));
    let query = "query E($id: ID!) { engagement(id: $id) { paymentRequests(first: 1) { edges { node {
        id status approvedBy amount { amount } fee { amount } answers { id } } } } } }";
    let newest = customer.query(query, json!({ "id": work.engagement })).await;
    let newest = &newest["engagement"]["paymentRequests"]["edges"][0]["node"];
    assert_eq!((&newest["status"], &newest["approvedBy"]), (&json!("APPROVED"), &json!("CUSTOMER")));
    assert_eq!((&newest["amount"]["amount"], &newest["fee"]["amount"]), (&json!("60.40"), &json!("1.51")));
    assert_eq!(newest["answers"]["id"], json!(second));
    assert_eq!(charge(&customer, newest["id"].as_str().unwrap()).await["amount"]["amount"], "60.40");
    assert_eq!(sums(&customer, &work.engagement).await, json!(["ACTIVE", "160.40", "0.00"]));
    assert_eq!(booked(app, "buyer_receivable").await, 16_040);
    bill_submitted(&expert, &work.engagement, "139.60").await;
}

/// Holds G-29 and G-30: whoever is silent for five business days gives in, as of their end.
#[story]
async fn silence_settles_against_whoever_is_silent(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "300.00").await;
    let (unanswered, unsettled) = (
        bill_submitted(&expert, &work.engagement, "100.00").await,
        bill_submitted(&expert, &work.engagement, "200.00").await,
    );
    let (first, second) = (dispute_opened(&customer, &unanswered).await, dispute_opened(&customer, &unsettled).await);
    dispute_answered(&expert, &second).await;
    let due_at = "2027-03-09T00:00:00+00:00"; // The end of Monday, five business days after a Monday.
    assert_eq!(dispute(&customer, &first).await["answerDueAt"], due_at);
    let schedule = json!({ "basisPoints": 0, "validFromAt": "2027-03-09T00:00:01Z", "idempotencyKey": app.key() });
    app.operator().run("feeScheduleAdd", schedule, "feeSchedule { id }").await;

    for side in [&customer, &expert] {
        assert_eq!(clocks(side).await, [json!([due_at, first]), json!([due_at, second])]);
    }

    app.advance_to("2027-03-08T23:59:59Z").await;
    assert_eq!(bill(&customer, &unanswered).await["status"], "FROZEN");
    app.advance_without_sweeps(SECOND).await;
    assert_eq!(expert.refusal("disputeAnswer", answer_input(&first)).await, "DEADLINE_PASSED");
    assert_eq!(customer.refusal("disputeSettle", none(&customer, &second)).await, "DEADLINE_PASSED");
    app.advance_without_sweeps(TimeDelta::days(4)).await;
    app.sweep().await;

    let (declined, approved) = (bill(&customer, &unanswered).await, bill(&customer, &unsettled).await);
    assert_eq!((&declined["status"], &declined["decidedAt"]), (&json!("DECLINED"), &json!(due_at)));
    assert_eq!((&approved["approvedBy"], &approved["decidedAt"]), (&json!("SILENCE"), &json!(due_at)));
    assert_eq!(approved["fee"]["amount"], "5.00");
    assert_eq!(dispute(&customer, &first).await["settlement"], "SILENT_EXPERT");
    assert_eq!(dispute(&customer, &second).await["settlement"], "SILENT_CUSTOMER");
    assert!(clocks(&customer).await.is_empty());
}

/// Holds G-29: staff recommend and move nothing.
#[story]
async fn staff_recommend_and_decide_nothing(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let disputed = bill_submitted(&expert, &work.engagement, "100.00").await;
    let opened = dispute_opened(&customer, &disputed).await;
    let operator = app.operator();
    let list = "{ disputes { edges { node { id status } } } }";
    let queue = operator.query(list, json!({})).await["disputes"]["edges"].clone();
    assert_eq!(queue, json!([{ "node": { "id": opened, "status": "AWAITING_EXPERT" } }]));

    let recommend = json!({ "disputeId": opened, "recommendation": "Pay half of it." });
    assert_eq!(customer.refusal("disputeRecommend", recommend.clone()).await, "RIGHT_MISSING");
    operator.run("disputeRecommend", recommend.clone(), "dispute { id }").await;

    let told = dispute(&expert, &opened).await;
    assert_eq!(
        (&told["recommendation"]["text"], &told["status"]),
        (&json!("Pay half of it."), &json!("AWAITING_EXPERT"))
    );
    dispute_answered(&expert, &opened).await;
    customer.run("disputeSettle", none(&customer, &opened), "dispute { id }").await;
    assert_eq!(operator.refusal("disputeRecommend", recommend).await, "DISPUTE_ALREADY_DECIDED");
    assert_eq!(operator.query(list, json!({})).await["disputes"]["edges"], json!([]));
}

/// Holds G-29 and G-15: a final bill that is settled for a part completes the work.
#[story]
async fn the_final_bill_completes_the_work_when_it_is_settled_for_a_part(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "100.00").await;
    let last = final_bill_submitted(&expert, &work.engagement, "100.00").await;
    let opened = dispute_opened(&customer, &last).await;
    dispute_answered(&expert, &opened).await;

    customer.run("disputeSettle", settlement_input(&customer, &opened, Some("70.00")), "dispute { id }").await;

    assert_eq!(sums(&customer, &work.engagement).await, json!(["COMPLETED", "70.00", "0.00"]));
}
