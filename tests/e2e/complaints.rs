//! Complaints about the operator: whoever has an account files them, and staff owe an answer in time.

use std::sync::Arc;

use chrono::TimeDelta;
use rails::DrawerMailer;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{account_id, account_opened, member_joined, staff_appointed},
        letters::letters,
        money::{complaint_filed, complaint_input},
    },
    story,
};

const ADA: &str = "ada@example.org";
const HANDLER: &str = "hal@operator.example";
/// After 15 and 35 business days, without weekends, Good Friday and Easter Monday.
const ANSWER_DUE: &str = "2027-03-23T00:00:00+00:00";
const FINAL_DUE: &str = "2027-04-22T00:00:00+00:00";
const COMPLAINT: &str = "query C($id: ID!) { complaint(id: $id) {
    statement filedAt status answerDueAt extensionReason extendedAt answer answeredAt account { name } } }";

async fn complaint(reader: &Person<'_>, id: &str) -> Value {
    reader.query(COMPLAINT, json!({ "id": id })).await["complaint"].clone()
}

async fn queue(handler: &Person<'_>) -> Vec<String> {
    let list = handler.query("{ complaintQueue { edges { node { id } } } }", json!({})).await;
    let edges = list["complaintQueue"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect()
}

/// What time will do to complaints: when, and to which.
async fn clocks(reader: &Person<'_>) -> Vec<Value> {
    let query = "{ deadlines(kinds: [COMPLAINT_OVERDUE]) { edges { node { dueAt subjectId } } } }";
    let list = reader.query(query, json!({})).await["deadlines"]["edges"].as_array().unwrap().clone();
    list.iter().map(|edge| json!([edge["node"]["dueAt"], edge["node"]["subjectId"]])).collect()
}

/// The instants as of which staff were told that a complaint is overdue.
async fn overdue(app: &App) -> Vec<String> {
    let rows = app.rows("select at from audit_row where kind = 'complaint.overdue' order by at").await;
    let at = |row: &sea_orm::QueryResult| row.try_get::<chrono::DateTime<chrono::Utc>>("", "at").unwrap();
    rows.iter().map(|row| at(row).to_rfc3339()).collect()
}

fn extension(complaint: &str) -> Value {
    json!({ "complaintId": complaint, "reason": "Our bank looks for the transfer." })
}

fn answer(complaint: &str) -> Value {
    json!({ "complaintId": complaint, "answer": "You are right, and the fee is given back." })
}

/// Holds G-54: received, answered, and told by letter at each step.
#[story]
async fn whoever_complains_is_answered_by_letter(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let ada = account_opened(&app, ADA, "Ada Lovelace").await;
    let hal = staff_appointed(&app, HANDLER, &["HANDLE_COMPLAINTS"]).await;
    let first = complaint_filed(&ada).await;
    app.sweep().await;
    let told = letters(&app, ADA).await;
    assert_eq!(told[0]["subject"], "We have your complaint");
    let words = "You have our answer before 2027-03-23 00:00 UTC. If it takes longer, we tell you why, and you have it \
                 before 2027-04-22 00:00 UTC.";
    assert!(told[0]["text"].as_str().unwrap().contains(words), "{}", told[0]);

    app.advance(TimeDelta::days(1)).await;
    let second = complaint_filed(&ada).await;
    assert_eq!(queue(&hal).await, [first.clone(), second.clone()], "what waits longest comes first");
    let shown = complaint(&hal, &first).await;
    assert_eq!((&shown["status"], &shown["answerDueAt"]), (&json!("RECEIVED"), &json!(ANSWER_DUE)));
    assert_eq!((&shown["account"]["name"], &shown["answer"]), (&json!("Ada Lovelace"), &Value::Null));

    hal.run("complaintExtend", extension(&first), "complaint { id }").await;
    let shown = complaint(&ada, &first).await;
    assert_eq!((&shown["status"], &shown["answerDueAt"]), (&json!("EXTENDED"), &json!(FINAL_DUE)));
    assert_eq!(shown["extensionReason"], "Our bank looks for the transfer.");
    app.advance(TimeDelta::hours(1)).await;
    hal.run("complaintAnswer", answer(&first), "complaint { id }").await;
    let shown = complaint(&ada, &first).await;
    assert_eq!((&shown["status"], &shown["answerDueAt"]), (&json!("ANSWERED"), &Value::Null));
    assert_eq!(shown["answer"], "You are right, and the fee is given back.");
    assert_eq!(shown["extensionReason"], "Our bank looks for the transfer.", "it is kept");
    assert_eq!(queue(&hal).await, std::slice::from_ref(&second));
    app.sweep().await;
    let told = letters(&app, ADA).await;
    let subjects: Vec<_> = told.iter().map(|letter| letter["subject"].as_str().unwrap()).collect();
    let [received, extended, answered] =
        ["We have your complaint", "Your complaint takes longer", "Our answer to your complaint"];
    assert_eq!(subjects, [received, received, extended, answered]);
    let text = |at: usize| told[at]["text"].as_str().unwrap();
    assert!(text(2).contains("The reason given: Our bank looks for the transfer."), "{}", text(2));
    assert!(text(3).contains("You are right, and the fee is given back."), "{}", text(3));

    let mine = ada.query("{ myComplaints { edges { node { id } } } }", json!({})).await;
    assert_eq!(mine["myComplaints"]["edges"], json!([{ "node": { "id": second } }, { "node": { "id": first } }]));
}

/// Holds G-54: 15 business days, then 35 at most; staff are told once after each, as of its end.
#[story]
async fn staff_are_told_once_after_each_deadline(app: &App) {
    let ada = account_opened(app, ADA, "Ada Lovelace").await;
    let hal = staff_appointed(app, HANDLER, &["HANDLE_COMPLAINTS"]).await;
    let (silent, extended, answered) =
        (complaint_filed(&ada).await, complaint_filed(&ada).await, complaint_filed(&ada).await);
    for reader in [&ada, &hal] {
        let all = [&silent, &extended, &answered].map(|id| json!([ANSWER_DUE, id]));
        assert_eq!(clocks(reader).await, all);
    }
    app.advance_to("2027-03-22T23:59:59Z").await;
    hal.run("complaintExtend", extension(&extended), "complaint { id }").await;
    hal.run("complaintAnswer", answer(&answered), "complaint { id }").await;
    assert_eq!(overdue(app).await, [""; 0]);

    app.advance_without_sweeps(TimeDelta::days(3)).await;
    app.sweep().await;
    app.sweep().await;
    assert_eq!(overdue(app).await, [ANSWER_DUE], "the others were answered, or put off in time");
    assert_eq!(complaint(&ada, &silent).await["status"], "RECEIVED", "time answers nothing");
    assert_eq!(clocks(&ada).await, [&silent, &extended].map(|id| json!([FINAL_DUE, id])));

    app.advance_to("2027-04-21T23:59:59Z").await;
    assert_eq!(overdue(app).await, [ANSWER_DUE]);
    app.advance(TimeDelta::days(60)).await;
    assert_eq!(overdue(app).await, [ANSWER_DUE, FINAL_DUE, FINAL_DUE]);
    assert!(clocks(&hal).await.is_empty());
    assert_eq!(hal.refusal("complaintExtend", extension(&silent)).await, "DEADLINE_PASSED");
    for late in [&silent, &extended] {
        hal.run("complaintAnswer", answer(late), "complaint { id }").await;
    }
    assert!(queue(&hal).await.is_empty());
}

/// Holds G-54: who is put off late is told why all the same.
#[story]
async fn a_late_extension_is_better_than_none(app: &App) {
    let ada = account_opened(app, ADA, "Ada Lovelace").await;
    let hal = staff_appointed(app, HANDLER, &["HANDLE_COMPLAINTS"]).await;
    let late = complaint_filed(&ada).await;
    app.advance_to("2027-04-01T00:00:00Z").await;
    hal.run("complaintExtend", extension(&late), "complaint { id }").await;
    assert_eq!(hal.refusal("complaintExtend", extension(&late)).await, "COMPLAINT_NOT_IN_STATE");
    app.advance_to("2027-05-01T00:00:00Z").await;
    assert_eq!(overdue(app).await, [ANSWER_DUE, FINAL_DUE]);
    hal.run("complaintAnswer", answer(&late), "complaint { id }").await;
    assert_eq!(hal.refusal("complaintAnswer", answer(&late)).await, "COMPLAINT_ALREADY_DECIDED");
    assert_eq!(hal.refusal("complaintExtend", extension(&late)).await, "COMPLAINT_ALREADY_DECIDED");
}

/// Holds G-54 and MKT-04: everybody with an account may complain, whatever their rights, and when it is suspended.
#[story]
async fn everybody_with_an_account_may_complain(app: &App) {
    let ada = account_opened(app, ADA, "Ada Lovelace").await;
    let ben = member_joined(&ada, "ben@example.org", "Ben Colleague", &[]).await;
    let eve = account_opened(app, "eve@example.org", "Eve").await;
    let suspend = json!({ "accountId": account_id(&ada).await, "reason": "Found in review." });
    app.operator().run("accountSuspend", suspend, "account { id }").await;

    let filed = complaint_filed(&ben).await;

    assert_eq!(complaint(&ada, &filed).await["statement"], "My payout is late, and nobody says why.");
    let asked = json!({ "id": filed });
    assert_eq!(eve.query_refused(COMPLAINT, asked.clone()).await, "COMPLAINT_NOT_FOUND");
    assert_eq!(app.person("new@example.org").query_refused(COMPLAINT, asked).await, "COMPLAINT_NOT_FOUND");
    let newcomer = app.person("new@example.org");
    assert_eq!(newcomer.refusal("complaintFile", complaint_input(&newcomer)).await, "RIGHT_MISSING");
}

/// Filing twice under one key is filing once; what is empty or too long is refused, and nothing is kept.
#[story]
async fn a_complaint_is_filed_once_and_says_something(app: &App) {
    let ada = account_opened(app, ADA, "Ada Lovelace").await;
    let input = complaint_input(&ada);
    let [first, again] =
        [input.clone(), input.clone()].map(|input| ada.run("complaintFile", input, "complaint { id }"));
    let (first, again) = (first.await, again.await);
    assert_eq!(first, again);
    let mut other = input.clone();
    other["statement"] = json!("Something else.");
    assert_eq!(ada.refusal("complaintFile", other).await, "IDEMPOTENCY_KEY_REUSED");
    for statement in ["", " \n ", &"x".repeat(5_001), "a\u{0}b"] {
        let mut input = complaint_input(&ada);
        input["statement"] = json!(statement);
        let refused = ada.refused("complaintFile", input).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!("statement")));
    }
    assert_eq!(queue(&app.operator()).await.len(), 1);
    let complaint = first["complaint"]["id"].as_str().unwrap();
    let empty = json!({ "complaintId": complaint, "answer": " " });
    assert_eq!(app.operator().refusal("complaintAnswer", empty).await, "INPUT_INVALID");
}
