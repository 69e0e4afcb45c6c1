//! What customers say of experts: what comes before it is public, who reads what, and what it comes to.

use std::sync::Arc;

use rails::DrawerMailer;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{company_input, member_joined, staff_appointed},
        experts::profile_id,
        letters::subjects,
        money::bill_agreed,
        reviews::{review_input, review_published, review_removed, review_written},
        work::{self, CUSTOMER, EXPERT, people, work_agreed, work_done},
    },
    story,
};

const PAGE: &str = "query P($id: ID!, $first: Int, $after: String) { expertProfile(id: $id) {
    reviewSummary { count averageStars byStars }
    reviews(first: $first, after: $after) { edges { cursor node { id stars text publishedAt reply { text }
        wouldWorkAgain status } } pageInfo { hasNextPage } } } }";
const REVIEW: &str = "query R($id: ID!) { review(id: $id) { stars text status wouldWorkAgain removalReason removalNote
    publishedAt reply { text at } engagement { id } } }";

async fn page(reader: &Person<'_>, profile: &str) -> Value {
    reader.query(PAGE, json!({ "id": profile, "first": 100 })).await["expertProfile"].clone()
}

async fn review(reader: &Person<'_>, id: &str) -> Value {
    reader.query(REVIEW, json!({ "id": id })).await["review"].clone()
}

/// Holds IQ-24 and G-35: what has to come before a review.
#[story]
async fn a_review_is_of_work_that_is_complete_and_paid_and_there_is_one(app: &App) {
    let (customer, ada, card) = people(app).await;
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    let work = work_agreed(&customer, &ada, &card, "100.00").await;
    let write =
        async |person: &Person<'_>| person.refusal("reviewWrite", review_input(person, &work.engagement, 5)).await;
    assert_eq!(write(&customer).await, "ENGAGEMENT_NOT_COMPLETED");

    bill_agreed(&customer, &ada, &work.engagement, "50.00").await;
    let complete = json!({ "engagementId": work.engagement });
    ada.run("engagementComplete", complete, "engagement { status }").await;
    assert_eq!(write(&customer).await, "NOTHING_COLLECTED", "approved is not paid");
    assert_eq!(write(&ada).await, "OWN_ACCOUNT");
    assert_eq!(write(&stranger).await, "ENGAGEMENT_NOT_FOUND");

    app.advance(chrono::TimeDelta::days(2)).await;
    for (field, value) in
        [("stars", json!(0)), ("stars", json!(6)), ("text", json!("a".repeat(501))), ("text", json!(" "))]
    {
        let mut input = review_input(&customer, &work.engagement, 5);
        input[field] = value;
        assert_eq!(customer.refusal("reviewWrite", input).await, "INPUT_INVALID", "{field}");
    }
    let input = review_input(&customer, &work.engagement, 5);
    let first = customer.run("reviewWrite", input.clone(), "review { id status }").await["review"].clone();
    assert_eq!(first["status"], "PENDING");
    assert_eq!(customer.run("reviewWrite", input, "review { id status }").await["review"], first, "sent twice");
    assert_eq!(write(&customer).await, "ALREADY_REVIEWED");
    review_removed(&app.operator(), first["id"].as_str().unwrap(), "PROFANITY").await;
    assert_eq!(write(&customer).await, "ALREADY_REVIEWED", "also when it was removed");
}

/// Holds G-35 and invariant 11: who reads a review, and when.
#[story]
async fn staff_read_a_review_before_everybody_does(app: &App) {
    let (customer, ada, card) = people(app).await;
    let engagement = work_done(&customer, &ada, &card).await;
    let profile = profile_id(&ada).await;
    let id = review_written(&customer, &engagement, 4).await;
    let moderator = staff_appointed(app, "mona@operator.example", &["MODERATE"]).await;
    let other = staff_appointed(app, "tess@operator.example", &["REVIEW_TAX_FORMS"]).await;

    let of_engagement = "query E($id: ID!) { engagement(id: $id) { review { id } } }";
    let seen = async |person: &Person<'_>| {
        person.query(of_engagement, json!({ "id": engagement })).await["engagement"]["review"].clone()
    };
    for person in [&ada, &app.nobody(), &other] {
        assert_eq!(person.query_refused(REVIEW, json!({ "id": id })).await, "REVIEW_NOT_FOUND");
    }
    assert_eq!((seen(&ada).await, seen(&customer).await), (Value::Null, json!({ "id": id })));
    assert_eq!(page(&app.nobody(), &profile).await["reviewSummary"]["count"], 0);
    let queue = "{ reviewModerationQueue { edges { node { id text stars wouldWorkAgain } } } }";
    assert_eq!(other.query_refused(queue, json!({})).await, "RIGHT_MISSING");
    let waiting = moderator.query(queue, json!({})).await["reviewModerationQueue"]["edges"].clone();
    assert_eq!(waiting[0]["node"]["id"], json!(id));
    assert_eq!(waiting[0]["node"]["wouldWorkAgain"], true);

    moderator.run("reviewPublish", json!({ "reviewId": id }), "review { status }").await;
    let waiting = moderator.query(queue, json!({})).await["reviewModerationQueue"]["edges"].clone();
    assert_eq!(waiting, json!([]));
    assert_eq!(seen(&ada).await, json!({ "id": id }));
    for person in [&ada, &app.nobody()] {
        let read = review(person, &id).await;
        assert_eq!((&read["stars"], &read["text"]), (&json!(4), &json!("The shop runs, and we sleep.")));
        let private = ["status", "wouldWorkAgain", "removalReason", "engagement"];
        assert!(private.iter().all(|field| read[field].is_null()), "{read}");
    }
    let read = page(&app.nobody(), &profile).await;
    assert_eq!(read["reviewSummary"], json!({ "count": 1, "averageStars": "4.0", "byStars": [0, 0, 0, 1, 0] }));
    assert_eq!(read["reviews"]["edges"][0]["node"]["wouldWorkAgain"], Value::Null);
    assert_eq!(moderator.refusal("reviewPublish", json!({ "reviewId": id })).await, "REVIEW_NOT_IN_STATE");

    let remove = json!({ "reviewId": id, "reason": "CONTACT_DATA", "note": "It names a telephone." });
    moderator.run("reviewRemove", remove.clone(), "review { status }").await;
    assert_eq!(page(&app.nobody(), &profile).await["reviewSummary"]["count"], 0);
    assert_eq!(ada.query_refused(REVIEW, json!({ "id": id })).await, "REVIEW_NOT_FOUND");
    let read = review(&customer, &id).await;
    let expected = (json!("REMOVED"), json!("CONTACT_DATA"), json!("It names a telephone."));
    assert_eq!(
        (&read["status"], &read["removalReason"], &read["removalNote"]),
        (&expected.0, &expected.1, &expected.2)
    );
    assert_eq!(moderator.refusal("reviewRemove", remove).await, "REVIEW_NOT_IN_STATE");
}

/// Holds G-35 and IQ-22: one public answer, in the company's name, or in one's own where there is no company.
#[story]
async fn the_expert_answers_once_and_for_the_company_where_there_is_one(app: &App) {
    let (customer, ada, card) = people(app).await;
    let alone = member_joined(&ada, "bob@example.org", "Bob", &["SPEAK_AS_INDIVIDUAL"]).await;
    let first = review_published(&customer, &work_done(&customer, &ada, &card).await, 2).await;
    let answer = |review: &str, text: &str| json!({ "reviewId": review, "text": text });

    let pending = review_written(&customer, &work_done(&customer, &ada, &card).await, 1).await;
    assert_eq!(ada.refusal("reviewReply", answer(&pending, "Wait.")).await, "REVIEW_NOT_FOUND");
    assert_eq!(customer.refusal("reviewReply", answer(&first, "Thanks.")).await, "REVIEW_NOT_FOUND");
    for text in [" ", &"t".repeat(501)] {
        assert_eq!(ada.refusal("reviewReply", answer(&first, text)).await, "INPUT_INVALID");
    }
    alone.run("reviewReply", answer(&first, "We have mended it."), "review { reply { text } }").await;
    assert_eq!(ada.refusal("reviewReply", answer(&first, "Again.")).await, "ALREADY_REPLIED");
    assert_eq!(review(&app.nobody(), &first).await["reply"]["text"], "We have mended it.");

    ada.run("companySave", company_input(&ada, "Engines Ltd").await, "company { name }").await;
    app.operator().run("reviewPublish", json!({ "reviewId": pending }), "review { status }").await;
    assert_eq!(alone.refusal("reviewReply", answer(&pending, "Thanks.")).await, "RIGHT_MISSING");
    let company = member_joined(&ada, "eve@example.org", "Eve", &["SPEAK_AS_COMPANY"]).await;
    company.run("reviewReply", answer(&pending, "The company thanks you."), "review { reply { text } }").await;
}

/// Holds IQ-24 and G-35: the customer is invited, and everybody learns what concerns them.
#[story]
async fn each_side_is_written_what_becomes_of_a_review(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, ada, card) = people(&app).await;
    let engagement = work_done(&customer, &ada, &card).await;
    app.sweep().await;
    assert!(subjects(&app, CUSTOMER).await.contains(&"The work is complete: how was it?".to_owned()));

    let published = review_published(&customer, &engagement, 5).await;
    ada.run("reviewReply", json!({ "reviewId": published, "text": "Thank you." }), "review { id }").await;
    review_removed(&app.operator(), &published, "EXTERNAL_URL").await;
    app.sweep().await;
    let told = subjects(&app, CUSTOMER).await;
    let told = &told[told.len() - 3..];
    assert_eq!(told, ["A review is published", "The expert answered your review", "Your review was removed"]);
    let told = subjects(&app, EXPERT).await;
    assert_eq!(told.last().unwrap(), "A review is published", "the rest is not the expert's affair: {told:?}");
    assert!(!told.contains(&"The work is complete: how was it?".to_owned()));
}

/// Holds G-35: after any order of publishing and removing, what is told to be the sum is the sum of what is read, page
/// by page; and the pages hold each review once, newest first.
#[story]
async fn the_summary_is_what_the_pages_come_to(app: &App) {
    let (customer, ada, card) = people(app).await;
    let profile = profile_id(&ada).await;
    let (mut chance, staff) = (fastrand::Rng::with_seed(35), app.operator());
    let mut reviews = vec![];
    for _ in 0..12 {
        let (engagement, stars) = (work_done(&customer, &ada, &card).await, chance.i32(1..=5));
        reviews.push((review_written(&customer, &engagement, stars).await, stars, "PENDING"));
    }
    for step in 0..20 {
        let (id, _, status) = &mut reviews[chance.usize(0..12)];
        *status = match (*status, chance.bool()) {
            ("PENDING", true) => {
                staff.run("reviewPublish", json!({ "reviewId": id }), "review { id }").await;
                "PUBLISHED"
            }
            ("PENDING" | "PUBLISHED", false) => {
                review_removed(&staff, id, "PROFANITY").await;
                "REMOVED"
            }
            (same, _) => same,
        };

        let (mut read, mut after) = (vec![], Value::Null);
        let summary = loop {
            let some = app.nobody().query(PAGE, json!({ "id": profile, "first": 3, "after": after })).await;
            let some = &some["expertProfile"];
            let edges = some["reviews"]["edges"].as_array().unwrap().clone();
            after = edges.last().map_or(Value::Null, |edge| edge["cursor"].clone());
            read.extend(edges.into_iter().map(|edge| edge["node"].clone()));
            if some["reviews"]["pageInfo"]["hasNextPage"] == json!(false) {
                break some["reviewSummary"].clone();
            }
        };
        let published = reviews.iter().rev().filter(|(_, _, status)| *status == "PUBLISHED");
        let expected: Vec<_> = published.clone().map(|(id, stars, _)| (json!(id), json!(stars))).collect();
        let read: Vec<_> = read.iter().map(|review| (review["id"].clone(), review["stars"].clone())).collect();
        assert_eq!(read, expected, "after step {step}");
        let stars: Vec<_> = published.map(|(_, stars, _)| *stars).collect();
        let by_stars: Vec<_> = (1..=5).map(|of| stars.iter().filter(|stars| **stars == of).count()).collect();
        assert_eq!((&summary["count"], &summary["byStars"]), (&json!(stars.len()), &json!(by_stars)), "{step}");
        let (sum, count) = (stars.iter().sum::<i32>(), i32::try_from(stars.len()).unwrap());
        let average = (count > 0).then(|| {
            let tenths = (20 * sum + count) / (2 * count);
            format!("{}.{}", tenths / 10, tenths % 10)
        });
        assert_eq!(summary["averageStars"], json!(average));
    }
}

/// Holds G-35: of each account what was said of its own work.
#[story]
async fn what_is_said_of_one_expert_is_not_said_of_another(app: &App) {
    let (customer, ada, card) = people(app).await;
    let grace = support::steps::experts::certified_expert(app, "grace@example.org", "Grace Hopper", "GRACE-1").await;
    let (first, second) = (work_done(&customer, &ada, &card).await, work_done(&customer, &grace, &card).await);
    review_published(&customer, &first, 5).await;
    review_published(&customer, &second, 1).await;

    assert_eq!(page(&app.nobody(), &profile_id(&ada).await).await["reviewSummary"]["averageStars"], "5.0");
    assert_eq!(page(&app.nobody(), &profile_id(&grace).await).await["reviewSummary"]["averageStars"], "1.0");
}

/// Holds G-35 in the database itself.
#[story]
async fn no_row_is_a_review_that_cannot_be(app: &App) {
    let (customer, ada, card) = people(app).await;
    review_written(&customer, &work_done(&customer, &ada, &card).await, 3).await;

    for contradiction in [
        "stars = 0",
        "stars = 6",
        "text = ''",
        "state = 'published'",
        "state = 'removed'",
        "removal_reason = 'envy'",
        "reply = 'Thank you.', replied_at = written_at",
    ] {
        let sql = format!("update review set {contradiction}");
        assert!(app.try_sql(&sql).await.is_err(), "{contradiction}");
    }
}
