//! What time does. The rows are the queue: a sweep selects what is due, in due order and at most [`BATCH_MAX`], and
//! calls a use case for each. It may run any number of times, in any number of processes: the use case asks again, with
//! the row locked, whether it is still due, and leaves what another worker moved on or has in hand. One row that fails
//! is logged and does not hold up the others. [`run`] steps through the due instants of all sweeps in their order, so
//! that after an outage nothing is decided before what was due earlier.

use std::{
    fmt::Display,
    ops::{Add, AddAssign},
};

use chrono::{DateTime, Utc};
use futures_util::{FutureExt, future::BoxFuture};
use kernel::NextDue;

use crate::{Error, Marketplace, Result};

/// How many rows one sweep takes; the rest waits for the next.
pub const BATCH_MAX: u64 = 100;
/// How many rounds [`run`] makes at most, and how many steps before it goes on to what is due later, so that sweeps
/// that feed each other cannot hold it for ever.
const ROUNDS_MAX: usize = 1_000;
/// How often one row is tried at once while others are in the way.
const TRIES_MAX: usize = 3;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub done: u32,
    pub failed: u32,
}

/// What became of a row that was due when it was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It was moved on.
    Done,
    /// It is not due any more, or in somebody else's hands: nothing was done, and nothing is wrong.
    Left,
}

/// Says between the steps of a run whether it goes on, for a process that may be told to stop.
type GoesOn<'a> = &'a (dyn Fn() -> bool + Sync);

/// A sweep over one kind of deadline. Boxed, so that each is compiled as a piece of its own.
struct Deadline {
    name: &'static str,
    run: for<'a> fn(&'a Marketplace, DateTime<Utc>) -> BoxFuture<'a, Result<Tally>>,
    next_due: for<'a> fn(&'a Marketplace, DateTime<Utc>) -> Next<'a>,
}

/// How the next instant of a sweep is found.
enum Next<'a> {
    /// A row tells it: all rows are asked in one statement.
    Asked(Box<NextDue>),
    WorkedOut(NextWorkedOut<'a>),
    /// Not at all: it lacks somebody outside.
    Never,
}

/// It takes more than a row.
type NextWorkedOut<'a> = BoxFuture<'a, Result<Option<DateTime<Utc>>>>;

impl From<NextDue> for Next<'_> {
    fn from(asked: NextDue) -> Self {
        Self::Asked(Box::new(asked))
    }
}

impl From<Option<NextDue>> for Next<'_> {
    fn from(asked: Option<NextDue>) -> Self {
        asked.map_or(Self::Never, Self::from)
    }
}

impl<'a> From<NextWorkedOut<'a>> for Next<'a> {
    fn from(worked_out: NextWorkedOut<'a>) -> Self {
        Self::WorkedOut(worked_out)
    }
}

/// A sweep that asks somebody outside what is new.
struct Report {
    name: &'static str,
    run: for<'a> fn(&'a Marketplace) -> BoxFuture<'a, Result<Tally>>,
}

/// Declares the deadlines; what falls due at one instant is done in this order. Each is a file with two functions:
/// `run(&Marketplace, until) -> Result<Tally>`, which acts on what was due by then, and
/// `next_due(&Marketplace, after) -> impl Into<Next>`, the earliest instant after `after` at which it has or will have
/// something to do.
macro_rules! deadlines {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        const DEADLINES: &[Deadline] = &[$(Deadline {
            name: stringify!($name),
            run: |app, until| $name::run(app, until).boxed(),
            next_due: |app, after| $name::next_due(app, after).into(),
        },)*];
    };
}

/// Declares those who are asked, in order. Each is a file with a function `run(&Marketplace) -> Result<Tally>`.
macro_rules! reports {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        const REPORTS: &[Report] = &[$(Report { name: stringify!($name), run: |app| $name::run(app).boxed() },)*];
    };
}

reports! {
    certification_claims,
    provider_events,
    rail_reports,
    bank_documents,
    requests_to_find,
    events_to_note,
    letters_to_write,
    transactions_to_chain,
}

deadlines! {
    certification_notice_due,
    certification_expiry_due,
    credential_status_due,
    identity_check_due,
    activation_alarm_due,
    company_review_due,
    dac7_review_due,
    dac7_reconfirmation_due,
    dac7_expiry_due,
    us_tax_form_notice_due,
    us_tax_form_expiry_due,
    due_diligence_due,
    proposal_expiry_due,
    scheduled_bill_due,
    auto_approve_due,
    cancellation_due,
    dispute_due,
    complaint_due,
    collect_due,
    unresolved_charges,
    charge_overdue_due,
    charge_reminder_due,
    refund_send_due,
    unresolved_refunds,
    payout_method_review_due,
    payout_run_due,
    bank_files_due,
    hand_overs_due,
    stale_files,
    bank_lines_due,
    send_due,
    unresolved_disbursements,
    staff_digest_due,
    notification_digest_due,
    letters_due,
    upload_discard_due,
}

/// The earliest instant after `after` at which any sweep has or will have something to do.
pub async fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    Ok(first_due(app, after).await?.map(|(due_at, _)| due_at))
}

/// Does everything that is due: first what the world outside reports, then every deadline in due order, whatever
/// its kind, as if no sweep had ever been late.
pub async fn run(app: &Marketplace) -> Tally {
    run_while(app, &|| true).await
}

/// As [`run`], while `goes_on` says so: between its steps, so that what is under way is finished.
#[tracing::instrument(skip_all, fields(done, failed))]
pub async fn run_while(app: &Marketplace, goes_on: GoesOn<'_>) -> Tally {
    let mut total = Tally::default();
    for _ in 0..ROUNDS_MAX {
        let round = held_round(app, goes_on).await;
        total += round;
        if round.done == 0 || !goes_on() {
            break;
        }
    }
    tracing::Span::current().record("done", total.done).record("failed", total.failed);
    total
}

/// Does what is due beside others who may act too, and does not look again whether anything came of it.
pub(crate) async fn run_once(app: &Marketplace) {
    held_round(app, &|| true).await;
}

/// As [`run`], for whoever has seized the clock: nobody else acts.
pub(crate) async fn run_alone(app: &Marketplace) {
    for _ in 0..ROUNDS_MAX {
        if round(app, &|| true).await.done == 0 {
            break;
        }
    }
}

/// One round, while the clock stands.
async fn held_round(app: &Marketplace, goes_on: GoesOn<'_>) -> Tally {
    match app.hold_clock().await {
        Ok(_held) => round(app, goes_on).await,
        Err(error) => outcome("hold_clock", Err(error)),
    }
}

async fn round(app: &Marketplace, goes_on: GoesOn<'_>) -> Tally {
    reports(app).await + deadlines(app, goes_on).await
}

async fn reports(app: &Marketplace) -> Tally {
    let mut total = Tally::default();
    for report in REPORTS {
        total += outcome(report.name, (report.run)(app).await);
    }
    total
}

/// Steps from due instant to due instant up to now. What falls due in acting on one has its turn before what is
/// due later.
async fn deadlines(app: &Marketplace, goes_on: GoesOn<'_>) -> Tally {
    let (now, mut total) = (app.clock.now(), Tally::default());
    let (mut after, mut turns) = (DateTime::UNIX_EPOCH, 0);
    while goes_on() {
        let first = match first_due(app, after).await {
            Ok(first) => first.filter(|(due_at, _)| *due_at <= now),
            Err(error) => return total + outcome("next_due", Err(error)),
        };
        let Some((due_at, due)) = first else { return total };
        let step = act(app, &due, due_at).await;
        (total, turns) = (total + step, turns + 1);
        // What can do nothing with its rows, or never ends with them, does not hold up what is due later.
        if step.done == 0 || turns == ROUNDS_MAX {
            (after, turns) = (due_at, 0);
        }
    }
    total
}

/// The earliest instant after `after` at which something is due, and the sweeps that it concerns, in their order.
async fn first_due(app: &Marketplace, after: DateTime<Utc>) -> Result<Option<(DateTime<Utc>, Vec<&'static Deadline>)>> {
    let answers = next_of_each(app, after).await?;
    let due = || DEADLINES.iter().zip(&answers).filter_map(|(deadline, due_at)| Some((deadline, (*due_at)?)));
    let first = due().map(|(_, due_at)| due_at).min();
    Ok(first.map(|first| (first, due().filter(|(_, due_at)| *due_at == first).map(|(deadline, _)| deadline).collect())))
}

/// The earliest instant after `after` of each sweep.
async fn next_of_each(app: &Marketplace, after: DateTime<Utc>) -> Result<Vec<Option<DateTime<Utc>>>> {
    let mut answers = vec![None; DEADLINES.len()];
    let (mut places, mut asked) = (vec![], vec![]);
    for (place, deadline) in answers.iter_mut().zip(DEADLINES) {
        match (deadline.next_due)(app, after) {
            Next::Asked(next) => {
                places.push(place);
                asked.push(*next);
            }
            Next::WorkedOut(next) => *place = next.await?,
            Next::Never => {}
        }
    }
    let told = NextDue::ask(app.db.reader(), &asked).await?;
    for (place, told) in places.into_iter().zip(told) {
        *place = told;
    }
    Ok(answers)
}

async fn act(app: &Marketplace, due: &[&Deadline], until: DateTime<Utc>) -> Tally {
    let mut total = Tally::default();
    for deadline in due {
        total += outcome(deadline.name, (deadline.run)(app, until).await);
    }
    total
}

/// Calls `act` for each in order; one that fails is logged and does not hold up the others.
async fn each<I: Display + Clone, F>(ids: Vec<I>, act: impl Fn(I) -> F) -> Tally
where
    F: Future<Output = Result<Step>>,
{
    let mut tally = Tally::default();
    for id in ids {
        match again(|| act(id.clone())).await {
            Ok(step) => tally.count(step),
            Err(Error::Busy(error)) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(subject = %id, error, "{id} waits for the next sweep: others are in the way");
            }
            Err(error) => {
                tally.failed += 1;
                let error = &error as &dyn std::error::Error;
                tracing::error!(subject = %id, error, "{id} could not be moved on at its due instant");
            }
        }
    }
    tally
}

/// Acts, and where others are in the way, acts again, a few times: a deadlock is over when one of the two gives way.
async fn again<F: Future<Output = Result<Step>>>(act: impl Fn() -> F) -> Result<Step> {
    for _ in 1..TRIES_MAX {
        match act().await {
            Err(Error::Busy(_)) => {}
            acted => return acted,
        }
    }
    act().await
}

fn outcome(sweep: &'static str, result: Result<Tally>) -> Tally {
    match result {
        Ok(tally) => tally,
        Err(Error::Busy(error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(sweep, error, "the sweep {sweep} waits for the next time: others are in the way");
            Tally::default()
        }
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(sweep, error, "the sweep {sweep} failed");
            Tally { done: 0, failed: 1 }
        }
    }
}

impl Tally {
    fn count(&mut self, step: Step) {
        match step {
            Step::Done => self.done = self.done.saturating_add(1),
            Step::Left => {}
        }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { done: self.done.saturating_add(other.done), failed: self.failed.saturating_add(other.failed) }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
