//! The registry of certifications: what a file says is in force at once and whole, or not at all.

use marketplace::ImportError;
use rails::CertificationFile;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::account_opened,
        experts::{certified, linked, profile_saved},
    },
    story,
};

const HEADER: &str = "issuer,external_id,holder,level,issued_on,expires_on\n";
const REQUESTS: &str = "{ customerRequests { edges { node { id } } } }";

/// What the import says: how many rows, or its refusal.
async fn imported(app: &App, rows: &str) -> Result<u64, String> {
    let file = format!("{HEADER}{rows}");
    let mut file = CertificationFile::open(file.as_bytes());
    match app.marketplace.import_certifications(&mut file).await {
        Ok(imported) => Ok(imported.rows),
        Err(ImportError::Refused(problems)) => Err(problems.to_string()),
        Err(ImportError::Failed(error)) => panic!("{error}"),
    }
}

async fn drafter<'a>(app: &'a App, email: &str, name: &str) -> Person<'a> {
    let person = account_opened(app, email, name).await;
    profile_saved(&person, name).await;
    person
}

async fn status(person: &Person<'_>, id: &Value) -> Value {
    let link = "query L($id: ID!) { certificationLink(id: $id) { status } }";
    person.query(link, json!({ "id": id })).await["certificationLink"]["status"].clone()
}

async fn rows_kept(app: &App) -> i64 {
    let rows = app.rows("select cast(count(*) as bigint) as count from registered_certification").await;
    rows[0].try_get("", "count").unwrap()
}

/// Holds IQ-16 and IQ-19: what was not found is looked up again after an import, in whichever process.
#[story]
async fn what_was_not_found_is_looked_up_again_after_an_import(app: &App) {
    let (ada, eve) = (drafter(app, "ada@x.example", "Ada Lovelace").await, drafter(app, "eve@x.example", "Eve").await);
    let (own, foreign) = (linked(&ada, "NEW-1").await, linked(&eve, "NEW-1").await);
    let low = linked(&ada, "NEW-2").await;
    assert_eq!((&own["status"], &low["status"]), (&json!("NOT_FOUND"), &json!("NOT_FOUND")));

    let rows = "ACME,NEW-1,ada lovelace,Associate,2026-01-15,\nacme,NEW-2,Ada Lovelace,Foundational,2026-01-15,\n";
    assert_eq!(imported(&app.beside().await, rows).await, Ok(2));
    app.sweep().await;

    assert_eq!(status(&ada, &own["id"]).await, "VERIFIED");
    assert_eq!(status(&ada, &low["id"]).await, "REJECTED");
    assert_eq!(status(&eve, &foreign["id"]).await, "NOT_FOUND");
    ada.query(REQUESTS, json!({})).await;
    assert_eq!(app.sweep().await.done, 0, "nothing is asked twice");
}

/// A file is the whole truth of the issuers that it names, and says nothing of others; what is gone is no revocation.
#[story]
async fn an_import_replaces_what_it_speaks_of(app: &App) {
    let (ada, grace) =
        (drafter(app, "ada@x.example", "Ada Lovelace").await, drafter(app, "grace@x.example", "Grace Hopper").await);
    assert_eq!(imported(app, "other,O-1,Grace Hopper,Associate,2026-01-15,\n").await, Ok(1));
    let verified = certified(&ada, "ADA-1").await;

    let file = format!("{HEADER}acme,ADA-9,Ada Lovelace,Associate,2026-01-15,\n");
    let mut file = CertificationFile::open(file.as_bytes());
    let done = app.marketplace.import_certifications(&mut file).await.unwrap();

    assert_eq!((done.rows, done.unconfirmed), (1, 1));
    assert_eq!(status(&ada, &json!(verified)).await, "VERIFIED");
    assert_eq!(linked(&ada, "ADA-9").await["status"], "VERIFIED");
    assert_eq!(linked(&grace, "GRACE-1").await["status"], "NOT_FOUND");
    let other = json!({ "issuer": "Other", "externalId": "O-1", "idempotencyKey": app.key() });
    let claim = grace.run("certificationLink", other, "certificationLink { status }").await;
    assert_eq!(claim["certificationLink"]["status"], "VERIFIED");
    assert_eq!(rows_kept(app).await, 2, "what is replaced is cleared away");
}

/// Bad input: nothing is half imported, and every bad line is told.
#[story]
async fn a_file_with_a_bad_line_changes_nothing(app: &App) {
    let ada = drafter(app, "ada@x.example", "Ada Lovelace").await;
    let before = rows_kept(app).await;
    let good: Vec<_> = (0..2_500).map(|n| format!("acme,N-{n},Expert {n},Associate,2026-01-15,\n")).collect();
    let good = good.concat();

    let bad = "acme,N-7,Expert,Associate,2026-01-15,\nacme,X,Y,Expert,2026-01-15,\n";
    let refused = imported(app, &format!("{good}{bad}")).await;

    let expected = "line 2502: DUPLICATE: the same certification is on line 9; line 2503: LEVEL_UNKNOWN: \"Expert\" is \
                    no level: Foundational, Associate, Professional, Specialty";
    assert_eq!(refused.unwrap_err(), expected);
    assert_eq!(rows_kept(app).await, before);
    assert_eq!(linked(&ada, "N-1").await["status"], "NOT_FOUND");
    assert_eq!(linked(&ada, "ADA-1").await["status"], "VERIFIED");
}

/// An import whose process died stands in nobody's way, and is cleared away by a later one.
#[story]
async fn what_a_dead_import_left_is_cleared_away(app: &App) {
    let before = rows_kept(app).await;
    let dead = [
        "insert into registry_import (id, began_at, touched_at) select id, opened_at, opened_at from account",
        "insert into registry_part (import_id, issuer_key, state) select id, 'acme', 'loading' from registry_import
         where taken_at is null",
        "insert into registered_certification (import_id, issuer_key, external_id, line, holder, level, issued_on)
         select import_id, issuer_key, 'DEAD', 2, 'Ada', 'associate', '2026-01-15' from registry_part
         where state = 'loading'",
    ];
    account_opened(app, "ada@x.example", "Ada Lovelace").await;
    for sql in dead {
        app.try_sql(sql).await.unwrap();
    }
    assert_eq!(imported(app, "other,O-1,Grace Hopper,Associate,2026-01-15,\n").await, Ok(1));
    assert_eq!(rows_kept(app).await, before + 2, "it may still live");

    app.advance(chrono::TimeDelta::hours(2)).await;
    assert_eq!(imported(app, "other,O-1,Grace Hopper,Associate,2026-01-15,\n").await, Ok(1));
    assert_eq!(rows_kept(app).await, before + 1);
}
