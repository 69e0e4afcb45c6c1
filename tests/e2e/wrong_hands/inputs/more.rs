use chrono::TimeDelta;
use serde_json::json;
use support::{
    Person,
    steps::{
        accounts::{account_opened, company_input, member_invited},
        experts::{
            PORTRAIT, call_booked, call_required, calls_offered, company_check_of, company_file, company_verified,
            identity_check_of, prepared, profile_saved, registration_of, submitted,
        },
        money::{
            bill_agreed, bill_approved, bill_declined, bill_input, bill_sent, bill_submitted, complaint_filed,
            dispute_opened, payment_method_added,
        },
        payouts::{GOOD, paid_to, payout_method_added},
        tax::{complete_answers, dac7_handed_in, dac7_saved, dac7_submitted},
        us_tax::{us_tax_form_saved, us_tax_form_submitted, w8ben_answers, w8bene_answers, w9_answers},
        work::{
            cancellation_requested, contact_made, proposal_accepted, proposal_sent, proposal_withdrawn,
            request_answered, saved_search_input, scheduled, sent, upfront, work_agreed, work_agreed_in,
        },
    },
};

use super::{
    access::ended,
    bank::unexplained,
    experts::claim_in_review,
    money::lost_by_the_bank,
    refunds::sent_by,
    reviews::said,
    write_offs::{charged_back, late_money_held, owes_again},
};
use crate::wrong_hands::world::World;

/// What the deeds leave empty: things that wait for somebody, and things that ended in another way.
pub async fn filled(world: &World<'_>) {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    charged_back(world).await; // Two days.
    late_money_held(world).await; // Five days.
    claim_in_review(expert, "UNKNOWN-4").await;
    rejected(world).await;
    called(world).await;
    company_passed_again(world).await;
    answered_by_another_bill(customer, expert, world.made("proposalAccept")).await;
    complaint_filed(customer).await;
    payment_method_added(customer, "NET_TERMS", None).await;
    offered_anew_and_scheduled(customer, expert).await;
    ended(world).await;
    said(world).await;
    blocked(world).await;
    lost_by_the_bank(world).await;
    unexplained(world).await;
    refused_bank_account(world).await;
    payout_method_added(expert, GOOD).await;
    doubtful_forms(world).await;
    declared_to_the_united_states(world).await;
    on_its_way_to_another(world).await;
    let registration = filed(&world.candidates[3], expert).await;
    looked_at(expert, &registration).await;
    companies_under_review(world).await;
    put_away(customer, expert).await;
    looked_for(expert).await;
    compared(world).await;
    called_with_a_plan(customer, expert).await;
    sent_by(world, "sandbox_card_refund_timeout").await; // Unresolved until it is looked up, in 15 minutes.
    owes_again(world).await; // What is collected later repays it.
    asked_to_a_call(world).await; // Its slot is free for two days, and money takes longer.
    member_invited(customer, "nina@example.org", "Nina Newcomer").await; // Anew: the first is over by now.
    // Last, as silence ends them all: in five business days, in ten days and in seven.
    let disputed = bill_submitted(expert, world.made("proposalAccept"), "60.00").await;
    dispute_opened(customer, &disputed).await;
    bill_submitted(expert, world.made("proposalAccept"), "70.00").await;
    asked_to_end_the_work(customer, expert, world.made("paymentMethodAdd")).await;
    let suspend = json!({ "accountId": world.cast.rivals[0].account(), "reason": "Found in review." });
    world.cast.operator.person.run("accountSuspend", suspend, "account { id }").await;
}

/// Two experts have answered, and one offers something.
async fn compared(world: &World<'_>) {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let contact = contact_made(customer, expert).await;
    request_answered(&world.cast.rivals[1].person, &contact.customer_request).await;
    proposal_sent(expert, &contact.conversation, "90.00", "USD").await;
}

/// A request that its customer has put away and its expert has hidden, and a conversation that the expert's side has
/// put away.
async fn put_away(customer: &Person<'_>, expert: &Person<'_>) {
    let contact = contact_made(customer, expert).await;
    let of_request = json!({ "customerRequestId": contact.customer_request });
    customer.run("customerRequestArchive", of_request.clone(), "customerRequest { id }").await;
    expert.run("customerRequestHide", of_request, "customerRequest { id }").await;
    let of_conversation = json!({ "conversationId": contact.conversation });
    expert.run("conversationArchive", of_conversation, "myConversation { side }").await;
}

/// A search that asks for everything that one can ask for.
async fn looked_for(expert: &Person<'_>) {
    let budget = json!({ "amount": "100.00", "currency": "EUR" });
    let search = json!({ "text": "move", "skills": ["Rust"], "location": "Berlin", "budgetAtLeast": budget });
    expert.run("savedSearchSave", saved_search_input(expert, "Our trade", &search), "savedSearch { id }").await;
}

/// A message with a file, that proposes a call.
async fn called_with_a_plan(customer: &Person<'_>, expert: &Person<'_>) {
    let conversation = contact_made(customer, expert).await.conversation;
    let upload = expert.uploaded(PORTRAIT).await;
    let call = json!({ "link": "https://meet.example.com/ada", "startsAt": "2038-01-01T09:00:00Z", "minutes": 30 });
    let input = json!({
        "conversationId": conversation,
        "message": "This is the plan.",
        "attachments": [{ "uploadId": upload, "name": "Plan.png" }],
        "call": call,
        "idempotencyKey": expert.app.key(),
    });
    expert.run("messageSend", input, "message { id }").await;
}

/// The expert asks the customer to end the work, and waits.
async fn asked_to_end_the_work(customer: &Person<'_>, expert: &Person<'_>, card: &str) {
    let work = work_agreed(customer, expert, card, "300.00").await;
    cancellation_requested(expert, &work.engagement).await;
}

/// An offer stands in the place of another; both kinds with fixed payments are agreed.
async fn offered_anew_and_scheduled(customer: &Person<'_>, expert: &Person<'_>) {
    let conversation = contact_made(customer, expert).await.conversation;
    let card = payment_method_added(customer, "CARD", Some("sandbox_card_ok")).await;
    let first = proposal_sent(expert, &conversation, "90.00", "USD").await;
    proposal_withdrawn(expert, &first).await;
    let mut anew = scheduled(expert, &conversation, &[("2028-04-01", "40.00"), ("2028-05-01", "40.00")]);
    anew["replacesId"] = json!(first);
    let anew = sent(expert, anew).await;
    proposal_accepted(customer, &anew, &card).await;
    let at_once = sent(expert, upfront(expert, &conversation, "30.00")).await;
    proposal_accepted(customer, &at_once, &card).await;
}

/// The other expert is to be paid, and nothing stands in the way.
async fn on_its_way_to_another(world: &World<'_>) {
    let [customer, expert] = world.cast.rivals.each_ref().map(|hand| &hand.person);
    let work = work_agreed(customer, expert, &world.foreign[0], "500.00").await;
    bill_agreed(customer, expert, &work.engagement, "50.00").await;
    paid_to(expert, GOOD).await;
}

/// Staff refuse a bank account, and it stays so.
async fn refused_bank_account(world: &World<'_>) {
    let method = payout_method_added(&world.cast.expert.person, GOOD).await;
    let reject = json!({ "payoutMethodId": method, "reason": "The letter is of another bank." });
    world.cast.operator.person.run("payoutMethodReject", reject, "payoutMethod { id }").await;
}

/// The expert's newest form leaves doubts and is sent back, and the other customer's is hardly begun.
async fn doubtful_forms(world: &World<'_>) {
    let (expert, other) = (&world.cast.expert.person, &world.cast.rivals[0].person);
    let mut answers = complete_answers(expert);
    answers["accountHolder"] = json!("Charles Babbage");
    answers["holderReason"] = json!("My husband's account.");
    answers["birthPlace"] = json!({ "city": "London", "country": "GB" });
    let form = dac7_saved(expert, answers).await;
    dac7_handed_in(expert, &form).await;
    let changes = json!([{ "field": "ACCOUNT_HOLDER", "reason": "It is in another name." }]);
    let back = json!({ "dac7FormId": form, "changes": changes });
    world.cast.operator.person.run("dac7FormRequestChanges", back, "dac7Form { id }").await;
    waits_for_a_review(&world.cast.rivals[1].person).await;
    let company = json!({
        "actingAs": "ENTITY",
        "legalName": "Roy Rival Ltd",
        "businessRegistration": { "country": "GB", "number": "SC 102530" },
        "establishments": ["FR"],
        "exclusionClaims": [{ "ground": "RELATED_TO_LISTED", "evidence": "A daughter of Rival plc." }],
        "taxResidences": [{ "country": "GB", "noTinBecause": "APPLIED_FOR" }],
        "accountCountry": "IE",
        "idempotencyKey": other.app.key(),
    });
    dac7_saved(other, company).await;
}

/// Forms of every kind for the United States: the expert's is sent back, the customer's is hardly begun, and the others
/// wait.
async fn declared_to_the_united_states(world: &World<'_>) {
    let (expert, others) = (&world.cast.expert.person, world.cast.rivals.each_ref().map(|hand| &hand.person));
    let mut body = w8bene_answers(expert, "Lovelace GmbH");
    body["businessName"] = json!("Engines");
    body["usTin"] = json!({ "kind": "EIN", "number": "91-1144442" });
    body["treatyClaim"] = json!({
        "country": "DE", "article": "7", "rateBasisPoints": 0, "income": "business profits", "explanation": "No office.",
    });
    let form = us_tax_form_saved(expert, body).await;
    us_tax_form_submitted(expert, &form, "Ada Lovelace", Some("Director")).await;
    let changes = json!([{ "field": "TREATY_CLAIM", "reason": "Of which paragraph?" }]);
    let back = json!({ "usTaxFormId": form, "changes": changes });
    world.cast.operator.person.run("usTaxFormRequestChanges", back, "usTaxForm { id }").await;
    let mut firm = w9_answers(others[0], "Rival Inc");
    firm["actingAs"] = json!("ENTITY");
    firm["classification"] = json!("CORPORATION");
    firm["exemptPayeeCode"] = json!(5);
    firm["backupWithholding"] = json!(false);
    firm["usTin"] = json!({ "kind": "EIN", "number": "91-1144442" });
    let form = us_tax_form_saved(others[0], firm).await;
    us_tax_form_submitted(others[0], &form, "Roy Rival", Some("Director")).await;
    let form = us_tax_form_saved(others[1], w8ben_answers(others[1], "Rita Rival")).await;
    us_tax_form_submitted(others[1], &form, "Rita Rival", None).await;
    let customer = &world.cast.customer.person;
    us_tax_form_saved(customer, json!({ "usPerson": false, "idempotencyKey": customer.app.key() })).await;
}

/// The other expert hands in a version that leaves a doubt; one reviewer approves it, and a second one has to.
async fn waits_for_a_review(expert: &Person<'_>) {
    let mut answers = complete_answers(expert);
    answers["accountHolder"] = json!("Charles Babbage");
    answers["holderReason"] = json!("My husband's account.");
    let form = dac7_saved(expert, answers).await;
    dac7_handed_in(expert, &form).await;
    let four_eyes = expert.app.beside_with_second_reviewer().await;
    let approval = json!({ "dac7FormId": form, "acceptedDoubts": ["HOLDER_DIFFERS"] });
    four_eyes.operator().run("dac7FormApprove", approval, "dac7Form { id }").await;
}

/// A candidate's registration is filed.
async fn filed(candidate: &Person<'_>, expert: &Person<'_>) -> String {
    profile_saved(candidate, "Cara Candidate").await;
    let registration = registration_of(candidate).await;
    expert.run("registrationSubmit", json!({ "registrationId": registration }), "registration { id }").await;
    registration
}

/// A document that shows who somebody is waits for staff.
async fn looked_at(expert: &Person<'_>, registration: &str) {
    let (check, document) = (identity_check_of(expert, registration).await, expert.uploaded(PORTRAIT).await);
    let input = json!({ "identityCheckId": check, "document": document });
    expert.run("identityCheckSubmit", input, "identityCheck { document { id } }").await;
}

/// The second candidate was asked for more and is rejected, and may correct it.
async fn rejected(world: &World<'_>) {
    let registration = world.registration(1).await;
    let submit = json!({ "registrationId": registration });
    let (expert, operator) = (&world.cast.expert.person, &world.cast.operator.person);
    expert.run("registrationSubmit", submit, "registration { id }").await;
    let check = identity_check_of(expert, &registration).await;
    let document = json!({ "identityCheckId": check, "document": "passport, file 19" });
    expert.run("identityCheckSubmit", document, "identityCheck { id }").await;
    let more = json!({ "identityCheckId": check, "reason": "The photo is blurred." });
    operator.run("identityCheckAskMore", more, "identityCheck { id }").await;
    let reject = json!({ "registrationId": registration, "reason": "Not legible.", "correctable": true });
    operator.run("registrationReject", reject, "registration { id }").await;
}

/// The third candidate is to be called.
async fn called(world: &World<'_>) {
    let (candidate, expert) = (&world.candidates[2], &world.cast.expert.person);
    let registration = filed(candidate, expert).await;
    let check = identity_check_of(expert, &registration).await;
    call_required(world.app, &check).await;
    let day = (world.app.now() + TimeDelta::days(1)).date_naive();
    let offered = calls_offered(world.app, &[&format!("{day}T10:00:00Z")]).await;
    call_booked(expert, &check, &offered[0]).await;
}

/// The company that was refused may show anew who it is, as somebody of it files, and is passed: it is paid again.
async fn company_passed_again(world: &World<'_>) {
    company_verified(&world.cast.expert.person).await;
}

/// The company has other owners, and another one is asked for more.
async fn companies_under_review(world: &World<'_>) {
    let expert = &world.cast.expert.person;
    let mut other_owners = company_file(&company_check_of(expert).await, 9_000);
    other_owners["documents"][0]["document"] = json!(expert.uploaded(PORTRAIT).await);
    expert.run("companyCheckSubmit", other_owners, "companyCheck { id }").await;

    let other = &account_opened(world.app, "kim@company.example", "Kim Company").await;
    other.run("companySave", company_input(other, "Kim Engines").await, "company { name }").await;
    prepared(other, "Kim Company").await;
    dac7_submitted(other).await;
    submitted(other).await;
    let check = company_check_of(other).await;
    other.run("companyCheckSubmit", company_file(&check, 6_000), "companyCheck { id }").await;
    let more = json!({ "companyCheckId": check, "reason": "Whose is the rest?" });
    world.cast.operator.person.run("companyCheckAskMore", more, "companyCheck { id }").await;
}

/// The last candidate has to book a call, and calls are offered.
async fn asked_to_a_call(world: &World<'_>) {
    let expert = &world.cast.expert.person;
    let registration = filed(&world.candidates[4], expert).await;
    call_required(world.app, &identity_check_of(expert, &registration).await).await;
    let day = (world.app.now() + TimeDelta::days(2)).date_naive();
    calls_offered(world.app, &[&format!("{day}T15:00:00Z")]).await;
}

async fn answered_by_another_bill(customer: &Person<'_>, expert: &Person<'_>, engagement: &str) {
    let declined = bill_submitted(expert, engagement, "60.00").await;
    bill_declined(customer, &declined).await;
    let mut input = bill_input(expert, engagement, "55.00");
    input["answersId"] = json!(declined);
    bill_sent(expert, input).await;
}

/// A run that does not pay the expert, who named no bank account for euros and has paused dollars meanwhile.
async fn blocked(world: &World<'_>) {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let in_dollars = json!({ "currency": "USD" });
    expert
        .run("payoutPreferenceSet", json!({ "currency": "USD", "interval": "DAILY" }), "payoutPreference { currency }")
        .await;
    expert.run("payoutPause", in_dollars.clone(), "payoutPreference { currency }").await;
    let work = work_agreed_in(customer, expert, world.made("paymentMethodAdd"), ("500.00", "EUR")).await;
    let mut bill = bill_input(expert, &work.engagement, "90.00");
    bill["amount"]["currency"] = json!("EUR");
    bill_approved(customer, &bill_sent(expert, bill).await).await;
    world.app.advance(TimeDelta::days(7)).await;
    expert.run("payoutResume", in_dollars, "payoutPreference { currency }").await;
    let (account, key) = (world.cast.expert.account(), world.app.key());
    let hold = json!({ "accountId": account, "currency": "EUR", "reason": "OTHER", "note": "Asked to.", "idempotencyKey": key });
    world.cast.operator.person.run("holdPlace", hold, "hold { id }").await;
}
