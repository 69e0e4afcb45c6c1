//! Races: what two people, or a person and time, do at the same instant, from processes of their own over one
//! database, so that no lock within a process can hide a fault. Each has one outcome, each loser learns why, and what
//! a winner leaves behind is there once.

mod access;
mod accounts;
mod bills;
mod clawbacks;
mod collecting;
mod ends;
mod experts;
mod keys;
mod pages;
mod payout_methods;
mod payouts;
mod proposals;
mod refunds;
mod staff;
mod write_offs;
mod writes;

use support::{App, Tally};

/// Says what came of a race, in all its rounds.
fn told(story: &str, rounds: usize, tally: &Tally) {
    println!("race: {story}, {rounds} rounds: {tally}");
}

/// What the audit trail says of a thing, in the order of the alphabet.
async fn recorded(app: &App, subject: &str) -> Vec<String> {
    texts(app, &format!("select kind as text from audit_row where subject = '{subject}' order by kind")).await
}

/// How often the audit trail says that something of a kind happened.
async fn events(app: &App, kind: &str) -> usize {
    texts(app, &format!("select subject as text from audit_row where kind = '{kind}'")).await.len()
}

/// How often an event of a kind was booked.
async fn booked_times(app: &App, event: &str) -> usize {
    texts(app, &format!("select reference as text from ledger_transaction where reference like '{event}:%'"))
        .await
        .len()
}

/// Every change was written down, and published, exactly once.
async fn each_change_is_published_once(app: &App) {
    let lost = "select kind as text from audit_row
                where not exists (select 1 from outbox_event where outbox_event.event_id = audit_row.event_id)";
    assert_eq!(texts(app, lost).await, Vec::<String>::new());
}

/// One column of text, called `text`.
async fn texts(app: &App, sql: &str) -> Vec<String> {
    app.rows(sql).await.iter().map(|row| row.try_get("", "text").unwrap()).collect()
}

/// The ids of what was made, each told as `{"thing":{"id":…}}`.
fn ids(tally: &Tally, command: &str, thing: &str) -> std::collections::HashSet<String> {
    let told = tally.outcomes(command).into_iter();
    let id =
        |told: &str| serde_json::from_str::<serde_json::Value>(told).ok()?[thing]["id"].as_str().map(str::to_owned);
    told.filter_map(id).collect()
}
