//! What members find in their inbox, and by what mail they are written of it.

use std::sync::Arc;

use rails::DrawerMailer;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{member_id, member_joined},
        letters::{letters, subjects},
        money::{bill_declined, bill_submitted},
        work::{CUSTOMER, EXPERT, people, work_agreed},
    },
    story,
};

const INBOX: &str = "query I($filter: MyNotificationsFilter, $first: Int, $after: String) {
    myUnreadNotificationCount
    myNotifications(filter: $filter, first: $first, after: $after) {
        edges { node { id kind topic about title text at readAt } } pageInfo { hasNextPage endCursor } } }";
const PREFERENCES: &str = "{ myNotificationPreferences { topic mail isRequired } }";
const DIGEST: &str = "What is new for you";
/// A minute before eight in the morning of Berlin, where the accounts are, and eight.
const ALMOST_MORNING: &str = "2027-03-02T06:59:00Z";
const MORNING: &str = "2027-03-02T07:00:00Z";

async fn inbox(person: &Person<'_>, filter: Value) -> Vec<Value> {
    let found = person.query(INBOX, json!({ "filter": filter, "first": 100 })).await;
    let edges = found["myNotifications"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

fn titles(inbox: &[Value]) -> Vec<&str> {
    inbox.iter().map(|told| told["title"].as_str().unwrap()).collect()
}

async fn unread(person: &Person<'_>) -> Value {
    person.query(INBOX, json!({})).await["myUnreadNotificationCount"].clone()
}

async fn read(person: &Person<'_>, told: &Value, and_earlier: bool) -> Value {
    let input = json!({ "notificationId": told["id"], "andEarlier": and_earlier });
    person.run("notificationMarkRead", input, "notification { id readAt }").await["notification"].clone()
}

async fn wants(person: &Person<'_>, topic: &str, mail: &str) {
    let input = json!({ "topic": topic, "mail": mail });
    person.run("notificationPreferenceSet", input, "notificationPreference { mail }").await;
}

/// A customer and an expert at work, of whose bills two are declined.
async fn two_bills_declined(app: &App) -> (Person<'_>, Person<'_>, [String; 2]) {
    let (customer, expert, method) = people(app).await;
    let work = work_agreed(&customer, &expert, &method, "1000.00").await;
    let bills = [
        bill_submitted(&expert, &work.engagement, "195.00").await,
        bill_submitted(&expert, &work.engagement, "200.00").await,
    ];
    for bill in &bills {
        bill_declined(&customer, bill).await;
    }
    (customer, expert, bills)
}

/// Holds G-24, without any post: each finds what the others did, and nobody what they did themselves.
#[story]
async fn an_inbox_has_what_concerns_its_reader(app: &App) {
    let (customer, expert, [first, second]) = two_bills_declined(app).await;
    let colleague = member_joined(&expert, "cleo@expert.example", "Cleo", &["VIEW_MONEY"]).await;
    app.sweep().await;
    app.sweep().await;

    let told = inbox(&customer, json!({})).await;
    assert_eq!(
        titles(&told),
        ["You have a bill", "You have a bill", "You have a proposal", "An expert answered your request"]
    );
    let told = inbox(&expert, json!({ "topics": ["BILLS"] })).await;
    assert_eq!(titles(&told), ["Your bill was declined", "Your bill was declined"]);
    assert_eq!([&told[1]["about"], &told[0]["about"]], [&first, &second]);
    assert_eq!((&told[0]["kind"], &told[0]["topic"]), (&json!("payment_request.declined"), &json!("BILLS")));
    let text = told[0]["text"].as_str().unwrap();
    assert!(text.contains("over 200.00 USD was declined") && text.contains("This is not what we agreed."), "{text}");
    assert_eq!(
        titles(&inbox(&colleague, json!({ "topics": ["BILLS"] })).await),
        Vec::<&str>::new(),
        "who may not bill"
    );
}

/// What is read stays read, at the instant at which it was; others have inboxes of their own.
#[story]
async fn what_is_read_stays_read(app: &App) {
    let (customer, expert, _) = two_bills_declined(app).await;
    app.sweep().await;
    let told = inbox(&customer, json!({})).await;
    assert_eq!(unread(&customer).await, told.len());

    let first_read = read(&customer, &told[1], false).await["readAt"].clone();
    assert_eq!(unread(&customer).await, told.len() - 1);
    assert_eq!(
        expert.refusal("notificationMarkRead", json!({ "notificationId": told[0]["id"] })).await,
        "NOTIFICATION_NOT_FOUND"
    );
    app.advance(chrono::TimeDelta::hours(1)).await;
    let last_read = read(&customer, &told[0], true).await["readAt"].clone();

    assert_eq!(unread(&customer).await, 0);
    assert_eq!(inbox(&customer, json!({ "unread": true })).await, Vec::<Value>::new());
    assert_eq!(unread(&expert).await, inbox(&expert, json!({})).await.len(), "the expert has read nothing");
    let now = inbox(&customer, json!({})).await;
    assert_ne!(first_read, last_read);
    assert_eq!((&now[0]["readAt"], &now[1]["readAt"], &now[2]["readAt"]), (&last_read, &first_read, &last_read));
}

/// Pages of any size come to the whole, and a cursor of another list is refused.
#[story]
async fn an_inbox_is_read_page_by_page(app: &App) {
    let (customer, ..) = two_bills_declined(app).await;
    app.sweep().await;
    let whole = inbox(&customer, json!({})).await;
    let (mut paged, mut after) = (vec![], Value::Null);
    loop {
        let page = customer.query(INBOX, json!({ "first": 1, "after": after })).await["myNotifications"].clone();
        paged.push(page["edges"][0]["node"].clone());
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(paged, whole);
    assert_eq!(customer.query_refused(INBOX, json!({ "after": "ZGVhZGxpbmVzOng" })).await, "INPUT_INVALID");
}

/// Who wants one letter a day gets one in the morning of their own time zone, about what they have not read by then,
/// however many processes look.
#[story]
async fn who_wants_a_digest_is_written_in_the_morning(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, method) = people(&app).await;
    let work = work_agreed(&customer, &expert, &method, "1000.00").await;
    wants(&expert, "BILLS", "DAILY").await;
    for amount in ["195.00", "200.00", "205.00"] {
        bill_declined(&customer, &bill_submitted(&expert, &work.engagement, amount).await).await;
    }
    app.sweep().await;
    let before = subjects(&app, EXPERT).await;
    assert!(!before.iter().any(|subject| subject == "Your bill was declined"), "{before:?}");
    read(&expert, &inbox(&expert, json!({ "topics": ["BILLS"] })).await[1], false).await;

    app.advance_to(ALMOST_MORNING).await;
    assert_eq!(subjects(&app, EXPERT).await, before);
    let other = app.beside_with_post(Arc::new(DrawerMailer)).await;
    app.advance_without_sweeps(support::instant(MORNING) - app.now()).await;
    tokio::join!(app.sweep(), other.sweep());
    app.advance_to("2027-03-04T09:00:00Z").await;

    let written = letters(&app, EXPERT).await;
    let digests: Vec<_> = written.iter().filter(|letter| letter["subject"] == DIGEST).collect();
    assert_eq!(digests.len(), 1, "one, and none on the next days");
    let text = digests[0]["text"].as_str().unwrap();
    assert_eq!(text.matches("– Your bill was declined").count(), 2, "{text}");
    assert!(!inbox(&expert, json!({})).await.iter().any(|told| told["title"] == DIGEST), "it sums the inbox up");
}

/// Who wants no mail about a topic gets none, and the others' go on; what has consequences is written at once.
#[story]
async fn who_wants_no_mail_gets_none(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, method) = people(&app).await;
    wants(&customer, "BILLS", "NEVER").await;
    let work = work_agreed(&customer, &expert, &method, "1000.00").await;
    bill_submitted(&expert, &work.engagement, "195.00").await;
    app.advance_to(MORNING).await;

    assert!(titles(&inbox(&customer, json!({})).await).contains(&"You have a bill"));
    let told = subjects(&app, CUSTOMER).await;
    assert_eq!(told, ["An expert answered your request", "You have a proposal"]);
    for topic in ["ACCOUNT", "TAX"] {
        let refused = customer.refused("notificationPreferenceSet", json!({ "topic": topic, "mail": "DAILY" })).await;
        assert_eq!(refused["code"], "NOTIFICATION_MAIL_REQUIRED");
    }

    wants(&customer, "BILLS", "AT_ONCE").await;
    bill_submitted(&expert, &work.engagement, "200.00").await;
    app.sweep().await;
    assert_eq!(subjects(&app, CUSTOMER).await.last().unwrap(), "You have a bill");
}

/// A process without a post fills the inboxes and takes no letter away from one that has a post, nor a digest.
#[story]
async fn letters_wait_for_a_process_with_a_post(app: &App) {
    let (customer, expert, method) = people(app).await;
    wants(&expert, "BILLS", "DAILY").await;
    let work = work_agreed(&customer, &expert, &method, "1000.00").await;
    bill_declined(&customer, &bill_submitted(&expert, &work.engagement, "195.00").await).await;
    app.advance_to("2027-03-01T18:00:00Z").await;
    assert_eq!(titles(&inbox(&expert, json!({ "topics": ["BILLS"] })).await), ["Your bill was declined"]);
    assert_eq!(subjects(app, CUSTOMER).await, Vec::<String>::new());

    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    app.sweep().await;
    let told = subjects(&app, CUSTOMER).await;
    assert_eq!(told, ["An expert answered your request", "You have a proposal", "You have a bill"]);
    app.advance_to(MORNING).await;
    assert_eq!(subjects(&app, EXPERT).await.last().unwrap(), DIGEST);
}

/// Every topic is listed with what holds, and staff have none.
#[story]
async fn what_one_wants_can_be_read(app: &App) {
    let (customer, ..) = people(app).await;
    wants(&customer, "MESSAGES", "DAILY").await;
    wants(&customer, "MESSAGES", "NEVER").await;

    let found = customer.query(PREFERENCES, json!({})).await["myNotificationPreferences"].clone();
    let of = |topic: &str| found.as_array().unwrap().iter().find(|told| told["topic"] == topic).unwrap().clone();
    assert_eq!(of("MESSAGES"), json!({ "topic": "MESSAGES", "mail": "NEVER", "isRequired": false }));
    assert_eq!(of("BILLS"), json!({ "topic": "BILLS", "mail": "AT_ONCE", "isRequired": false }));
    assert_eq!(of("TAX"), json!({ "topic": "TAX", "mail": "AT_ONCE", "isRequired": true }));
    assert_eq!(app.operator().query(PREFERENCES, json!({})).await["myNotificationPreferences"], json!([]));
}

/// Whoever has left is not written, and the sweep is done with them.
#[story]
async fn who_has_left_gets_no_digest(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, method) = people(&app).await;
    let cleo = member_joined(&expert, "cleo@expert.example", "Cleo", &["BILL"]).await;
    wants(&cleo, "BILLS", "DAILY").await;
    let work = work_agreed(&customer, &expert, &method, "1000.00").await;
    bill_declined(&customer, &bill_submitted(&expert, &work.engagement, "195.00").await).await;
    app.sweep().await;
    assert_eq!(titles(&inbox(&cleo, json!({ "topics": ["BILLS"] })).await), ["Your bill was declined"]);
    let remove = json!({ "memberId": member_id(&cleo).await });
    expert.run("memberRemove", remove, "member { id }").await;
    app.advance_to("2027-03-03T09:00:00Z").await;

    let told = subjects(&app, "cleo@expert.example").await;
    assert!(!told.iter().any(|subject| subject == DIGEST), "{told:?}");
    let waiting = app.rows("select 1 from notification where digest_at is not null").await;
    assert!(waiting.is_empty(), "nothing is left to be done");
}
