//! Offers: what may be offered, who decides, once, until when, and with what it may be paid.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::work::{
        self, CUSTOMER, acceptance_input, contact_made, people, proposal_accepted, proposal_input, proposal_sent,
    },
    story,
};

const PROPOSAL: &str = "query P($id: ID!) { proposal(id: $id) {
    status sentAt expiresAt decidedAt maximum { amount currency } engagement { id } conversation { id } } }";

async fn read(person: &Person<'_>, proposal: &str) -> Value {
    person.query(PROPOSAL, json!({ "id": proposal })).await["proposal"].clone()
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

/// Holds IQ-23, IQ-27 and G-28.
#[story]
async fn an_accepted_proposal_is_the_first_order(app: &App) {
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;

    let proposal = proposal_sent(&expert, &contact.conversation, "1234.50", "USD").await;
    let sent = read(&customer, &proposal).await;
    let engagement = proposal_accepted(&customer, &proposal, &card).await;

    assert_eq!(sent["status"], "PROPOSED");
    assert_eq!(sent["maximum"], json!({ "amount": "1234.50", "currency": "USD" }));
    let accepted = read(&expert, &proposal).await;
    assert_eq!(accepted["status"], "ACCEPTED");
    assert_eq!(accepted["engagement"]["id"], json!(engagement));
}

/// Holds G-14 and G-21.
#[story]
async fn an_offer_that_cannot_stand_is_refused(app: &App) {
    let (customer, expert, _) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let input = || proposal_input(&expert, &conversation, "100.00", "USD");
    let amount = |amount: &str, currency: &str| json!({ "amount": amount, "currency": currency });

    for (maximum, code) in [
        (amount("0.00", "USD"), "AMOUNT_NOT_POSITIVE"),
        (amount("-1.00", "USD"), "AMOUNT_NOT_POSITIVE"),
        (amount("1.001", "USD"), "INPUT_INVALID"),
        (amount("0.5", "JPY"), "INPUT_INVALID"),
        (amount("92233720368547758.08", "USD"), "INPUT_INVALID"),
        (amount("99999999999999999999999999999999", "USD"), "INPUT_INVALID"),
        (amount("ten", "USD"), "INPUT_INVALID"),
    ] {
        assert_eq!(expert.refusal("proposalSend", with(input(), "maximum", maximum.clone())).await, code, "{maximum}");
    }
    for (field, value) in [
        ("title", json!("")),
        ("title", json!("x".repeat(141))),
        ("title", json!("two\nlines")),
        ("terms", json!("a\0b")),
        ("terms", json!("x".repeat(10_001))),
        ("expiresAt", json!(app.now())),
        ("expiresAt", json!(app.now() + TimeDelta::days(367))),
    ] {
        let refused = expert.refused("proposalSend", with(input(), field, value)).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!(field)));
    }
    assert_eq!(
        expert.refusal("proposalSend", with(input(), "idempotencyKey", json!(""))).await,
        "IDEMPOTENCY_KEY_MISSING"
    );
}

/// Holds invariant 10: a retry that comes late is answered as the first, although the offer is over.
#[story]
async fn an_offer_that_is_sent_twice_stays_one_when_its_time_is_up(app: &App) {
    let (customer, expert, _) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let until = json!(app.now() + TimeDelta::hours(1));
    let input = with(proposal_input(&expert, &conversation, "100.00", "USD"), "expiresAt", until);
    let first = expert.run("proposalSend", input.clone(), "proposal { id }").await;

    app.advance(TimeDelta::hours(1)).await;
    let again = expert.run("proposalSend", input.clone(), "proposal { id status }").await;
    assert_eq!(again["proposal"], json!({ "id": first["proposal"]["id"], "status": "EXPIRED" }));
    let late = with(input, "idempotencyKey", json!(app.key()));
    assert_eq!(expert.refusal("proposalSend", late).await, "INPUT_INVALID");
}

/// Holds G-12 and G-28.
#[story]
async fn a_withdrawn_proposal_is_not_accepted(app: &App) {
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;

    let withdrawn = expert.run("proposalWithdraw", json!({ "proposalId": proposal }), "proposal { status }").await;

    assert_eq!(withdrawn["proposal"]["status"], "WITHDRAWN");
    let accepted = customer.refusal("proposalAccept", acceptance_input(&customer, &proposal, &card)).await;
    assert_eq!(accepted, "PROPOSAL_ALREADY_DECIDED");
    let anew = proposal_sent(&expert, &contact.conversation, "90.00", "USD").await;
    proposal_accepted(&customer, &anew, &card).await;
}

/// Holds G-28.
#[story]
async fn a_declined_proposal_stays_declined(app: &App) {
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
    let of_proposal = json!({ "proposalId": proposal });

    let declined = customer.run("proposalDecline", of_proposal.clone(), "proposal { status }").await;

    assert_eq!(declined["proposal"]["status"], "DECLINED");
    let again = acceptance_input(&customer, &proposal, &card);
    assert_eq!(customer.refusal("proposalAccept", again).await, "PROPOSAL_ALREADY_DECIDED");
    assert_eq!(customer.refusal("proposalDecline", of_proposal.clone()).await, "PROPOSAL_ALREADY_DECIDED");
    assert_eq!(expert.refusal("proposalWithdraw", of_proposal).await, "PROPOSAL_ALREADY_DECIDED");
}

/// Holds G-28: the first one wins, and only the first.
#[story]
async fn of_two_decisions_at_once_one_stands(app: &App) {
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    for _ in 0..5 {
        let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
        let accept = || customer.mutate("proposalAccept", acceptance_input(&customer, &proposal, &card), "");
        let withdraw = expert.mutate("proposalWithdraw", json!({ "proposalId": proposal }), "");

        let (first, second, withdrawn) = tokio::join!(accept(), accept(), withdraw);

        let accepted = [first, second].map(|answer| answer.body["data"]["proposalAccept"]["userErrors"].clone());
        let withdrawn = withdrawn.body["data"]["proposalWithdraw"]["userErrors"].clone();
        let errors = [accepted[0].clone(), accepted[1].clone(), withdrawn];
        assert_eq!(errors.iter().filter(|errors| **errors == json!([])).count(), 1, "{errors:?}");
        assert_eq!(errors.iter().filter(|errors| errors[0]["code"] == "PROPOSAL_ALREADY_DECIDED").count(), 2);
    }
    let accepted = app.rows("select id from proposal where state = 'accepted'").await.len();
    assert_eq!(app.rows("select id from engagement").await.len(), accepted);
}

/// Holds G-28: the instant decides, not the sweep.
#[story]
async fn a_proposal_is_over_at_its_instant_even_before_the_sweep(app: &App) {
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let expires_at = app.now() + TimeDelta::days(3);
    let input = proposal_input(&expert, &contact.conversation, "100.00", "USD");
    let sent = expert.run("proposalSend", with(input, "expiresAt", json!(expires_at)), "proposal { id }").await;
    let proposal = sent["proposal"]["id"].as_str().unwrap();

    app.advance_without_sweeps(TimeDelta::days(3)).await;
    let accepted = customer.refusal("proposalAccept", acceptance_input(&customer, proposal, &card)).await;
    let withdrawn = expert.refusal("proposalWithdraw", json!({ "proposalId": proposal })).await;
    assert_eq!((accepted.as_str(), withdrawn.as_str()), ("DEADLINE_PASSED", "DEADLINE_PASSED"));

    app.advance_without_sweeps(TimeDelta::days(5)).await;
    app.sweep().await;
    let expired = read(&customer, proposal).await;
    assert_eq!(expired["status"], "EXPIRED");
    assert_eq!(expired["decidedAt"], expired["expiresAt"]);
    let late = customer.refusal("proposalAccept", acceptance_input(&customer, proposal, &card)).await;
    assert_eq!(late, "DEADLINE_PASSED");
}

/// Holds IQ-11 and invariant 11.
#[story]
async fn only_the_customer_of_the_conversation_decides(app: &App) {
    let (customer, expert, card) = people(app).await;
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    let contact = contact_made(&customer, &expert).await;
    let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
    let accept = |person: &Person<'_>| acceptance_input(person, &proposal, &card);

    assert_eq!(expert.refusal("proposalAccept", accept(&expert)).await, "OWN_ACCOUNT");
    assert_eq!(stranger.refusal("proposalAccept", accept(&stranger)).await, "PROPOSAL_NOT_FOUND");
    assert_eq!(stranger.refusal("proposalDecline", json!({ "proposalId": proposal })).await, "PROPOSAL_NOT_FOUND");
    assert_eq!(customer.refusal("proposalWithdraw", json!({ "proposalId": proposal })).await, "PROPOSAL_NOT_FOUND");
    assert_eq!(stranger.query_refused(PROPOSAL, json!({ "id": proposal })).await, "PROPOSAL_NOT_FOUND");
    assert_eq!(app.nobody().query_refused(PROPOSAL, json!({ "id": proposal })).await, "UNAUTHENTICATED");
    assert_eq!(customer.query_refused(PROPOSAL, json!({ "id": contact.conversation })).await, "INPUT_INVALID");
    let elsewhere = proposal_input(&customer, &contact.conversation, "100.00", "USD");
    assert_eq!(customer.refusal("proposalSend", elsewhere).await, "CONVERSATION_NOT_FOUND");
    let weak = app.person_without_second_factor(CUSTOMER);
    assert_eq!(weak.refusal("proposalAccept", accept(&weak)).await, "MFA_REQUIRED");
    assert_eq!(read(&customer, &proposal).await["status"], "PROPOSED");
}

/// Holds invariant 10: scenario 19.
#[story]
async fn a_repeated_acceptance_is_answered_and_another_under_its_key_refused(app: &App) {
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
    let input = acceptance_input(&customer, &proposal, &card);

    // A refused command frees its key.
    let unknown = with(input.clone(), "paymentMethodId", json!("pmt_00000000000070008000000000000000"));
    assert_eq!(customer.refusal("proposalAccept", unknown).await, "PAYMENT_METHOD_REQUIRED");

    let first = customer.run("proposalAccept", input.clone(), "engagement { id }").await;
    let second = customer.run("proposalAccept", input.clone(), "engagement { id }").await;
    let other = customer.refusal("proposalAccept", with(input.clone(), "onSilence", json!("WAIT"))).await;
    let anew = customer.refusal("proposalAccept", with(input, "idempotencyKey", json!(app.key()))).await;

    assert_eq!(first, second);
    assert_eq!(other, "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(anew, "PROPOSAL_ALREADY_DECIDED");
    assert_eq!(app.rows("select id from engagement").await.len(), 1);
}

/// Holds IQ-35, invariant 1: scenario 12, at acceptance.
#[story]
async fn a_promotional_credit_is_no_payment_method_in_any_way(app: &App) {
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;

    let credit = acceptance_input(&customer, &proposal, "crg_019a0000000070008000000000000000");
    let refused = customer.refused("proposalAccept", credit).await;
    assert_eq!(refused["code"], "CREDIT_CANNOT_PAY_EXPERT");
    assert_eq!((&refused["field"], &refused["rule"]), (&json!("paymentMethodId"), &json!("IQ-35")));

    let engagement = proposal_accepted(&customer, &proposal, &card).await;
    let change = json!({ "engagementId": engagement, "paymentMethodId": "crg_019a0000000070008000000000000000" });
    assert_eq!(customer.refusal("paymentMethodChange", change).await, "CREDIT_CANNOT_PAY_EXPERT");

    // No word of the schema names it as what pays, and no row of the database either.
    let schema = customer.query("{ __schema { types { name enumValues { name } } } }", json!({})).await;
    let types = schema["__schema"]["types"].as_array().unwrap();
    let tenders = types.iter().find(|kind| kind["name"] == "Tender").unwrap()["enumValues"].as_array().unwrap();
    let names: Vec<_> = tenders.iter().map(|tender| tender["name"].as_str().unwrap()).collect();
    assert!(!names.is_empty() && names.iter().all(|name| !name.contains("CREDIT")), "{names:?}");
    assert!(app.try_sql("update payment_method set tender = 'credit'").await.is_err());
}

/// Holds G-30 and G-48.
#[story]
async fn the_customer_chooses_what_silence_will_mean(app: &App) {
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
    let input = acceptance_input(&customer, &proposal, &card);

    for (on_silence, days) in [("APPROVE", 0), ("APPROVE", 91), ("APPROVE", -1), ("WAIT", 10)] {
        let chosen = with(with(input.clone(), "onSilence", json!(on_silence)), "approveAfterDays", json!(days));
        let refused = customer.refused("proposalAccept", chosen).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!("approveAfterDays")));
    }
    let selection = "engagement { onSilence approveAfterDays }";
    let waiting = customer.run("proposalAccept", with(input, "onSilence", json!("WAIT")), selection).await;
    assert_eq!(waiting["engagement"], json!({ "onSilence": "WAIT", "approveAfterDays": null }));

    let proposal = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
    let default = customer.run("proposalAccept", acceptance_input(&customer, &proposal, &card), selection).await;
    assert_eq!(default["engagement"], json!({ "onSilence": "APPROVE", "approveAfterDays": 10 }));
}

/// Holds G-11: what somebody typed is kept to the letter, and shown without anything that runs.
#[story]
async fn terms_are_shown_as_limited_markdown(app: &App) {
    let (customer, expert, _) = people(app).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let typed = "**Plan** first.\n\n- [move](https://a.example)\n- [no](javascript:alert(1))\n\n<script>x</script>";
    let input = with(proposal_input(&expert, &conversation, "100.00", "USD"), "terms", json!(typed));
    let sent = expert.run("proposalSend", input.clone(), "proposal { id }").await;

    let shown = "query P($id: ID!) { proposal(id: $id) { terms termsHtml } }";
    let shown = customer.query(shown, json!({ "id": sent["proposal"]["id"] })).await["proposal"].clone();
    assert_eq!(shown["terms"], typed);
    let html = shown["termsHtml"].as_str().unwrap();
    for part in ["<strong>Plan</strong>", "href=\"https://a.example\"", "<li>", "&lt;script&gt;"] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(!html.contains("<script") && !html.contains("javascript:"), "{html}");
    let anew = with(input, "idempotencyKey", json!(app.key()));
    let huge = expert.refused("proposalSend", with(anew, "terms", json!("*".repeat(200_000)))).await;
    assert_eq!((&huge["code"], &huge["field"]), (&json!("INPUT_INVALID"), &json!("terms")));
}
