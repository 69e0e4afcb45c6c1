//! The certifications that wait for a decision: which, how many, and for how long.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person, START,
    steps::{
        accounts::{account_opened, staff_appointed},
        experts::profile_saved,
    },
    story,
};

const QUEUE: &str = "query ($filter: CertificationReviewFilter, $first: Int, $after: String) {
    certificationReviewQueue(filter: $filter, first: $first, after: $after) {
        edges { node { id status evidence } } pageInfo { hasNextPage endCursor } } }";
const COUNTS: &str = "query ($filter: CertificationReviewFilter) { certificationReviewCounts(filter: $filter) {
    total oldestSince waitsFor { value count } issuers { value count } } }";

/// Somebody claims a certification that no registry knows, and shows evidence.
async fn before_staff(app: &App, email: &str, issuer: &str) -> Value {
    let person = account_opened(app, email, email).await;
    profile_saved(&person, "Ada Lovelace").await;
    let claim = json!({ "issuer": issuer, "externalId": email, "idempotencyKey": app.key() });
    let claim = person.run("certificationLink", claim, "certificationLink { id }").await;
    let id = claim["certificationLink"]["id"].clone();
    let review = json!({ "certificationLinkId": id, "evidence": "a scan, in file 12" });
    person.run("certificationRequestReview", review, "certificationLink { status }").await;
    id
}

async fn ids(reviewer: &Person<'_>, filter: Value) -> Vec<Value> {
    let found = reviewer.query(QUEUE, json!({ "filter": filter, "first": 100 })).await;
    let edges = found["certificationReviewQueue"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["id"].clone()).collect()
}

async fn counts(reviewer: &Person<'_>, filter: Value) -> Value {
    reviewer.query(COUNTS, json!({ "filter": filter })).await["certificationReviewCounts"].clone()
}

/// Holds IQ-19: the oldest first, in pages without gap or repeat, by every filter, each with its count.
#[story]
async fn what_waits_is_filtered_counted_and_paged(app: &App) {
    let first = before_staff(app, "ada@example.org", "ACME").await;
    app.advance(TimeDelta::days(2)).await;
    let second = before_staff(app, "grace@example.org", "acme").await;
    let third = before_staff(app, "linus@example.org", "Other").await;
    // As a registry leaves it that is out of reach.
    let unanswered = "update certification_link set state = 'claimed', evidence = null where issuer = 'Other'";
    app.try_sql(unanswered).await.unwrap();
    let olga = staff_appointed(app, "sam@operator.example", &["REVIEW_CERTIFICATIONS"]).await;

    let (mut walked, mut after) = (vec![], Value::Null);
    loop {
        let page = olga.query(QUEUE, json!({ "first": 1, "after": after })).await["certificationReviewQueue"].clone();
        walked.push(page["edges"][0]["node"]["id"].clone());
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(walked, [first.clone(), second.clone(), third.clone()]);

    let one = |value: &str, count: u32| json!({ "value": value, "count": count });
    let all = counts(&olga, json!({})).await;
    assert_eq!((&all["total"], &all["oldestSince"]), (&json!(3), &json!(START.replace('Z', "+00:00"))));
    assert_eq!(all["waitsFor"], json!([one("REGISTRY", 1), one("STAFF", 2)]));
    assert_eq!(all["issuers"], json!([one("acme", 2), one("other", 1)]));
    let day_two = "2027-03-02T09:00:00Z";
    for (filter, left) in [
        (json!({ "waitsFor": "STAFF" }), vec![first.clone(), second.clone()]),
        (json!({ "waitsFor": "REGISTRY" }), vec![third.clone()]),
        (json!({ "issuer": "Acme" }), vec![first.clone(), second.clone()]),
        (json!({ "waitingBefore": day_two }), vec![first.clone()]),
        (json!({ "issuer": "other", "waitsFor": "STAFF" }), vec![]),
    ] {
        assert_eq!(ids(&olga, filter.clone()).await, left, "{filter}");
        assert_eq!(counts(&olga, filter).await["total"], json!(left.len()));
    }
    let none = counts(&olga, json!({ "issuer": "nobody" })).await;
    assert_eq!(none, json!({ "total": 0, "oldestSince": null, "waitsFor": [], "issuers": [] }));

    let reject = json!({ "certificationLinkId": first, "reason": "not legible" });
    olga.run("certificationReject", reject, "certificationLink { status }").await;
    assert_eq!(ids(&olga, json!({})).await, [second, third]);
}

/// Bad input: a filter that no text can be, a page of nothing, a cursor of another list.
#[story]
async fn a_filter_that_nothing_can_be_is_refused(app: &App) {
    let olga = app.operator();
    for asked in [
        json!({ "filter": { "issuer": "a\u{0}b" } }),
        json!({ "filter": { "issuer": " " } }),
        json!({ "first": 0 }),
        json!({ "after": "ZGFjN1Jldmlld1F1ZXVlOjE" }),
    ] {
        assert_eq!(olga.query_refused(QUEUE, asked.clone()).await, "INPUT_INVALID", "{asked}");
    }
}
