//! What is coming: to an expert, and for the operator to pay.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person, Statements,
    steps::{
        accounts::{member_joined, staff_appointed},
        experts::certified_expert,
        forecast::{codes, payout_plan, upcoming},
        money::{bill_agreed, bill_submitted, booked, payment_method_added},
        payouts::{GOOD, agreed, collected, paid_monthly, paid_to},
        work::{people, work_agreed},
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("-").to_owned()
}

/// Of each payout to come: run, stage and amount.
fn told(payouts: &[Value]) -> Vec<(String, String, String)> {
    let of = |payout: &Value| (text(&payout["runOn"]), text(&payout["stage"]), text(&payout["amount"]["amount"]));
    payouts.iter().map(of).collect()
}

fn row(run_on: &str, stage: &str, amount: &str) -> (String, String, String) {
    (run_on.to_owned(), stage.to_owned(), amount.to_owned())
}

/// Holds IQ-30, IQ-31 and IQ-32, for an expert: all that is to come, soonest first, by how sure it is.
#[story]
async fn an_expert_sees_what_is_coming_and_how_sure_it_is(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let first = collected(&customer, &expert, &engagement, "100.00").await; // Wednesday, 3 March, 09:00.
    let second = bill_agreed(&customer, &expert, &engagement, "200.00").await;
    let third = bill_submitted(&expert, &engagement, "300.00").await;

    let coming = upcoming(&expert).await;
    let expected = [
        row("2027-03-03", "CERTAIN", "97.50"),
        row("2027-03-08", "EXPECTED", "195.00"),  // From Thursday to Saturday.
        row("2027-03-17", "UNDECIDED", "292.50"), // Approved on Saturday, and collected by Tuesday's last second.
    ];
    let bills: Vec<_> =
        coming.iter().map(|payout| payout["bills"]["edges"][0]["node"]["paymentRequest"]["id"].clone()).collect();
    assert_eq!(bills, [&first, &second, &third].map(|id| json!(id)));
    assert_eq!(told(&coming), expected);
    assert_eq!(coming[0]["arrival"], json!({ "earliest": "2027-03-04", "latest": "2027-03-05" }));
    assert_eq!(coming[1]["earliestRunOn"], "2027-03-04");
    assert_eq!(coming[2]["bills"]["edges"][0]["node"]["assumes"], json!(["APPROVED_BY_SILENCE"]));

    app.advance_to("2027-03-03T22:00:00Z").await;
    assert_eq!(told(&upcoming(&expert).await)[0], row("2027-03-03", "IN_TRANSIT", "97.50"));
    expert.run("payoutPause", json!({ "currency": "USD" }), "payoutPreference { isPaused }").await;
    let coming = upcoming(&expert).await;
    let stages: Vec<_> = coming.iter().map(|payout| (text(&payout["runOn"]), text(&payout["stage"]))).collect();
    let paused = [("2027-03-03", "IN_TRANSIT"), ("-", "UNDECIDED"), ("-", "BLOCKED")];
    assert_eq!(stages, paused.map(|(run, stage)| (run.to_owned(), stage.to_owned())));
    assert_eq!(codes(&coming[2]["bills"]["edges"][0]["node"]["blockers"]), ["NOT_COLLECTED", "PAYOUTS_PAUSED"]);
    expert.run("payoutResume", json!({ "currency": "USD" }), "payoutPreference { isPaused }").await;
    app.advance(DAY * 20).await;
    assert!(upcoming(&expert).await.is_empty());
}

/// Lists are paged, those within them too, and their cursors are good for nothing else.
#[story]
async fn what_is_coming_is_read_page_by_page(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    for _ in 0..3 {
        bill_agreed(&customer, &expert, &engagement, "10.00").await;
    }
    app.advance(DAY).await;
    let last = bill_submitted(&expert, &engagement, "10.00").await;

    let page = "query U($first: Int, $after: String, $bills: String) { upcomingPayouts(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor } edges { cursor node { amount { amount }
            bills(first: 2, after: $bills) { pageInfo { hasNextPage } edges { cursor node { paymentRequest { id } } } } } } } }";
    let first = expert.query(page, json!({ "first": 1 })).await["upcomingPayouts"].clone();
    assert_eq!(
        (&first["pageInfo"]["hasNextPage"], &first["edges"][0]["node"]["amount"]["amount"]),
        (&json!(true), &json!("29.25"))
    );
    let bills = &first["edges"][0]["node"]["bills"];
    assert_eq!((bills["edges"].as_array().unwrap().len(), &bills["pageInfo"]["hasNextPage"]), (2, &json!(true)));
    let rest = json!({ "first": 1, "bills": bills["edges"][1]["cursor"] });
    let rest = expert.query(page, rest).await["upcomingPayouts"]["edges"][0]["node"]["bills"].clone();
    assert_eq!((rest["edges"].as_array().unwrap().len(), &rest["pageInfo"]["hasNextPage"]), (1, &json!(false)));

    let second = json!({ "first": 1, "after": first["pageInfo"]["endCursor"] });
    let second = expert.query(page, second).await["upcomingPayouts"].clone();
    assert_eq!(second["pageInfo"]["hasNextPage"], json!(false));
    assert_eq!(second["edges"][0]["node"]["bills"]["edges"][0]["node"]["paymentRequest"]["id"], json!(last));

    let swapped = json!({ "after": bills["edges"][1]["cursor"] });
    assert_eq!(expert.query_refused(page, swapped).await, "INPUT_INVALID");
    assert_eq!(expert.query_refused(page, json!({ "first": 101 })).await, "INPUT_INVALID");
    let biller = member_joined(&expert, "bea@example.org", "Bea Biller", &["BILL"]).await;
    assert_eq!(biller.query_refused(page, json!({})).await, "RIGHT_MISSING");
    assert_eq!(app.operator().query_refused(page, json!({})).await, "RIGHT_MISSING");
}

/// Two experts in a marketplace of many states, one paid daily and one monthly: bills that come in time, late, never,
/// by an answer that was lost, and bills that nobody decides.
async fn many_states(app: &App) -> (Person<'_>, Person<'_>) {
    let (customer, ada, card) = people(app).await;
    let grace = certified_expert(app, "grace@example.org", "Grace Hopper", "GRACE-1").await;
    paid_to(&ada, GOOD).await;
    paid_monthly(&grace, 15).await;
    paid_to(&grace, GOOD).await;
    for expert in [&ada, &grace] {
        for (tender, token) in [
            ("CARD", "sandbox_card_ok"),
            ("CARD", "sandbox_card_declined"),
            ("CARD", "sandbox_card_timeout"),
            ("ACH", "sandbox_ach_ok"),
            ("NET_TERMS", "sandbox_terms_late"),
        ] {
            let method = payment_method_added(&customer, tender, Some(token)).await;
            let work = work_agreed(&customer, expert, &method, "900.00").await;
            bill_agreed(&customer, expert, &work.engagement, "123.45").await;
            bill_submitted(expert, &work.engagement, "33.33").await;
        }
    }
    let work = work_agreed(&customer, &ada, &card, "5000.00").await;
    bill_agreed(&customer, &ada, &work.engagement, "400.00").await;
    app.sweep().await;
    (ada, grace)
}

/// Holds IQ-30 and section 6.3: on no day is a cent without a reason, or is the operator told another sum than the
/// books owe. What the experts are told is what the operator is told.
#[story]
async fn every_unpaid_cent_has_a_reason_on_every_day(app: &App) {
    let (ada, grace) = many_states(app).await;
    let mut seen = BTreeSet::new();
    for day in 0..18 {
        if day == 5 {
            ada.run("payoutPause", json!({ "currency": "USD" }), "payoutPreference { isPaused }").await;
        }
        if day == 8 {
            ada.run("payoutResume", json!({ "currency": "USD" }), "payoutPreference { isPaused }").await;
        }
        app.every_cent_is_told().await;
        let staff = payout_plan(&app.operator()).await;
        let planned = staff["payouts"]["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone());
        let planned: Vec<_> = planned.collect();
        seen.extend(planned.iter().map(|payout| text(&payout["stage"])));
        seen.extend(staff["blocked"].as_array().unwrap().iter().map(|blocked| text(&blocked["code"])));
        let of_experts = [upcoming(&ada).await, upcoming(&grace).await].concat();
        assert_eq!(by_run(&planned), by_run(&of_experts), "on day {day}");
        app.advance(DAY).await;
    }
    let expected = ["CERTAIN", "CHARGE_UNRESOLVED", "COLLECTION_OVERDUE", "EXPECTED", "IN_TRANSIT", "PAYOUTS_PAUSED"];
    assert!(expected.iter().all(|stage| seen.contains(*stage)), "{seen:?}");
}

/// Run, stage and cents of what has a run and is approved.
fn by_run(payouts: &[Value]) -> BTreeMap<(String, String), i64> {
    let mut sums = BTreeMap::new();
    for payout in payouts.iter().filter(|payout| payout["runOn"].is_string() && payout["stage"] != "UNDECIDED") {
        let cents: i64 = text(&payout["amount"]["amount"]).replace('.', "").parse().unwrap();
        *sums.entry((text(&payout["runOn"]), text(&payout["stage"]))).or_insert(0) += cents;
    }
    sums
}

/// What leaves the bank on which day, and what is stuck: for finance staff.
#[story]
async fn the_operator_sees_what_leaves_and_what_is_stuck(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let grace = certified_expert(app, "grace@example.org", "Grace Hopper", "GRACE-1").await;
    paid_to(&expert, GOOD).await;
    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
    let work = work_agreed(&customer, &grace, &card, "500.00").await;
    bill_agreed(&customer, &grace, &work.engagement, "200.00").await; // She named no bank account.
    collected(&customer, &expert, &engagement, "100.00").await;
    bill_agreed(&customer, &expert, &engagement, "40.00").await;

    let plan = payout_plan(&app.operator()).await;
    let usd = |amount: &str| json!({ "amount": amount });
    let totals = json!([{
        "currency": "USD", "inTransit": usd("0.00"), "available": usd("292.50"), "unfunded": usd("39.00"),
        "blocked": usd("195.00"),
    }]);
    assert_eq!(plan["totals"], totals);
    assert_eq!((booked(app, "expert_available").await, booked(app, "expert_unfunded").await), (-29_250, -3_900));
    let payout = |run_on: &str, earliest: &str, stage: &str, amount: &str, (from, to): (&str, &str)| {
        json!({ "node": {
            "runOn": run_on, "earliestRunOn": earliest, "currency": "USD", "rail": "NACHA", "stage": stage,
            "payeeCount": 1, "amount": usd(amount), "arrival": { "earliest": from, "latest": to },
        } })
    };
    let expected = json!([
        payout("2027-03-03", "2027-03-03", "CERTAIN", "97.50", ("2027-03-04", "2027-03-05")),
        payout("2027-03-08", "2027-03-04", "EXPECTED", "39.00", ("2027-03-05", "2027-03-10")),
    ]);
    assert_eq!(plan["payouts"]["edges"], expected);
    let stuck = json!({ "amount": "195.00", "currency": "USD" });
    assert_eq!(plan["blocked"], json!([{ "code": "NO_VERIFIED_PAYOUT_METHOD", "payeeCount": 1, "amount": stuck }]));

    app.advance_to("2027-03-03T22:00:00Z").await;
    let plan = payout_plan(&app.operator()).await;
    let sent = payout("2027-03-03", "2027-03-03", "IN_TRANSIT", "97.50", ("2027-03-04", "2027-03-05"));
    assert_eq!(plan["payouts"]["edges"][0], sent);

    let query = "query P { payoutPlan { at } }";
    let auditor = staff_appointed(app, "amy@operator.example", &["READ_AUDIT"]).await;
    assert_eq!(auditor.query_refused(query, json!({})).await, "RIGHT_MISSING");
    assert_eq!(expert.query_refused(query, json!({})).await, "RIGHT_MISSING");
    let without_factor = app.person_without_second_factor("olga@operator.example");
    assert_eq!(without_factor.query_refused(query, json!({})).await, "MFA_REQUIRED");
    assert_eq!(app.nobody().query_refused(query, json!({})).await, "UNAUTHENTICATED");
}

/// No statement a row: the lists and the forecasts of twelve bills take as many statements as those of three.
#[tokio::test]
async fn more_bills_take_no_more_statements() {
    for backend in support::backends().await {
        let counted = Statements::default();
        let Some(app) = App::start_watched(backend, counted.watch()).await else { continue };
        let (few, many) = statements(&app, &counted).await;
        println!("statements on {backend:?}: {few:?}, and with four times the bills {many:?}");
        assert_eq!(few, many, "on {backend:?}");
        app.finish().await;
    }
}

/// How many statements each document takes, of three bills and of twelve.
async fn statements(app: &App, counted: &Statements) -> ([usize; 3], [usize; 3]) {
    let (customer, expert, engagement) = agreed(app).await;
    let (staff, id) = (app.operator(), json!({ "id": engagement }));
    paid_to(&expert, GOOD).await;
    let bills = "query E($id: ID!) { engagement(id: $id) { paymentRequests(first: 100) { edges { node {
        forecast { arrival { earliest } parts { blockers { code } } } } } } } }";
    let coming = "query U { upcomingPayouts(first: 100) { edges { node { amount { amount }
        bills(first: 100) { edges { node { paymentRequest { id } blockers { code } } } } } } } }";
    let plan = "query P { payoutPlan { totals { currency } payouts(first: 100) { edges { node { runOn } } } } }";
    let taken = async |person: &Person<'_>, document: &str, variables: Value| {
        counted.least(async || person.query(document, variables.clone()).await).await.0
    };
    let all = async || {
        let bills = taken(&expert, bills, id.clone()).await;
        let (coming, plan) = (taken(&expert, coming, json!({})).await, taken(&staff, plan, json!({})).await);
        [bills, coming, plan]
    };
    let mut counts = Vec::new();
    for rounds in [1, 3] {
        for _ in 0..rounds {
            collected(&customer, &expert, &engagement, "10.00").await;
            bill_agreed(&customer, &expert, &engagement, "10.00").await;
            bill_submitted(&expert, &engagement, "10.00").await;
        }
        app.sweep().await;
        counts.push(all().await);
    }
    (counts[0], counts[1])
}
