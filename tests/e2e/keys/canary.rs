//! Identifiers that nobody else has go through a whole run; afterwards the database and the log are searched for them.

use std::{iter, sync::Arc};

use chrono::TimeDelta;
use marketplace::Db;
use rails::DrawerMailer;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use server::rotate;
use support::{
    App, Log, Person,
    steps::{
        accounts::account_opened,
        experts::{approved, certified, identity_verified, prepared, submitted},
        money::payment_method_added,
        payouts::{collected, payout, payout_method_added, payout_method_input, payout_method_verified, payouts},
        tax::{dac7_handed_in, dac7_saved, dac7_sent_back},
        work::{customer, work_agreed},
    },
    story,
};
use tracing::Level;

use crate::crash::dump::everything;

/// What must be found nowhere, as people type it.
const IDENTIFIERS: [(&str, &str); 9] = [
    ("a taxpayer number", "36 574 261 809"),
    ("a taxpayer number that was corrected", "73026179858"),
    ("a VAT number", "DE 136 695 976"),
    ("a company's taxpayer number", "181/815/08155"),
    ("a number of a register", "HRB 4224377"),
    ("an IBAN", "DE44 5001 0517 5407 3249 31"),
    ("an account number", "7711-2233-4455-66"),
    ("a routing number", "021000021"),
    ("a street that only the tax form knows", "Kanarienvogelgasse 77"),
];
/// A date of birth, in the orders in which people write one.
const BIRTHS: [&str; 3] = ["1931-07-23", "23.07.1931", "07/23/1931"];
/// What the log is asked to keep at its most talkative.
const LISTENING: &str = "somebody listens";
/// A number that is public, of a certification: the search must find it.
const PUBLIC: &str = "ADA-1";

/// Letters and digits alone, in capitals: the one spelling that all others come to.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The text, and what its hexadecimal parts say: databases tell bytes so.
fn readable(line: &str) -> String {
    let parts = line.split(|c: char| !c.is_ascii_hexdigit()).filter(|part| part.len() >= 8 && part.len() % 2 == 0);
    let said = parts.map(|part| String::from_utf8_lossy(&bytes(part)).into_owned());
    iter::once(line.to_owned()).chain(said).collect::<Vec<_>>().join("\n")
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).unwrap();
    (0..hexadecimal.len()).step_by(2).map(byte).collect()
}

/// Which of the identifiers stand in these lines, however they are spelled, and where.
fn found<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let births = BIRTHS.iter().map(|birth| ("a date of birth", *birth));
    let wanted: Vec<_> = IDENTIFIERS.into_iter().chain(births).map(|(what, typed)| (what, bare(typed))).collect();
    let mut found = vec![];
    for line in lines {
        let said = bare(&readable(line));
        for (what, identifier) in &wanted {
            if said.contains(identifier) {
                found.push(format!("{what} in {line}"));
            }
        }
    }
    found
}

async fn found_in(db: &Db) -> Vec<String> {
    found(everything(db).await.iter().map(String::as_str))
}

/// The input of the form: what the search is for.
fn answers(expert: &Person<'_>) -> Value {
    json!({
        "legalName": "Ada Lovelace",
        "birthDate": "1931-07-23",
        "address": { "street": "Kanarienvogelgasse 77", "city": "Berlin", "postalCode": "10117", "country": "DE" },
        "taxResidences": [{ "country": "DE", "tin": "36 574 261 809" }],
        "vatId": "DE 136 695 976",
        "accountHolder": "Ada Lovelace",
        "idempotencyKey": expert.app.key(),
    })
}

fn company(expert: &Person<'_>) -> Value {
    json!({
        "actingAs": "ENTITY",
        "legalName": "Analytical Engines GmbH",
        "taxResidences": [{ "country": "DE", "tin": "181/815/08155" }],
        "businessRegistration": { "country": "DE", "number": "Amtsgericht Charlottenburg HRB 4224377" },
        "idempotencyKey": expert.app.key(),
    })
}

/// The form is sent back and corrected, reviewed and approved, and looked into by staff for a reason.
async fn reviewed(expert: &Person<'_>) {
    let (app, olga) = (expert.app, expert.app.operator());
    let form = dac7_saved(expert, answers(expert)).await;
    dac7_handed_in(expert, &form).await;
    dac7_sent_back(expert).await;
    let corrected = json!([{ "country": "DE", "tin": "73026179858" }]);
    let form = dac7_saved(expert, json!({ "taxResidences": corrected, "idempotencyKey": app.key() })).await;
    dac7_handed_in(expert, &form).await;
    let queue = "{ dac7ReviewQueue(first: 10) { edges { node { id findings { message } taxResidences { tin } vatId
        differences { field before after } } } } }";
    olga.query(queue, json!({})).await;
    for (identifier, country) in [("TIN", json!("DE")), ("VAT_ID", Value::Null)] {
        let reason = "The authority asks for it.";
        let input = json!({ "dac7FormId": form, "identifier": identifier, "country": country, "reason": reason });
        olga.run("identifierReveal", input, "revealedIdentifier { value }").await;
    }
    olga.run("dac7FormApprove", json!({ "dac7FormId": form }), "dac7Form { id }").await;
}

/// An expert registers and is paid: every place that an identifier passes on the way.
async fn registered(app: &App) -> Person<'_> {
    let expert = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    prepared(&expert, "Ada Lovelace").await;
    dac7_saved(&expert, company(&expert)).await;
    dac7_saved(&expert, json!({ "actingAs": "INDIVIDUAL", "idempotencyKey": app.key() })).await;
    reviewed(&expert).await;
    let registration = submitted(&expert).await;
    identity_verified(&expert, &registration).await;
    approved(app, &registration).await;
    certified(&expert, PUBLIC).await;
    expert
}

async fn banked(expert: &Person<'_>) {
    let olga = expert.app.operator();
    let american = payout_method_added(expert, "7711-2233-4455-66").await;
    let mut european = payout_method_input(expert, "DE44 5001 0517 5407 3249 31").await;
    for (field, value) in [("currency", json!("EUR")), ("rail", json!("SEPA")), ("routingNumber", Value::Null)] {
        european[field] = value;
    }
    let mut broken = european.clone();
    broken["rail"] = json!("NACHA");
    expert.refused("payoutMethodAdd", broken).await;
    expert.run("payoutMethodAdd", european, "payoutMethod { id accountNumberMasked }").await;
    payout_method_verified(&olga, &american).await;
    let methods = "{ payoutMethods { edges { node { accountNumberMasked routingNumber } } } }";
    expert.query(methods, json!({})).await;
}

/// Documents that are no documents, with identifiers in them.
async fn mistyped(expert: &Person<'_>) {
    let inline = "mutation { dac7FormSave(input: { taxResidences: [{ country: \"DE\", tin: \"36574261809\" }], vat";
    let unknown = "mutation { dac7FormSave(input: { tin: \"36574261809\", birthDate: \"1931-07-23\" }) { id } }";
    for document in [inline, unknown] {
        assert!(expert.ask(document, json!({ "number": "DE44500105175407324931" })).await.body["errors"].is_array());
    }
}

/// Holds design 8: after registration, tax form, review, reveal, payout and letters neither a table nor a line of the
/// log, at its most talkative, tells an identifier in any usual spelling; and the search would have found one.
#[story]
async fn no_identifier_stands_in_the_database_or_in_the_log(app: &App) {
    let log = Log::default();
    let kept = log.kept(Level::TRACE);
    tracing::trace!("{LISTENING}");
    let app = &app.beside_with_post(Arc::new(DrawerMailer)).await;
    let buyer = customer(app, "carol@example.org").await;
    let card = payment_method_added(&buyer, "CARD", Some("sandbox_card_ok")).await;
    let expert = registered(app).await;
    banked(&expert).await;
    mistyped(&expert).await;
    let engagement = work_agreed(&buyer, &expert, &card, "1000.00").await.engagement;
    collected(&buyer, &expert, &engagement, "100.00").await;
    app.advance(TimeDelta::days(2)).await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "PAID")]);
    rotate(&app.marketplace, &indicatif::ProgressBar::hidden()).await.unwrap();
    app.sweep().await;
    drop(kept);

    let db = app.marketplace.db();
    assert!(!app.rows("select 1 from letter where state = 'sent'").await.is_empty(), "letters were written");
    assert_eq!(found_in(db).await, Vec::<String>::new());
    let text = log.text();
    assert!(text.contains(LISTENING), "the log is at its most talkative");
    assert_eq!(found(text.lines()), Vec::<String>::new());

    the_search_finds_what_is_there(app).await;
    app.marketplace.db().clone().close().await.unwrap();
}

/// What is public is found in the tables, and so is an identifier wherever somebody leaves one: as text and as bytes.
async fn the_search_finds_what_is_there(app: &App) {
    let db = app.marketplace.db();
    assert!(everything(db).await.iter().any(|line| bare(line).contains(&bare(PUBLIC))));
    let as_bytes = "update disbursement set message = cast('{\"account_number\":\"77112233445566\"}' as bytea)";
    let as_bytes_of_sqlite = as_bytes.replace("bytea", "blob");
    let bytes = if app.url().starts_with("sqlite") { &as_bytes_of_sqlite } else { as_bytes };
    let leaks = [
        (bytes, "an account number"),
        ("update payout_method set evidence = 'DE44-5001-0517-5407-3249-31 it is' where state = 'verified'", "an IBAN"),
        ("update audit_row set reason = 'born 23.07.1931' where kind = 'identifier.revealed'", "a date of birth"),
    ];
    for (leak, what) in leaks {
        let before = found_in(db).await.len();
        db.writer().execute_unprepared(leak).await.unwrap();
        let after = found_in(db).await;
        assert!(after.len() > before && after.iter().any(|found| found.starts_with(what)), "{leak}: {after:?}");
    }
    assert_eq!(found(["2027-03-01T09:00:00Z INFO saved tin=365.742.618-09"]).len(), 1);
}
