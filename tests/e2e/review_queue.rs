//! The reviewers' queue, and a day of theirs.

use chrono::TimeDelta;
use serde_json::{Value, json};
use server::fill_queue;
use support::{
    App, Database, Person, data_dir,
    steps::{
        accounts::account_opened,
        experts::happened,
        tax::{complete_answers, dac7_approved, dac7_handed_in, dac7_saved, dac7_submitted},
    },
    story,
};

const QUEUE: &str = "query ($filter: Dac7ReviewFilter, $first: Int, $after: String) {
    dac7ReviewQueue(filter: $filter, first: $first, after: $after) {
        edges { node { id version doubts } } pageInfo { hasNextPage endCursor } } }";
const COUNTS: &str = "query ($filter: Dac7ReviewFilter) { dac7ReviewCounts(filter: $filter) {
    total clean overdue statuses { value count } countries { value count } kinds { value count } doubts { value count } } }";
const OUTCOMES: &str = "outcomes { dac7FormId isApproved isProposed errors { code } }";

/// One page of the queue: its forms, and the cursor of the next.
async fn page(reviewer: &Person<'_>, filter: &Value, first: u32, after: &Value) -> (Vec<Value>, Value) {
    let asked = json!({ "filter": filter, "first": first, "after": after });
    let page = reviewer.query(QUEUE, asked).await["dac7ReviewQueue"].clone();
    let next =
        if page["pageInfo"]["hasNextPage"] == true { page["pageInfo"]["endCursor"].clone() } else { Value::Null };
    (page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect(), next)
}

async fn ids(reviewer: &Person<'_>, filter: Value) -> Vec<Value> {
    page(reviewer, &filter, 100, &Value::Null).await.0.iter().map(|form| form["id"].clone()).collect()
}

async fn counts(reviewer: &Person<'_>, filter: Value) -> Value {
    reviewer.query(COUNTS, json!({ "filter": filter })).await["dac7ReviewCounts"].clone()
}

async fn approved_together(reviewer: &Person<'_>, ids: &[Value]) -> Vec<Value> {
    let payload = reviewer.run("dac7FormsApprove", json!({ "dac7FormIds": ids }), OUTCOMES).await;
    payload["outcomes"].as_array().unwrap().clone()
}

/// Three forms: a clean one, one that leaves two doubts a day later, and a new version of an approved one.
async fn three(app: &App) -> [String; 3] {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let eve = account_opened(app, "eve@example.org", "Eve Doubtful").await;
    let cleo = account_opened(app, "cleo@example.org", "Cleo Changing").await;
    dac7_approved(&cleo, &app.operator()).await;
    let clean = dac7_submitted(&ada).await;
    app.advance(TimeDelta::days(1)).await;
    let mut answers = complete_answers(&eve);
    answers["accountHolder"] = json!("Charles Babbage");
    answers["holderReason"] = json!("My husband's account.");
    answers["address"]["country"] = json!("FR");
    answers["address"]["postalCode"] = json!("75004");
    let doubtful = dac7_saved(&eve, answers).await;
    dac7_handed_in(&eve, &doubtful).await;
    let changed = dac7_submitted(&cleo).await;
    [clean, doubtful, changed]
}

/// Holds IQ-42: the oldest first, in pages without gap or repeat, by every filter, each with its count.
#[story]
async fn the_queue_is_filtered_counted_and_paged(app: &App) {
    let [clean, doubtful, changed] = three(app).await.map(Value::from);
    let olga = app.operator();
    olga.run("dac7FormReview", json!({ "dac7FormId": doubtful }), "dac7Form { status }").await;

    let all = [clean.clone(), doubtful.clone(), changed.clone()];
    assert_eq!(ids(&olga, json!({})).await, all);
    let (mut walked, mut after) = (vec![], Value::Null);
    loop {
        let (forms, next) = page(&olga, &json!({}), 1, &after).await;
        walked.extend(forms.iter().map(|form| form["id"].clone()));
        after = next;
        if after.is_null() {
            break;
        }
    }
    assert_eq!(walked, all);
    for (filter, left) in [
        (json!({ "status": "IN_REVIEW" }), vec![&doubtful]),
        (json!({ "country": "FR" }), vec![&doubtful]),
        (json!({ "doubt": "HOLDER_DIFFERS" }), vec![&doubtful]),
        (json!({ "clean": true }), vec![&clean, &changed]),
        (json!({ "kind": "CHANGE" }), vec![&changed]),
        (json!({ "submittedBefore": "2027-03-02T00:00:00Z" }), vec![&clean]),
        (json!({ "clean": true, "kind": "FIRST" }), vec![&clean]),
        (json!({ "status": "APPROVED", "clean": false }), vec![]),
    ] {
        let found = ids(&olga, filter.clone()).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), left, "{filter}");
        assert_eq!(counts(&olga, filter.clone()).await["total"], left.len(), "{filter}");
    }
    let count = |value: &str, count: u32| json!({ "value": value, "count": count });
    let expected = json!({
        "total": 3, "clean": 2, "overdue": 0,
        "statuses": [count("SUBMITTED", 2), count("IN_REVIEW", 1)],
        "countries": [count("DE", 2), count("FR", 1)],
        "kinds": [count("FIRST", 2), count("CHANGE", 1)],
        "doubts": [
            count("ADDRESS_OUTSIDE_RESIDENCES", 1), count("HOLDER_DIFFERS", 1), count("TIN_FROM_ELSEWHERE", 1)
        ],
    });
    assert_eq!(counts(&olga, Value::Null).await, expected);
    app.advance_to("2027-03-10T09:00:00Z").await;
    assert_eq!(counts(&olga, Value::Null).await["overdue"], 3);
    let unknown = json!({ "filter": { "country": "XX" } });
    assert_eq!(olga.query_refused(QUEUE, unknown).await, "INPUT_INVALID");
}

/// Holds IQ-42: together only what leaves no doubt; one that is refused holds up no other; each is audited.
#[story]
async fn forms_are_approved_together_and_each_for_itself(app: &App) {
    let [clean, doubtful, changed] = three(app).await;
    let olga = app.operator();
    let nobodys = "dac_0195506f8a0070008000000000000000";
    let all: Vec<_> = [nobodys, &doubtful, &clean, &changed].map(Value::from).to_vec();

    let outcome = |id: &str, codes: &[&str]| {
        let errors: Vec<_> = codes.iter().map(|code| json!({ "code": code })).collect();
        json!({ "dac7FormId": id, "isApproved": codes.is_empty(), "isProposed": false, "errors": errors })
    };
    let expected = [
        outcome(nobodys, &["DAC7_FORM_NOT_FOUND"]),
        outcome(&doubtful, &["CHECKS_OPEN"]),
        outcome(&clean, &[]),
        outcome(&changed, &[]),
    ];
    assert_eq!(approved_together(&olga, &all).await, expected);
    for form in [&clean, &changed] {
        let kinds: Vec<_> = happened(app, form).await.into_iter().map(|(kind, _)| kind).collect();
        assert!(kinds.contains(&"dac7_form.approved".to_owned()), "{kinds:?}");
    }
    assert_eq!(approved_together(&olga, &[json!(clean)]).await[0]["errors"][0]["code"], "DAC7_FORM_NOT_IN_STATE");
    assert_eq!(ids(&olga, json!({})).await, [json!(doubtful)]);

    for wrong in [vec![], vec![json!(clean), json!(clean)], vec![json!("nothing")]] {
        assert_eq!(olga.refusal("dac7FormsApprove", json!({ "dac7FormIds": wrong })).await, "INPUT_INVALID");
    }
    let many = json!({ "dac7FormIds": vec![json!(clean); 101] });
    let refused = olga.mutate("dac7FormsApprove", many, OUTCOMES).await.body;
    assert_eq!(refused["errors"][0]["extensions"]["reason"], "INPUT_INVALID", "{refused}");
}

/// Holds IQ-42: nobody approves the form of their own account, among others neither.
#[story]
async fn ones_own_form_is_left_out_of_many(app: &App) {
    let [clean, ..] = three(app).await;
    let other = account_opened(app, "otto@example.org", "Otto Other").await;
    let others = dac7_submitted(&other).await;
    let appointment = json!({
        "email": "ada@example.org", "name": "Ada Lovelace", "rights": ["REVIEW_TAX_FORMS"], "idempotencyKey": app.key(),
    });
    app.operator().run("staffAppoint", appointment, "").await;

    let outcomes = approved_together(&app.person("ada@example.org"), &[json!(clean), json!(others)]).await;
    assert_eq!(outcomes[0]["errors"][0]["code"], "SELF_REVIEW");
    assert_eq!(outcomes[1]["isApproved"], true);
}

/// Holds IQ-42 and `SECOND_PERSON_REQUIRED`: with four eyes the first approval is a proposal, which counts for nothing.
#[story]
async fn with_four_eyes_a_second_reviewer_approves(app: &App) {
    let four_eyes = app.beside_with_second_reviewer().await;
    let [clean, ..] = three(app).await;
    let rita = json!({
        "email": "rita@operator.example", "name": "Rita", "rights": ["REVIEW_TAX_FORMS"], "idempotencyKey": app.key(),
    });
    app.operator().run("staffAppoint", rita, "").await;
    let (olga, rita) = (four_eyes.operator(), four_eyes.person("rita@operator.example"));

    let proposed = approved_together(&olga, &[json!(clean)]).await;
    assert_eq!(proposed, [json!({ "dac7FormId": clean, "isApproved": false, "isProposed": true, "errors": [] })]);
    let read = "query ($id: ID!) { dac7Form(id: $id) { status proposedBy approvedAt } }";
    let form = rita.query(read, json!({ "id": clean })).await["dac7Form"].clone();
    assert_eq!((&form["status"], &form["approvedAt"]), (&json!("IN_REVIEW"), &Value::Null));
    assert!(form["proposedBy"].as_str().unwrap().starts_with("stf_"), "{form}");
    let one = json!({ "dac7FormId": clean });
    assert_eq!(olga.refusal("dac7FormApprove", one.clone()).await, "SECOND_PERSON_REQUIRED");

    let approved = rita.run("dac7FormApprove", one, "dac7Form { status proposedBy }").await["dac7Form"].clone();
    assert_eq!(approved, json!({ "status": "APPROVED", "proposedBy": null }));
    let kinds: Vec<_> = happened(app, &clean).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds[kinds.len() - 2..], ["dac7_form.approval_proposed", "dac7_form.approved"]);
}

/// Holds IQ-42: what a new version changes, with every number masked.
#[story]
async fn a_version_tells_what_it_changes(app: &App) {
    let cleo = account_opened(app, "cleo@example.org", "Cleo Changing").await;
    dac7_approved(&cleo, &app.operator()).await;
    let residences = json!([{ "country": "DE", "tin": "73026179858" }]);
    let change = json!({ "taxResidences": residences, "accountHolder": "Cleo", "idempotencyKey": app.key() });
    let second = dac7_saved(&cleo, change).await;

    let query = "query ($id: ID!) { dac7Form(id: $id) { differences { field before after } } }";
    let told = app.operator().query(query, json!({ "id": second })).await["dac7Form"]["differences"].clone();
    let expected = json!([
        { "field": "TAX_RESIDENCES", "before": "DE *******3953", "after": "DE *******9858" },
        { "field": "ACCOUNT_HOLDER", "before": "Ada Lovelace", "after": "Cleo" },
    ]);
    assert_eq!(told, expected);
}

/// A day of an admin's: of a morning's forms the clean ones are cleared with fewer than ten calls, and the rest one by one.
#[story]
async fn a_mornings_queue_is_cleared_in_a_few_calls(database: &Database) {
    const FORMS: u32 = 200;
    let progress = indicatif::ProgressBar::hidden();
    let lying = Box::pin(fill_queue(database.url().to_owned(), data_dir().path(), FORMS, &progress)).await.unwrap();
    let app = App::open(database.url()).await;
    let olga = app.operator();
    assert_eq!(lying.values().sum::<u32>(), FORMS);
    let waiting = lying["SUBMITTED"] + lying["IN_REVIEW"];
    let before = counts(&olga, Value::Null).await;
    assert_eq!(before["total"], waiting);
    let clean = before["clean"].as_u64().unwrap();
    assert!(clean > 100, "more than one page and one command hold: {before:#}");
    assert!(before["overdue"].as_u64().unwrap() > 0, "{before:#}");

    let mut calls = 0;
    loop {
        let forms = ids(&olga, json!({ "clean": true })).await;
        calls += 1;
        if forms.is_empty() {
            break;
        }
        let outcomes = approved_together(&olga, &forms).await;
        calls += 1;
        assert!(outcomes.iter().all(|outcome| outcome["isApproved"] == true), "{outcomes:#?}");
    }
    assert!(calls < 10, "{calls} calls");
    let left = counts(&olga, Value::Null).await;
    assert_eq!((&left["total"], &left["clean"]), (&json!(u64::from(waiting) - clean), &json!(0)));

    for form in page(&olga, &json!({}), 100, &Value::Null).await.0 {
        let decided = json!({ "dac7FormId": form["id"], "acceptedDoubts": form["doubts"] });
        olga.run("dac7FormApprove", decided, "dac7Form { status }").await;
    }
    assert_eq!(counts(&olga, Value::Null).await["total"], 0);
    app.finish().await;
}
