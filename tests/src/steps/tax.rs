use serde_json::{Value, json};

use crate::Person;

/// The input of a complete form: somebody who lives in Germany and leaves no doubt.
pub fn complete_answers(expert: &Person<'_>) -> Value {
    json!({
        "legalName": "Ada Lovelace",
        "birthDate": "1985-12-10",
        "address": { "street": "Unter den Linden 5", "city": "Berlin", "postalCode": "10117", "country": "DE" },
        "taxResidences": [{ "country": "DE", "tin": "70 182 693 953" }],
        "vatId": "DE136695976",
        "accountHolder": "Ada Lovelace",
        "idempotencyKey": expert.app.key(),
    })
}

/// The expert fills in these answers.
pub async fn dac7_saved(expert: &Person<'_>, answers: Value) -> String {
    let saved = expert.run("dac7FormSave", answers, "dac7Form { id }").await;
    saved["dac7Form"]["id"].as_str().expect("a form has an id").to_owned()
}

/// The expert hands in the form.
pub async fn dac7_handed_in(expert: &Person<'_>, form: &str) {
    expert.run("dac7FormSubmit", submission(form), "dac7Form { id }").await;
}

/// The input of a submission that certifies and acknowledges.
pub fn submission(form: &str) -> Value {
    json!({ "dac7FormId": form, "certified": true, "dataNoticeAcknowledged": true })
}

/// The expert fills in a complete form and hands it in.
pub async fn dac7_submitted(expert: &Person<'_>) -> String {
    let form = dac7_saved(expert, complete_answers(expert)).await;
    dac7_handed_in(expert, &form).await;
    form
}

/// The expert hands in a complete form, and staff approve it.
pub async fn dac7_approved(expert: &Person<'_>, reviewer: &Person<'_>) -> String {
    let form = dac7_submitted(expert).await;
    reviewer.run("dac7FormApprove", json!({ "dac7FormId": form }), "dac7Form { id }").await;
    form
}

/// Staff send back the newest form of an account; returns its id.
pub async fn dac7_sent_back(expert: &Person<'_>) -> String {
    let forms = expert.query("{ dac7Forms(first: 1) { edges { node { id } } } }", json!({})).await;
    let form = forms["dac7Forms"]["edges"][0]["node"]["id"].as_str().expect("there is a form").to_owned();
    let change = json!([{ "field": "ADDRESS", "reason": "The document shows Berlin." }]);
    let input = json!({ "dac7FormId": form, "changes": change });
    expert.app.operator().run("dac7FormRequestChanges", input, "dac7Form { status }").await;
    form
}

/// Staff approve every form that waits for them.
pub async fn dac7_forms_approved(reviewer: &Person<'_>) {
    let waiting = "{ dac7FormsToReview(status: SUBMITTED, first: 100) { edges { node { id } } } }";
    let waiting = reviewer.query(waiting, json!({})).await["dac7FormsToReview"]["edges"].clone();
    for form in waiting.as_array().expect("a list has edges") {
        reviewer.run("dac7FormApprove", json!({ "dac7FormId": form["node"]["id"] }), "dac7Form { status }").await;
    }
}
