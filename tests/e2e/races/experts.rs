//! Certifications, which two profiles claim at the same instant.

use serde_json::json;
use support::{
    App, Tally, race,
    steps::{
        accounts::account_opened,
        experts::{
            applicant, call_required, calls_offered, identity_check_of, link_input, linked, profile_saved, submitted,
        },
    },
    story,
};

use super::{events, told};

const BOOK: &str = "identityCallBook";
const WITHDRAW: &str = "callSlotWithdraw";
const LINK: &str = "certificationLink";
const REVIEW: &str = "certificationRequestReview";

/// Holds G-03 and IQ-18: a certification is on one profile.
#[story(threads)]
async fn a_certification_is_claimed_by_one_profile(app: &App) {
    const ROUNDS: usize = 3;
    let beside = app.beside().await;
    let mut tally = Tally::default();

    for (number, certification) in ["GRACE-1", "LINUS-1", "MARIE-1"].into_iter().enumerate() {
        let name = ["Grace Hopper", "Linus Pauling", "Marie Curie"][number];
        let emails = ["first", "second"].map(|who| format!("{who}-{number}@example.org"));
        let mut racers = vec![];
        for email in &emails {
            let expert = account_opened(app, email, name).await;
            profile_saved(&expert, name).await;
            racers.push(expert.racing_for(LINK, link_input(&expert, certification), "certificationLink { status }"));
            let elsewhere = beside.person(email);
            racers.push(elsewhere.racing_for(LINK, link_input(&expert, certification), "certificationLink { status }"));
        }
        let round = race(racers).await;

        // Who claims it twice has it once, and sees it before or after the registry has answered.
        assert_eq!(round.of(LINK, "CERTIFICATION_LINKED_ELSEWHERE"), 2, "{round}");
        tally.add(&round);
    }
    assert_eq!(events(app, "certification.claimed").await, ROUNDS);
    assert_eq!(events(app, "certification.verified").await, ROUNDS);
    told("two profiles, each in two processes, claim a certification", ROUNDS, &tally);
}

/// Holds IQ-19 and G-03: what no registry knows is before staff for one profile at a time.
#[story(threads)]
async fn an_unknown_certification_is_before_staff_for_one_profile(app: &App) {
    const ROUNDS: usize = 5;
    let beside = app.beside().await;
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let grace = account_opened(app, "grace@example.org", "Grace Hopper").await;
    profile_saved(&ada, "Ada Lovelace").await;
    profile_saved(&grace, "Grace Hopper").await;
    let elsewhere = beside.person("grace@example.org");
    let mut tally = Tally::default();

    for number in 0..ROUNDS {
        let unknown = format!("UNKNOWN-{number}");
        let links = [linked(&ada, &unknown).await, linked(&grace, &unknown).await];
        let [of_ada, of_grace] =
            links.map(|link| json!({ "certificationLinkId": link["id"], "evidence": "A letter." }));
        let round = race(vec![
            ada.racing(REVIEW, of_ada),
            elsewhere.racing(REVIEW, of_grace),
            elsewhere.racing(LINK, link_input(&elsewhere, &unknown)),
        ])
        .await;

        assert_eq!(round.of(REVIEW, "CERTIFICATION_LINKED_ELSEWHERE") + round.ok(REVIEW), 2, "{round}");
        let held = format!(
            "select state as text from certification_link
             where external_id = '{unknown}' and state = 'manual_review'"
        );
        assert_eq!(super::texts(app, &held).await.len(), round.ok(REVIEW));
        assert!(round.ok(REVIEW) <= 1, "{round}");
        tally.add(&round);
    }
    told("two profiles ask staff about one certification × a claim", ROUNDS, &tally);
}

/// Holds IQ-38: a call is one expert's, or nobody's once it is withdrawn.
#[story(threads)]
async fn a_call_is_booked_by_one_expert(app: &App) {
    const ROUNDS: usize = 4;
    let beside = app.beside().await;
    let mut tally = Tally::default();

    for round in 0..ROUNDS {
        let slot = calls_offered(app, &[&format!("2027-03-0{}T10:00:00Z", round + 2)]).await.remove(0);
        let mut racers = vec![];
        for (number, process) in [app, &beside].into_iter().enumerate() {
            let email = format!("expert-{round}-{number}@example.org");
            let expert = applicant(app, &email, "Ada Lovelace").await;
            let check = identity_check_of(&expert, &submitted(&expert).await).await;
            call_required(app, &check).await;
            let input = json!({ "identityCheckId": check, "callSlotId": slot });
            racers.push(process.person(&email).racing(BOOK, input));
        }
        let is_withdrawn = round % 2 == 1;
        if is_withdrawn {
            racers.push(beside.operator().racing(WITHDRAW, json!({ "callSlotId": slot })));
        }
        let round = race(racers).await;

        let (booked, withdrawn) = (round.ok(BOOK), round.ok(WITHDRAW));
        assert_eq!(booked + withdrawn, 1, "{round}");
        assert_eq!(round.of(BOOK, "SLOT_TAKEN"), 2 - booked, "{round}");
        assert_eq!(round.of(WITHDRAW, "CALL_SLOT_NOT_IN_STATE"), usize::from(is_withdrawn) - withdrawn, "{round}");
        tally.add(&round);
    }
    assert_eq!(events(app, "identity_call.booked").await, tally.ok(BOOK));
    assert_eq!(super::texts(app, "select state as text from identity_call").await.len(), tally.ok(BOOK));
    told("two experts book one call × staff withdraw it", ROUNDS, &tally);
}
