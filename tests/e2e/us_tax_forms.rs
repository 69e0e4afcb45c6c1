//! Forms W-9, W-8BEN and W-8BEN-E: what payees declare to the United States.

use std::sync::Arc;

use rails::DrawerMailer;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{account_opened, member_joined, staff_appointed},
        experts::happened,
        us_tax::{us_tax_form_saved, us_tax_form_submitted, w8ben_answers, w8bene_answers, w9_answers},
    },
    story,
};

const FORM: &str = "query F($id: ID!) { usTaxForm(id: $id) {
    version status kind usTinKind usTin residence { country tin noTinBecause } treatyClaim { country article }
    signedName signedCapacity signedAt expiresAt nextNoticeAt missingFields doubts
    changesRequested { field fault reason } } }";
const QUEUE: &str = "query ($filter: UsTaxReviewFilter) {
    usTaxReviewQueue(filter: $filter) { edges { node { id } } }
    usTaxReviewCounts(filter: $filter) { total oldestSince kinds { value count } } }";

async fn form(person: &Person<'_>, id: &str) -> Value {
    person.query(FORM, json!({ "id": id })).await["usTaxForm"].clone()
}

fn signing(id: &str, name: &str) -> Value {
    json!({ "usTaxFormId": id, "signedName": name, "underPenaltiesOfPerjury": true })
}

async fn approved(app: &App, id: &str, doubts: &[&str]) {
    let approve = json!({ "usTaxFormId": id, "acceptedDoubts": doubts });
    app.operator().run("usTaxFormApprove", approve, "usTaxForm { status }").await;
}

/// Holds G-38: a foreign person, from the first answer to an approval that lasts three years and a bit.
#[story]
async fn a_foreign_person_gives_a_w8ben(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let begun = json!({ "legalName": "Ada Lovelace", "idempotencyKey": app.key() });
    let id = us_tax_form_saved(&ada, begun).await;
    let read = form(&ada, &id).await;
    assert_eq!((&read["kind"], &read["missingFields"]), (&Value::Null, &json!(["US_PERSON"])));
    assert_eq!(ada.refusal("usTaxFormSubmit", signing(&id, "Ada Lovelace")).await, "US_TAX_FIELD_MISSING");

    let mut answers = w8ben_answers(&ada, "Ada Lovelace");
    answers["treatyClaim"] = json!({
        "country": "DE", "article": "7", "rateBasisPoints": 0, "income": "business profits",
    });
    assert_eq!(us_tax_form_saved(&ada, answers).await, id);
    let unsworn = json!({ "usTaxFormId": id, "signedName": "Ada Lovelace", "underPenaltiesOfPerjury": false });
    assert_eq!(ada.refusal("usTaxFormSubmit", unsworn).await, "US_TAX_FIELD_MISSING");
    assert_eq!(ada.refusal("usTaxFormSubmit", signing(&id, "Eve")).await, "INPUT_INVALID");
    us_tax_form_submitted(&ada, &id, "Ada Lovelace", None).await;
    assert_eq!(ada.refusal("usTaxFormSubmit", signing(&id, "Ada Lovelace")).await, "US_TAX_FORM_NOT_IN_STATE");

    let read = form(&app.operator(), &id).await;
    assert_eq!((&read["status"], &read["kind"]), (&json!("SUBMITTED"), &json!("W8_BEN")));
    assert_eq!(read["residence"], json!({ "country": "DE", "tin": "*******3953", "noTinBecause": null }));
    assert_eq!(read["doubts"], json!(["TREATY_CLAIMED:DE"]));
    assert_eq!(app.operator().refusal("usTaxFormApprove", json!({ "usTaxFormId": id })).await, "CHECKS_OPEN");
    approved(app, &id, &["TREATY_CLAIMED:DE"]).await;

    let read = form(&ada, &id).await;
    assert_eq!((&read["status"], &read["signedName"]), (&json!("APPROVED"), &json!("Ada Lovelace")));
    assert_eq!(read["expiresAt"], "2031-01-01T00:00:00+00:00");
    assert_eq!(read["nextNoticeAt"], "2030-10-03T00:00:00+00:00");
}

/// Holds G-38: persons and bodies of the United States by their numbers, and foreign bodies by who signs for them.
#[story]
async fn each_payee_gives_the_form_that_is_theirs(app: &App) {
    let grace = account_opened(app, "grace@example.org", "Grace Hopper").await;
    let mut answers = w9_answers(&grace, "Grace Hopper");
    answers["usTin"] = json!({ "kind": "SSN", "number": "000-12-3456" });
    let id = us_tax_form_saved(&grace, answers).await;
    assert_eq!(grace.refusal("usTaxFormSubmit", signing(&id, "Grace Hopper")).await, "TIN_INVALID");
    us_tax_form_saved(&grace, w9_answers(&grace, "Grace Hopper")).await;
    us_tax_form_submitted(&grace, &id, "Grace Hopper", None).await;
    approved(app, &id, &[]).await;
    let read = form(&grace, &id).await;
    assert_eq!((&read["kind"], &read["usTin"]), (&json!("W9"), &json!("*****4399")));
    assert_eq!((&read["expiresAt"], &read["nextNoticeAt"]), (&Value::Null, &Value::Null));

    let ada = account_opened(app, "ada@example.org", "Lovelace GmbH").await;
    let id = us_tax_form_saved(&ada, w8bene_answers(&ada, "Lovelace GmbH")).await;
    assert_eq!(ada.refusal("usTaxFormSubmit", signing(&id, "Ada Lovelace")).await, "US_TAX_FIELD_MISSING");
    us_tax_form_submitted(&ada, &id, "Ada Lovelace", Some("Director")).await;
    let read = form(&ada, &id).await;
    assert_eq!((&read["kind"], &read["signedCapacity"]), (&json!("W8_BEN_E"), &json!("Director")));
}

/// Holds G-38 and IQ-42: the oldest first, by the kind of form, with counts; who works for the account decides nothing.
#[story]
async fn reviewers_work_off_what_waits(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let grace = account_opened(app, "grace@example.org", "Grace Hopper").await;
    let first = us_tax_form_saved(&ada, w8ben_answers(&ada, "Ada Lovelace")).await;
    us_tax_form_submitted(&ada, &first, "Ada Lovelace", None).await;
    app.advance(chrono::TimeDelta::days(1)).await;
    let second = us_tax_form_saved(&grace, w9_answers(&grace, "Grace Hopper")).await;
    us_tax_form_submitted(&grace, &second, "Grace Hopper", None).await;
    let olga = app.operator();

    let all = olga.query(QUEUE, json!({})).await;
    assert_eq!(all["usTaxReviewQueue"]["edges"], json!([{ "node": { "id": first } }, { "node": { "id": second } }]));
    let kinds = json!([{ "value": "W9", "count": 1 }, { "value": "W8_BEN", "count": 1 }]);
    let counts = json!({ "total": 2, "oldestSince": "2027-03-01T09:00:00+00:00", "kinds": kinds });
    assert_eq!(all["usTaxReviewCounts"], counts);
    let w9s = olga.query(QUEUE, json!({ "filter": { "kind": "W9" } })).await;
    assert_eq!(w9s["usTaxReviewQueue"]["edges"], json!([{ "node": { "id": second } }]));

    let back = json!({ "usTaxFormId": first, "changes": [{ "field": "HOME_COUNTRY", "reason": "Your passport?" }] });
    olga.run("usTaxFormRequestChanges", back.clone(), "usTaxForm { status }").await;
    let asked = form(&ada, &first).await["changesRequested"].clone();
    assert_eq!(asked, json!([{ "field": "HOME_COUNTRY", "fault": "OTHER", "reason": "Your passport?" }]));
    assert_eq!(olga.refusal("usTaxFormRequestChanges", back).await, "US_TAX_FORM_NOT_IN_STATE");
    us_tax_form_saved(&ada, json!({ "homeCountry": "GB", "idempotencyKey": app.key() })).await;
    us_tax_form_submitted(&ada, &first, "Ada Lovelace", None).await;
    member_joined(&ada, "sam@example.org", "Sam", &["MANAGE_SELLER"]).await;
    let sam = staff_appointed(app, "sam@example.org", &["REVIEW_TAX_FORMS"]).await;
    assert_eq!(sam.refusal("usTaxFormApprove", json!({ "usTaxFormId": first })).await, "SELF_REVIEW");
    approved(app, &first, &[]).await;
}

/// Holds G-38: the account is told three times, once after an outage, and a new version in time ends it all.
#[story]
async fn a_w8_ends_with_its_third_following_year(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (mut forms, names) = (vec![], ["Ada Lovelace", "Grace Hopper", "Marie Curie"]);
    for (number, name) in names.iter().enumerate() {
        let person = account_opened(&app, &format!("p{number}@example.org"), name).await;
        let id = us_tax_form_saved(&person, w8ben_answers(&person, name)).await;
        us_tax_form_submitted(&person, &id, name, None).await;
        approved(&app, &id, &[]).await;
        forms.push((person, id));
    }
    let told = async |id: &str| {
        let all = happened(&app, id).await.into_iter();
        let told = all.filter(|(kind, _)| kind == "us_tax_form.expiring" || kind == "us_tax_form.expired");
        told.map(|(kind, at)| (kind["us_tax_form.".len()..].to_owned(), at[..10].to_owned())).collect::<Vec<_>>()
    };
    let pair = |kind: &str, on: &str| (kind.to_owned(), on.to_owned());

    app.advance_to("2030-10-03T00:00:00Z").await;
    let (renewer, old) = &forms[1];
    let new = us_tax_form_saved(renewer, json!({ "legalName": "Grace Hopper", "idempotencyKey": app.key() })).await;
    us_tax_form_submitted(renewer, &new, "Grace Hopper", None).await;
    approved(&app, &new, &[]).await;
    app.advance_without_sweeps(chrono::TimeDelta::days(70)).await;
    app.sweep().await;
    app.advance_to("2031-01-01T00:00:00Z").await;

    let expected = [pair("expiring", "2030-10-03"), pair("expiring", "2030-12-02"), pair("expired", "2031-01-01")];
    assert_eq!(told(&forms[0].1).await, expected);
    assert_eq!(told(old).await, [pair("expiring", "2030-10-03")]);
    assert_eq!(form(renewer, &new).await["expiresAt"], "2034-01-01T00:00:00+00:00");
    assert_eq!(form(&forms[2].0, &forms[2].1).await["status"], "EXPIRED");
    let letters = "query L($to: String) { letters(to: $to) { edges { node { subject text } } } }";
    let letters = app.operator().query(letters, json!({ "to": "p0@example.org" })).await;
    let edges = letters["letters"]["edges"].as_array().unwrap();
    assert_eq!(edges[0]["node"]["subject"], "Your tax form for the United States has ended");
    let text = edges[1]["node"]["text"].as_str().unwrap();
    assert!(text.contains("counts until the end of 31 December 2030 (UTC), for 20 more days."), "{text}");
}

/// Bad input, and the same key twice.
#[story]
async fn answers_that_nothing_can_be_are_refused_and_nothing_is_stored(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let with = |field: &str, value: Value| {
        let mut input = w8ben_answers(&ada, "Ada Lovelace");
        input[field] = value;
        input
    };
    let claim = |rate: i32, article: &str| json!({ "country": "DE", "article": article, "rateBasisPoints": rate, "income": "fees" });
    for input in [
        with("homeCountry", json!("XX")),
        with("legalName", json!(" ")),
        with("usTin", json!({ "kind": "SSN", "number": "ABC-€" })),
        with("residence", json!({ "country": "DE", "tin": "70182693953", "noTinBecause": "NOT_ISSUED" })),
        with("treatyClaim", claim(3_001, "7")),
        with("treatyClaim", claim(0, "")),
        with("exemptPayeeCode", json!(14)),
    ] {
        assert_eq!(ada.refusal("usTaxFormSave", input.clone()).await, "INPUT_INVALID", "{input}");
    }
    assert!(app.rows("select id from us_tax_form").await.is_empty());
    let input = w8ben_answers(&ada, "Ada Lovelace");
    let id = us_tax_form_saved(&ada, input.clone()).await;
    assert_eq!(us_tax_form_saved(&ada, input.clone()).await, id);
    let mut other = input;
    other["legalName"] = json!("Ada Byron");
    assert_eq!(ada.refusal("usTaxFormSave", other).await, "IDEMPOTENCY_KEY_REUSED");
}
