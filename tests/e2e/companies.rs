//! Companies, and experts who speak for themselves or for one.

use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{account_opened, company_input, member_joined},
        experts::{
            certified, certified_expert, company_verified, identity_verified, profile_input, seller_input, submitted,
        },
        tax::dac7_approved,
        work::{self, CUSTOMER, people, request_filed, response_input, taking_part},
    },
    story,
};

const PROFILE: &str = "query P($id: ID!) { expertProfile(id: $id) { displayName bio photo { path }
    company { name description url logo { path } } experience { title organisation startedOn endedOn link } } }";

async fn company_saved(member: &Person<'_>) {
    let input = company_input(member, "Engines Ltd").await;
    member.run("companySave", input, "company { name logo { id } }").await;
}

async fn profile_id(person: &Person<'_>) -> String {
    let viewer = person.query("{ viewer { expertProfile { id } } }", json!({})).await;
    viewer["viewer"]["expertProfile"]["id"].as_str().unwrap().to_owned()
}

async fn status(person: &Person<'_>, path: &Value) -> u16 {
    let path = path.as_str().unwrap();
    let request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
    person.send(person.signed(request)).await.status.as_u16()
}

fn speaking(mut input: Value, speak_as: &str) -> Value {
    input["speakAs"] = json!(speak_as);
    input
}

/// Holds IQ-21 and G-04.
#[story]
async fn a_company_is_whole_and_its_accounts_and_changed_by_who_manages_it(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &["MANAGE_SELLER"]).await;
    let input = company_input(&ada, "Engines Ltd").await;
    for (field, value, code) in [
        ("name", json!(" "), "INPUT_INVALID"),
        ("description", json!(""), "INPUT_INVALID"),
        ("url", json!("http://engines.example/"), "URL_NOT_ALLOWED"),
        ("url", json!("https://127.0.0.1/"), "URL_NOT_ALLOWED"),
        ("logoUploadId", json!("logo"), "INPUT_INVALID"),
    ] {
        let mut input = input.clone();
        input[field] = value;
        assert_eq!(ada.refusal("companySave", input).await, code, "{field}");
    }
    assert_eq!(bob.refusal("companySave", input.clone()).await, "RIGHT_MISSING");

    let selection = "company { name description url logo { id path } }";
    let saved = ada.run("companySave", input.clone(), selection).await["company"].clone();
    assert_eq!((&saved["name"], &saved["logo"]["id"]), (&json!("Engines Ltd"), &input["logoUploadId"]));
    assert_eq!(ada.run("companySave", input, selection).await["company"], saved, "the logo stays as it is");
    assert_eq!(
        (status(&bob, &saved["logo"]["path"]).await, status(&app.nobody(), &saved["logo"]["path"]).await),
        (200, 404)
    );
}

/// Holds IQ-05, IQ-06 and G-05: a company's details are enough, and then the person is not shown.
#[story]
async fn an_expert_of_a_company_need_not_show_themselves(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let mut input = profile_input(&ada, "Ada Lovelace").await;
    (input["bio"], input["photoUploadId"]) = (Value::Null, Value::Null);
    ada.run("expertProfileSave", input, "expertProfile { id }").await;
    ada.run("sellerRegistrationSave", seller_input("Ada Lovelace"), "sellerRegistration { kind }").await;
    dac7_approved(&ada, &app.operator()).await;
    let viewer = ada.query("{ viewer { expertProfile { registration { id } } } }", json!({})).await;
    let registration = json!({ "registrationId": viewer["viewer"]["expertProfile"]["registration"]["id"] });
    let refused = ada.refused("registrationSubmit", registration).await;
    assert_eq!(refused["code"], "PROFILE_INCOMPLETE");

    company_saved(&ada).await;
    let registration = submitted(&ada).await;
    identity_verified(&ada, &registration).await;
    company_verified(&ada).await;
    support::steps::experts::approved(app, &registration).await;

    let id = profile_id(&ada).await;
    let seen = app.nobody().query(PROFILE, json!({ "id": id })).await["expertProfile"].clone();
    assert_eq!((&seen["displayName"], &seen["photo"]), (&json!("Engines Ltd"), &Value::Null));
    assert_eq!(seen["company"]["url"], "https://engines.example/");
    assert_eq!(status(&app.nobody(), &seen["company"]["logo"]["path"]).await, 200);
    assert_eq!(ada.query(PROFILE, json!({ "id": id })).await["expertProfile"]["displayName"], "Ada Lovelace");

    certified(&ada, "ADA-1").await;
    let request = request_filed(&work::customer(app, CUSTOMER).await).await;
    let alone = speaking(response_input(&ada, &request), "INDIVIDUAL");
    assert_eq!(ada.refusal("responseSend", alone).await, "PROFILE_INCOMPLETE");
    let input = speaking(response_input(&ada, &request), "COMPANY");
    let sent = ada.run("responseSend", input, "response { speaksAs }").await;
    assert_eq!(sent["response"]["speaksAs"], "COMPANY");
}

/// Holds IQ-20, IQ-22, G-18 and G-26.
#[story]
async fn an_expert_chooses_in_whose_name_to_speak(app: &App) {
    let (customer, ada, _) = people(app).await;
    let request = request_filed(&customer).await;
    let input = speaking(response_input(&ada, &request), "COMPANY");
    assert_eq!(ada.refusal("responseSend", input.clone()).await, "COMPANY_DETAILS_MISSING");
    company_saved(&ada).await;
    let selection = "response { id speaksAs conversation { id } }";
    let sent = ada.run("responseSend", input, selection).await["response"].clone();
    assert_eq!(sent["speaksAs"], "COMPANY");

    let conversation = sent["conversation"]["id"].clone();
    let writing = |speak_as: Option<&str>| {
        json!({
            "conversationId": conversation, "message": "More.", "speakAs": speak_as, "idempotencyKey": app.key(),
        })
    };
    let spoken = async |person: &Person<'_>, speak_as: Option<&str>| {
        person.run("messageSend", writing(speak_as), "message { speaksAs }").await["message"]["speaksAs"].clone()
    };
    assert_eq!(spoken(&ada, None).await, "COMPANY", "as before");
    assert_eq!(spoken(&ada, Some("INDIVIDUAL")).await, "INDIVIDUAL");
    assert_eq!(spoken(&ada, None).await, "INDIVIDUAL");
    assert_eq!(spoken(&customer, None).await, Value::Null);

    let alone = member_joined(&ada, "bob@example.org", "Bob", &["SPEAK_AS_INDIVIDUAL"]).await;
    let company = member_joined(&ada, "eve@example.org", "Eve", &["SPEAK_AS_COMPANY"]).await;
    taking_part(&ada, conversation.as_str().unwrap(), &[&ada, &alone, &company]).await;
    assert_eq!(alone.refusal("messageSend", writing(Some("COMPANY"))).await, "RIGHT_MISSING");
    assert_eq!(company.refusal("messageSend", writing(Some("INDIVIDUAL"))).await, "RIGHT_MISSING");
    assert_eq!(spoken(&company, Some("COMPANY")).await, "COMPANY");
    let withdrawal = json!({ "responseId": sent["id"] });
    assert_eq!(alone.refusal("responseWithdraw", withdrawal.clone()).await, "RIGHT_MISSING");
    company.run("responseWithdraw", withdrawal, "response { status }").await;

    let told = "query C($id: ID!) { conversation(id: $id) { messages { edges { node { author speaksAs } } } } }";
    let told = customer.query(told, json!({ "id": conversation })).await;
    let nodes = told["conversation"]["messages"]["edges"].as_array().unwrap().iter().rev();
    let names: Vec<_> = nodes.map(|edge| edge["node"]["speaksAs"].as_str().unwrap_or("-")).collect();
    assert_eq!(names, ["COMPANY", "COMPANY", "INDIVIDUAL", "INDIVIDUAL", "-", "COMPANY"]);
}

/// Holds IQ-15 and IQ-24.
#[story]
async fn experience_stands_on_the_public_page_in_its_order(app: &App) {
    let ada = certified_expert(app, "ada@example.org", "Ada Lovelace", "ADA-1").await;
    let id = profile_id(&ada).await;
    let entry = |title: &str, from: &str, to: Option<&str>| json!({ "title": title, "organisation": "Engines Ltd", "startedOn": from, "endedOn": to, "link": "https://github.com/ada" });
    let saving = async |experience: Value| {
        let mut input = profile_input(&ada, "Ada Lovelace").await;
        (input["expertProfileId"], input["experience"]) = (json!(id), experience);
        input
    };
    let (now, then) = (entry("Architect", "2020-01-01", None), entry("Builder", "2010-01-01", Some("2019-12-31")));
    ada.run("expertProfileSave", saving(json!([now, then])).await, "expertProfile { id }").await;
    let seen = app.nobody().query(PROFILE, json!({ "id": id })).await["expertProfile"]["experience"].clone();
    assert_eq!(seen, json!([now, then]));

    for bad in [
        entry("Prophet", "2027-03-02", None),
        entry("Builder", "2010-01-01", Some("2009-12-31")),
        entry(" ", "2010-01-01", None),
    ] {
        assert_eq!(ada.refusal("expertProfileSave", saving(json!([bad])).await).await, "INPUT_INVALID");
    }
    assert_eq!(ada.refusal("expertProfileSave", saving(json!(vec![then; 21])).await).await, "INPUT_INVALID");
}
