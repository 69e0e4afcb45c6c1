//! The way from a draft to an active expert: what is asked, who decides, and who may see it.

use serde_json::{Value, json};
use support::{
    App,
    steps::{
        accounts::{account_input, account_opened, member_joined, staff_appointed},
        experts::{
            REGISTRATION, active_expert, applicant, approved, calls_offered, identity_check_of, identity_verified,
            prepared, profile_input, profile_saved, registration_of, registration_read, registration_step,
            seller_input, submitted,
        },
        tax::{dac7_approved, dac7_submitted},
    },
    story,
};

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

fn on(registration: &str) -> Value {
    json!({ "registrationId": registration })
}

/// Holds IQ-10, IQ-37 and IQ-42.
#[story]
async fn an_expert_goes_from_a_draft_to_active(app: &App) {
    let (ada, olga) = (applicant(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    let draft = registration_of(&ada).await;
    assert_eq!(registration_step(&ada, &draft, "SUBMISSION").await["status"], "OPEN");

    let registration = submitted(&ada).await;
    olga.run("registrationReview", on(&registration), "registration { status }").await;
    assert_eq!(olga.refusal("registrationApprove", on(&registration)).await, "IDENTITY_NOT_VERIFIED");
    identity_verified(&ada, &registration).await;
    assert_eq!(olga.refusal("registrationApprove", on(&registration)).await, "DAC7_NOT_APPROVED");
    assert_eq!(registration_step(&ada, &registration, "ACTIVATION").await["blockedBy"], "DAC7_NOT_APPROVED");
    let form = olga.query("{ dac7FormsToReview { edges { node { id } } } }", json!({})).await;
    let form = form["dac7FormsToReview"]["edges"][0]["node"]["id"].clone();
    olga.run("dac7FormApprove", json!({ "dac7FormId": form }), "dac7Form { status }").await;
    approved(app, &registration).await;

    let timeline = registration_read(&ada, &registration).await["timeline"].clone();
    let open = timeline.as_array().unwrap().iter().filter(|step| step["status"] != "DONE");
    assert_eq!(open.map(|step| step["kind"].clone()).collect::<Vec<_>>(), ["CERTIFICATION"]);
    assert_eq!(olga.refusal("registrationReview", on(&registration)).await, "REGISTRATION_NOT_IN_STATE");
    assert_eq!(ada.refusal("registrationSubmit", on(&registration)).await, "REGISTRATION_NOT_IN_STATE");
}

/// Holds IQ-06, IQ-07, IQ-09 and IQ-42: each thing that is missing has its code.
#[story]
async fn a_registration_is_filed_only_when_all_is_there(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let bare = json!({ "displayName": "Ada", "idempotencyKey": app.key() });
    let profile = ada.run("expertProfileSave", bare, "expertProfile { id }").await["expertProfile"]["id"].clone();
    let registration = registration_of(&ada).await;
    let refusal = async || ada.refused("registrationSubmit", on(&registration)).await;

    let incomplete = refusal().await;
    assert_eq!(incomplete["code"], "PROFILE_INCOMPLETE");
    assert!(incomplete["message"].as_str().unwrap().contains("a photo, a biography, a contact e-mail address"));
    let complete = with(profile_input(&ada, "Ada Lovelace").await, "expertProfileId", profile);
    ada.run("expertProfileSave", complete, "expertProfile { id }").await;
    assert_eq!(refusal().await["code"], "SELLER_REGISTRATION_INCOMPLETE");
    ada.run("sellerRegistrationSave", seller_input("Ada Lovelace"), "sellerRegistration { kind }").await;
    assert_eq!(refusal().await["code"], "DAC7_NOT_SUBMITTED");
    assert_eq!(registration_step(&ada, &registration, "SUBMISSION").await["blockedBy"], "DAC7_NOT_SUBMITTED");
    dac7_submitted(&ada).await;
    let alone = app.person_without_second_factor("ada@example.org");
    assert_eq!(alone.refusal("registrationSubmit", on(&registration)).await, "MFA_REQUIRED");
    submitted(&ada).await;
}

/// Holds MKT-03.
#[story]
async fn the_banks_address_must_be_the_accounts(app: &App) {
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    let registration = registration_of(&ada).await;
    let mut seller = seller_input("Ada Lovelace");
    seller["bankAddress"]["street"] = json!("Unter den Linden 6");

    ada.run("sellerRegistrationSave", seller.clone(), "sellerRegistration { kind }").await;
    assert_eq!(ada.refusal("registrationSubmit", on(&registration)).await, "BANK_ADDRESS_DIFFERS");

    seller["bankAddress"]["street"] = json!("unter den linden, 5");
    ada.run("sellerRegistrationSave", seller, "sellerRegistration { kind }").await;
    submitted(&ada).await;
}

/// Holds IQ-13 and G-37.
#[story]
async fn experts_of_a_country_that_is_not_on_the_list_wait(app: &App) {
    let ada = app.person("ada@example.org");
    let brazil = json!({ "street": "Rua Augusta 1", "city": "São Paulo", "postalCode": "01304", "country": "BR" });
    let account = with(account_input(app, "Ada Lovelace"), "address", brazil.clone());
    ada.run("accountOpen", account, "account { id }").await;
    prepared(&ada, "Ada Lovelace").await;
    let seller = with(seller_input("Ada Lovelace"), "bankAddress", brazil);
    ada.run("sellerRegistrationSave", seller.clone(), "sellerRegistration { kind }").await;
    dac7_submitted(&ada).await;

    let refused = ada.refused("registrationSubmit", on(&registration_of(&ada).await)).await;

    assert_eq!((&refused["code"], &refused["rule"]), (&json!("COUNTRY_NOT_ELIGIBLE"), &json!("G-37")));
    let nowhere = with(seller, "taxCountry", json!("XX"));
    assert_eq!(ada.refusal("sellerRegistrationSave", nowhere).await, "COUNTRY_UNKNOWN");
}

/// Holds IQ-37.
#[story]
async fn what_was_rejected_as_correctable_is_filed_again_and_the_rest_is_not(app: &App) {
    let (ada, olga) = (applicant(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    let registration = submitted(&ada).await;
    let reject = |correctable: bool| json!({ "registrationId": registration, "reason": "the photo shows a cat", "correctable": correctable });

    olga.run("registrationReject", reject(true), "registration { status }").await;
    assert_eq!(registration_read(&ada, &registration).await["reason"], "the photo shows a cat");
    ada.run("registrationReopen", on(&registration), "registration { status }").await;
    submitted(&ada).await;
    assert_eq!(registration_read(&ada, &registration).await["status"], "SUBMITTED");

    olga.run("registrationReject", reject(false), "registration { status }").await;
    assert_eq!(ada.refusal("registrationReopen", on(&registration)).await, "REREGISTRATION_BARRED");
}

/// Holds IQ-12: acceptance scenario 22.
#[story]
async fn staff_are_never_experts(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &[]).await;
    profile_saved(&bob, "Bob Builder").await;
    ada.run("sellerRegistrationSave", seller_input("Ada Lovelace"), "sellerRegistration { kind }").await;
    dac7_submitted(&ada).await;
    let registration = registration_of(&bob).await;

    staff_appointed(app, "bob@example.org", &["REVIEW_TAX_FORMS"]).await;

    assert_eq!(ada.refusal("registrationSubmit", on(&registration)).await, "STAFF_NEVER_EXPERT");
    let input = json!({ "displayName": "Bob", "idempotencyKey": app.key() });
    assert_eq!(bob.refusal("expertProfileSave", input).await, "STAFF_NEVER_EXPERT");
}

/// Holds MKT-04 and IQ-30.
#[story]
async fn an_active_expert_is_suspended_reinstated_and_leaves(app: &App) {
    let (ada, olga) = (active_expert(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    let registration = registration_of(&ada).await;
    let input = json!({ "registrationId": registration, "reason": "complaints" });

    assert_eq!(ada.refusal("registrationSuspend", input.clone()).await, "RIGHT_MISSING");
    olga.run("registrationSuspend", input.clone(), "registration { status }").await;
    assert_eq!(registration_read(&ada, &registration).await["status"], "SUSPENDED");
    assert_eq!(olga.refusal("registrationSuspend", input.clone()).await, "REGISTRATION_NOT_IN_STATE");
    olga.run("registrationReinstate", input, "registration { status }").await;
    ada.run("registrationClose", on(&registration), "registration { status }").await;

    assert_eq!(registration_read(&ada, &registration).await["status"], "CLOSED");
    assert_eq!(ada.refusal("registrationClose", on(&registration)).await, "REGISTRATION_NOT_IN_STATE");
}

/// Holds IQ-26: what belongs to somebody else reads as not found.
#[story]
async fn registrations_of_others_do_not_exist(app: &App) {
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    let eve = applicant(app, "eve@example.org", "Eve Stranger").await;
    let registration = submitted(&ada).await;
    let check = identity_check_of(&ada, &registration).await;
    let profile = ada.query("{ viewer { expertProfile { id } } }", json!({})).await;
    let profile = profile["viewer"]["expertProfile"]["id"].clone();

    for mutation in ["registrationSubmit", "registrationReopen", "registrationClose"] {
        assert_eq!(eve.refusal(mutation, on(&registration)).await, "REGISTRATION_NOT_FOUND", "{mutation}");
    }
    let document = json!({ "identityCheckId": check, "document": "passport" });
    assert_eq!(eve.refusal("identityCheckSubmit", document).await, "IDENTITY_CHECK_NOT_FOUND");
    let slot = calls_offered(app, &["2027-03-02T10:00:00Z"]).await.remove(0);
    let call = json!({ "identityCheckId": check, "callSlotId": slot });
    assert_eq!(eve.refusal("identityCallBook", call).await, "IDENTITY_CHECK_NOT_FOUND");
    let steal = with(profile_input(&eve, "Eve").await, "expertProfileId", profile);
    assert_eq!(eve.refusal("expertProfileSave", steal).await, "EXPERT_PROFILE_NOT_FOUND");
    assert_eq!(eve.query_refused(REGISTRATION, json!({ "id": registration })).await, "REGISTRATION_NOT_FOUND");
    let seen = "query I($id: ID!) { identityCheck(id: $id) { status } }";
    assert_eq!(eve.query_refused(seen, json!({ "id": check })).await, "IDENTITY_CHECK_NOT_FOUND");
    assert_eq!(eve.refusal("registrationApprove", on(&registration)).await, "RIGHT_MISSING");
}

#[story]
async fn staff_see_the_queue_of_registrations_by_status(app: &App) {
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    applicant(app, "grace@example.org", "Grace Hopper").await;
    let registration = submitted(&ada).await;
    let queue = "query Q($status: RegistrationStatus) { registrations(status: $status) { edges { node { id } } } }";

    let filed = app.operator().query(queue, json!({ "status": "SUBMITTED" })).await;
    let all = app.operator().query(queue, json!({})).await;

    assert_eq!(filed["registrations"]["edges"], json!([{ "node": { "id": registration } }]));
    assert_eq!(all["registrations"]["edges"].as_array().unwrap().len(), 2);
    assert_eq!(ada.query_refused(queue, json!({})).await, "RIGHT_MISSING");
}

/// Holds IQ-42 and scenario 14: a form that is sent back stops the activation.
#[story]
async fn changes_asked_of_the_form_stop_the_activation(app: &App) {
    let (ada, olga) = (account_opened(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    prepared(&ada, "Ada Lovelace").await;
    let form = dac7_approved(&ada, &olga).await;
    let registration = submitted(&ada).await;
    assert_eq!(registration_read(&ada, &registration).await["completedAt"], "2027-03-01T09:00:00+00:00");
    identity_verified(&ada, &registration).await;

    let changes =
        json!({ "dac7FormId": form, "changes": [{ "field": "LEGAL_NAME", "reason": "not as in the passport" }] });
    olga.run("dac7FormRequestChanges", changes, "dac7Form { status }").await;

    assert_eq!(olga.refusal("registrationApprove", on(&registration)).await, "DAC7_NOT_APPROVED");
}
