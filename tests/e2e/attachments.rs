//! What goes with a message: files, and a call.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::member_joined,
        experts::PORTRAIT,
        work::{contact_made, people, taking_part},
    },
    story,
};

use crate::uploads::{PDF, sees};

const MESSAGES: &str = "query C($id: ID!) { conversation(id: $id) { messages { edges { node {
    text call { link startsAt endsAt } attachments { name file { id mediaType size } } } } } } }";

async fn messages(person: &Person<'_>, conversation: &str) -> Vec<Value> {
    let found = person.query(MESSAGES, json!({ "id": conversation })).await;
    let edges = found["conversation"]["messages"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

fn message(app: &App, conversation: &str, attachments: &[(&str, &str)]) -> Value {
    let attachments: Vec<_> = attachments.iter().map(|(id, name)| json!({ "uploadId": id, "name": name })).collect();
    let (message, key) = ("See what I mean.", app.key());
    json!({ "conversationId": conversation, "message": message, "attachments": attachments, "idempotencyKey": key })
}

async fn sent(person: &Person<'_>, input: Value) {
    person.run("messageSend", input, "message { id }").await;
}

/// Holds G-26, G-36: files are for those who read the message, for as long as they do.
#[story]
async fn files_are_for_those_who_take_part(app: &App) {
    let (customer, ada, _) = people(app).await;
    let carl = member_joined(&customer, "carl@example.org", "Carl", &["ACCEPT"]).await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &["SPEAK_AS_INDIVIDUAL"]).await;
    let conversation = contact_made(&customer, &ada).await.conversation;
    let (plan, shot) = (ada.uploaded(PDF).await, ada.uploaded(PORTRAIT).await);
    assert!(sees(&ada, &plan).await && !sees(&customer, &plan).await, "nothing is sent yet");
    sent(&ada, message(app, &conversation, &[(&plan, "Plan.pdf"), (&shot, "Screen.png")])).await;
    app.advance(TimeDelta::days(3)).await;

    let told = messages(&customer, &conversation).await.remove(0);
    let files = told["attachments"].as_array().unwrap();
    assert_eq!((&files[0]["name"], &files[1]["name"]), (&json!("Plan.pdf"), &json!("Screen.png")));
    assert_eq!(files[0]["file"], json!({ "id": plan, "mediaType": "application/pdf", "size": PDF.len() }));
    for reader in [&ada, &customer, &app.operator()] {
        assert!(sees(reader, &plan).await && sees(reader, &shot).await);
    }
    for other in [&carl, &bob, &app.nobody()] {
        assert!(!sees(other, &plan).await && !sees(other, &shot).await);
    }

    taking_part(&customer, &conversation, &[&carl]).await;
    assert!(sees(&carl, &plan).await && !sees(&customer, &plan).await, "who reads changes");
}

/// Bad input leaves no message, and the files as they were.
#[story]
async fn what_does_not_go_with_a_message_is_refused(app: &App) {
    let (customer, ada, _) = people(app).await;
    let conversation = contact_made(&customer, &ada).await.conversation;
    let before = messages(&ada, &conversation).await;
    let (own, foreign) = (ada.uploaded(PDF).await, customer.uploaded(PDF).await);
    let missing = "upl_0195506f8a0070008000000000000000";
    let mut many = vec![];
    for _ in 0..11 {
        many.push(ada.uploaded(PDF).await);
    }
    let eleven: Vec<_> = many.iter().map(|id| (id.as_str(), "Plan.pdf")).collect();

    for (attachments, code) in [
        (eleven, "TOO_MANY_ATTACHMENTS"),
        (vec![(own.as_str(), "a.pdf"), (&own, "b.pdf")], "TOO_MANY_ATTACHMENTS"),
        (vec![(&own, "a.pdf"), (&foreign, "b.pdf")], "UPLOAD_NOT_FOUND"),
        (vec![(&own, "a.pdf"), (missing, "b.pdf")], "UPLOAD_NOT_FOUND"),
        (vec![(&own, "../a.pdf")], "INPUT_INVALID"),
        (vec![(&own, " ")], "INPUT_INVALID"),
    ] {
        assert_eq!(ada.refusal("messageSend", message(app, &conversation, &attachments)).await, code);
    }
    assert_eq!(messages(&ada, &conversation).await, before);

    sent(&ada, message(app, &conversation, &[(&own, "a.pdf")])).await;
    let again = message(app, &conversation, &[(&own, "a.pdf")]);
    assert_eq!(ada.refusal("messageSend", again).await, "UPLOAD_NOT_IN_STATE", "a file goes with one message");
}

/// Holds invariant 10: the same key sends once, and with other files it is refused.
#[story]
async fn a_message_with_files_is_sent_once(app: &App) {
    let (customer, ada, _) = people(app).await;
    let conversation = contact_made(&customer, &ada).await.conversation;
    let (plan, other) = (ada.uploaded(PDF).await, ada.uploaded(PDF).await);
    let mut input = message(app, &conversation, &[(&plan, "Plan.pdf")]);
    let before = messages(&ada, &conversation).await.len();
    sent(&ada, input.clone()).await;
    sent(&ada, input.clone()).await;
    assert_eq!(messages(&ada, &conversation).await.len(), before + 1);

    input["attachments"][0]["uploadId"] = json!(other);
    assert_eq!(ada.refusal("messageSend", input).await, "IDEMPOTENCY_KEY_REUSED");
}

/// Holds G-36: a call is a link and a time, at a public place and not over.
#[story]
async fn a_message_may_propose_a_call(app: &App) {
    let (customer, ada, _) = people(app).await;
    let conversation = contact_made(&customer, &ada).await.conversation;
    let mut input = message(app, &conversation, &[]);
    input["call"] =
        json!({ "link": "https://meet.example.com/ada", "startsAt": "2027-03-02T15:00:00+01:00", "minutes": 45 });
    sent(&customer, input.clone()).await;
    let told = messages(&ada, &conversation).await.remove(0);
    let (from, to) = ("2027-03-02T14:00:00+00:00", "2027-03-02T14:45:00+00:00");
    assert_eq!(told["call"], json!({ "link": "https://meet.example.com/ada", "startsAt": from, "endsAt": to }));

    for (field, value) in [
        ("link", json!("javascript:alert(1)")),
        ("link", json!("http://meet.example.com/ada")),
        ("link", json!("https://127.0.0.1/")),
        ("startsAt", json!("2027-02-28T15:00:00Z")),
        ("minutes", json!(0)),
        ("minutes", json!(481)),
    ] {
        let mut bad = input.clone();
        bad["call"][field] = value;
        bad["idempotencyKey"] = json!(app.key());
        let refused = customer.refused("messageSend", bad).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!(field)), "{refused}");
    }
}
