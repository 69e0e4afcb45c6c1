//! The branches of the DAC7 questionnaire, what is found in the answers, and how they are kept.

use sea_orm::QueryResult;
use serde_json::{Value, json};
use support::{App, Person, story};

use support::steps::{
    accounts::account_opened,
    tax::{complete_answers, dac7_handed_in, dac7_saved, submission},
};

const FORM: &str = "query ($id: ID!) { dac7Form(id: $id) { actingAs status vatId establishments holderReason
    accountCountry birthDate taxResidences { country tin noTinBecause } missingFields doubts
    businessRegistration { country number notIssued } exclusionClaims { ground evidence }
    findings { code path severity message } } }";

async fn form(person: &Person<'_>, id: &str) -> Value {
    person.query(FORM, json!({ "id": id })).await["dac7Form"].clone()
}

/// The severity and code of everything that is found.
async fn found(person: &Person<'_>, id: &str) -> Vec<String> {
    let form = form(person, id).await;
    let findings = form["findings"].as_array().unwrap().iter();
    let text = |finding: &Value, of: &str| finding[of].as_str().unwrap().to_owned();
    findings.map(|finding| format!("{} {}", text(finding, "severity"), text(finding, "code"))).collect()
}

/// The input of a company of Germany that leaves no doubt.
fn company(app: &App) -> Value {
    json!({
        "actingAs": "ENTITY",
        "legalName": "Analytical Engines GmbH",
        "address": { "street": "Unter den Linden 5", "city": "Berlin", "postalCode": "10117", "country": "DE" },
        "taxResidences": [{ "country": "DE", "tin": "181/815/08155" }],
        "vatId": "DE 136 695 976",
        "businessRegistration": { "country": "DE", "number": "Amtsgericht Charlottenburg HRB 42243" },
        "accountHolder": "Analytical Engines GmbH",
        "accountCountry": "DE",
        "idempotencyKey": app.key(),
    })
}

async fn ada(app: &App) -> Person<'_> {
    account_opened(app, "ada@example.org", "Ada Lovelace").await
}

/// Holds G-59: a company is asked what companies are asked, and its form is resumed where it was left.
#[story]
async fn a_company_answers_its_own_questions(app: &App) {
    let (ada, olga) = (ada(app).await, app.operator());
    let id = dac7_saved(&ada, json!({ "actingAs": "ENTITY", "idempotencyKey": app.key() })).await;
    let named = ["LEGAL_NAME", "BUSINESS_REGISTRATION", "ADDRESS", "TAX_RESIDENCES", "ACCOUNT_HOLDER"];
    assert_eq!(form(&ada, &id).await["missingFields"], json!(named));

    assert_eq!(dac7_saved(&ada, company(app)).await, id);
    assert_eq!(found(&ada, &id).await, Vec::<String>::new());
    let claims = json!([{ "ground": "LISTED", "evidence": "XETRA: GLD" }]);
    let more = json!({ "establishments": ["FR", "NL"], "exclusionClaims": claims, "idempotencyKey": app.key() });
    dac7_saved(&ada, more).await;
    dac7_handed_in(&ada, &id).await;

    let seen = form(&olga, &id).await;
    let registration = json!({ "country": "DE", "notIssued": false,
        "number": "********************************2243" });
    assert_eq!((&seen["actingAs"], &seen["businessRegistration"]), (&json!("ENTITY"), &registration));
    assert_eq!((&seen["establishments"], &seen["exclusionClaims"]), (&json!(["FR", "NL"]), &claims));
    assert_eq!(seen["doubts"], json!(["EXCLUSION_CLAIMED:LISTED"]));
    let refused = olga.refusal("dac7FormApprove", json!({ "dac7FormId": id })).await;
    assert_eq!(refused, "CHECKS_OPEN", "whoever claims to be left out is looked at");
}

/// Holds G-59: a draft is saved as far as it goes, what is wrong with it is told, and it is not handed in.
#[story]
async fn what_is_wrong_is_saved_and_told_and_not_submitted(app: &App) {
    let ada = ada(app).await;
    let cases = [
        ("birthDate", json!("2027-03-02"), "BLOCK BIRTH_DATE_IN_FUTURE", "INPUT_INVALID"),
        ("birthDate", json!("2010-01-01"), "BLOCK AGE_OUT_OF_RANGE", "INPUT_INVALID"),
        ("vatId", json!("DE136695977"), "BLOCK VAT_ID_INVALID", "INPUT_INVALID"),
        ("taxResidences", json!([{ "country": "DE", "tin": "70182693954" }]), "BLOCK TIN_INVALID:DE", "TIN_INVALID"),
        ("accountHolder", json!("Charles Babbage"), "BLOCK MISSING:holderReason", "DAC7_FIELD_MISSING"),
    ];
    for (field, answer, told, code) in cases {
        let mut answers = complete_answers(&ada);
        answers[field] = answer;
        let id = dac7_saved(&ada, answers).await;
        assert_eq!(found(&ada, &id).await[0], told);
        let refused = ada.refused("dac7FormSubmit", submission(&id)).await;
        assert_eq!(refused["code"], code, "{told}");
    }
    let id = dac7_saved(&ada, complete_answers(&ada)).await;
    assert_eq!(found(&ada, &id).await, Vec::<String>::new());
    dac7_handed_in(&ada, &id).await;
}

/// Holds G-59: what may be right is handed in, told to the expert before and to the reviewer after.
#[story]
async fn what_is_doubtful_is_told_to_both(app: &App) {
    let (ada, olga) = (ada(app).await, app.operator());
    let mut answers = complete_answers(&ada);
    answers["address"]["postalCode"] = json!("1011");
    answers["birthPlace"] = json!({ "city": "London", "country": "GB" });
    answers["taxResidences"] = json!([
        { "country": "DE", "noTinBecause": "APPLIED_FOR" },
        { "country": "LV", "tin": "010110-12345" },
    ]);
    answers["vatId"] = json!("XI999999973");
    answers["accountCountry"] = json!("FR");
    let id = dac7_saved(&ada, answers).await;

    let named = [
        "REVIEW POSTAL_CODE_UNUSUAL:DE",
        "REVIEW TIN_APPLIED_FOR:DE",
        "REVIEW TIN_DISPUTED:LV",
        "REVIEW TIN_FROM_ELSEWHERE:LV",
        "REVIEW VAT_ID_PLACEHOLDER",
        "REVIEW ACCOUNT_ELSEWHERE:FR",
    ];
    assert_eq!(found(&ada, &id).await, named);
    dac7_handed_in(&ada, &id).await;
    assert_eq!(found(&olga, &id).await, named);
    let finding = &form(&olga, &id).await["findings"][2];
    assert_eq!(finding["path"], "taxResidences.LV");
    assert_eq!(finding["message"], "the taxpayer number of LV breaks a rule that is disputed");
}

/// Holds G-59: answers lie sealed in one column, and what was found of each number beside it, without the number.
#[story]
async fn numbers_are_kept_in_one_document_only(app: &App) {
    let ada = ada(app).await;
    dac7_saved(&ada, company(app)).await;
    dac7_saved(&ada, json!({ "vatId": "EL094259216", "idempotencyKey": app.key() })).await;

    let kept = "select kind, country, last_four, checked, rules_version from tax_identifier order by kind";
    let kept = app.rows(kept).await.iter().map(found_of).collect::<Vec<_>>();
    let expected = [("business_register", "DE", "2243"), ("tin", "DE", "8155"), ("vat", "EL", "9216")];
    let expected = expected.map(|(kind, country, last)| (kind.into(), country.into(), last.into(), "ok".into(), 1));
    assert_eq!(kept, expected);

    let documents = app.rows("select answers, sealed_by from dac7_form").await;
    let document: String = documents[0].try_get("", "answers").unwrap();
    assert!(documents.len() == 1 && !document.contains("18181508155"));
    assert_eq!(documents[0].try_get::<i64>("", "sealed_by").unwrap(), 1);
}

/// Kind, country, last characters, what was found, and by which rules.
fn found_of(row: &QueryResult) -> (String, String, String, String, i32) {
    let text = |column: &str| row.try_get("", column).unwrap();
    (text("kind"), text("country"), text("last_four"), text("checked"), row.try_get("", "rules_version").unwrap())
}
