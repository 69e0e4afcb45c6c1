//! Answers and offers, which two sides and time decide.

use chrono::TimeDelta;
use serde_json::json;
use support::{
    App, Tally, race,
    steps::{
        accounts::{account_id, member_joined},
        experts::{approved, certified_expert, identity_verified, profile_saved, submitted},
        money::payment_method_added,
        work::{
            EXPERT, acceptance_input, contact_made, customer, people, proposal_input, proposal_sent, read,
            request_filed, response_input,
        },
    },
    story,
};

use super::{each_change_is_published_once, events, recorded, told};

const ACCEPT: &str = "proposalAccept";
const DECLINE: &str = "proposalDecline";
const WITHDRAW: &str = "proposalWithdraw";
const RESPOND: &str = "responseSend";

/// Holds G-28, IQ-23 and invariant 12.
#[story(threads)]
async fn an_offer_is_accepted_declined_withdrawn_or_over_and_one_acceptance_makes_one_engagement(app: &App) {
    const OFFERS: usize = 10;
    let (customer, expert, card) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let mut offers = vec![];
    for _ in 0..OFFERS {
        let mut input = proposal_input(&expert, &contact.conversation, "1000.00", "USD");
        input["expiresAt"] = json!(app.now() + TimeDelta::days(1));
        let sent = expert.run("proposalSend", input, "proposal { id }").await;
        offers.push(sent["proposal"]["id"].as_str().unwrap().to_owned());
    }
    // In two other processes the day ends meanwhile.
    let (second, third) = (app.beside().await, app.beside().await);

    let mut racers = vec![second.advancing(TimeDelta::days(1)).await, third.sweeping()];
    for offer in offers.iter().rev() {
        racers.push(customer.racing(ACCEPT, acceptance_input(&customer, offer, &card)));
        racers.push(expert.racing(WITHDRAW, json!({ "proposalId": offer })));
        racers.push(customer.racing(DECLINE, json!({ "proposalId": offer })));
        racers.push(customer.racing(ACCEPT, acceptance_input(&customer, offer, &card)));
    }
    let tally = race(racers).await;

    for offer in &offers {
        let kinds = recorded(app, offer).await;
        assert_eq!(kinds.len(), 2, "sent, and decided once: {kinds:?}");
    }
    let expired = events(app, "proposal.expired").await;
    let by_people = [ACCEPT, DECLINE, WITHDRAW].map(|command| tally.ok(command)).iter().sum::<usize>();
    let lost = |code| [ACCEPT, DECLINE, WITHDRAW].map(|command| tally.of(command, code)).iter().sum::<usize>();
    assert_eq!(by_people + expired, OFFERS, "{tally}");
    assert!(lost("DEADLINE_PASSED") <= 4 * expired, "{tally}");
    assert_eq!(by_people + lost("DEADLINE_PASSED") + lost("PROPOSAL_ALREADY_DECIDED"), 4 * OFFERS, "{tally}");
    let engagements = app.rows("select id from engagement").await.len();
    assert_eq!((engagements, events(app, "engagement.started").await), (tally.ok(ACCEPT), tally.ok(ACCEPT)));
    each_change_is_published_once(app).await;
    told("accept × accept × decline × withdraw × expiry", OFFERS, &tally);
    println!("race: of them {expired} by expiry");
}

/// Holds IQ-14 and G-09: an account answers once, whoever of it is faster.
#[story(threads)]
async fn two_members_of_one_account_answer_a_request_once(app: &App) {
    const ROUNDS: usize = 6;
    let (customer, expert, _) = people(app).await;
    let rights = ["SPEAK_AS_INDIVIDUAL", "MANAGE_SELLER"];
    let colleague = member_joined(&expert, "grace@example.org", "Grace Hopper", &rights).await;
    profile_saved(&colleague, "Grace Hopper").await;
    let registration = submitted(&colleague).await;
    identity_verified(&colleague, &registration).await;
    approved(app, &registration).await;
    let beside = app.beside().await;
    let members = [expert, colleague, beside.person(EXPERT), beside.person("grace@example.org")];
    let mut tally = Tally::default();

    for _ in 0..ROUNDS {
        let request = request_filed(&customer).await;
        let round = members.iter().map(|member| member.racing(RESPOND, response_input(member, &request)));
        let round = race(round.collect()).await;

        assert_eq!((round.ok(RESPOND), round.of(RESPOND, "ALREADY_RESPONDED")), (1, 3), "{round}");
        let seen = read(&customer, &request).await;
        assert_eq!(seen["responderCount"], 1);
        assert_eq!(seen["responses"]["edges"].as_array().unwrap().len(), 1);
        tally.add(&round);
    }
    assert_eq!((events(app, "response.sent").await, events(app, "conversation.opened").await), (ROUNDS, ROUNDS));
    told("two members answer one request", ROUNDS, &tally);
}

/// Holds IQ-23: an answer with an open offer stays.
#[story(threads)]
async fn an_answer_is_withdrawn_before_an_offer_or_not_at_all(app: &App) {
    const ROUNDS: usize = 8;
    let (customer, expert, _) = people(app).await;
    let beside = app.beside().await;
    let elsewhere = beside.person(EXPERT);
    let mut tally = Tally::default();

    for _ in 0..ROUNDS {
        let contact = contact_made(&customer, &expert).await;
        let withdraw = || json!({ "responseId": contact.response });
        let offer = proposal_input(&elsewhere, &contact.conversation, "100.00", "USD");
        let round = race(vec![
            expert.racing("responseWithdraw", withdraw()),
            elsewhere.racing("proposalSend", offer),
            elsewhere.racing("responseWithdraw", withdraw()),
        ])
        .await;

        let (withdrawn, open) = (round.ok("responseWithdraw"), round.of("responseWithdraw", "PROPOSAL_OPEN"));
        assert_eq!(round.ok("proposalSend"), 1, "{round}");
        assert!((withdrawn, open) == (0, 2) || (withdrawn == 1), "{round}");
        let withdrawals = recorded(app, &contact.response).await.len() - 1;
        assert_eq!(withdrawals, withdrawn);
        tally.add(&round);
    }
    told("withdraw the answer × send an offer", ROUNDS, &tally);
}

/// Holds IQ-30: an account closes before the work is agreed, or not while it runs.
#[story(threads)]
async fn no_work_begins_with_an_account_that_closes(app: &App) {
    const ROUNDS: usize = 5;
    let expert = certified_expert(app, EXPERT, "Ada Lovelace", "ADA-1").await;
    let beside = app.beside().await;
    let mut tally = Tally::default();

    for round in 0..ROUNDS {
        let email = format!("customer-{round}@example.org");
        let customer = customer(app, &email).await;
        let card = payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
        let contact = contact_made(&customer, &expert).await;
        let offer = proposal_sent(&expert, &contact.conversation, "100.00", "USD").await;
        let account = account_id(&customer).await;
        let elsewhere = beside.person(&email);
        let ask = json!({ "title": "Another shop to move", "description": "It is like the first, but bigger and older.",
            "idempotencyKey": app.key() });
        let round = race(vec![
            customer.racing(ACCEPT, acceptance_input(&customer, &offer, &card)),
            elsewhere.racing("accountClose", json!({ "accountId": account })),
            elsewhere.racing("customerRequestOpen", ask),
        ])
        .await;

        let (accepted, closed) = (round.ok(ACCEPT), round.ok("accountClose"));
        assert_eq!(accepted + closed, 1, "{round}");
        let lost = round.of(ACCEPT, "ACCOUNT_NOT_IN_STATE") + round.of("accountClose", "ENGAGEMENTS_OPEN");
        assert_eq!(lost, 1, "{round}");
        let asked = round.ok("customerRequestOpen") + round.of("customerRequestOpen", "ACCOUNT_NOT_IN_STATE");
        assert_eq!(asked, 1, "{round}");
        tally.add(&round);
    }
    told("accept × open a request × close the customer's account", ROUNDS, &tally);
}
