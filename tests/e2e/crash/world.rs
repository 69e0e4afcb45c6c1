use chrono::{DateTime, Utc};
use serde_json::Value;
use support::{
    App, Backend, Database, Person,
    steps::{
        money::{bill_approved, bill_submitted, payment_method_added},
        payouts::paid_to,
        work::{CUSTOMER, EXPERT, people, work_agreed},
    },
};
use tokio::sync::OnceCell;

use super::{
    orders::{Act, Ask},
    stage::Scene,
};

/// What the first worker does, and what is done after it died.
pub struct Acts {
    pub first: Vec<Act>,
    pub then: Vec<Act>,
}

/// How many idempotency keys the peopled world has used, at most.
const KEYS_USED: usize = 100;

/// A scene in a world of its own, peopled by a customer and an expert, as it stands after `prepare`.
pub async fn scene(name: &'static str, backend: Backend, prepare: impl AsyncFnOnce(&App) -> Acts) -> Scene {
    let prepared = peopled(backend).await.copied().await;
    let app = App::open(prepared.url()).await;
    for _ in 0..KEYS_USED {
        app.key();
    }
    let Acts { first, then } = prepare(&app).await;
    app.marketplace.db().clone().close().await.unwrap();
    Scene { name, prepared, first, then, thorough: false }
}

/// An installation with its operator, a customer and an expert; made by whoever needs it first.
async fn peopled(backend: Backend) -> &'static Database {
    static PEOPLED: [OnceCell<Database>; 2] = [const { OnceCell::const_new() }; 2];
    let place = match backend {
        Backend::Sqlite => 0,
        Backend::Postgres => 1,
    };
    let people = async || {
        let database = Database::migrated(backend).await.expect("the story is told where its backend is");
        let app = App::open(database.url()).await;
        app.founded().await;
        people(&app).await;
        app.marketplace.db().clone().close().await.unwrap();
        database
    };
    PEOPLED[place].get_or_init(people).await
}

/// A worker runs what is due; the next does too, and then time passes until `horizon`.
pub fn swept(horizon: &str) -> Acts {
    Acts { first: vec![Act::Sweep], then: vec![Act::Sweep, Act::Advance(instant(horizon))] }
}

/// Somebody asks; asks again, twice, since no answer came; and then time passes until `horizon`.
pub fn asked(ask: Ask, horizon: &str) -> Acts {
    let again = Act::Ask(ask);
    Acts { first: vec![again.clone()], then: vec![again.clone(), again, Act::Sweep, Act::Advance(instant(horizon))] }
}

/// A mutation of somebody's, as it may be sent again.
pub fn ask(email: &str, mutation: &str, input: Value, selection: &str) -> Ask {
    let (email, mutation, selection) = (email.to_owned(), mutation.to_owned(), selection.to_owned());
    Ask { email, mutation, input, selection }
}

/// Work that was agreed on terms of payment: its customer, its expert and the engagement.
pub async fn hired<'a>(app: &'a App, tender: &str, token: Option<&str>) -> (Person<'a>, Person<'a>, String) {
    let (customer, expert) = (app.person(CUSTOMER), app.person(EXPERT));
    let method = payment_method_added(&customer, tender, token).await;
    let work = work_agreed(&customer, &expert, &method, "10000.00").await;
    (customer, expert, work.engagement)
}

/// A bill over 100.00 by card that is approved and not yet charged; its expert is paid to `account_number`.
pub async fn approved<'a>(app: &'a App, account_number: &str) -> (Person<'a>, Person<'a>, String) {
    let (customer, expert, engagement) = hired(app, "CARD", Some("sandbox_card_ok")).await;
    paid_to(&expert, account_number).await;
    let bill = bill_submitted(&expert, &engagement, "100.00").await;
    bill_approved(&customer, &bill).await;
    (customer, expert, bill)
}

/// The clock moves and no worker runs, as in an outage.
pub async fn stood_still_until(app: &App, to: &str) {
    app.advance_without_sweeps(instant(to) - app.now()).await;
}

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
