//! What an expert is told before a certification ends, and that a renewal makes it untrue.

use std::sync::Arc;

use chrono::TimeDelta;
use rails::{CertificationFile, DrawerMailer};
use serde_json::{Value, json};
use support::{
    App, Person, instant,
    steps::{
        accounts::account_opened,
        experts::{certification_confirmed, certified, happened, linked, profile_saved},
        letters,
    },
    story,
};

const DEADLINES: &str = "query D($id: ID!) { certificationLink(id: $id) {
    status expiresAt deadlines { kind dueAt daysBefore } } }";
const EXPIRING: &str = "certification.expiring";

async fn drafter<'a>(app: &'a App, email: &str, name: &str) -> Person<'a> {
    let person = account_opened(app, email, name).await;
    profile_saved(&person, name).await;
    person
}

/// What is still to pass with a certification: how many days before its end, and when.
async fn deadlines(person: &Person<'_>, link: &str) -> Vec<(i64, String)> {
    let read = person.query(DEADLINES, json!({ "id": link })).await;
    let all = read["certificationLink"]["deadlines"].as_array().unwrap();
    let pair = |one: &Value| (one["daysBefore"].as_i64().unwrap(), one["dueAt"].as_str().unwrap()[..10].to_owned());
    all.iter().map(pair).collect()
}

/// When its person was told that a certification ends.
async fn notices(app: &App, link: &str) -> Vec<String> {
    let told = happened(app, link).await.into_iter().filter(|(kind, _)| kind == EXPIRING);
    told.map(|(_, at)| at).collect()
}

async fn letters(app: &App, to: &str) -> Vec<(String, String)> {
    let text = |letter: &Value, field: &str| letter[field].as_str().unwrap().to_owned();
    letters::letters(app, to).await.iter().map(|letter| (text(letter, "subject"), text(letter, "text"))).collect()
}

/// From now on the registry knows this of the issuer "acme", and nothing else.
async fn registry_knows(app: &App, row: &str) {
    let file = format!("issuer,external_id,holder,level,issued_on,expires_on\n{row}\n");
    app.marketplace.import_certifications(&mut CertificationFile::open(file.as_bytes())).await.unwrap();
}

/// Holds IQ-16: 90, 60 and 30 days before the end, to the instant, also over a leap day; then the end.
#[story]
async fn an_expert_is_told_three_times_before_a_certification_ends(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let ada = drafter(&app, "ada@example.org", "Ada Lovelace").await;
    let link = certification_confirmed(&ada, "2028-03-29").await;
    let day = |days: i64, on: &str| (days, on.to_owned());
    let [first, second, third, end] =
        [day(90, "2027-12-31"), day(60, "2028-01-30"), day(30, "2028-02-29"), day(0, "2028-03-30")];
    assert_eq!(deadlines(&ada, &link).await, [first, second.clone(), third, end.clone()]);

    app.advance_to("2027-12-30T23:59:59Z").await;
    assert_eq!(notices(&app, &link).await, Vec::<String>::new());
    app.advance_to("2028-01-29T23:59:59Z").await;
    assert_eq!(notices(&app, &link).await, ["2027-12-31T00:00:00+00:00"]);
    assert_eq!(deadlines(&ada, &link).await[0], second);
    app.advance_to("2028-03-29T23:59:59Z").await;
    assert_eq!(deadlines(&ada, &link).await, [end]);
    app.advance_to("2028-03-30T00:00:00Z").await;

    let told = ["2027-12-31T00:00:00+00:00", "2028-01-30T00:00:00+00:00", "2028-02-29T00:00:00+00:00"];
    assert_eq!(notices(&app, &link).await, told);
    assert_eq!(deadlines(&ada, &link).await, []);
    let letters = letters(&app, "ada@example.org").await;
    let subjects: Vec<_> = letters.iter().map(|(subject, _)| subject.as_str()).collect();
    let soon = "Your certification ends soon";
    assert_eq!(subjects[subjects.len() - 4..], [soon, soon, soon, "Your certification has expired"]);
    let (_, text) = &letters[letters.len() - 2];
    assert!(text.contains("until the end of 29 March 2028 (UTC), for 30 more days."), "{text}");
}

/// Holds IQ-16: after an outage of weeks one letter is written, of what is left; after the end, only of the end.
#[story]
async fn after_an_outage_one_notice_stands_for_all_that_were_missed(app: &App) {
    let ada = drafter(app, "ada@example.org", "Ada Lovelace").await;
    let grace = drafter(app, "grace@example.org", "Grace Hopper").await;
    let link = certification_confirmed(&ada, "2027-08-01").await;
    let over = {
        let claim = json!({ "issuer": "other", "externalId": "O-1", "idempotencyKey": app.key() });
        let claim = grace.run("certificationLink", claim, "certificationLink { id }").await;
        let id = claim["certificationLink"]["id"].clone();
        let review = json!({ "certificationLinkId": id, "evidence": "a scan, in file 12" });
        grace.run("certificationRequestReview", review, "certificationLink { status }").await;
        let says = json!({ "certificationLinkId": id, "level": "ASSOCIATE", "issuedOn": "2026-01-15",
            "expiresOn": "2027-06-30" });
        app.operator().run("certificationVerify", says, "certificationLink { status }").await;
        id.as_str().unwrap().to_owned()
    };

    app.advance_without_sweeps(instant("2027-07-21T12:00:00Z") - app.now()).await;
    let (one, other) = (app.beside_with_post(Arc::new(DrawerMailer)).await, app.beside().await);
    tokio::join!(one.sweep(), other.sweep());
    one.sweep().await;

    assert_eq!(notices(app, &link).await, ["2027-07-03T00:00:00+00:00"]);
    assert_eq!(notices(app, &over).await, Vec::<String>::new());
    assert_eq!(happened(app, &over).await.last().unwrap().0, "certification.expired");
    let letters = letters(app, "ada@example.org").await;
    let (subject, text) = &letters[letters.len() - 1];
    assert_eq!(subject, "Your certification ends soon");
    assert!(text.contains("until the end of 1 August 2027 (UTC), for 12 more days."), "{text}");
    app.advance_to("2027-08-03T00:00:00Z").await;
    assert_eq!(notices(app, &link).await.len(), 1);
}

/// Holds IQ-16 and G-03: the same certification, renewed, has another end; what was to be told of the former is not.
#[story]
async fn a_renewal_cancels_what_was_still_to_be_told(app: &App) {
    let ada = drafter(app, "ada@example.org", "Ada Lovelace").await;
    let link = certified(&ada, "ADA-2").await;
    assert_eq!(deadlines(&ada, &link).await, [(30, "2027-03-03".to_owned()), (0, "2027-04-02".to_owned())]);

    registry_knows(app, "acme,ADA-2,Ada Lovelace,PROFESSIONAL,2027-03-01,2027-07-01").await;
    assert_eq!(linked(&ada, "ADA-2").await["id"], json!(link));
    let days: Vec<_> = deadlines(&ada, &link).await.into_iter().map(|(days, _)| days).collect();
    assert_eq!(days, [90, 60, 30, 0]);
    app.advance_to("2027-04-03T00:00:00Z").await;
    assert_eq!(notices(app, &link).await, ["2027-04-03T00:00:00+00:00"]);

    // The registry is asked before anything is told, and before anything ends.
    registry_knows(app, "acme,ADA-2,Ada Lovelace,PROFESSIONAL,2027-03-01,2028-07-01").await;
    app.advance_to("2027-06-30T00:00:00Z").await;
    assert_eq!(notices(app, &link).await.len(), 1);
    registry_knows(app, "acme,ADA-2,Grace Hopper,PROFESSIONAL,2027-03-01,2036-07-01").await;
    app.advance_to("2028-07-01T12:00:00Z").await;
    assert_eq!(notices(app, &link).await.len(), 4, "somebody else's is no renewal");
    registry_knows(app, "acme,ADA-2,Ada Lovelace,PROFESSIONAL,2028-07-01,").await;
    app.advance_to("2028-07-03T00:00:00Z").await;

    let read = ada.query(DEADLINES, json!({ "id": link })).await["certificationLink"].clone();
    assert_eq!(read, json!({ "status": "VERIFIED", "expiresAt": null, "deadlines": [] }));
    let renewals = happened(app, &link).await.into_iter().filter(|(kind, _)| kind == "certification.renewed");
    assert_eq!(renewals.count(), 3);
}

/// Holds IQ-18: of what was taken off nobody is told.
#[story]
async fn of_a_certification_that_was_taken_off_nobody_is_told(app: &App) {
    let ada = drafter(app, "ada@example.org", "Ada Lovelace").await;
    let link = certified(&ada, "ADA-2").await;

    ada.run("certificationUnlink", json!({ "certificationLinkId": link }), "certificationLink { status }").await;
    app.advance(TimeDelta::days(60)).await;

    assert_eq!(notices(app, &link).await, Vec::<String>::new());
    assert_eq!(deadlines(&ada, &link).await, []);
}
