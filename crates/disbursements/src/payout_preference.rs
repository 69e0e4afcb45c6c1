use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use kernel::{AccountId, Calendar, Currency, Money};

use crate::{DisbursementError, PayoutRun, calendar};

/// When a payee is paid in a currency. Without a stored one it is daily, whatever the amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutPreference {
    pub expert_account_id: AccountId,
    pub interval: PayoutInterval,
    /// A run pays this much or nothing. Its currency is the preference's.
    pub minimum: Money,
    pub state: PreferenceState,
}

/// How often money goes out (IQ-32).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutInterval {
    /// On every business day of the currency's rail.
    Daily,
    /// Once a month; a day on which the rail rests waits for the following business day.
    Monthly(MonthDay),
}

/// A day that every month has (G-41).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthDay {
    /// Invariant: from 1 to 28.
    Day(u8),
    MonthEnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreferenceState {
    Active,
    Paused { at: DateTime<Utc> },
}

impl PayoutPreference {
    /// What holds for a payee that set nothing.
    pub fn default_of(expert_account_id: AccountId, currency: Currency) -> Self {
        let (interval, state) = (PayoutInterval::Daily, PreferenceState::Active);
        Self { expert_account_id, interval, minimum: Money::zero(currency), state }
    }

    pub fn currency(&self) -> Currency {
        self.minimum.currency()
    }

    /// Binds from the next run on. `minimum` may be zero.
    pub fn set(self, interval: PayoutInterval, minimum: Money) -> Result<Self, DisbursementError> {
        self.ensure_active("active: resume them first")?;
        self.minimum.checked_min(minimum)?; // Refuses another currency.
        Ok(Self { interval, minimum, ..self })
    }

    /// No run pays until it is resumed; what is collected waits.
    pub fn pause(self, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        self.ensure_active("active")?;
        Ok(Self { state: PreferenceState::Paused { at }, ..self })
    }

    pub fn resume(self) -> Result<Self, DisbursementError> {
        match self.state {
            PreferenceState::Paused { .. } => Ok(Self { state: PreferenceState::Active, ..self }),
            PreferenceState::Active => Err(self.needs("paused")),
        }
    }

    /// The first run day whose cutoff is not over.
    pub fn next_run_on(&self, now: DateTime<Utc>) -> NaiveDate {
        let last = PayoutRun::latest(self.currency(), now);
        self.interval.next_run(last.on, calendar(self.currency()))
    }

    fn ensure_active(&self, needs: &'static str) -> Result<(), DisbursementError> {
        match self.state {
            PreferenceState::Active => Ok(()),
            PreferenceState::Paused { .. } => Err(self.needs(needs)),
        }
    }

    fn needs(&self, needs: &'static str) -> DisbursementError {
        DisbursementError::PreferenceNotInState { currency: self.currency(), needs }
    }
}

impl PayoutInterval {
    /// The first run day later than `after`.
    pub fn next_run(self, after: NaiveDate, calendar: Calendar) -> NaiveDate {
        match self {
            Self::Daily => calendar.following(after + Days::new(1)),
            Self::Monthly(day) => {
                // A day of the month before may have rolled into this one.
                let from = first_of_month(after) - Months::new(1);
                let mut months = (0..).map(|months| from + Months::new(months));
                let next = months.find_map(|month| Some(calendar.following(day.of(month))).filter(|run| *run > after));
                next.expect("every month has a run")
            }
        }
    }
}

impl MonthDay {
    /// The 29th, 30th and 31st are not offered: not every month has them (G-41).
    pub fn day(day: i32) -> Result<Self, DisbursementError> {
        match u8::try_from(day) {
            Ok(day @ 1..=28) => Ok(Self::Day(day)),
            Ok(_) | Err(_) => Err(DisbursementError::PayoutDayInvalid(day)),
        }
    }

    /// The day of this name in a month.
    pub fn of(self, first_of_month: NaiveDate) -> NaiveDate {
        match self {
            Self::Day(day) => first_of_month + Days::new(u64::from(day) - 1),
            Self::MonthEnd => first_of_month + Months::new(1) - Days::new(1),
        }
    }

    /// The names of a day: one, two or none. The 28th may also be the month's end.
    pub(crate) fn names_of(day: NaiveDate) -> impl Iterator<Item = Self> {
        let is_last = (day + Days::new(1)).month() != day.month();
        let by_number = i32::try_from(day.day()).ok().and_then(|number| Self::day(number).ok());
        by_number.into_iter().chain(is_last.then_some(Self::MonthEnd))
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.day0()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn monthly(day: i32) -> PayoutInterval {
        PayoutInterval::Monthly(MonthDay::day(day).unwrap())
    }

    fn preference() -> PayoutPreference {
        PayoutPreference::default_of(AccountId::generate(DateTime::UNIX_EPOCH), Currency::EUR)
    }

    proptest::proptest! {
        /// Runs are business days, they come one after the other, and none is skipped.
        #[test]
        fn runs_are_business_days_and_move_on(offset in 0..6_000_u64, number in 0..=29) {
            let after = day(2024, 1, 1) + Days::new(offset);
            let interval = match number {
                0 => PayoutInterval::Daily,
                29 => PayoutInterval::Monthly(MonthDay::MonthEnd),
                number => monthly(number),
            };
            for calendar in [Calendar::Fed, Calendar::Target] {
                let next = interval.next_run(after, calendar);
                proptest::prop_assert!(next > after && calendar.is_business_day(next));
                proptest::prop_assert_eq!(interval.next_run(next - Days::new(1), calendar), next);
                let longest = if interval == PayoutInterval::Daily { 6 } else { 38 };
                proptest::prop_assert!(next - after <= chrono::TimeDelta::days(longest));
            }
        }
    }

    /// Holds scenario 10 (IQ-32): 15 February 2028 is a Tuesday.
    #[test]
    fn a_monthly_run_is_on_its_day() {
        assert_eq!(monthly(15).next_run(day(2028, 2, 2), Calendar::Fed), day(2028, 2, 15));
        assert_eq!(monthly(15).next_run(day(2028, 2, 15), Calendar::Fed), day(2028, 3, 15));
    }

    #[test]
    fn a_monthly_run_on_a_weekend_waits_for_monday_also_across_the_end_of_the_month() {
        assert_eq!(monthly(15).next_run(day(2028, 1, 1), Calendar::Fed), day(2028, 1, 18)); // The 17th is a holiday.
        let month_end = PayoutInterval::Monthly(MonthDay::MonthEnd);
        assert_eq!(month_end.next_run(day(2028, 4, 30), Calendar::Target), day(2028, 5, 2)); // Sunday, Labour Day.
        assert_eq!(month_end.next_run(day(2028, 5, 1), Calendar::Target), day(2028, 5, 2));
        assert_eq!(month_end.next_run(day(2028, 5, 2), Calendar::Target), day(2028, 5, 31));
    }

    /// Holds IQ-32 in February of leap years and others, and over the ends of years.
    #[test]
    fn monthly_runs_keep_to_short_months_and_to_the_ends_of_years() {
        let (last, fed, target) = (PayoutInterval::Monthly(MonthDay::MonthEnd), Calendar::Fed, Calendar::Target);
        let runs = [
            (monthly(28), fed, day(2027, 2, 1), day(2027, 3, 1)), // The 28th is a Sunday, and the month's last day.
            (last, fed, day(2027, 2, 1), day(2027, 3, 1)),
            (monthly(28), fed, day(2028, 2, 1), day(2028, 2, 28)),
            (last, fed, day(2028, 2, 1), day(2028, 2, 29)),
            (last, fed, day(2028, 2, 29), day(2028, 3, 31)),
            (last, target, day(2100, 2, 1), day(2100, 3, 1)), // No leap year, and its last day is a Sunday.
            (last, fed, day(2027, 12, 1), day(2027, 12, 31)), // New Year is a Saturday: the Fed does not move it.
            (last, target, day(2027, 12, 1), day(2027, 12, 31)),
            (last, fed, day(2028, 12, 1), day(2029, 1, 2)), // A Sunday, then New Year.
            (last, target, day(2028, 12, 1), day(2029, 1, 2)),
            (monthly(25), fed, day(2027, 12, 1), day(2027, 12, 27)),
            (monthly(25), target, day(2028, 12, 1), day(2028, 12, 27)), // Monday and Tuesday are Christmas.
            (monthly(1), fed, day(2027, 12, 1), day(2028, 1, 3)),
            (monthly(19), fed, day(2028, 6, 1), day(2028, 6, 20)), // Juneteenth.
            (monthly(26), target, day(2027, 3, 1), day(2027, 3, 30)), // Good Friday to Easter Monday.
        ];
        for (interval, calendar, after, run_on) in runs {
            assert_eq!(interval.next_run(after, calendar), run_on, "{interval:?} {calendar:?} after {after}");
        }
    }

    /// Holds G-41 and the first half of scenario 11.
    #[test]
    fn days_that_not_every_month_has_are_not_offered() {
        for number in [i32::MIN, -1, 0, 29, 30, 31, 32, 257] {
            assert_eq!(MonthDay::day(number), Err(DisbursementError::PayoutDayInvalid(number)));
        }
        assert_eq!(MonthDay::day(28), Ok(MonthDay::Day(28)));
        assert_eq!(MonthDay::MonthEnd.of(day(2028, 2, 1)), day(2028, 2, 29));
    }

    #[test]
    fn a_day_has_the_names_that_lead_back_to_it() {
        let names = |day| MonthDay::names_of(day).collect::<Vec<_>>();
        assert_eq!(names(day(2027, 2, 28)), [MonthDay::Day(28), MonthDay::MonthEnd]);
        assert_eq!(names(day(2028, 2, 28)), [MonthDay::Day(28)]);
        assert_eq!(names(day(2028, 2, 29)), [MonthDay::MonthEnd]);
        assert_eq!(names(day(2028, 1, 30)), []);
    }

    /// Holds G-41.
    #[test]
    fn a_paused_preference_is_resumed_before_it_is_changed() {
        let paused = preference().pause(DateTime::UNIX_EPOCH).unwrap();
        let zero = Money::zero(Currency::EUR);
        assert!(paused.clone().set(PayoutInterval::Daily, zero).is_err());
        assert!(paused.clone().pause(DateTime::UNIX_EPOCH).is_err());
        let resumed = paused.resume().unwrap();
        assert!(resumed.clone().resume().is_err());
        assert!(resumed.clone().set(monthly(28), zero).is_ok());
        assert!(resumed.set(monthly(28), Money::zero(Currency::USD)).is_err());
    }
}
