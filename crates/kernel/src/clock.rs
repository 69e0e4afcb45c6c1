use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound, Utc};

const MICROSECONDS: u16 = 6;

/// The one place that knows the time; everything else is told. UTC, cut to microseconds,
/// because that is what both databases keep.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// A clock that stands still until somebody moves it, and never goes back: for tests and the sandbox.
#[derive(Debug)]
pub struct ManualClock(AtomicI64); // Microseconds since 1970.

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clock stands at {now} and never goes back to {asked}")]
pub struct ClockError {
    pub now: DateTime<Utc>,
    pub asked: DateTime<Utc>,
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is told to use")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(MICROSECONDS)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).expect("only instants are stored")
    }
}

impl ManualClock {
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(AtomicI64::new(at.timestamp_micros()))
    }

    /// Moves on to `to`; refuses to stand still or to go back.
    pub fn advance_to(&self, to: DateTime<Utc>) -> Result<(), ClockError> {
        let micros = to.timestamp_micros();
        let before = self.0.fetch_max(micros, Ordering::SeqCst);
        if before < micros {
            return Ok(());
        }
        Err(ClockError { now: self.now(), asked: to })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_manual_clock_moves_only_forward() {
        let start = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let clock = ManualClock::new(start);
        let later = start + TimeDelta::microseconds(1);

        assert_eq!(clock.advance_to(start), Err(ClockError { now: start, asked: start }));
        assert_eq!(clock.advance_to(later), Ok(()));
        assert_eq!(clock.advance_to(start), Err(ClockError { now: later, asked: start }));
        assert_eq!(clock.now(), later);
    }

    #[test]
    fn the_machines_clock_is_cut_to_microseconds() {
        assert_eq!(SystemClock.now().timestamp_subsec_nanos() % 1_000, 0);
    }
}
