use serde_json::{Value, json};
use support::{App, Person, steps, story};

use steps::tax::{complete_answers, dac7_approved, dac7_handed_in, dac7_saved, dac7_submitted, submission};

const STATUS: &str = "dac7Form { id version status }";
const FORM: &str = "query ($id: ID!) { dac7Form(id: $id) {
    version status legalName birthDate address { city country } taxResidences { country tin noTinBecause } vatId
    submittedAt reviewDueOn approvedAt missingFields doubts changesRequested { field fault reason } } }";

async fn form(person: &Person<'_>, id: &str) -> Value {
    person.query(FORM, json!({ "id": id })).await["dac7Form"].clone()
}

async fn ada(app: &App) -> Person<'_> {
    steps::accounts::account_opened(app, "ada@example.org", "Ada Lovelace").await
}

fn with(mut answers: Value, field: &str, value: Value) -> Value {
    answers[field] = value;
    answers
}

/// Holds IQ-42 and G-59: filled in, handed in, reviewed and approved, and never shown in the clear.
#[story]
async fn a_form_goes_from_a_draft_to_its_approval(app: &App) {
    let (ada, olga) = (ada(app).await, app.operator());

    let first = json!({ "legalName": "Ada Lovelace", "idempotencyKey": app.key() });
    let id = dac7_saved(&ada, first).await;
    let draft = form(&ada, &id).await;
    assert_eq!((&draft["status"], &draft["version"]), (&json!("DRAFT"), &json!(1)));
    assert_eq!(draft["missingFields"], json!(["BIRTH_DATE", "ADDRESS", "TAX_RESIDENCES", "ACCOUNT_HOLDER"]));

    assert_eq!(dac7_saved(&ada, complete_answers(&ada)).await, id);
    let uncertified = json!({ "dac7FormId": id, "certified": false, "dataNoticeAcknowledged": true });
    assert_eq!(ada.refusal("dac7FormSubmit", uncertified).await, "DAC7_FIELD_MISSING");
    dac7_handed_in(&ada, &id).await;
    olga.run("dac7FormReview", json!({ "dac7FormId": id }), STATUS).await;
    olga.run("dac7FormApprove", json!({ "dac7FormId": id }), STATUS).await;

    let approved = form(&olga, &id).await;
    assert_eq!(approved["status"], "APPROVED");
    assert_eq!(approved["approvedAt"], "2027-03-01T09:00:00+00:00");
    assert_eq!(approved["reviewDueOn"], "2027-03-08");
    let residence = json!([{ "country": "DE", "tin": "*******3953", "noTinBecause": null }]);
    assert_eq!((&approved["taxResidences"], &approved["vatId"]), (&residence, &json!("*******5976")));
}

/// Holds IQ-42: a form with a hole or a number that no country issued is not handed in.
#[story]
async fn a_form_is_handed_in_only_when_it_is_right(app: &App) {
    let ada = ada(app).await;
    let tin = |tin: &str| json!([{ "country": "DE", "tin": tin }]);

    let id = dac7_saved(&ada, with(complete_answers(&ada), "taxResidences", tin("70182693954"))).await;
    assert_eq!(ada.refusal("dac7FormSubmit", submission(&id)).await, "TIN_INVALID");
    let none = json!([{ "country": "DE", "noTinBecause": "NOT_ISSUED" }]);
    dac7_saved(&ada, json!({ "taxResidences": none, "idempotencyKey": app.key() })).await;
    let refused = ada.refused("dac7FormSubmit", submission(&id)).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("DAC7_FIELD_MISSING"), &json!("birthPlace")));

    for (field, value) in [
        ("legalName", json!("Ada\u{0}")),
        ("vatId", json!("§")),
        ("taxResidences", json!([{ "country": "XX", "tin": "1" }])),
        ("taxResidences", json!([{ "country": "DE", "tin": "1", "noTinBecause": "NOT_ISSUED" }])),
        ("taxResidences", json!([{ "country": "DE" }, { "country": "DE" }])),
    ] {
        let answers = with(complete_answers(&ada), field, value.clone());
        assert_eq!(ada.refusal("dac7FormSave", answers).await, "INPUT_INVALID", "{field} {value}");
    }
}

/// Holds IQ-42: what a check cannot decide, a reviewer decides, one by one.
#[story]
async fn every_doubt_is_decided_before_an_approval(app: &App) {
    let (ada, olga) = (ada(app).await, app.operator());
    let answers = with(complete_answers(&ada), "accountHolder", json!("Charles Babbage"));
    let answers = with(answers, "holderReason", json!("My husband's account."));
    let answers = with(answers, "taxResidences", json!([{ "country": "BR", "tin": "123.456.789-09" }]));
    let id = dac7_saved(&ada, answers).await;
    dac7_handed_in(&ada, &id).await;

    let doubts = form(&olga, &id).await["doubts"].clone();
    let named = ["TIN_UNCHECKED:BR", "TIN_FROM_ELSEWHERE:BR", "ADDRESS_OUTSIDE_RESIDENCES:DE", "HOLDER_DIFFERS"];
    assert_eq!(doubts, json!(named));
    let some = json!({ "dac7FormId": id, "acceptedDoubts": named[..2] });
    let refused = olga.refused("dac7FormApprove", some).await;
    assert_eq!(refused["code"], "CHECKS_OPEN");
    assert_eq!(refused["message"], "undecided: ADDRESS_OUTSIDE_RESIDENCES:DE, HOLDER_DIFFERS");
    olga.run("dac7FormApprove", json!({ "dac7FormId": id, "acceptedDoubts": doubts }), STATUS).await;
}

/// Holds IQ-42: the approved version counts while the next one is written, until that one is approved.
#[story]
async fn an_approved_version_counts_until_the_next_one_does(app: &App) {
    let (ada, olga) = (ada(app).await, app.operator());
    let first = dac7_approved(&ada, &olga).await;

    let moved = json!({ "street": "Am Markt 1", "city": "Bremen", "postalCode": "28195", "country": "DE" });
    let second = dac7_saved(&ada, json!({ "address": moved, "idempotencyKey": app.key() })).await;
    assert_ne!(first, second);
    let (old, new) = (form(&ada, &first).await, form(&ada, &second).await);
    assert_eq!((&old["status"], &old["address"]["city"]), (&json!("APPROVED"), &json!("Berlin")));
    assert_eq!(
        (&new["version"], &new["status"], &new["address"]["city"]),
        (&json!(2), &json!("DRAFT"), &json!("Bremen"))
    );
    assert_eq!(new["taxResidences"], old["taxResidences"], "nobody types a number twice");

    dac7_handed_in(&ada, &second).await;
    let note = "The document shows Berlin.";
    let change = json!([{ "field": "ADDRESS", "fault": "DIFFERS_FROM_DOCUMENT", "reason": note }]);
    let sent_back = json!({ "dac7FormId": second, "changes": change });
    olga.run("dac7FormRequestChanges", sent_back, STATUS).await;
    let sent_back = form(&ada, &second).await;
    assert_eq!((&sent_back["status"], &sent_back["changesRequested"]), (&json!("CHANGES_REQUESTED"), &change));
    assert_eq!(form(&ada, &first).await["status"], "APPROVED");
}

/// Holds IQ-42: five business days, then staff are told, once.
#[story]
async fn a_late_review_alerts_staff_once(app: &App) {
    let (ada, olga) = (ada(app).await, app.operator());
    let id = dac7_submitted(&ada).await;
    let trail = "query ($id: ID!) { auditTrail(subject: $id) { edges { node { kind at } } } }";
    let alerts = async || {
        let trail = olga.query(trail, json!({ "id": id })).await["auditTrail"]["edges"].clone();
        let changes = trail.as_array().expect("a list has edges").iter().map(|edge| edge["node"].clone());
        changes.filter(|change| change["kind"] == "dac7_form.review_overdue").collect::<Vec<_>>()
    };

    app.advance_to("2027-03-08T23:59:59Z").await; // The fifth business day after Monday, the 1st.
    assert!(alerts().await.is_empty());
    app.advance_to("2027-03-20T12:00:00Z").await;
    let alert = json!({ "kind": "dac7_form.review_overdue", "at": "2027-03-09T00:00:00+00:00" });
    assert_eq!(alerts().await, [alert]);

    olga.run("dac7FormApprove", json!({ "dac7FormId": id }), STATUS).await;
}

/// Holds G-18 and invariant 11: forms are their account's, and reviewing is the reviewers'.
#[story]
async fn a_form_is_seen_and_moved_by_its_own_people_only(app: &App) {
    let (ada, olga) = (ada(app).await, app.operator());
    let eve = steps::accounts::account_opened(app, "eve@example.org", "Eve Stranger").await;
    let id = dac7_submitted(&ada).await;
    let one = json!({ "dac7FormId": id });

    assert_eq!(eve.query_refused(FORM, json!({ "id": id })).await, "DAC7_FORM_NOT_FOUND");
    assert_eq!(eve.refusal("dac7FormSubmit", submission(&id)).await, "DAC7_FORM_NOT_FOUND");
    assert_eq!(ada.refusal("dac7FormApprove", one.clone()).await, "RIGHT_MISSING");
    assert_eq!(ada.refusal("dac7FormReview", one.clone()).await, "RIGHT_MISSING");
    assert_eq!(ada.query_refused("{ dac7FormsToReview { edges { cursor } } }", json!({})).await, "RIGHT_MISSING");
    assert_eq!(app.nobody().refusal("dac7FormApprove", one.clone()).await, "UNAUTHENTICATED");
    let alone = app.person_without_second_factor("ada@example.org");
    assert_eq!(alone.refusal("dac7FormSave", complete_answers(&ada)).await, "MFA_REQUIRED");

    assert_eq!(ada.refusal("dac7FormSave", complete_answers(&ada)).await, "DAC7_FORM_NOT_IN_STATE");
    olga.run("dac7FormApprove", one.clone(), STATUS).await;
    assert_eq!(olga.refusal("dac7FormApprove", one).await, "DAC7_FORM_NOT_IN_STATE");
    let queue = "{ dac7FormsToReview(status: APPROVED) { edges { node { id account { name } } } } }";
    let queue = olga.query(queue, json!({})).await["dac7FormsToReview"]["edges"].clone();
    assert_eq!(queue, json!([{ "node": { "id": id, "account": { "name": "Ada Lovelace" } } }]));
}

/// Holds IQ-42: who belongs to the account does not review its form, though they work for the operator now.
#[story]
async fn nobody_reviews_the_form_of_their_own_account(app: &App) {
    let (ada, olga) = (ada(app).await, app.operator());
    let id = dac7_submitted(&ada).await;
    let appointment = json!({
        "email": "ada@example.org", "name": "Ada Lovelace", "rights": ["REVIEW_TAX_FORMS"], "idempotencyKey": app.key(),
    });
    olga.run("staffAppoint", appointment, "").await;

    assert_eq!(ada.refusal("dac7FormApprove", json!({ "dac7FormId": id })).await, "SELF_REVIEW");
    let changes = json!([{ "field": "VAT_ID", "reason": "Unreadable." }]);
    let sent_back = json!({ "dac7FormId": id, "changes": changes });
    assert_eq!(ada.refusal("dac7FormRequestChanges", sent_back).await, "SELF_REVIEW");
    olga.run("dac7FormApprove", json!({ "dac7FormId": id }), STATUS).await;
}

#[story]
async fn a_saving_is_repeated_without_harm(app: &App) {
    let ada = ada(app).await;
    let answers = complete_answers(&ada);
    let id = dac7_saved(&ada, answers.clone()).await;
    dac7_handed_in(&ada, &id).await;

    assert_eq!(dac7_saved(&ada, answers.clone()).await, id, "the first answer once more");
    let other = with(answers, "legalName", json!("Ada King"));
    assert_eq!(ada.refusal("dac7FormSave", other).await, "IDEMPOTENCY_KEY_REUSED");
}
