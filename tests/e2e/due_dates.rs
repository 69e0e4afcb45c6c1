//! One list over every clock: what happens to which thing, and when, for a party its own, for staff all.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        experts::{applicant, submitted},
        money::bill_submitted,
        work::{people, work_agreed},
    },
    story,
};

const DEADLINES: &str = "query D($kinds: [DeadlineKind!], $first: Int, $after: String) {
    deadlines(kinds: $kinds, first: $first, after: $after) {
        edges { cursor node { kind dueAt effect rule subjectId } } pageInfo { hasNextPage endCursor } } }";

async fn deadlines(person: &Person<'_>, kinds: Value) -> Vec<Value> {
    let asked = json!({ "kinds": kinds, "first": 100 });
    let list = person.query(DEADLINES, asked).await["deadlines"]["edges"].as_array().unwrap().clone();
    list.into_iter().map(|edge| edge["node"].clone()).collect()
}

/// What is told of a deadline beside its instant.
fn told(deadline: &Value) -> (String, String, String) {
    let text = |field: &str| deadline[field].as_str().unwrap().to_owned();
    (text("kind"), text("dueAt"), text("subjectId"))
}

/// Holds G-30 and IQ-31: both sides see when silence decides, and only who pays sees when money is taken.
#[story]
async fn a_party_sees_the_clocks_of_its_own_things(app: &App) {
    let (carol, ada, card) = people(app).await;
    let work = work_agreed(&carol, &ada, &card, "1000.00").await;
    let bill = bill_submitted(&ada, &work.engagement, "100.00").await;

    let silence = ("SILENCE_APPROVES".to_owned(), "2027-03-11T09:00:00+00:00".to_owned(), bill);
    let ends = ("CERTIFICATION_ENDS".to_owned(), "2029-01-16T00:00:00+00:00".to_owned());
    let of_ada: Vec<_> = deadlines(&ada, Value::Null).await.iter().map(told).collect();
    assert_eq!(of_ada[0], silence);
    assert!(of_ada.iter().any(|(kind, due_at, _)| (kind, due_at) == (&ends.0, &ends.1)), "{of_ada:?}");
    assert!(of_ada.is_sorted_by_key(|(_, due_at, _)| due_at.clone()));
    let of_carol = deadlines(&carol, Value::Null).await;
    assert_eq!(of_carol.iter().map(told).collect::<Vec<_>>(), [silence], "the customer has no other clock");
    assert_eq!(
        (&of_carol[0]["effect"], &of_carol[0]["rule"]),
        (&json!("The bill is approved by silence."), &json!("G-30"))
    );
    assert_eq!(deadlines(&app.operator(), json!(["SILENCE_APPROVES"])).await, of_carol);

    app.advance(TimeDelta::days(10)).await;
    let kinds = async |person: &Person<'_>| {
        let all = deadlines(person, json!(["SILENCE_APPROVES", "COLLECTION_TRIED", "CHARGE_OVERDUE"])).await;
        all.iter().map(|deadline| told(deadline).0).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&ada).await, ["CHARGE_OVERDUE"], "silence has spoken");
    assert_eq!(kinds(&carol).await.last().unwrap(), "CHARGE_OVERDUE");
    assert!(deadlines(&app.person("new@example.org"), Value::Null).await.is_empty());
    assert_eq!(app.nobody().query_refused(DEADLINES, json!({})).await, "UNAUTHENTICATED");
}

/// What staff have to review is due when the day is over, and comes in its place among the instants.
#[story]
async fn pages_of_any_size_make_the_same_list(app: &App) {
    let (carol, ada, card) = people(app).await;
    let work = work_agreed(&carol, &ada, &card, "1000.00").await;
    for amount in ["1.00", "2.00", "3.00"] {
        bill_submitted(&ada, &work.engagement, amount).await;
    }
    for n in 0..3 {
        let expert = applicant(app, &format!("new{n}@example.org"), "Somebody New").await;
        submitted(&expert).await;
    }
    let olga = app.operator();
    let whole = deadlines(&olga, Value::Null).await;
    let kinds = |kind: &str| whole.iter().filter(|deadline| deadline["kind"] == kind).count();
    assert_eq!((kinds("SILENCE_APPROVES"), kinds("DAC7_REVIEW_OVERDUE"), kinds("IDENTITY_CALL_REQUIRED")), (3, 3, 3));
    let review = whole.iter().find(|deadline| deadline["kind"] == "DAC7_REVIEW_OVERDUE").unwrap();
    assert_eq!(review["dueAt"], "2027-03-09T00:00:00+00:00", "the fifth business day is over");

    for size in [1, 2, 5] {
        let (mut paged, mut after) = (vec![], Value::Null);
        loop {
            let asked = json!({ "first": size, "after": after });
            let page = olga.query(DEADLINES, asked).await["deadlines"].clone();
            paged.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(paged, whole, "pages of {size}");
    }
    let foreign = json!({ "after": "ZGVhZGxpbmVzOng" });
    assert_eq!(olga.query_refused(DEADLINES, foreign).await, "INPUT_INVALID");
}

/// The sweeps whose clocks are not in the list, and why.
const UNLISTED: [(&str, &str); 17] = [
    ("certification_notice_due", "a letter before the end that is listed"),
    ("credential_status_due", "the machine's own look at a list"),
    ("us_tax_form_notice_due", "a letter before the end that is listed"),
    ("unresolved_charges", "the machine's own question"),
    ("refund_send_due", "the machine's own errand"),
    ("unresolved_refunds", "the machine's own question"),
    ("payout_run_due", "the forecast of payouts tells it"),
    ("bank_files_due", "the forecast of payouts tells it"),
    ("hand_overs_due", "the machine's own errand"),
    ("stale_files", "an alert to staff"),
    ("bank_lines_due", "the machine's own look at what the bank told"),
    ("send_due", "the forecast of payouts tells it"),
    ("unresolved_disbursements", "the machine's own question"),
    ("staff_digest_due", "every morning"),
    ("notification_digest_due", "every morning"),
    ("letters_due", "the machine's own post"),
    ("upload_discard_due", "what nobody used"),
];
/// The sweeps that act on what is listed. An invitation ends without one.
const LISTED: [&str; 19] = [
    "certification_expiry_due",
    "identity_check_due",
    "activation_alarm_due",
    "company_review_due",
    "dac7_review_due",
    "dac7_reconfirmation_due",
    "dac7_expiry_due",
    "us_tax_form_expiry_due",
    "due_diligence_due",
    "proposal_expiry_due",
    "cancellation_due",
    "scheduled_bill_due",
    "auto_approve_due",
    "dispute_due",
    "complaint_due",
    "collect_due",
    "charge_overdue_due",
    "charge_reminder_due",
    "payout_method_review_due",
];

/// A new clock is listed, or it says here why nobody has to see it.
#[test]
fn every_clock_is_listed_or_says_why_not() {
    let source = include_str!("../../crates/marketplace/src/sweeps/mod.rs");
    let declared = source.split_once("\ndeadlines! {").unwrap().1.split_once('}').unwrap().0;
    let mut declared: Vec<_> = declared.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let mut known: Vec<_> = LISTED.into_iter().chain(UNLISTED.map(|(name, _)| name)).collect();
    declared.sort_unstable();
    known.sort_unstable();
    assert_eq!(declared, known);
    assert_eq!(marketplace::DeadlineKind::ALL.len(), LISTED.len() + 1, "and the end of invitations");
}
