//! One key, sent again while the first command is on its way.

use serde_json::{Value, json};
use support::{
    App, Tally, race,
    steps::work::{CUSTOMER, DESCRIPTION, EXPERT, TITLE, contact_made, people, proposal_input},
    story,
};

use super::{events, told};

const OPEN: &str = "customerRequestOpen";
const SEND: &str = "proposalSend";
const REUSED: &str = "IDEMPOTENCY_KEY_REUSED";

fn ask(title: &str, key: &str) -> Value {
    json!({ "title": title, "description": DESCRIPTION, "idempotencyKey": key })
}

/// Holds scenario 19 and invariant 10: from three processes, while the first is on its way, the same input has the
/// same answer and other input is refused.
#[story(threads)]
async fn a_key_in_flight_has_one_answer(app: &App) {
    const ROUNDS: usize = 5;
    let (here, _, _) = people(app).await;
    let (second, third) = tokio::join!(app.beside(), app.beside());
    let customers = [here, second.person(CUSTOMER), third.person(CUSTOMER)];
    let mut tally = Tally::default();

    for _ in 0..ROUNDS {
        let key = app.key();
        let titles = [TITLE, "Move our other shop to the cloud"].into_iter().cycle();
        let racers = customers.iter().cycle().zip(titles).take(18);
        let racers =
            racers.map(|(customer, title)| customer.racing_for(OPEN, ask(title, &key), "customerRequest { id title }"));
        let round = race(racers.collect()).await;

        let answers = round.outcomes(OPEN);
        assert_eq!((answers.len(), round.of(OPEN, REUSED)), (2, 9), "{round}");
        tally.add(&round);
    }
    assert_eq!(events(app, "customer_request.opened").await, ROUNDS);
    told("one key with two inputs, eighteen times at once", ROUNDS, &tally);
}

/// Holds invariant 10: another command under a key on its way is refused, or is the one that counts.
#[story(threads)]
async fn two_commands_do_not_share_a_key_in_flight(app: &App) {
    const ROUNDS: usize = 6;
    let (customer, expert, _) = people(app).await;
    let contact = contact_made(&customer, &expert).await;
    let beside = app.beside().await;
    let elsewhere = beside.person(EXPERT);
    let mut tally = Tally::default();

    for _ in 0..ROUNDS {
        let offer = proposal_input(&expert, &contact.conversation, "100.00", "USD");
        let key = offer["idempotencyKey"].clone();
        let words = json!({ "conversationId": contact.conversation, "message": "Here it is.", "idempotencyKey": key });
        let round = race(vec![
            expert.racing(SEND, offer.clone()),
            elsewhere.racing("messageSend", words.clone()),
            elsewhere.racing(SEND, offer),
            expert.racing("messageSend", words),
        ])
        .await;

        let (sent, said) = (round.ok(SEND), round.ok("messageSend"));
        assert!((sent, said) == (2, 0) || (sent, said) == (0, 2), "{round}");
        assert_eq!(round.of(SEND, REUSED) + round.of("messageSend", REUSED), 2, "{round}");
        tally.add(&round);
    }
    assert_eq!(events(app, "proposal.sent").await + events(app, "message.sent").await, ROUNDS);
    told("two commands under one key", ROUNDS, &tally);
}
