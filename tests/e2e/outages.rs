//! What falls due while nobody looks happens as of its time all the same, and the clock only goes forward.

use chrono::{DateTime, Utc};
use serde_json::json;
use support::{
    App, START, instant,
    steps::{
        accounts::account_opened,
        experts::{applicant, certification_confirmed, identity_verified, submitted},
        money::{bill_agreed, bill_submitted, payment_method_added},
        payouts::{GOOD, paid_to, payout_method_added},
        tax::{dac7_forms_approved, dac7_submitted},
        work::{people, proposal_input, work_agreed},
    },
    story,
};

/// When the outage of scenario 22 begins and ends: Friday to Monday.
const OUTAGE: (&str, &str) = ("2027-03-19T12:00:00Z", "2027-03-22T12:00:00Z");

/// What falls due in it, of every kind that leaves a trace; an effect that falls due in its turn comes before what is
/// due later.
const DUE: [(&str, &str); 14] = [
    ("disbursement.scheduled", "2027-03-19T21:00:00+00:00"),
    ("dac7_form.review_overdue", "2027-03-20T00:00:00+00:00"),
    ("payout_method.review_overdue", "2027-03-20T00:00:00+00:00"),
    ("identity_check.call_required", "2027-03-20T10:00:00+00:00"),
    ("registration.identity_check_required", "2027-03-20T10:00:00+00:00"),
    ("payment_request.approved", "2027-03-20T14:00:00+00:00"),
    ("charge.invoiced", "2027-03-20T14:00:00+00:00"),
    ("charge.collecting", "2027-03-20T14:00:00+00:00"),
    ("proposal.expired", "2027-03-20T18:00:00+00:00"),
    ("charge.overdue", "2027-03-21T00:00:00+00:00"),
    ("charge.collecting", "2027-03-21T10:00:00+00:00"),
    ("certification.expired", "2027-03-22T00:00:00+00:00"),
    ("registration.overdue", "2027-03-22T09:00:00+00:00"),
    ("registration.overdue", "2027-03-22T10:00:00+00:00"),
];

/// An installation in which all of [`DUE`] lies ahead.
async fn much_to_come(app: &App) {
    let (customer, expert, card) = people(app).await;
    let declined = payment_method_added(&customer, "CARD", Some("sandbox_card_declined")).await;
    let paid = work_agreed(&customer, &expert, &card, "1000.00").await;
    let unpaid = work_agreed(&customer, &expert, &declined, "1000.00").await;
    paid_to(&expert, GOOD).await;
    let waiting = applicant(app, "linus@example.org", "Linus Pauling").await;
    dac7_forms_approved(&app.operator()).await;
    identity_verified(&waiting, &submitted(&waiting).await).await; // Complete on 1 March: 21 days end on the 22nd.

    app.advance_to("2027-03-01T10:00:00Z").await;
    let slow = applicant(app, "grace@example.org", "Grace Hopper").await;
    dac7_forms_approved(&app.operator()).await;
    identity_verified(&slow, &submitted(&slow).await).await;

    app.advance_to("2027-03-06T10:00:00Z").await;
    let unverified = applicant(app, "marie@example.org", "Marie Curie").await;
    submitted(&unverified).await;
    certification_confirmed(&unverified, "2027-03-21").await;

    app.advance_to("2027-03-10T14:00:00Z").await;
    bill_submitted(&expert, &paid.engagement, "100.00").await;
    app.advance_to("2027-03-12T13:00:00Z").await;
    let late = account_opened(app, "late@example.org", "Lise Meitner").await;
    dac7_submitted(&late).await;
    payout_method_added(&expert, "000987654321").await;

    app.advance_to("2027-03-17T10:00:00Z").await;
    bill_agreed(&customer, &expert, &paid.engagement, "200.00").await; // Collected on the 19th at 10:00.
    bill_agreed(&customer, &expert, &unpaid.engagement, "300.00").await;
    let mut offer = proposal_input(&expert, &paid.contact.conversation, "100.00", "USD");
    offer["expiresAt"] = json!("2027-03-20T18:00:00Z");
    expert.run("proposalSend", offer, "").await;
    app.advance_to(OUTAGE.0).await;
}

/// One line of the audit trail: what happened, as of when, and when it was noted.
struct Happened {
    kind: String,
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
}

/// What happened since the outage began, in the order in which it was noted.
async fn happened_since_outage(app: &App) -> Vec<Happened> {
    let sql = "select kind, at, recorded_at from audit_row where kind <> 'clock.advanced' order by event_id";
    let rows = app.rows(sql).await;
    let happened = rows.iter().map(|row| Happened {
        kind: row.try_get("", "kind").unwrap(),
        at: row.try_get("", "at").unwrap(),
        recorded_at: row.try_get("", "recorded_at").unwrap(),
    });
    happened.filter(|line| line.recorded_at > instant(OUTAGE.0)).collect()
}

/// Of these, what fell due: kind and instant.
fn due_of(happened: &[Happened]) -> Vec<(&str, String)> {
    let due = happened.iter().filter(|line| DUE.iter().any(|(kind, _)| *kind == line.kind));
    due.map(|line| (line.kind.as_str(), line.at.to_rfc3339())).collect()
}

/// Holds scenario 22: each deadline acts once, in due order, as of its own instant, however late that is noticed.
#[story]
async fn after_three_days_without_sweeps_everything_happens_as_of_its_time(app: &App) {
    much_to_come(app).await;

    app.advance_without_sweeps(instant(OUTAGE.1) - app.now()).await;
    assert!(happened_since_outage(app).await.is_empty());
    app.sweep().await;

    let happened = happened_since_outage(app).await;
    assert_eq!(due_of(&happened), DUE.map(|(kind, at)| (kind, at.to_owned())));
    assert!(happened.iter().all(|line| line.recorded_at == instant(OUTAGE.1)));
    // What is done outside is done now: the money leaves, and the card is declined once more.
    let now = happened.iter().filter(|line| line.at == line.recorded_at).map(|line| line.kind.as_str());
    assert_eq!(
        now.collect::<Vec<_>>(),
        ["charge.failed", "disbursement.claimed", "disbursement.rendered", "disbursement.sent"]
    );

    assert_eq!(app.sweep().await, marketplace::sweeps::Tally::default());
    assert_eq!(happened_since_outage(app).await.len(), happened.len());
}

/// The same three days without an outage: the sandbox's clock stops wherever something falls due, so that nothing is
/// noted later than it happens.
#[story]
async fn the_sandboxs_clock_stops_at_every_due_instant_on_its_way(app: &App) {
    much_to_come(app).await;

    app.advance_to(OUTAGE.1).await;

    let happened = happened_since_outage(app).await;
    assert_eq!(due_of(&happened), DUE.map(|(kind, at)| (kind, at.to_owned())));
    for Happened { kind, at, recorded_at } in &happened {
        assert_eq!(at, recorded_at, "{kind}");
    }
}

/// The sandbox's clock goes forward, and only forward, also for a process that starts beside.
#[story]
async fn the_clock_never_goes_back(app: &App) {
    let olga = app.operator();
    let to = |at: &str| json!({ "to": at });
    olga.run("sandboxClockAdvance", to("2027-03-02T09:00:00Z"), "clock { now }").await;

    for earlier in ["2027-03-02T09:00:00Z", "2027-03-02T08:59:59.999999Z", START] {
        assert_eq!(olga.refusal("sandboxClockAdvance", to(earlier)).await, "CLOCK_ONLY_FORWARD", "{earlier}");
    }
    assert_eq!(app.now(), instant("2027-03-02T09:00:00Z"));
    let beside = app.beside().await;
    assert_eq!(beside.now(), app.now());
    app.advance_to("2027-03-04T09:00:00Z").await;
    let late = beside.operator().refusal("sandboxClockAdvance", to("2027-03-03T09:00:00Z")).await;
    assert_eq!((late.as_str(), beside.now()), ("CLOCK_ONLY_FORWARD", instant("2027-03-04T09:00:00Z")));
}
