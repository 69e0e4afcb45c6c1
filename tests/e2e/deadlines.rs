//! What time decides: until when people may, what happens at the due instant, and that an outage changes nothing of it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use support::{
    App, Person, START, instant,
    steps::{
        accounts::{account_opened, member_invited},
        experts::{
            applicant, certification_confirmed, identity_check_of, identity_verified, registration_read, submitted,
        },
        money::{approval_input, bill, bill_submitted},
        tax::dac7_forms_approved,
        work::{
            LIST, acceptance_input, contact_made, people, proposal_input, request_filed, response_input, work_agreed,
        },
    },
    story,
};

/// As exactly as instants are kept.
const MOMENT: TimeDelta = TimeDelta::microseconds(1);
const DAY: TimeDelta = TimeDelta::days(1);

/// How the gate to the requests refuses.
const GATE: &str = "CERT_REQUIRED_IN_ACCOUNT";

/// A decision that somebody may take until something is due.
struct Decision<'a> {
    by: &'a Person<'a>,
    command: &'static str,
    /// The input that is sent a moment before the due instant, and the one that is sent at it.
    in_time: Value,
    late: Value,
    /// How the late one is refused.
    code: &'static str,
}

/// A moment before the due instant each decision is taken; at that instant its twin is refused, although no sweep ran.
async fn are_taken_in_time_alone(app: &App, due_at: DateTime<Utc>, decisions: &[Decision<'_>]) {
    app.advance_without_sweeps(due_at - MOMENT - app.now()).await;
    for Decision { by, command, in_time, .. } in decisions {
        by.run(command, in_time.clone(), "").await;
    }
    app.advance_without_sweeps(MOMENT).await;
    for Decision { by, command, late, code, .. } in decisions {
        assert_eq!(by.refusal(command, late.clone()).await, *code, "{command}");
    }
}

fn decline(bill: &str) -> Value {
    json!({ "paymentRequestId": bill, "reason": "This is not what we agreed." })
}

/// Holds G-30: scenario 7, for every way to decide.
#[story]
async fn a_bill_is_decided_until_silence_has_approved_it(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "60.00").await;
    let mut bills = Vec::new();
    for _ in 0..6 {
        bills.push(bill_submitted(&expert, &work.engagement, "10.00").await);
    }
    let decision = |by, command, in_time, late| Decision { by, command, in_time, late, code: "DEADLINE_PASSED" };
    let approve = |bill: &str| approval_input(&customer, bill);
    let withdraw = |bill: &str| json!({ "paymentRequestId": bill });
    let decisions = [
        decision(&customer, "paymentRequestApprove", approve(&bills[0]), approve(&bills[1])),
        decision(&customer, "paymentRequestDecline", decline(&bills[2]), decline(&bills[3])),
        decision(&expert, "paymentRequestWithdraw", withdraw(&bills[4]), withdraw(&bills[5])),
    ];

    are_taken_in_time_alone(app, instant(START) + DAY * 10, &decisions).await;
    app.sweep().await;

    let mut outcomes = Vec::new();
    for id in &bills {
        outcomes.push(bill(&customer, id).await["approvedBy"].clone());
    }
    assert_eq!(json!(outcomes), json!(["CUSTOMER", "SILENCE", null, "SILENCE", null, "SILENCE"]));
}

/// Holds G-28 for every way to decide.
#[story]
async fn an_offer_is_decided_until_it_expires(app: &App) {
    let (customer, expert, card) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let expires_at = instant("2027-03-04T17:30:00.000001Z");
    let mut offers = Vec::new();
    for _ in 0..6 {
        let mut input = proposal_input(&expert, &conversation, "100.00", "USD");
        input["expiresAt"] = json!(expires_at);
        let sent = expert.run("proposalSend", input, "proposal { id expiresAt }").await["proposal"].clone();
        assert_eq!(sent["expiresAt"], "2027-03-04T17:30:00.000001+00:00");
        offers.push(sent["id"].as_str().unwrap().to_owned());
    }
    let decision = |by, command, in_time, late| Decision { by, command, in_time, late, code: "DEADLINE_PASSED" };
    let accept = |offer: &str| acceptance_input(&customer, offer, &card);
    let of = |offer: &str| json!({ "proposalId": offer });
    let decisions = [
        decision(&customer, "proposalAccept", accept(&offers[0]), accept(&offers[1])),
        decision(&customer, "proposalDecline", of(&offers[2]), of(&offers[3])),
        decision(&expert, "proposalWithdraw", of(&offers[4]), of(&offers[5])),
    ];

    are_taken_in_time_alone(app, expires_at, &decisions).await;
}

/// Holds IQ-26.
#[story]
async fn an_invitation_is_taken_until_its_last_moment(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let (bob, eve) = (app.person("bob@example.org"), app.person("eve@example.org"));
    let to_bob = json!({ "memberId": member_invited(&ada, "bob@example.org", "Bob").await });
    let to_eve = json!({ "memberId": member_invited(&ada, "eve@example.org", "Eve").await });
    let expires_at = instant(START) + DAY * 14;

    app.advance_without_sweeps(expires_at - MOMENT - app.now()).await;
    bob.run("memberJoin", to_bob, "member { status }").await;
    app.advance_without_sweeps(MOMENT).await;
    assert_eq!(eve.refusal("memberJoin", to_eve).await, "INVITATION_EXPIRED");
}

/// A registration that was filed as the story begins, and its identity check.
async fn filed(expert: &Person<'_>) -> (String, String) {
    let registration = submitted(expert).await;
    let check = identity_check_of(expert, &registration).await;
    (registration, check)
}

/// Holds IQ-38 and IQ-37: while 14 days run, and no longer, people decide on who is not verified.
#[story]
async fn an_applicant_is_judged_until_the_call_is_due(app: &App) {
    let olga = app.operator();
    let mut people = Vec::new();
    for number in 0..16 {
        people.push(applicant(app, &format!("expert{number}@example.org"), "Ada Lovelace").await);
    }
    let mut files = Vec::new();
    for person in &people {
        files.push(filed(person).await);
    }
    dac7_forms_approved(&olga).await;
    for number in 4..10 {
        let document = json!({ "identityCheckId": files[number].1, "document": "passport" });
        people[number].run("identityCheckSubmit", document, "").await;
    }
    for number in 10..12 {
        identity_verified(&people[number], &files[number].0).await;
    }
    let check = |number: usize, more: Value| with(json!({ "identityCheckId": files[number].1 }), more);
    let file = |number: usize, more: Value| with(json!({ "registrationId": files[number].0 }), more);
    let decision = |by, command, in_time, late| Decision { by, command, in_time, late, code: "DEADLINE_PASSED" };
    let (passport, call) = (json!({ "document": "passport" }), json!({}));
    let (more, seen) = (json!({ "reason": "the photo is blurred" }), json!({ "evidence": "report 9" }));
    let other = json!({ "evidence": "report 9", "reason": "another person" });
    let reject = json!({ "reason": "no such company", "correctable": false });
    let decisions = [
        decision(&people[0], "identityCheckSubmit", check(0, passport.clone()), check(0, passport.clone())),
        decision(&olga, "identityCheckRequireCall", check(2, call.clone()), check(3, call)),
        decision(&olga, "identityCheckAskMore", check(4, more.clone()), check(5, more)),
        decision(&olga, "identityCheckPass", check(6, seen.clone()), check(7, seen)),
        decision(&olga, "identityCheckFail", check(8, other.clone()), check(9, other)),
        decision(&olga, "registrationApprove", file(10, json!({})), file(11, json!({}))),
        decision(&olga, "registrationReview", file(12, json!({})), file(13, json!({}))),
        decision(&olga, "registrationReject", file(14, reject.clone()), file(15, reject)),
    ];

    are_taken_in_time_alone(app, instant(START) + DAY * 14, &decisions).await;
    assert_eq!(people[1].refusal("identityCheckSubmit", check(1, passport)).await, "DEADLINE_PASSED");
    app.sweep().await;

    let mut states = Vec::new();
    for (person, (registration, _)) in people.iter().zip(&files) {
        states.push(registration_read(person, registration).await["status"].clone());
    }
    let (call, submitted) = ("IDENTITY_CHECK_REQUIRED", "SUBMITTED"); // Who passed, or failed, needs no call.
    let expected = [
        call, call, call, call, call, call, submitted, call, submitted, call, "ACTIVE", submitted, call, call,
        "REJECTED", call,
    ];
    assert_eq!(json!(states), json!(expected));
}

fn with(mut input: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("fields are added as an object") };
    input.as_object_mut().unwrap().extend(more);
    input
}

/// Holds IQ-16: the gate is open until the end of the certification's last day, a leap day, and work goes on after it.
#[story]
async fn a_certification_opens_the_gate_until_the_last_moment_of_a_leap_day(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "10.00").await;
    let only =
        expert.query("{ viewer { expertProfile { certifications { edges { node { id } } } } } }", json!({})).await;
    let only = only["viewer"]["expertProfile"]["certifications"]["edges"][0]["node"]["id"].clone();
    let (first, second) = (request_filed(&customer).await, request_filed(&customer).await);
    let leap = certification_confirmed(&expert, "2028-02-29").await;
    expert.run("certificationUnlink", json!({ "certificationLinkId": only }), "").await;

    app.advance_without_sweeps(instant("2028-02-29T23:59:59.999999Z") - app.now()).await;
    expert.run("responseSend", response_input(&expert, &first), "response { id }").await;
    expert.query(LIST, json!({})).await;

    app.advance_without_sweeps(MOMENT).await;
    let refused = expert.refusal("responseSend", response_input(&expert, &second)).await;
    assert_eq!((refused.as_str(), expert.query_refused(LIST, json!({})).await.as_str()), (GATE, GATE));
    let revoke = json!({ "certificationLinkId": leap, "reason": "withdrawn by the issuer" });
    assert_eq!(app.operator().refusal("certificationRevoke", revoke).await, "CERTIFICATION_EXPIRED");
    bill_submitted(&expert, &work.engagement, "10.00").await;
}
