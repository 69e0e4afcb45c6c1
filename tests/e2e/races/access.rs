//! Access to customers' accounts, which two sides, the end of the work and the end of a certification decide.

use serde_json::json;
use support::{
    App, race,
    steps::{
        access::{access_input, access_requested},
        accounts::member_joined,
        experts::{certification_confirmed, profile_saved},
        work::{CUSTOMER, people, work_agreed},
    },
    story,
};

use super::{recorded, told};

const APPROVE: &str = "accessGrantApprove";
const DECLINE: &str = "accessGrantDecline";
const WITHDRAW: &str = "accessGrantWithdraw";
const COMPLETE: &str = "engagementComplete";

/// Holds G-15 and G-33: whoever comes first, nobody is let in once the work is over, and a grant is decided once.
#[story(threads)]
async fn access_is_decided_once_and_over_when_the_work_is(app: &App) {
    const WORKS: usize = 8;
    let (customer, ada, card) = people(app).await;
    let second = app.beside().await;
    let (mut racers, mut grants) = (vec![], vec![]);
    for _ in 0..WORKS {
        let work = work_agreed(&customer, &ada, &card, "100.00").await;
        let grant = access_requested(&ada, &work.engagement, "Billing").await;
        let on = json!({ "accessGrantId": grant });
        racers.push(customer.racing(APPROVE, on.clone()));
        racers.push(second.person(CUSTOMER).racing(DECLINE, on.clone()));
        racers.push(ada.racing(WITHDRAW, on));
        racers.push(ada.racing(COMPLETE, json!({ "engagementId": work.engagement })));
        grants.push(grant);
    }

    let tally = race(racers).await;

    assert_eq!(tally.ok(COMPLETE), WORKS, "{tally}");
    let live = app.rows("select id from access_grant where state in ('requested', 'approved')").await;
    assert!(live.is_empty(), "{tally}");
    let mut ended = 0;
    for grant in &grants {
        let kinds = recorded(app, grant).await;
        let given = kinds.iter().any(|kind| kind == "access_grant.approved");
        assert_eq!(kinds.len(), if given { 3 } else { 2 }, "{kinds:?}");
        ended += usize::from(kinds.iter().any(|kind| kind == "access_grant.auto_revoked"));
    }
    assert_eq!(ended, tally.ok(APPROVE), "what was given before the end was taken away with it: {tally}");
    told("access and the end of the work", WORKS, &tally);
}

/// Holds IQ-17: whoever asks in the moment in which their certification ends is refused, or flagged.
#[story(threads)]
async fn nobody_asks_unflagged_whose_certification_ends_at_that_instant(app: &App) {
    const ROUNDS: usize = 6;
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "100.00").await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &["REQUEST_ACCESS"]).await;
    profile_saved(&bob, "Bob").await;
    let second = app.beside().await;
    let elsewhere = second.person("bob@example.org");
    let (mut asked, mut refused) = (0, 0);

    for _ in 0..ROUNDS {
        let link = certification_confirmed(&bob, "2029-01-15").await;
        let unlink = bob.racing("certificationUnlink", json!({ "certificationLinkId": link }));
        let request = elsewhere.racing("accessGrantRequest", access_input(&bob, &work.engagement, "Billing"));
        let tally = race(vec![unlink, request]).await;
        assert_eq!(tally.ok("certificationUnlink"), 1, "{tally}");
        asked += tally.ok("accessGrantRequest");
        refused += tally.of("accessGrantRequest", "CERT_REQUIRED_PERSONAL");
    }

    let flagged = app.rows("select id from access_grant where flagged_at is not null").await.len();
    assert_eq!((flagged, asked + refused), (asked, ROUNDS));
}
