//! Two processes that sweep one database at the same time: whatever is due is done by one of them, once.

use chrono::TimeDelta;
use support::{
    App, Person, data_dir,
    steps::{
        experts::certified_expert,
        money::{bill_agreed, bill_submitted},
        payouts::{GOOD, paid_to},
        work::{people, work_agreed},
    },
    story,
};

use super::process::at_once;

const ENGAGEMENTS: usize = 5;
const BILLS_OF_EACH: usize = 20;
const BILLS: u32 = 100;
/// As many as the stories' registry certifies beside those with names.
const PAYEES: u32 = 12;

/// Holds G-30, IQ-31 and invariants 7 and 12: a hundred bills that fall due at one instant.
#[story]
async fn a_heap_of_bills_is_approved_and_collected_once(app: &App) {
    let (customer, expert, card) = people(app).await;
    for _ in 0..ENGAGEMENTS {
        let work = work_agreed(&customer, &expert, &card, "10000.00").await;
        for _ in 0..BILLS_OF_EACH {
            bill_submitted(&expert, &work.engagement, "100.00").await;
        }
    }

    app.advance_without_sweeps(TimeDelta::days(10)).await;
    assert_eq!(swept_by_two(app).await, BILLS + BILLS); // Approved, and asked of the provider.
    app.advance_without_sweeps(TimeDelta::days(2)).await;
    assert_eq!(swept_by_two(app).await, BILLS); // Collected.

    let events = ["payment_request.approved", "charge.invoiced", "charge.collecting", "charge.collected"];
    for kind in events.into_iter().chain(["collection.available"]) {
        assert_eq!(happened(app, kind).await, BILLS, "{kind}");
    }
    assert_eq!((booked(app, "approve").await, booked(app, "collect").await), (BILLS, BILLS));
    assert_eq!(count(app, "select count(*) as n from sandbox_payment").await, BILLS);
}

/// Holds IQ-32 and invariants 7, 8 and 12: the payees of one run.
#[story]
async fn a_heap_of_payouts_is_paid_once(app: &App) {
    let (customer, _, card) = people(app).await;
    for n in 0..PAYEES {
        let expert = payee(app, n).await;
        let work = work_agreed(&customer, &expert, &card, "10000.00").await;
        bill_agreed(&customer, &expert, &work.engagement, "100.00").await;
    }
    app.advance(TimeDelta::days(2)).await; // Collected: 3 March, 09:00.

    app.advance_without_sweeps(TimeDelta::hours(13)).await; // The cutoff.
    assert_eq!(swept_by_two(app).await, 1 + PAYEES); // The run, and what it scheduled is sent.
    app.advance_without_sweeps(TimeDelta::days(1)).await;
    assert_eq!(swept_by_two(app).await, PAYEES); // The bank's reports.

    for kind in ["scheduled", "claimed", "rendered", "sent", "paid"] {
        assert_eq!(happened(app, &format!("disbursement.{kind}")).await, PAYEES, "{kind}");
    }
    assert_eq!((booked(app, "hold").await, booked(app, "paid").await), (PAYEES, PAYEES));
    assert_eq!(count(app, "select count(*) as n from sandbox_payout").await, PAYEES);
}

async fn payee(app: &App, n: u32) -> Person<'_> {
    let (email, name) = (format!("expert{n}@example.org"), format!("Expert {n}"));
    let expert = certified_expert(app, &email, &name, &format!("CROWD-{n}")).await;
    paid_to(&expert, GOOD).await;
    expert
}

/// How much two processes did together that swept at the same time, beside telling people of it and chaining what was
/// booked. Neither failed at anything.
async fn swept_by_two(app: &App) -> u32 {
    let before = told(app).await + chained(app).await;
    let files = data_dir();
    let sweep = ["sweep", "--data-dir", files.path().to_str().unwrap(), "--database-url", app.url()];
    let said = at_once([&sweep, &sweep]).await.map(|ended| {
        let (said, log) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
        assert!(ended.status.success() && !log.contains("ERROR"), "{said}{log}");
        let done = said.split_once(" done, 0 failed").unwrap_or_else(|| panic!("{said}")).0;
        done.parse::<u32>().unwrap()
    });
    said.iter().sum::<u32>() - (told(app).await + chained(app).await - before)
}

/// How many batches the ledger's chain has.
async fn chained(app: &App) -> u32 {
    count(app, "select count(*) as n from ledger_chain").await
}

/// How often people were told of something: each event that was entered in inboxes, each that left the outbox, each
/// letter that was sent, and each request of which those know who look for such.
async fn told(app: &App) -> u32 {
    let noted = count(app, "select count(*) as n from outbox_event where noted_at is not null").await;
    let events = count(app, "select count(*) as n from outbox_event where sent_at is not null").await;
    let found = count(app, "select count(*) as n from customer_request_text where fresh_since is null").await;
    noted + events + found + count(app, "select count(*) as n from letter where state = 'sent'").await
}

/// How often something happened, each time to something else, and with its event for whoever is told.
async fn happened(app: &App, kind: &str) -> u32 {
    let happened = format!(
        "select count(*) as n from (
             select subject from audit_row join outbox_event on outbox_event.event_id = audit_row.event_id
             where kind = '{kind}' group by subject having count(*) = 1) once"
    );
    let rows = count(app, &format!("select count(*) as n from audit_row where kind = '{kind}'")).await;
    let once = count(app, &happened).await;
    assert_eq!(once, rows, "{kind} happened to something twice, or nobody would be told");
    once
}

/// How many transactions of one kind the books hold.
async fn booked(app: &App, event: &str) -> u32 {
    count(app, &format!("select count(*) as n from ledger_transaction where reference like '{event}:%'")).await
}

async fn count(app: &App, sql: &str) -> u32 {
    u32::try_from(app.rows(sql).await[0].try_get::<i64>("", "n").unwrap()).unwrap()
}
