use chrono::{DateTime, TimeDelta, Utc};
use kernel::InputError;

/// The longest time that a customer may take for a bill before silence approves it.
pub const SILENCE_DAYS_MAX: i32 = 90;

const SILENCE_DAYS_DEFAULT: i64 = 10;

/// What a customer's silence on a bill means; chosen at acceptance (G-30, G-48).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SilenceRule {
    /// The bill is approved so long after it was submitted: whole days of 24 hours.
    After(TimeDelta),
    /// Nothing: the bill waits for the customer.
    Wait,
}

impl SilenceRule {
    /// Approval after so many days, within the limits.
    pub fn after_days(days: i32) -> Result<Self, InputError> {
        if (1..=SILENCE_DAYS_MAX).contains(&days) {
            return Ok(Self::After(TimeDelta::days(days.into())));
        }
        Err(InputError::new("approveAfterDays", format!("must be 1 to {SILENCE_DAYS_MAX}, and is {days}")))
    }

    /// How many days; none if bills wait.
    pub fn days(self) -> Option<i32> {
        match self {
            Self::After(time) => Some(i32::try_from(time.num_days()).expect("at most 90 days")),
            Self::Wait => None,
        }
    }

    /// When silence approves a bill of `submitted_at`; never, if bills wait.
    pub fn due_at(self, submitted_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::After(time) => Some(submitted_at + time),
            Self::Wait => None,
        }
    }
}

/// Ten times 24 hours (G-30).
impl Default for SilenceRule {
    fn default() -> Self {
        Self::After(TimeDelta::days(SILENCE_DAYS_DEFAULT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds G-30.
    #[test]
    fn silence_approves_after_ten_times_24_hours_unless_agreed_otherwise() {
        let submitted_at = DateTime::UNIX_EPOCH;
        assert_eq!(SilenceRule::default().due_at(submitted_at), Some(submitted_at + TimeDelta::hours(240)));
        assert_eq!(SilenceRule::after_days(10), Ok(SilenceRule::default()));
    }

    /// Holds G-48.
    #[test]
    fn another_time_may_be_chosen_within_limits() {
        for days in [1, 10, 90] {
            assert_eq!(SilenceRule::after_days(days).unwrap().days(), Some(days));
        }
        for days in [i32::MIN, -1, 0, 91, i32::MAX] {
            assert!(SilenceRule::after_days(days).is_err(), "{days}");
        }
    }

    /// Holds G-48.
    #[test]
    fn a_bill_may_wait_for_ever() {
        assert_eq!(SilenceRule::Wait.due_at(DateTime::UNIX_EPOCH), None);
        assert_eq!(SilenceRule::Wait.days(), None);
    }
}
