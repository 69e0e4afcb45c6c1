//! Accounts and their members, who open, join, manage and leave at the same instant.

use serde_json::json;
use support::{
    App, Tally, race,
    steps::{
        accounts::{account_id, account_input, account_opened, member_invited, member_joined},
        money::{approval_input, bill_submitted},
        payouts::agreed,
    },
    story,
};

use super::{each_change_is_published_once, events, recorded, told};

const OPEN: &str = "accountOpen";
const JOIN: &str = "memberJoin";
const REMOVE: &str = "memberRemove";
const RIGHTS: &str = "memberRightsSet";

/// Who one is, as a member.
const MEMBER: &str = "{ viewer { member { id } } }";

/// Holds IQ-03 and invariant 10.
#[story(threads)]
async fn a_person_opens_one_account(app: &App) {
    const PERSONS: usize = 4;
    let beside = app.beside().await;
    let mut tally = Tally::default();

    for number in 0..PERSONS {
        let email = format!("person-{number}@example.org");
        let (here, there) = (app.person(&email), beside.person(&email));
        let mut racers = vec![];
        for _ in 0..4 {
            racers.push(here.racing(OPEN, account_input(app, "Carol Customer")));
            racers.push(there.racing(OPEN, account_input(app, "Carol Customer")));
        }
        let round = race(racers).await;
        assert_eq!((round.ok(OPEN), round.of(OPEN, "ALREADY_MEMBER")), (1, 7), "{round}");
        tally.add(&round);
    }

    let (here, there) = (app.person("once@example.org"), beside.person("once@example.org"));
    let input = account_input(app, "Once Only");
    let racers = [&here, &there].into_iter().cycle().take(8);
    let same = race(racers.map(|person| person.racing_for(OPEN, input.clone(), "account { id }")).collect()).await;
    let answer = json!({ "account": { "id": account_id(&here).await } }).to_string();
    assert_eq!(same.of(OPEN, &answer), 8, "{same}");
    assert_eq!(events(app, "account.opened").await, PERSONS + 1);
    told("a person opens an account eight times, with eight keys and with one", PERSONS + 1, &tally);
}

/// Holds IQ-26: a person is in one account at most, however they come into it.
#[story(threads)]
async fn a_person_comes_into_one_account(app: &App) {
    const PERSONS: usize = 6;
    let carol = account_opened(app, "carol@example.org", "Carol Customer").await;
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let beside = app.beside().await;
    let mut tally = Tally::default();

    for number in 0..PERSONS {
        let email = format!("person-{number}@example.org");
        let invitations =
            [member_invited(&carol, &email, "Per Son").await, member_invited(&ada, &email, "Per Son").await];
        let mut racers = vec![];
        for person in [app.person(&email), beside.person(&email)] {
            racers.extend(invitations.iter().map(|id| person.racing(JOIN, json!({ "memberId": id }))));
            racers.push(person.racing(OPEN, account_input(app, "Per Son")));
        }
        let round = race(racers).await;

        assert_eq!(round.ok(JOIN) + round.ok(OPEN), 1, "{round}");
        let lost = round.of(JOIN, "ALREADY_MEMBER") + round.of(JOIN, "MEMBER_NOT_IN_STATE");
        assert_eq!(lost + round.of(OPEN, "ALREADY_MEMBER"), 5, "{round}");
        tally.add(&round);
    }
    told("join × join another × open", PERSONS, &tally);
}

/// Holds IQ-26 and `LAST_MANAGER`: of two who remove each other one stays, with and without a third.
#[story(threads)]
async fn somebody_always_manages_an_account(app: &App) {
    const ROUNDS: usize = 6;
    let beside = app.beside().await;
    let mut tally = Tally::default();

    for number in 0..ROUNDS {
        let [first, second, third] = ["first", "second", "third"].map(|who| format!("{who}-{number}@example.org"));
        let carol = account_opened(app, &first, "First Manager").await;
        let carl = member_joined(&carol, &second, "Second Manager", &["MANAGE_ACCOUNT"]).await;
        if number % 2 == 1 {
            member_joined(&carol, &third, "Third Manager", &["MANAGE_ACCOUNT"]).await;
        }
        let [carol_id, carl_id] = [carol.query(MEMBER, json!({})).await, carl.query(MEMBER, json!({})).await]
            .map(|data| data["viewer"]["member"]["id"].clone());
        let elsewhere = beside.person(&second);
        let round = race(vec![
            carol.racing(REMOVE, json!({ "memberId": carl_id })),
            elsewhere.racing(REMOVE, json!({ "memberId": carol_id })),
            carol.racing(RIGHTS, json!({ "memberId": carl_id, "rights": [] })),
            elsewhere.racing(RIGHTS, json!({ "memberId": carol_id, "rights": [] })),
        ])
        .await;

        let of_carol = recorded(app, carol_id.as_str().unwrap()).await;
        let of_carl = recorded(app, carl_id.as_str().unwrap()).await;
        let rights_of_carl = of_carl.iter().filter(|kind| *kind == "member.rights_set").count() - 1;
        let hit_carl = rights_of_carl > 0 || of_carl.contains(&"member.removed".to_owned());
        assert_eq!(of_carol.is_empty(), hit_carl, "one of two loses: {of_carol:?} {of_carl:?} {round}");
        let of_account =
            format!("select rights as text from member where state = 'active' and email like '%-{number}@%'");
        let managers = super::texts(app, &of_account).await;
        assert!(managers.iter().any(|rights| rights.contains("MANAGE_ACCOUNT")), "{managers:?}");
        tally.add(&round);
    }
    told("two managers take the account from each other", ROUNDS, &tally);
}

/// Holds IQ-26: a right that is taken away counts from then on, and what it did before stays.
#[story(threads)]
async fn a_right_is_used_or_gone(app: &App) {
    const BILLS: usize = 10;
    let (customer, expert, engagement) = agreed(app).await;
    let carl = member_joined(&customer, "carl@example.org", "Carl Colleague", &["PAY"]).await;
    let id = carl.query(MEMBER, json!({})).await["viewer"]["member"]["id"].clone();
    let beside = app.beside().await;
    let elsewhere = beside.person("carl@example.org");
    let mut bills = vec![];
    for _ in 0..BILLS {
        bills.push(bill_submitted(&expert, &engagement, "100.00").await);
    }

    let approve = |bill: &String| elsewhere.racing("paymentRequestApprove", approval_input(&elsewhere, bill));
    let mut racers: Vec<_> = bills.iter().map(approve).collect();
    racers.insert(BILLS / 2, customer.racing(REMOVE, json!({ "memberId": id })));
    let tally = race(racers).await;

    let codes = ["RIGHT_MISSING", "UNAUTHENTICATED"].map(|code| tally.of("paymentRequestApprove", code));
    assert_eq!((tally.ok(REMOVE), tally.ok("paymentRequestApprove") + codes.iter().sum::<usize>()), (1, BILLS));
    assert_eq!(events(app, "payment_request.approved").await, tally.ok("paymentRequestApprove"));
    let late = carl.refusal("paymentRequestApprove", approval_input(&carl, &bills[0])).await;
    assert_eq!(late, "RIGHT_MISSING");
    each_change_is_published_once(app).await;
    told("remove a member × ten approvals by that member", BILLS, &tally);
}
