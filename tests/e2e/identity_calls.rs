//! Video calls: staff offer them, experts book them, and what becomes of them.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::staff_appointed,
        experts::{
            applicant, call_booked, call_required, calls_input, calls_offered, happened, identity_check_of,
            registration_read, registration_step, submitted,
        },
    },
    story,
};

const CALL: &str = "query C($id: ID!) { identityCheck(id: $id) { status callAt call { id place startsAt endsAt status }
    freeCallSlots { id startsAt endsAt } } }";
const TOMORROW: &str = "2027-03-02T10:00:00Z";
const LATER: &str = "2027-03-02T10:30:00Z";

/// Somebody whose check demands a call: the person, the registration and the check.
async fn asked_to_a_call<'a>(app: &'a App, email: &str, name: &str) -> (Person<'a>, String, String) {
    let expert = applicant(app, email, name).await;
    let registration = submitted(&expert).await;
    let check = identity_check_of(&expert, &registration).await;
    call_required(app, &check).await;
    (expert, registration, check)
}

async fn seen(person: &Person<'_>, check: &str) -> Value {
    person.query(CALL, json!({ "id": check })).await["identityCheck"].clone()
}

fn of(check: &str) -> Value {
    json!({ "identityCheckId": check })
}

fn book(check: &str, slot: &str) -> Value {
    json!({ "identityCheckId": check, "callSlotId": slot })
}

/// Holds IQ-38.
#[story]
async fn a_call_is_booked_missed_booked_again_and_passed(app: &App) {
    let olga = app.operator();
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    let registration = submitted(&ada).await;
    let check = identity_check_of(&ada, &registration).await;
    let slots = calls_offered(app, &[LATER, TOMORROW]).await;
    let early = book(&check, &slots[1]);
    assert_eq!(ada.refusal("identityCallBook", early.clone()).await, "IDENTITY_CHECK_NOT_IN_STATE");
    assert_eq!(seen(&ada, &check).await["freeCallSlots"], json!([]), "nobody has to book one yet");

    call_required(app, &check).await;
    let free = seen(&ada, &check).await["freeCallSlots"].clone();
    let starts = ["2027-03-02T10:00:00+00:00", "2027-03-02T10:30:00+00:00"];
    assert_eq!(free[0], json!({ "id": slots[1], "startsAt": starts[0], "endsAt": starts[1] }), "soonest first");
    ada.run("identityCallBook", early, "identityCheck { callAt }").await;
    assert_eq!(registration_read(&ada, &registration).await["status"], "VIDEO_CALL_SCHEDULED");
    assert_eq!(registration_step(&ada, &registration, "IDENTITY_CHECK").await["expectedBy"], starts[0]);
    let booked = seen(&ada, &check).await;
    assert_eq!((&booked["call"]["id"], &booked["call"]["status"]), (&json!(slots[1]), &json!("TAKEN")));
    assert_eq!(booked["call"]["place"], "https://meet.operator.example/olga");
    assert_eq!(ada.refusal("identityCallBook", book(&check, &slots[0])).await, "IDENTITY_CHECK_NOT_IN_STATE");
    assert_eq!(olga.refusal("identityCallMissed", of(&check)).await, "IDENTITY_CHECK_NOT_IN_STATE");

    app.advance(TimeDelta::days(1) + TimeDelta::hours(1)).await;
    olga.run("identityCallMissed", of(&check), "identityCheck { status }").await;
    assert_eq!(registration_read(&ada, &registration).await["status"], "IDENTITY_CHECK_REQUIRED");
    let blocked = registration_step(&ada, &registration, "IDENTITY_CHECK").await;
    assert_eq!((&blocked["status"], &blocked["expectedBy"]), (&json!("BLOCKED"), &Value::Null));
    assert_eq!(blocked["remedy"], "Book one of the free video calls.");
    assert_eq!(ada.refusal("identityCallBook", book(&check, &slots[1])).await, "SLOT_TAKEN", "it is over");
    let next = calls_offered(app, &["2027-03-03T10:00:00Z"]).await;
    call_booked(&ada, &check, &next[0]).await;
    app.advance(TimeDelta::days(1)).await;
    let record = json!({ "identityCheckId": check, "evidence": "record of the call" });
    olga.run("identityCheckPass", record, "identityCheck { status }").await;

    assert_eq!(registration_step(&ada, &registration, "IDENTITY_CHECK").await["status"], "DONE");
    assert_eq!(seen(&ada, &check).await["call"], Value::Null);
}

/// Holds IQ-38: a call is one expert's.
#[story]
async fn a_call_that_somebody_has_is_taken(app: &App) {
    let (ada, _, of_ada) = asked_to_a_call(app, "ada@example.org", "Ada Lovelace").await;
    let (grace, _, of_grace) = asked_to_a_call(app, "grace@example.org", "Grace Hopper").await;
    let slots = calls_offered(app, &[TOMORROW, LATER]).await;
    call_booked(&ada, &of_ada, &slots[0]).await;

    let refused = grace.refused("identityCallBook", book(&of_grace, &slots[0])).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("SLOT_TAKEN"), &json!("callSlotId")));
    assert_eq!(seen(&grace, &of_grace).await["freeCallSlots"].as_array().unwrap().len(), 1);
    let nowhere = book(&of_grace, "slot_0195506f8a0070008000000000000000");
    assert_eq!(grace.refusal("identityCallBook", nowhere).await, "CALL_SLOT_NOT_FOUND");
    let of_another = book(&of_ada, &slots[1]);
    assert_eq!(grace.refusal("identityCallBook", of_another).await, "IDENTITY_CHECK_NOT_FOUND");
}

#[story]
async fn staff_offer_calls_all_or_none_and_withdraw_what_is_free(app: &App) {
    let (olga, (ada, _, check)) = (app.operator(), asked_to_a_call(app, "ada@example.org", "Ada Lovelace").await);
    let input = calls_input(app, &[TOMORROW, LATER]);
    let first = olga.run("callSlotsPublish", input.clone(), "callSlots { id startsAt status }").await;
    assert_eq!(olga.run("callSlotsPublish", input, "callSlots { id startsAt status }").await, first, "the same key");
    let id = |index: usize| first["callSlots"][index]["id"].as_str().unwrap().to_owned();

    for bad in [
        vec!["2027-03-04T10:00:00Z", "2027-03-04T10:10:00Z"],
        vec!["2027-03-04T10:00:00Z", "2027-03-02T10:29:00Z"],
        vec!["2027-03-04T10:00:00Z", "2027-03-01T09:00:00Z"],
        vec!["2027-03-04T10:00:30Z"],
        vec![],
    ] {
        assert_eq!(olga.refusal("callSlotsPublish", calls_input(app, &bad)).await, "INPUT_INVALID", "{bad:?}");
    }
    let mut nowhere = calls_input(app, &["2027-03-04T10:00:00Z"]);
    nowhere["place"] = json!("two\nlines");
    assert_eq!(olga.refusal("callSlotsPublish", nowhere).await, "INPUT_INVALID");
    let oscar = staff_appointed(app, "oscar@operator.example", &["REVIEW_REGISTRATIONS"]).await;
    oscar.run("callSlotsPublish", calls_input(app, &[TOMORROW]), "callSlots { id }").await;

    call_booked(&ada, &check, &id(0)).await;
    let withdraw = |slot: &str| json!({ "callSlotId": slot });
    assert_eq!(olga.refusal("callSlotWithdraw", withdraw(&id(0))).await, "CALL_SLOT_NOT_IN_STATE");
    let gone = oscar.run("callSlotWithdraw", withdraw(&id(1)), "callSlot { status }").await;
    assert_eq!(gone["callSlot"]["status"], "WITHDRAWN");
    assert_eq!(oscar.refusal("callSlotWithdraw", withdraw(&id(1))).await, "CALL_SLOT_NOT_IN_STATE");

    let query = "query Q($after: String) { callSlots(first: 1, after: $after) {
        edges { node { status identityCheck { id } } } pageInfo { endCursor hasNextPage } } }";
    let page = olga.query(query, json!({})).await["callSlots"].clone();
    assert_eq!(page["edges"], json!([{ "node": { "status": "TAKEN", "identityCheck": { "id": check } } }]));
    let page = olga.query(query, json!({ "after": page["pageInfo"]["endCursor"] })).await["callSlots"].clone();
    assert_eq!(page["edges"], json!([{ "node": { "status": "FREE", "identityCheck": null } }]), "Oscar's");
    assert_eq!(page["pageInfo"]["hasNextPage"], false);
}

/// Holds IQ-12: who works for the operator no longer holds no more calls than were booked.
#[story]
async fn the_free_calls_of_who_is_dismissed_are_withdrawn(app: &App) {
    let oscar = staff_appointed(app, "oscar@operator.example", &["REVIEW_REGISTRATIONS"]).await;
    let offered = oscar.run("callSlotsPublish", calls_input(app, &[TOMORROW, LATER]), "callSlots { id }").await;
    let slot = |index: usize| offered["callSlots"][index]["id"].as_str().unwrap().to_owned();
    let (ada, _, check) = asked_to_a_call(app, "ada@example.org", "Ada Lovelace").await;
    call_booked(&ada, &check, &slot(0)).await;

    let staff = oscar.query("{ viewer { staffMember { id } } }", json!({})).await;
    let dismiss = json!({ "staffId": staff["viewer"]["staffMember"]["id"] });
    app.operator().run("staffDismiss", dismiss, "staffMember { status }").await;

    let (grace, _, of_grace) = asked_to_a_call(app, "grace@example.org", "Grace Hopper").await;
    assert_eq!(grace.refusal("identityCallBook", book(&of_grace, &slot(1))).await, "SLOT_TAKEN");
    assert_eq!(happened(app, &slot(1)).await.last().unwrap().0, "call_slot.withdrawn");
    assert_eq!(seen(&ada, &check).await["call"]["status"], "TAKEN", "a colleague holds it");
}

/// Holds IQ-37: a decision before the call gives the call back, and whoever files anew begins anew.
#[story]
async fn a_call_that_is_not_needed_any_more_is_free_again(app: &App) {
    let olga = app.operator();
    let (ada, registration, check) = asked_to_a_call(app, "ada@example.org", "Ada Lovelace").await;
    let (grace, _, of_grace) = asked_to_a_call(app, "grace@example.org", "Grace Hopper").await;
    let slots = calls_offered(app, &[TOMORROW]).await;
    call_booked(&ada, &check, &slots[0]).await;

    let reject = json!({ "registrationId": registration, "reason": "the photo shows a cat", "correctable": true });
    olga.run("registrationReject", reject, "registration { status }").await;
    assert_eq!(seen(&ada, &check).await["callAt"], Value::Null);
    call_booked(&grace, &of_grace, &slots[0]).await;
    let evidence = json!({ "identityCheckId": of_grace, "evidence": "report 9" });
    olga.run("identityCheckPass", evidence, "identityCheck { status }").await;

    let reopen = json!({ "registrationId": registration });
    ada.run("registrationReopen", reopen, "registration { status }").await;
    submitted(&ada).await;
    call_required(app, &check).await;
    call_booked(&ada, &check, &slots[0]).await;
    let told = app.rows("select kind from audit_row where kind like 'identity_call.%' order by event_id").await;
    let told: Vec<String> = told.iter().map(|row| row.try_get("", "kind").unwrap()).collect();
    let (booked, cancelled) = ("identity_call.booked", "identity_call.cancelled");
    assert_eq!(told, [booked, cancelled, booked, cancelled, booked]);
}

/// Holds X2: a call may also show that somebody is another.
#[story]
async fn who_turns_out_another_in_the_call_does_not_become_active(app: &App) {
    let (ada, registration, check) = asked_to_a_call(app, "ada@example.org", "Ada Lovelace").await;
    let slots = calls_offered(app, &[TOMORROW]).await;
    call_booked(&ada, &check, &slots[0]).await;
    app.advance(TimeDelta::days(2)).await;

    let fail = json!({ "identityCheckId": check, "evidence": "call 3", "reason": "another person" });
    app.operator().run("identityCheckFail", fail, "identityCheck { status }").await;

    let blocked = registration_step(&ada, &registration, "IDENTITY_CHECK").await;
    assert_eq!(blocked["message"], "the person's identity was not verified: another person");
    let approve = json!({ "registrationId": registration });
    assert_eq!(app.operator().refusal("registrationApprove", approve).await, "IDENTITY_NOT_VERIFIED");
}
