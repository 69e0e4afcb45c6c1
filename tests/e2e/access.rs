//! Experts in customers' accounts: who is let in, how far and how long, and what the customer reads of it.

use std::sync::Arc;

use chrono::TimeDelta;
use rails::DrawerMailer;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        access::{
            access_activity, access_activity_page, access_given, access_grant, access_input, access_requested,
            access_status, session_input, session_opened,
        },
        accounts::member_joined,
        experts::{active_expert, certification_confirmed, certified, profile_saved},
        letters::subjects,
        money::{approval_input, bill_agreed, bill_submitted, final_bill_submitted, payment_method_added},
        work::{self, CUSTOMER, EXPERT, LIST, customer, people, request_filed, response_input, work_agreed},
    },
    story,
};

fn on(grant: &str) -> Value {
    json!({ "accessGrantId": grant })
}

/// A colleague of the expert's who may ask to be let in, and is certified for nothing.
async fn colleague<'a>(expert: &Person<'a>) -> Person<'a> {
    let bob = member_joined(expert, "bob@example.org", "Bob", &["REQUEST_ACCESS", "SPEAK_AS_INDIVIDUAL"]).await;
    profile_saved(&bob, "Bob").await;
    bob
}

/// Holds G-16.
#[story]
async fn there_are_nine_levels_and_everybody_reads_what_they_mean(app: &App) {
    let read = app.nobody().query("{ accessLevels { name description includes } }", json!({})).await;
    let levels = read["accessLevels"].as_array().unwrap().clone();

    let names: Vec<_> = levels.iter().map(|level| level["name"].as_str().unwrap()).collect();
    let nine = [
        "AdministratorAccess",
        "Billing",
        "DatabaseAdministrator",
        "NetworkAdministrator",
        "PowerUserAccess",
        "SecurityAudit",
        "SupportUser",
        "SystemAdministrator",
        "ViewOnlyAccess",
    ];
    assert_eq!(names, nine);
    assert!(levels.iter().all(|level| !level["description"].as_str().unwrap().is_empty()));
    assert_eq!(levels[5]["includes"], json!(["ViewOnlyAccess"]));

    app.marketplace.install_defaults().await.unwrap();
    let again = app.nobody().query("{ accessLevels { name description includes } }", json!({})).await;
    assert_eq!(again, read, "a second start changes nothing");
}

/// Holds IQ-16 and IQ-17: scenario 3.
#[story]
async fn a_colleagues_certification_opens_the_requests_and_no_customers_account(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let bob = colleague(&ada).await;
    request_filed(&customer).await;

    let listed = bob.query(LIST, json!({})).await;
    assert!(!listed["customerRequests"]["edges"].as_array().unwrap().is_empty(), "the account's gate is open");
    let refused = bob.refused("accessGrantRequest", access_input(&bob, &work.engagement, "ViewOnlyAccess")).await;
    assert_eq!((&refused["code"], &refused["rule"]), (&json!("CERT_REQUIRED_PERSONAL"), &json!("IQ-17")));

    certification_confirmed(&bob, "2029-01-15").await;
    let grant = access_requested(&bob, &work.engagement, "ViewOnlyAccess").await;
    assert_eq!(access_grant(&customer, &grant).await["personName"], "Bob");
}

/// Holds G-16, G-33 and X19.
#[story]
async fn the_customer_gives_what_was_asked_for_or_less_and_never_more(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let payer = member_joined(&customer, "pia@example.org", "Pia", &["ACCEPT", "PAY"]).await;
    let grant = access_requested(&ada, &work.engagement, "SecurityAudit").await;

    let seen = access_grant(&customer, &grant).await;
    assert_eq!((&seen["status"], &seen["level"]), (&json!("REQUESTED"), &json!("SecurityAudit")));
    assert_eq!(seen["purpose"], "To look at the machines under the desk.");
    assert_eq!(payer.refusal("accessGrantApprove", on(&grant)).await, "RIGHT_MISSING");
    let password = app.person_without_second_factor(CUSTOMER);
    assert_eq!(password.refusal("accessGrantApprove", on(&grant)).await, "MFA_REQUIRED");
    let giving = |level: &str| json!({ "accessGrantId": grant, "level": level });
    for (level, code) in [
        ("AdministratorAccess", "ACCESS_LEVEL_TOO_HIGH"),
        ("Billing", "ACCESS_LEVEL_TOO_HIGH"),
        ("RootAccess", "ACCESS_LEVEL_UNKNOWN"),
        ("", "ACCESS_LEVEL_UNKNOWN"),
    ] {
        assert_eq!(customer.refusal("accessGrantApprove", giving(level)).await, code, "{level}");
    }

    customer.run("accessGrantApprove", giving("ViewOnlyAccess"), "accessGrant { status }").await;
    let seen = access_grant(&ada, &grant).await;
    assert_eq!((&seen["status"], &seen["givenLevel"]), (&json!("APPROVED"), &json!("ViewOnlyAccess")));
    let opened = session_opened(&ada, &grant, 15).await;
    assert_eq!(opened["session"]["level"], "ViewOnlyAccess");
    assert_eq!(customer.refusal("accessGrantDecline", on(&grant)).await, "ACCESS_GRANT_ALREADY_DECIDED");
    assert_eq!(ada.refusal("accessGrantWithdraw", on(&grant)).await, "ACCESS_GRANT_ALREADY_DECIDED");
}

/// Holds G-16: what is not asked for rightly is not asked for.
#[story]
async fn access_is_asked_for_at_a_level_with_a_purpose_and_for_work_that_goes_on(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let asking = |field: &str, value: Value| {
        let mut input = access_input(&ada, &work.engagement, "Billing");
        input[field] = value;
        input
    };
    for (field, value, code) in [
        ("level", json!("Root"), "ACCESS_LEVEL_UNKNOWN"),
        ("purpose", json!(" "), "INPUT_INVALID"),
        ("purpose", json!("p".repeat(501)), "INPUT_INVALID"),
        ("engagementId", json!("engagement"), "INPUT_INVALID"),
        ("idempotencyKey", json!(""), "IDEMPOTENCY_KEY_MISSING"),
    ] {
        assert_eq!(ada.refusal("accessGrantRequest", asking(field, value)).await, code, "{field}");
    }
    let input = access_input(&customer, &work.engagement, "Billing");
    assert_eq!(customer.refusal("accessGrantRequest", input).await, "ENGAGEMENT_NOT_FOUND");
    let same = access_input(&ada, &work.engagement, "Billing");
    let selection = "accessGrant { id }";
    let first = ada.run("accessGrantRequest", same.clone(), selection).await["accessGrant"].clone();
    assert_eq!(ada.run("accessGrantRequest", same, selection).await["accessGrant"], first, "sent twice is asked once");

    let last = final_bill_submitted(&ada, &work.engagement, "10.00").await;
    let waiting = access_requested(&ada, &work.engagement, "Billing").await;
    customer.run("paymentRequestApprove", approval_input(&customer, &last), "paymentRequest { status }").await;
    let refused = ada.refused("accessGrantRequest", access_input(&ada, &work.engagement, "Billing")).await;
    assert_eq!(refused["code"], "ENGAGEMENT_NOT_ACTIVE");
    let seen = access_grant(&ada, &waiting).await;
    assert_eq!((&seen["status"], &seen["endCause"]), (&json!("WITHDRAWN"), &json!("ENGAGEMENT_OVER")));
}

/// Holds G-33 and G-36: one side takes back, the other declines and takes away, and says why.
#[story]
async fn each_side_ends_it_in_its_own_way(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let because = |grant: &str, reason: &str| json!({ "accessGrantId": grant, "reason": reason });

    let withdrawn = access_requested(&ada, &work.engagement, "Billing").await;
    ada.run("accessGrantWithdraw", on(&withdrawn), "accessGrant { status }").await;
    assert_eq!(customer.refusal("accessGrantApprove", on(&withdrawn)).await, "ACCESS_GRANT_NOT_IN_STATE");

    let declined = access_requested(&ada, &work.engagement, "Billing").await;
    let long = because(&declined, &"r".repeat(501));
    assert_eq!(customer.refusal("accessGrantDecline", long).await, "INPUT_INVALID");
    customer.run("accessGrantDecline", because(&declined, "Not yet."), "accessGrant { status }").await;
    let seen = access_grant(&ada, &declined).await;
    assert_eq!((&seen["status"], &seen["reason"]), (&json!("DECLINED"), &json!("Not yet.")));

    let revoked = access_given(&customer, &ada, &work.engagement, "Billing").await;
    assert_eq!(ada.refusal("accessGrantRevoke", on(&revoked)).await, "ACCESS_GRANT_NOT_FOUND");
    session_opened(&ada, &revoked, 15).await;
    customer.run("accessGrantRevoke", because(&revoked, "Found it."), "accessGrant { status }").await;
    let seen = access_grant(&ada, &revoked).await;
    assert_eq!((&seen["status"], &seen["reason"]), (&json!("REVOKED"), &json!("Found it.")));
    let input = session_input(&ada, &revoked, 15);
    assert_eq!(ada.refusal("accessSessionOpen", input).await, "ACCESS_GRANT_NOT_IN_STATE");
    assert_eq!(customer.refusal("accessGrantRevoke", on(&revoked)).await, "ACCESS_GRANT_NOT_IN_STATE");
}

/// Holds G-33 and G-36: the named person alone goes in, for a while, and the same key leads to the same session.
#[story]
async fn a_session_is_one_persons_and_short_and_opened_once_under_one_key(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let bob = colleague(&ada).await;
    let grant = access_given(&customer, &ada, &work.engagement, "Billing").await;
    for person in [&bob, &customer] {
        let input = session_input(person, &grant, 15);
        assert_eq!(person.refusal("accessSessionOpen", input).await, "ACCESS_GRANT_NOT_FOUND");
    }
    for minutes in [-1, 0, 14, 61] {
        let input = session_input(&ada, &grant, minutes);
        assert_eq!(ada.refusal("accessSessionOpen", input).await, "INPUT_INVALID", "{minutes}");
    }

    let (input, selection) = (session_input(&ada, &grant, 30), "access { credentials session { id openedAt endsAt } }");
    let first = ada.run("accessSessionOpen", input.clone(), selection).await["access"].clone();
    app.advance(TimeDelta::minutes(29)).await;
    let beside = app.beside().await;
    let again = beside.person(EXPERT).run("accessSessionOpen", input.clone(), selection).await["access"].clone();
    assert_eq!(again, first, "credentials for the same session, with the same end");
    let mut stolen = input.clone();
    stolen["minutes"] = json!(31);
    assert_eq!(ada.refusal("accessSessionOpen", stolen).await, "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(bob.refusal("accessSessionOpen", input.clone()).await, "ACCESS_GRANT_NOT_FOUND");
    app.advance(TimeDelta::minutes(1)).await;
    assert_eq!(ada.refusal("accessSessionOpen", input).await, "ACCESS_SESSION_OVER");

    let sessions = access_activity(&customer, &grant).await;
    let sessions: Vec<_> = sessions.iter().filter(|line| !line["session"].is_null()).collect();
    assert_eq!(sessions.len(), 1, "{sessions:?}");
}

/// Holds G-33: the customer reads every change and every session, page by page, and so do staff who audit.
#[story]
async fn the_customer_reads_what_became_of_the_access(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let payer = member_joined(&customer, "pia@example.org", "Pia", &["ACCEPT", "PAY"]).await;
    let grant = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let first = session_opened(&ada, &grant, 15).await["session"].clone();
    app.advance(TimeDelta::minutes(20)).await;
    session_opened(&ada, &grant, 60).await;
    app.advance(TimeDelta::minutes(5)).await;
    customer.run("accessGrantRevoke", on(&grant), "accessGrant { status }").await;

    let lines = access_activity(&customer, &grant).await;
    let told = |line: &Value| (line["kind"].as_str().unwrap().to_owned(), line["byName"].as_str().unwrap().to_owned());
    let expected = [
        ("access_grant.requested", "Ada Lovelace"),
        ("access_grant.approved", "Carol Customer"),
        ("access_grant.session_opened", "Ada Lovelace"),
        ("access_grant.session_opened", "Ada Lovelace"),
        ("access_grant.revoked", "Carol Customer"),
    ];
    assert_eq!(lines.iter().map(told).collect::<Vec<_>>(), expected.map(|(kind, by)| (kind.into(), by.into())));
    assert_eq!(lines[2]["session"], first, "it was over before");
    assert_eq!(lines[3]["session"]["endsAt"], lines[4]["at"], "it ended with the grant");
    assert_eq!(access_activity(&app.operator(), &grant).await, lines);

    let (mut paged, mut after) = (vec![], None);
    loop {
        let page = access_activity_page(&customer, &grant, 2, after.as_ref()).await;
        let edges = page["edges"].as_array().unwrap().clone();
        after = edges.last().map(|edge| edge["cursor"].clone());
        paged.extend(edges.into_iter().map(|edge| edge["node"].clone()));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    paged.reverse();
    assert_eq!(paged, lines);
    let document = "query A($id: ID!) { accessActivity(accessGrantId: $id) { edges { cursor } } }";
    for (person, code) in
        [(&payer, "RIGHT_MISSING"), (&ada, "ACCESS_GRANT_NOT_FOUND"), (&app.nobody(), "UNAUTHENTICATED")]
    {
        assert_eq!(person.query_refused(document, json!({ "id": grant })).await, code);
    }
    let nested = "query E($id: ID!) { engagement(id: $id) { accessGrants { edges { node { activity(first: 1) {
        edges { node { kind } } } } } } } }";
    let of = async |person: &Person<'_>| {
        let read = person.query(nested, json!({ "id": work.engagement })).await;
        read["engagement"]["accessGrants"]["edges"][0]["node"]["activity"].clone()
    };
    assert_eq!(of(&customer).await["edges"][0]["node"]["kind"], "access_grant.revoked");
    assert_eq!((of(&payer).await, of(&ada).await), (Value::Null, Value::Null));
}

/// Holds IQ-16 and IQ-17: scenario 4.
#[story]
async fn a_certification_that_expires_in_mid_work_flags_the_access_and_the_work_goes_on(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let customer = customer(&app, CUSTOMER).await;
    let ada = active_expert(&app, EXPERT, "Ada Lovelace").await;
    certified(&ada, "ADA-2").await;
    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let grant = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let waiting = access_requested(&ada, &work.engagement, "SupportUser").await;
    let request = request_filed(&customer).await;

    app.advance_to("2027-04-03T09:00:00Z").await;

    for grant in [&grant, &waiting] {
        assert_eq!(access_grant(&customer, grant).await["certificationEndedAt"], "2027-04-02T00:00:00+00:00");
    }
    assert_eq!(
        (access_status(&customer, &grant).await, access_status(&customer, &waiting).await),
        ("APPROVED".into(), "REQUESTED".into())
    );
    let refused = ada.refusal("responseSend", response_input(&ada, &request)).await;
    assert_eq!(refused, "CERT_REQUIRED_IN_ACCOUNT");
    let refused = ada.refusal("accessGrantRequest", access_input(&ada, &work.engagement, "Billing")).await;
    assert_eq!(refused, "CERT_REQUIRED_PERSONAL");
    bill_agreed(&customer, &ada, &work.engagement, "100.00").await;
    session_opened(&ada, &grant, 15).await;
    app.sweep().await;
    let told = subjects(&app, CUSTOMER).await;
    let flag = "An expert with access to your account is certified no more";
    assert_eq!(told.iter().filter(|subject| *subject == flag).count(), 2, "one each: {told:?}");
    let flagged = access_activity(&customer, &grant).await;
    assert_eq!(flagged.iter().filter(|line| line["kind"] == "access_grant.flagged").count(), 1);

    customer.run("accessGrantRevoke", on(&grant), "accessGrant { status }").await;
    assert_eq!(access_status(&ada, &grant).await, "REVOKED");
}

/// Holds IQ-17: a certification that is taken off flags too, by whomever, and not while there is another.
#[story]
async fn who_holds_another_certification_is_not_flagged(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let grant = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let flagged = async || access_grant(&customer, &grant).await["certificationEndedAt"].is_string();
    let second = certified(&ada, "ADA-2").await;

    ada.run("certificationUnlink", json!({ "certificationLinkId": second }), "certificationLink { status }").await;
    assert!(!flagged().await);
    let links = ada.query("{ certificationLinks { edges { node { id status } } } }", json!({})).await;
    let links = links["certificationLinks"]["edges"].as_array().unwrap().clone();
    let first = links.iter().find(|edge| edge["node"]["status"] == "VERIFIED").unwrap();
    let revoke = json!({ "certificationLinkId": first["node"]["id"], "reason": "A forgery." });
    app.operator().run("certificationRevoke", revoke, "certificationLink { status }").await;
    assert!(flagged().await);
}

/// Holds G-15 and G-33: scenario 13, second half. The access ends as of the instant at which the work does.
#[story]
async fn completion_ends_every_access_that_is_given_or_asked_for(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, ada, card) = people(&app).await;
    let by_hand = work_agreed(&customer, &ada, &card, "1000.00").await;
    let (given, asked) = (
        access_given(&customer, &ada, &by_hand.engagement, "Billing").await,
        access_requested(&ada, &by_hand.engagement, "SupportUser").await,
    );
    let bill = bill_submitted(&ada, &by_hand.engagement, "10.00").await;
    let complete = json!({ "engagementId": by_hand.engagement });
    assert_eq!(ada.refusal("engagementComplete", complete.clone()).await, "BILLS_PENDING");
    assert_eq!(access_status(&customer, &given).await, "APPROVED", "what is refused ends nothing");
    ada.run("paymentRequestWithdraw", json!({ "paymentRequestId": bill }), "paymentRequest { id }").await;
    ada.run("engagementComplete", complete, "engagement { status }").await;
    assert_eq!(
        (access_status(&customer, &given).await, access_status(&customer, &asked).await),
        ("AUTO_REVOKED".into(), "WITHDRAWN".into())
    );

    let by_silence = work_agreed(&customer, &ada, &card, "1000.00").await;
    let given = access_given(&customer, &ada, &by_silence.engagement, "Billing").await;
    final_bill_submitted(&ada, &by_silence.engagement, "10.00").await;
    app.advance_without_sweeps(TimeDelta::days(12)).await;
    app.sweep().await;
    let seen = access_grant(&customer, &given).await;
    assert_eq!((&seen["status"], &seen["endCause"]), (&json!("AUTO_REVOKED"), &json!("ENGAGEMENT_OVER")));
    assert_eq!(seen["endedAt"], "2027-03-11T09:00:00+00:00", "as of the end of the ten days");
    let input = session_input(&ada, &given, 15);
    assert_eq!(ada.refusal("accessSessionOpen", input).await, "ACCESS_GRANT_NOT_IN_STATE");
    let told = subjects(&app, CUSTOMER).await;
    assert!(told.contains(&"An expert's access to your account has ended".to_owned()), "{told:?}");
}

/// Holds G-33: the access is one person's, and goes with them.
#[story]
async fn who_leaves_the_experts_account_takes_no_access_along(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let bob = colleague(&ada).await;
    certification_confirmed(&bob, "2029-01-15").await;
    let own = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let given = access_given(&customer, &bob, &work.engagement, "Billing").await;
    let asked = access_requested(&bob, &work.engagement, "SupportUser").await;
    let viewer = bob.query("{ viewer { member { id } } }", json!({})).await;

    ada.run("memberRemove", json!({ "memberId": viewer["viewer"]["member"]["id"] }), "member { status }").await;

    for (grant, expected) in [(&given, "AUTO_REVOKED"), (&asked, "WITHDRAWN")] {
        let seen = access_grant(&customer, grant).await;
        assert_eq!((&seen["status"], &seen["endCause"]), (&json!(expected), &json!("PERSON_LEFT")));
    }
    assert_eq!(access_status(&customer, &own).await, "APPROVED", "the work goes on with the others");
    let input = session_input(&bob, &given, 15);
    assert_eq!(bob.refusal("accessSessionOpen", input).await, "RIGHT_MISSING", "in no account");
}

/// Holds MKT-04 and G-33: who is suspended begins nothing, and a session is a beginning.
#[story]
async fn nobody_of_a_suspended_account_goes_in_or_lets_in(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let given = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let asked = access_requested(&ada, &work.engagement, "SupportUser").await;
    let suspend = async |person: &Person<'_>| {
        let account = support::steps::accounts::account_id(person).await;
        let input = json!({ "accountId": account, "reason": "Found in review." });
        app.operator().run("accountSuspend", input, "account { status }").await;
    };

    suspend(&ada).await;
    assert_eq!(ada.refusal("accessSessionOpen", session_input(&ada, &given, 15)).await, "ACCOUNT_SUSPENDED");
    let input = access_input(&ada, &work.engagement, "Billing");
    assert_eq!(ada.refusal("accessGrantRequest", input).await, "ACCOUNT_SUSPENDED");
    suspend(&customer).await;
    assert_eq!(customer.refusal("accessGrantApprove", on(&asked)).await, "ACCOUNT_SUSPENDED");
    customer.run("accessGrantDecline", on(&asked), "accessGrant { status }").await;
    customer.run("accessGrantRevoke", on(&given), "accessGrant { status }").await;
}

/// Holds invariant 11: neither side's members see what is another's, and the lists are one's own.
#[story]
async fn access_is_seen_by_its_two_sides_and_nobody_else(app: &App) {
    let (customer, ada, card) = people(app).await;
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let grant = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let list = "query L($side: Side!) { accessGrants(side: $side) { edges { node { id } } } }";
    let listed = async |person: &Person<'_>, side: &str| {
        person.query(list, json!({ "side": side })).await["accessGrants"]["edges"].as_array().unwrap().len()
    };

    assert_eq!((listed(&customer, "CUSTOMER").await, listed(&customer, "EXPERT").await), (1, 0));
    assert_eq!((listed(&ada, "CUSTOMER").await, listed(&ada, "EXPERT").await), (0, 1));
    assert_eq!((listed(&stranger, "CUSTOMER").await, listed(&stranger, "EXPERT").await), (0, 0));
    let foreign = "query G($id: ID!) { accessGrant(id: $id) { id } }";
    assert_eq!(stranger.query_refused(foreign, json!({ "id": grant })).await, "ACCESS_GRANT_NOT_FOUND");
    assert_eq!(stranger.refusal("accessGrantRevoke", on(&grant)).await, "ACCESS_GRANT_NOT_FOUND");
}

/// Holds G-33 in the database itself.
#[story]
async fn no_row_lets_somebody_in_who_was_not(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    access_requested(&ada, &work.engagement, "Billing").await;

    for contradiction in [
        "state = 'approved'",
        "state = 'revoked', ended_at = requested_at",
        "given_level = 'Billing'",
        "level = 'Root'",
        "ended_at = requested_at",
        "reason = 'None.'",
        "customer_account_id = expert_account_id",
    ] {
        let sql = format!("update access_grant set {contradiction}");
        assert!(app.try_sql(&sql).await.is_err(), "{contradiction}");
    }
}
