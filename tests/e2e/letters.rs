//! Whom an installation writes, what, and through which post.

use std::sync::Arc;

use chrono::TimeDelta;
use events::MailProblem;
use rails::{DrawerMailer, SmtpMailer};
use serde_json::json;
use support::{
    App, MailSink, Post,
    steps::{
        accounts::{account_opened, member_invited, staff_appointed},
        experts::{applicant, call_required, calls_offered, certified_expert, identity_check_of, submitted},
        letters::{letters, subjects},
        money::{bill_declined, bill_submitted},
        tax::dac7_forms_approved,
        work::{CUSTOMER, EXPERT, people, work_agreed},
    },
    story,
};

/// Somebody whom a letter is written at once.
const GRACE: &str = "grace@example.org";
/// What staff are written in the morning, if anything waits.
const DIGEST: &str = "What waits for you today";

/// Holds scenario 1: who does not answer in 14 days is written once, and staff are written once after 21.
#[story]
async fn an_expert_is_written_at_every_step_of_the_registration(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let expert = applicant(&app, "ada@example.org", "Ada Lovelace").await;
    submitted(&expert).await;
    app.advance(TimeDelta::days(2)).await;
    dac7_forms_approved(&app.operator()).await;
    app.advance(TimeDelta::days(40)).await;
    app.sweep().await;

    let told = subjects(&app, "ada@example.org").await;
    assert_eq!(told, ["Your DAC7 form is approved", "Please book a video call"]);
    let told = subjects(&app, "olga@operator.example").await;
    let at_once: Vec<_> = told.iter().filter(|subject| *subject != DIGEST).collect();
    assert_eq!(at_once, ["A registration waits for too long"]);
}

/// A busy day is one letter to each, of what their rights are about; a day without work is none, and what was missed is
/// told once.
#[story]
async fn staff_are_written_once_a_day_what_waits_for_them(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    staff_appointed(&app, "tess@operator.example", &["REVIEW_TAX_FORMS"]).await;
    staff_appointed(&app, "fred@operator.example", &["MANAGE_FEES"]).await;
    app.advance_to("2027-03-02T08:00:00Z").await;
    assert_eq!(subjects(&app, "tess@operator.example").await, Vec::<String>::new());
    let ada = applicant(&app, "ada@example.org", "Ada Lovelace").await;
    submitted(&ada).await;
    app.advance_to("2027-03-02T20:00:00Z").await;
    applicant(&app, "eve@example.org", "Eve").await;

    app.advance_to("2027-03-03T05:59:59Z").await;
    assert_eq!(subjects(&app, "tess@operator.example").await, Vec::<String>::new());
    let (one, other) = (app.beside_with_post(Arc::new(DrawerMailer)).await, app.beside().await);
    app.advance_without_sweeps(TimeDelta::hours(3)).await;
    tokio::join!(one.sweep(), other.sweep());
    one.sweep().await;

    let tess = letters(&app, "tess@operator.example").await;
    assert_eq!(tess.len(), 1);
    assert_eq!(tess[0]["subject"], DIGEST);
    let text = tess[0]["text"].as_str().unwrap();
    assert!(text.contains("\n2 DAC7 forms wait for review, the oldest for a day.\n"), "{text}");
    let olga = letters(&app, "olga@operator.example").await;
    let text = olga[0]["text"].as_str().unwrap();
    let all = "1 registration waits for review, for a day. 2 DAC7 forms wait for review, the oldest for a day.";
    assert!(olga.len() == 1 && text.contains(all), "{text}");
    assert_eq!(subjects(&app, "fred@operator.example").await, Vec::<String>::new());

    dac7_forms_approved(&app.operator()).await;
    app.advance_without_sweeps(TimeDelta::days(3)).await;
    app.sweep().await;
    assert_eq!(subjects(&app, "tess@operator.example").await.len(), 1, "nothing waits for them");
    assert_eq!(subjects(&app, "olga@operator.example").await, [DIGEST, DIGEST], "three mornings were missed");
    app.advance_to("2027-03-07T06:00:00Z").await;
    assert_eq!(subjects(&app, "olga@operator.example").await.len(), 3);
}

/// Holds IQ-38: an expert who has to have a video call is not left waiting because nobody offers one.
#[story]
async fn staff_are_told_that_an_expert_waits_for_a_call_that_nobody_offers(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let ada = applicant(&app, "ada@example.org", "Ada Lovelace").await;
    let registration = submitted(&ada).await;
    call_required(&app, &identity_check_of(&ada, &registration).await).await;

    app.advance(TimeDelta::days(1)).await;
    let last =
        async || letters(&app, "olga@operator.example").await.last().unwrap()["text"].as_str().unwrap().to_owned();
    let wanted = "1 expert waits for a video call that nobody offers, for 21 hours.";
    assert!(last().await.contains(wanted), "{}", last().await);

    calls_offered(&app, &["2027-03-09T10:00:00Z"]).await;
    app.advance(TimeDelta::days(1)).await;
    assert!(!last().await.contains("video call"), "{}", last().await);
}

/// Holds G-24: each side is told what the other did, and nobody what they did themselves.
#[story]
async fn each_side_is_told_what_the_other_did(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, expert, method) = people(&app).await;
    let work = work_agreed(&customer, &expert, &method, "1000.00").await;
    let bill = bill_submitted(&expert, &work.engagement, "195.00").await;
    bill_declined(&customer, &bill).await;
    app.sweep().await;

    let told = subjects(&app, CUSTOMER).await;
    assert_eq!(told, ["An expert answered your request", "You have a proposal", "You have a bill"]);
    let told = letters(&app, EXPERT).await;
    let last = told.last().unwrap();
    assert_eq!(last["subject"], "Your bill was declined");
    assert!(last["text"].as_str().unwrap().contains("over 195.00 USD was declined"), "{last}");
    assert_eq!(last["status"], "SENT");
}

/// Holds invariant 12: two processes that sweep at once write and send each letter once.
#[story]
async fn two_processes_write_each_letter_once(app: &App) {
    let post = Post::answering([]);
    certified_expert(app, "ada@example.org", "Ada Lovelace", "ADA-1").await;
    let (one, other) = (app.beside_with_post(post.clone()).await, app.beside_with_post(post.clone()).await);
    tokio::join!(one.sweep(), other.sweep());
    one.sweep().await;

    let mut took = post.took();
    let sent = took.len();
    took.sort();
    took.dedup();
    let written = letters(app, "ada@example.org").await.len() + letters(app, "olga@operator.example").await.len();
    assert!(sent > 0);
    assert_eq!((took.len(), sent), (written, written));
}

/// What cannot be delivered now waits, longer each time; what never can is left to staff, who have it sent again.
#[story]
async fn a_post_that_is_down_delays_and_loses_nothing(app: &App) {
    let down = || Err(MailProblem::Unreachable("the line is dead".to_owned()));
    let post = Post::answering([down(), down(), Err(MailProblem::Refused("no such mailbox".to_owned()))]);
    let app = app.beside_with_post(post.clone()).await;
    let ada = account_opened(&app, "ada@example.org", "Ada Lovelace").await;
    member_invited(&ada, GRACE, "Grace Hopper").await;
    app.sweep().await;
    let letter = &letters(&app, GRACE).await[0];
    assert_eq!((&letter["status"], &letter["problem"]), (&json!("WAITING"), &json!("the line is dead")));

    app.advance(TimeDelta::minutes(1)).await;
    app.advance(TimeDelta::minutes(5)).await;
    let letter = letters(&app, GRACE).await.remove(0);
    assert_eq!((&letter["status"], &letter["problem"]), (&json!("UNDELIVERABLE"), &json!("no such mailbox")));
    app.advance(TimeDelta::days(3)).await;
    assert_eq!(post.took().len(), 3, "nobody tries what was refused");

    let again = json!({ "letterId": letter["id"] });
    app.operator().run("letterSendAgain", again.clone(), "letter { status }").await;
    app.sweep().await;
    assert_eq!(letters(&app, GRACE).await[0]["status"], "SENT");
    assert_eq!(app.operator().refusal("letterSendAgain", again).await, "LETTER_NOT_IN_STATE");
}

/// A worker that dies between the post and the note of its answer leaves a letter that goes out once more, under the
/// same message id; and when mail is switched on, what lies longer back stays past.
#[story]
async fn a_letter_whose_worker_died_goes_out_again_and_the_past_stays_past(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    member_invited(&ada, "old@example.org", "Old Timer").await;
    app.advance(TimeDelta::days(8)).await;
    member_invited(&ada, GRACE, "Grace Hopper").await;
    member_invited(&ada, "marie@example.org", "Marie Curie").await;
    let post = Post::answering([]);
    let app = app.beside_with_post(post.clone()).await;
    app.sweep().await;
    assert_eq!(subjects(&app, "old@example.org").await, Vec::<String>::new());
    assert_eq!(subjects(&app, GRACE).await, ["You are invited to an account"], "what happened this week");

    // As its worker left it: claimed, and the answer not noted.
    let left = "update letter set state = 'waiting', ended_at = null, attempts = 1, next_try_at = written_at";
    app.try_sql(left).await.unwrap();
    app.sweep().await;
    let took = post.took();
    assert_eq!((took.len(), &took[..2]), (4, &took[2..]));
}

/// Holds G-24 over SMTP: what a post of others reads is what was written.
#[story]
async fn letters_go_through_a_post_of_others(app: &App) {
    let Some(mut sink) = MailSink::start().await else { return };
    let post = SmtpMailer::new(&sink.url, "Guildhall <post@operator.example>").unwrap();
    let app = app.beside_with_post(Arc::new(post)).await;

    let ada = account_opened(&app, "ada@example.org", "Ada Lovelace").await;
    member_invited(&ada, GRACE, "Grace Hopper").await;
    app.sweep().await;
    app.advance(TimeDelta::minutes(1)).await;

    let message = sink.message().await;
    let letter = &letters(&app, GRACE).await[0];
    assert_eq!(message["sender"], "post@operator.example");
    assert_eq!(message["recipients"], json!([GRACE]));
    assert_eq!(message["to"], "Grace Hopper <grace@example.org>");
    assert_eq!(message["id"], format!("<{}@operator.example>", letter["id"].as_str().unwrap()));
    assert_eq!((&message["auto"], &message["defects"]), (&json!("auto-generated"), &json!([])));
    assert_eq!((&message["subject"], &letter["status"]), (&letter["subject"], &json!("SENT")));
    for part in ["text", "html"] {
        let arrived = message[part].as_str().unwrap().replace("\r\n", "\n");
        assert_eq!(arrived.trim(), letter[part].as_str().unwrap().trim(), "{part}");
    }

    member_invited(&ada, "nobody@example.org", "Nobody").await;
    app.sweep().await;
    let refused = &letters(&app, "nobody@example.org").await[0];
    assert_eq!(refused["status"], "UNDELIVERABLE");
    assert!(refused["problem"].as_str().unwrap().contains("no such mailbox"), "{refused}");
    sink.stop().await;
}
