//! Who takes part: accounts, their members and their rights, the operator's staff.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{account_id, account_input, account_opened, member_invited, member_joined, staff_appointed},
        experts::active_expert,
        money::bill_agreed,
        payouts::{GOOD, paid_to, payout, payouts},
        work::{people, request_filed, work_agreed},
    },
    story,
};

const VIEWER: &str = "{ viewer { kind email secondFactor account { id name status } member { id rights }
    staffMember { id rights } invitations { memberId accountName expiresAt } } }";

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

async fn viewer(person: &Person<'_>) -> Value {
    person.query(VIEWER, json!({})).await["viewer"].clone()
}

async fn member_id(person: &Person<'_>) -> String {
    viewer(person).await["member"]["id"].as_str().unwrap().to_owned()
}

/// Holds IQ-03 and G-20.
#[story]
async fn who_opens_an_account_is_its_first_member_with_every_right(app: &App) {
    let ada = app.person("ada@example.org");
    assert_eq!(viewer(&ada).await["kind"], "NEWCOMER");

    account_opened(app, "ada@example.org", "Ada Lovelace").await;

    let viewer = viewer(&ada).await;
    assert_eq!((&viewer["kind"], &viewer["account"]["name"]), (&json!("MEMBER"), &json!("Ada Lovelace")));
    assert_eq!(viewer["member"]["rights"].as_array().unwrap().len(), kernel::Right::OF_MEMBERS.len());
    assert_eq!(ada.refusal("accountOpen", account_input(app, "Ada Lovelace")).await, "ALREADY_MEMBER");
}

/// Holds G-21 and G-48.
#[story]
async fn an_account_is_opened_once_and_with_known_places(app: &App) {
    let ada = app.person("ada@example.org");
    let input = account_input(app, "Ada Lovelace");
    let country = |code: &str| with(input["address"].clone(), "country", json!(code));

    assert_eq!(app.nobody().refusal("accountOpen", input.clone()).await, "UNAUTHENTICATED");
    assert_eq!(app.operator().refusal("accountOpen", input.clone()).await, "ALREADY_MEMBER");
    for (field, value, code) in [
        ("address", country("XX"), "COUNTRY_UNKNOWN"),
        ("address", country("de"), "COUNTRY_UNKNOWN"),
        ("timeZone", json!("Berlin"), "INPUT_INVALID"),
        ("name", json!(" "), "INPUT_INVALID"),
        ("memberName", json!("A\0da"), "INPUT_INVALID"),
        ("idempotencyKey", json!(""), "IDEMPOTENCY_KEY_MISSING"),
    ] {
        assert_eq!(ada.refusal("accountOpen", with(input.clone(), field, value)).await, code, "{field}");
    }

    let first = ada.run("accountOpen", input.clone(), "account { id }").await;
    let again = ada.run("accountOpen", input.clone(), "account { id }").await;

    assert_eq!(first["account"], again["account"]);
    let other = with(input, "name", json!("Another"));
    assert_eq!(ada.refusal("accountOpen", other).await, "IDEMPOTENCY_KEY_REUSED");
}

/// Holds IQ-26.
#[story]
async fn the_invited_person_joins_without_rights(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let (bob, eve) = (app.person("bob@example.org"), app.person("eve@example.org"));
    let member = member_invited(&ada, "Bob@Example.org", "Bob").await;
    let join = json!({ "memberId": member });

    let invitations = viewer(&bob).await["invitations"].clone();
    assert_eq!((&invitations[0]["memberId"], &invitations[0]["accountName"]), (&json!(member), &json!("Ada Lovelace")));
    assert_eq!(eve.refusal("memberJoin", join.clone()).await, "MEMBER_NOT_FOUND");
    assert_eq!(app.nobody().refusal("memberJoin", join.clone()).await, "UNAUTHENTICATED");
    bob.run("memberJoin", join.clone(), "member { status }").await;

    let joined = viewer(&bob).await;
    assert_eq!((&joined["kind"], &joined["member"]["rights"]), (&json!("MEMBER"), &json!([])));
    assert_eq!(joined["account"]["id"], json!(account_id(&ada).await));
    assert_eq!(bob.refusal("memberJoin", join).await, "MEMBER_NOT_IN_STATE");
    let again = json!({ "email": "bob@example.org", "name": "Bob", "idempotencyKey": app.key() });
    assert_eq!(ada.refusal("memberInvite", again.clone()).await, "ALREADY_MEMBER");
    assert_eq!(bob.refusal("memberInvite", again).await, "RIGHT_MISSING");
}

/// Holds IQ-26.
#[story]
async fn an_invitation_ends_after_14_days_and_can_be_renewed(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let bob = app.person("bob@example.org");
    let member = member_invited(&ada, "bob@example.org", "Bob").await;

    app.advance(TimeDelta::days(14)).await;

    assert_eq!(bob.refusal("memberJoin", json!({ "memberId": member })).await, "INVITATION_EXPIRED");
    assert_eq!(viewer(&bob).await["invitations"], json!([]));
    assert_eq!(member_invited(&ada, "bob@example.org", "Bob").await, member);
    bob.run("memberJoin", json!({ "memberId": member }), "member { status }").await;
}

/// Holds IQ-26: a person is in one account at most.
#[story]
async fn who_is_in_an_account_joins_no_other(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let bob = account_opened(app, "bob@example.org", "Bob Builder").await;
    let member = member_invited(&ada, "bob@example.org", "Bob").await;

    assert_eq!(bob.refusal("memberJoin", json!({ "memberId": member })).await, "ALREADY_MEMBER");
}

/// Holds G-18.
#[story]
async fn somebody_always_manages_the_account(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &["FILE_REQUEST"]).await;
    let (first, second) = (member_id(&ada).await, member_id(&bob).await);
    let give = |member: &str, rights: &[&str]| json!({ "memberId": member, "rights": rights });

    assert_eq!(ada.refusal("memberRightsSet", give(&first, &["PAY"])).await, "LAST_MANAGER");
    assert_eq!(ada.refusal("memberRemove", json!({ "memberId": first })).await, "LAST_MANAGER");
    assert_eq!(bob.refusal("memberRightsSet", give(&second, &["PAY"])).await, "RIGHT_MISSING");
    assert_eq!(bob.refusal("memberRemove", json!({ "memberId": first })).await, "RIGHT_MISSING");

    ada.run("memberRightsSet", give(&second, &["MANAGE_ACCOUNT"]), "member { rights }").await;
    ada.run("memberRemove", json!({ "memberId": first }), "member { status removedAt }").await;

    assert_eq!(viewer(&ada).await["kind"], "NEWCOMER");
    assert_eq!(bob.refusal("memberRemove", json!({ "memberId": first })).await, "MEMBER_NOT_IN_STATE");
}

/// Holds G-18: what is not given is not had, and what is taken away is gone at once.
#[story]
async fn a_member_does_what_they_have_the_right_to(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &["FILE_REQUEST"]).await;
    request_filed(&bob).await;

    let none = json!({ "memberId": member_id(&bob).await, "rights": [] });
    ada.run("memberRightsSet", none, "member { rights }").await;

    let input = json!({ "title": "One more request", "description": "x".repeat(30), "idempotencyKey": app.key() });
    assert_eq!(bob.refusal("customerRequestOpen", input).await, "RIGHT_MISSING");
}

/// Holds IQ-26: what belongs to somebody else reads as not found.
#[story]
async fn accounts_and_members_of_others_do_not_exist(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let eve = account_opened(app, "eve@example.org", "Eve Stranger").await;
    let (account, member) = (account_id(&ada).await, member_id(&ada).await);
    let read = "query A($id: ID!) { account(id: $id) { name } }";
    let members = "query M($id: ID!) { members(accountId: $id) { edges { node { email } } } }";
    let node = "query N($id: ID!) { node(id: $id) { id } }";

    for (document, id, code) in [
        (read, &account, "ACCOUNT_NOT_FOUND"),
        (members, &account, "ACCOUNT_NOT_FOUND"),
        (node, &member, "MEMBER_NOT_FOUND"),
    ] {
        assert_eq!(eve.query_refused(document, json!({ "id": id })).await, code, "{document}");
        assert_eq!(app.nobody().query_refused(document, json!({ "id": id })).await, "UNAUTHENTICATED");
        app.operator().query(document, json!({ "id": id })).await;
    }
    assert_eq!(ada.query_refused(read, json!({ "id": member })).await, "INPUT_INVALID");
    let take = json!({ "memberId": member, "rights": [] });
    assert_eq!(eve.refusal("memberRightsSet", take).await, "MEMBER_NOT_FOUND");
    assert_eq!(eve.refusal("memberRemove", json!({ "memberId": member })).await, "MEMBER_NOT_FOUND");
    assert_eq!(eve.refusal("accountClose", json!({ "accountId": account })).await, "ACCOUNT_NOT_FOUND");
}

/// Holds MKT-04.
#[story]
async fn a_suspended_account_begins_nothing_new(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let olga = app.operator();
    let input = json!({ "accountId": account_id(&ada).await, "reason": "two complaints" });
    let request = || json!({ "title": "One more request", "description": "x".repeat(30), "idempotencyKey": app.key() });

    assert_eq!(ada.refusal("accountSuspend", input.clone()).await, "RIGHT_MISSING");
    let blank = with(input.clone(), "reason", json!(" "));
    assert_eq!(olga.refusal("accountSuspend", blank).await, "INPUT_INVALID");
    olga.run("accountSuspend", input.clone(), "account { status suspendReason }").await;
    assert_eq!(olga.refusal("accountSuspend", input.clone()).await, "ACCOUNT_NOT_IN_STATE");

    assert_eq!(viewer(&ada).await["account"]["status"], "SUSPENDED");
    assert_eq!(ada.refusal("customerRequestOpen", request()).await, "ACCOUNT_SUSPENDED");
    olga.run("accountReinstate", input, "account { status }").await;
    ada.run("customerRequestOpen", request(), "customerRequest { id }").await;
}

/// Holds IQ-30.
#[story]
async fn an_account_closes_when_no_work_runs_and_no_money_is_on_its_way(app: &App) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "1000.00").await;
    let close = json!({ "accountId": account_id(&expert).await });

    assert_eq!(expert.refusal("accountClose", close.clone()).await, "ENGAGEMENTS_OPEN");
    bill_agreed(&customer, &expert, &work.engagement, "400.00").await;
    let complete = json!({ "engagementId": work.engagement });
    expert.run("engagementComplete", complete, "engagement { status }").await;
    assert_eq!(expert.refusal("accountClose", close).await, "ACCOUNT_HAS_OPEN_MONEY");

    paid_to(&expert, GOOD).await;
    app.advance_to("2027-03-04T11:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("390.00", "PAID")]);
    for person in [customer, expert] {
        let close = json!({ "accountId": account_id(&person).await });
        let closed = person.run("accountClose", close, "account { status }").await;
        assert_eq!(closed["account"]["status"], "CLOSED");
    }
}

#[story]
async fn a_closed_account_is_only_read(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let close = json!({ "accountId": account_id(&ada).await });

    ada.run("accountClose", close.clone(), "account { status closedAt }").await;

    assert_eq!(viewer(&ada).await["account"]["status"], "CLOSED");
    assert_eq!(ada.refusal("accountClose", close).await, "ACCOUNT_NOT_IN_STATE");
    let invitation = json!({ "email": "bob@example.org", "name": "Bob", "idempotencyKey": app.key() });
    assert_eq!(ada.refusal("memberInvite", invitation).await, "ACCOUNT_NOT_IN_STATE");
}

/// Holds IQ-12 and G-01.
#[story]
async fn staff_are_appointed_by_staff_and_are_never_experts(app: &App) {
    active_expert(app, "ada@example.org", "Ada Lovelace").await;
    let sam = staff_appointed(app, "sam@operator.example", &["REVIEW_REGISTRATIONS"]).await;
    let appoint = |email: &str| json!({ "email": email, "name": "X", "rights": [], "idempotencyKey": app.key() });

    assert_eq!(viewer(&sam).await["staffMember"]["rights"], json!(["REVIEW_REGISTRATIONS"]));
    let olga = app.operator();
    assert_eq!(olga.refusal("staffAppoint", appoint("ada@example.org")).await, "STAFF_NEVER_EXPERT");
    assert_eq!(olga.refusal("staffAppoint", appoint("sam@operator.example")).await, "STAFF_NOT_IN_STATE");
    assert_eq!(sam.refusal("staffAppoint", appoint("tim@operator.example")).await, "RIGHT_MISSING");
    let alone = app.person_without_second_factor("olga@operator.example");
    assert_eq!(alone.refusal("staffAppoint", appoint("tim@operator.example")).await, "MFA_REQUIRED");
}

/// Holds IQ-12.
#[story]
async fn somebody_always_appoints_staff(app: &App) {
    let olga = app.operator();
    let sam = staff_appointed(app, "sam@operator.example", &["REVIEW_TAX_FORMS"]).await;
    let dismiss = |viewer: &Value| json!({ "staffId": viewer["staffMember"]["id"] });
    let (first, second) = (dismiss(&viewer(&olga).await), dismiss(&viewer(&sam).await));

    assert_eq!(olga.refusal("staffDismiss", first).await, "LAST_MANAGER");
    olga.run("staffDismiss", second.clone(), "staffMember { status rights }").await;

    assert_eq!(viewer(&sam).await["kind"], "NEWCOMER");
    assert_eq!(olga.refusal("staffDismiss", second).await, "STAFF_NOT_IN_STATE");
    let nobody = json!({ "staffId": "stf_00000000000070008000000000000000" });
    assert_eq!(olga.refusal("staffDismiss", nobody).await, "STAFF_NOT_FOUND");
    let staff = olga.query("{ staff { edges { node { email status } } } }", json!({})).await;
    assert_eq!(staff["staff"]["edges"].as_array().unwrap().len(), 2);
}
