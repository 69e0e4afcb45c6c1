use serde_json::{Value, json};

use super::accounts::address;
use crate::Person;

/// The person fills in the account's form for the United States; returns its id.
pub async fn us_tax_form_saved(expert: &Person<'_>, answers: Value) -> String {
    let payload = expert.run("usTaxFormSave", answers, "usTaxForm { id }").await;
    payload["usTaxForm"]["id"].as_str().expect("a thing has an id").to_owned()
}

/// The person signs it; for a body in some capacity.
pub async fn us_tax_form_submitted(expert: &Person<'_>, form: &str, name: &str, capacity: Option<&str>) {
    let input = json!({
        "usTaxFormId": form, "signedName": name, "capacity": capacity, "underPenaltiesOfPerjury": true,
    });
    expert.run("usTaxFormSubmit", input, "usTaxForm { status }").await;
}

/// Complete answers of a German.
pub fn w8ben_answers(expert: &Person<'_>, name: &str) -> Value {
    json!({
        "usPerson": false,
        "legalName": name,
        "address": address(),
        "homeCountry": "DE",
        "residence": { "country": "DE", "tin": "70182693953" },
        "birthDate": "1985-12-10",
        "idempotencyKey": expert.app.key(),
    })
}

/// Complete answers of a German company.
pub fn w8bene_answers(expert: &Person<'_>, name: &str) -> Value {
    json!({
        "usPerson": false,
        "actingAs": "ENTITY",
        "legalName": name,
        "classification": "CORPORATION",
        "chapter4Status": "ACTIVE_NFFE",
        "address": address(),
        "homeCountry": "DE",
        "residence": { "country": "DE", "noTinBecause": "NOT_REQUIRED" },
        "idempotencyKey": expert.app.key(),
    })
}

/// Complete answers of somebody from the United States.
pub fn w9_answers(expert: &Person<'_>, name: &str) -> Value {
    json!({
        "usPerson": true,
        "legalName": name,
        "address": { "street": "1 Main Street", "city": "Arlington", "postalCode": "22201", "country": "US" },
        "usTin": { "kind": "SSN", "number": "536-90-4399" },
        "idempotencyKey": expert.app.key(),
    })
}
