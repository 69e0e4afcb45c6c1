//! What time does. A sweep takes no input, for the rows are the queue: it selects what is due, in due order and
//! at most [`BATCH_MAX`], and calls a use case for each. It may run any number of times, in any number of
//! processes; one row that fails is logged and does not hold up the others.

use std::{fmt::Display, ops::AddAssign};

use chrono::{DateTime, Utc};
use futures_util::{FutureExt, future::BoxFuture};

use crate::{Marketplace, Result};

/// How many rows one sweep takes; the rest waits for the next.
pub const BATCH_MAX: u64 = 100;
/// How many rounds [`run`] makes at most, so that two sweeps that feed each other cannot hold it for ever.
const ROUNDS_MAX: usize = 1_000;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub done: u32,
    pub failed: u32,
}

/// One sweep. Boxed, so that each is compiled as a piece of its own.
struct Sweep {
    name: &'static str,
    run: for<'a> fn(&'a Marketplace) -> BoxFuture<'a, Result<Tally>>,
    next_due: for<'a> fn(&'a Marketplace, DateTime<Utc>) -> NextDue<'a>,
}

type NextDue<'a> = BoxFuture<'a, Result<Option<DateTime<Utc>>>>;

/// Declares the sweeps in the order in which they run. Each is a file with two functions:
/// `run(&Marketplace) -> Result<Tally>` and `next_due(&Marketplace, after) -> Result<Option<DateTime<Utc>>>`,
/// the earliest instant after `after` at which it will have something to do.
macro_rules! sweeps {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        const SWEEPS: &[Sweep] = &[$(Sweep {
            name: stringify!($name),
            run: |app| $name::run(app).boxed(),
            next_due: |app, after| $name::next_due(app, after).boxed(),
        },)*];
    };
}

sweeps! {
    certification_claims,
    certification_expiry_due,
    identity_check_due,
    activation_alarm_due,
    dac7_review_due,
    proposal_expiry_due,
    auto_approve_due,
    collect_due,
    provider_events,
    unresolved_charges,
    charge_overdue_due,
    payout_method_review_due,
    payout_run_due,
    send_due,
    rail_reports,
    unresolved_disbursements,
}

/// The earliest instant after `after` at which any sweep will have something to do.
pub async fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let mut earliest = None;
    for sweep in SWEEPS {
        let due = (sweep.next_due)(app, after).await?;
        earliest = earliest.into_iter().chain(due).min();
    }
    Ok(earliest)
}

/// Runs the sweeps until there is nothing left that is due.
#[tracing::instrument(skip_all, fields(done, failed))]
pub async fn run(app: &Marketplace) -> Tally {
    let mut total = Tally::default();
    for _ in 0..ROUNDS_MAX {
        let round = round(app).await;
        total += round;
        if round.done == 0 {
            break;
        }
    }
    tracing::Span::current().record("done", total.done).record("failed", total.failed);
    total
}

/// Runs every sweep once, in order.
async fn round(app: &Marketplace) -> Tally {
    let mut total = Tally::default();
    for sweep in SWEEPS {
        total += outcome(sweep.name, (sweep.run)(app).await);
    }
    total
}

/// Calls `act` for each in order; one that fails is logged and does not hold up the others.
async fn each<I: Display + Copy, T, F>(ids: Vec<I>, act: impl Fn(I) -> F) -> Tally
where
    F: Future<Output = Result<T>>,
{
    let mut tally = Tally::default();
    for id in ids {
        match act(id).await {
            Ok(_) => tally.done += 1,
            Err(error) => {
                tally.failed += 1;
                let error = &error as &dyn std::error::Error;
                tracing::error!(subject = %id, error, "{id} could not be moved on at its due instant");
            }
        }
    }
    tally
}

fn outcome(sweep: &'static str, result: Result<Tally>) -> Tally {
    result.unwrap_or_else(|error| {
        tracing::error!(sweep, error = &error as &dyn std::error::Error, "the sweep {sweep} failed");
        Tally { done: 0, failed: 1 }
    })
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.done = self.done.saturating_add(other.done);
        self.failed = self.failed.saturating_add(other.failed);
    }
}
