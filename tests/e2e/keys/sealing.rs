//! A value opens where it was sealed for, with the key that it names, and nowhere else.

use std::sync::Arc;

use kernel::VaultError;
use serde_json::{Value, json};
use server::rotate;
use support::{
    App, Log, Person, StoryKeys,
    steps::{
        accounts::account_opened,
        payouts::{GOOD, payout_method_added},
        tax::{complete_answers, dac7_saved},
    },
    story,
};
use tracing::Level;
use vault::{Keyring, MasterKey, MasterKeys};

const FORM: &str = "query F($id: ID!) { dac7Form(id: $id) { legalName } }";
const ROUTING: &str = "query R($id: ID!) { payoutMethod(id: $id) { accountNumberMasked routingNumber } }";

/// Other people's master keys.
struct Strangers;

impl MasterKeys for Strangers {
    fn read(&self) -> std::io::Result<Vec<MasterKey>> {
        Ok(vec![MasterKey::new([1; 32])])
    }
}

/// Two people with a form and a bank account each.
async fn two(app: &App) -> [(Person<'_>, String, String); 2] {
    let mut people = vec![];
    for (email, name) in [("ada@example.org", "Ada Lovelace"), ("bob@example.org", "Bob Babbage")] {
        let person = account_opened(app, email, name).await;
        let form = dac7_saved(&person, complete_answers(&person)).await;
        let method = payout_method_added(&person, GOOD).await;
        people.push((person, form, method));
    }
    people.try_into().ok().expect("there are two")
}

/// The row of the database that an id is about.
fn row(app: &App, id: &str) -> String {
    let hexadecimal = id.split_once('_').unwrap().1;
    let is_sqlite = app.url().starts_with("sqlite");
    if is_sqlite { format!("x'{hexadecimal}'") } else { format!("'{hexadecimal}'") }
}

/// It is refused as a failure of ours that tells nothing, and the log names the place and no content.
async fn is_out_of_reach(person: &Person<'_>, query: &str, id: &str, place: &str) {
    let log = Log::default();
    let kept = log.kept(Level::INFO);
    let answer = person.ask(query, json!({ "id": id })).await;
    drop(kept);
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR", "{:#}", answer.body);
    assert!(!answer.body.to_string().contains("Lovelace"), "{:#}", answer.body);
    let told = log.lines_with(place);
    assert!(!told.is_empty(), "the log names {place}: {}", log.text());
    assert!(!log.text().contains("Lovelace") && !log.text().contains("70182693953"), "{}", log.text());
}

/// Holds design 8: what lies in another row does not open, however well it is sealed.
#[story]
async fn what_is_moved_to_another_row_does_not_open(app: &App) {
    let [(ada, ada_form, ada_method), (bob, bob_form, bob_method)] = two(app).await;
    assert_eq!(bob.query(FORM, json!({ "id": bob_form })).await["dac7Form"]["legalName"], "Ada Lovelace");
    let moves = |table: &str, column: &str, from: &str, to: &str| {
        let (from, to) = (row(app, from), row(app, to));
        format!("update {table} set {column} = (select {column} from {table} where id = {from}) where id = {to}")
    };

    app.try_sql(&moves("dac7_form", "answers", &ada_form, &bob_form)).await.unwrap();
    app.try_sql(&moves("payout_method", "account_number", &ada_method, &bob_method)).await.unwrap();

    is_out_of_reach(&bob, FORM, &bob_form, "dac7_form.answers of ").await;
    is_out_of_reach(&bob, ROUTING, &bob_method, "payout_method.account_number of ").await;
    assert_eq!(ada.query(FORM, json!({ "id": ada_form })).await["dac7Form"]["legalName"], "Ada Lovelace");
    assert_eq!(ada.query(ROUTING, json!({ "id": ada_method })).await["payoutMethod"]["routingNumber"], "021000021");
}

/// Holds design 8: what lies in another column does not open, nor what is said to be sealed with another key.
#[story]
async fn what_is_moved_to_another_column_or_key_does_not_open(app: &App) {
    let [(_, ada_form, _), (bob, bob_form, bob_method)] = two(app).await;
    let from = format!("select answers from dac7_form where id = {}", row(app, &ada_form));
    let to = row(app, &bob_method);
    app.try_sql(&format!("update payout_method set account_number = ({from}) where id = {to}")).await.unwrap();
    is_out_of_reach(&bob, ROUTING, &bob_method, "payout_method.account_number of ").await;

    app.marketplace.begin_key_rotation().await.unwrap();
    let form = row(app, &bob_form);
    app.try_sql(&format!("update dac7_form set sealed_by = 2 where id = {form}")).await.unwrap();
    is_out_of_reach(&bob, FORM, &bob_form, "dac7_form.answers of ").await;
    app.try_sql(&format!("update dac7_form set sealed_by = 1 where id = {form}")).await.unwrap();
    bob.query(FORM, json!({ "id": bob_form })).await;
}

/// Holds design 8: a value in clear is never taken for one that was sealed, until somebody seals it.
#[story]
async fn what_lies_in_clear_is_not_read_before_it_is_sealed(app: &App) {
    let [(ada, form, _), _] = two(app).await;
    let clear = json!({ "legal_name": "Mallory" }).to_string();
    let form_row = row(app, &form);
    let lies = format!("update dac7_form set answers = '{clear}', sealed_by = null where id = {form_row}");
    app.try_sql(&lies).await.unwrap();
    is_out_of_reach(&ada, FORM, &form, "dac7_form.answers of ").await;

    let next = app.beside().await; // A process that starts seals what it finds.
    let read = next.person("ada@example.org").query(FORM, json!({ "id": form })).await;
    assert_eq!(read["dac7Form"]["legalName"], "Mallory");
    next.marketplace.db().clone().close().await.unwrap();
}

/// Holds design 8: a value that cannot be opened is told, keeps its key, and holds up neither the others nor the next
/// rotation.
#[story]
async fn what_cannot_be_opened_keeps_its_key_and_holds_up_nobody(app: &App) {
    let [(ada, ada_form, _), (_, bob_form, _)] = two(app).await;
    let broken = row(app, &bob_form);
    app.try_sql(&format!("update dac7_form set answers = 'AAAA' where id = {broken}")).await.unwrap();

    for key in [2, 3] {
        let rotated = rotate(&app.marketplace, &indicatif::ProgressBar::hidden()).await.unwrap();
        assert_eq!((rotated.rotation.key, rotated.resealed, rotated.unreadable), (key, 3, 1));
    }
    app.advance(chrono::TimeDelta::hours(2)).await;
    assert_eq!(app.marketplace.drop_old_keys().await.unwrap(), [2]);
    assert_eq!(ada.query(FORM, json!({ "id": ada_form })).await["dac7Form"]["legalName"], "Ada Lovelace");
    let kept = app.rows(&format!("select sealed_by from dac7_form where id = {broken}")).await;
    assert_eq!(kept[0].try_get::<i64>("", "sealed_by").unwrap(), 1);
    // The story ends with what it began with: a form that can be read.
    app.try_sql(&format!("delete from tax_identifier where dac7_form_id = {broken}")).await.unwrap();
    app.try_sql(&format!("delete from dac7_form where id = {broken}")).await.unwrap();
}

/// Holds design 8: without the master key of a database nobody gets as far as serving it.
#[story]
async fn another_master_key_opens_nothing_and_says_so(app: &App) {
    let db = app.marketplace.db().reader().clone();
    let name = MasterKey::new([9; 32]).name().to_owned();
    let opened = Keyring::open(db.clone(), Arc::new(Strangers)).await;
    assert!(matches!(opened, Err(VaultError::MasterMissing(missing)) if missing == name));

    app.try_sql("update data_key set wrapped = 'AAAA'").await.unwrap();
    assert!(matches!(Keyring::open(db, Arc::new(StoryKeys)).await, Err(VaultError::MasterWrong(1))));
}

/// Holds design 8: what went wrong is never taken for an answer that was left out.
#[story]
async fn a_form_out_of_reach_is_not_an_empty_one(app: &App) {
    let [(ada, form, _), _] = two(app).await;
    let broken = row(app, &form);
    app.try_sql(&format!("update dac7_form set answers = '' where id = {broken}")).await.unwrap();
    let input = json!({ "legalName": "Ada Byron", "idempotencyKey": app.key() });
    let saved = ada.mutate("dac7FormSave", input, "dac7Form { id }").await;
    assert_eq!(saved.body["data"]["dac7FormSave"], Value::Null);
    let kept = app.rows(&format!("select answers from dac7_form where id = {broken}")).await;
    assert_eq!(kept[0].try_get::<String>("", "answers").unwrap(), "", "nothing is written over it");
}
