use chrono::{DateTime, Days, NaiveDate, Utc};
use kernel::{AccountId, Currency, DayWindow};

use crate::{MonthDay, PayoutInterval, calendar};

/// How many business days the rail takes at least and at most (G-41).
const ARRIVAL_BUSINESS_DAYS: (u32, u32) = (1, 2);

/// The payout run of one currency on one business day of its rail. It may begin once the day's cutoff is over,
/// and takes what became available before it (IQ-32).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutRun {
    pub currency: Currency,
    /// Invariant: a business day of the currency's calendar.
    pub on: NaiveDate,
}

/// Money of a currency that waits for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub currency: Currency,
    pub oldest_available_at: DateTime<Utc>,
    /// The last run that was made; `None` before the first.
    pub closed_through_on: Option<NaiveDate>,
}

/// Whom a run pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunScope {
    /// Every payee whose interval leads to the day.
    Everyone,
    /// One payee, whatever the interval, and although its registration is closed: staff only (IQ-30).
    Payee(AccountId),
}

impl PayoutRun {
    /// The run of a day; `None` if the rail rests on it.
    pub fn of(currency: Currency, on: NaiveDate) -> Option<Self> {
        calendar(currency).is_business_day(on).then_some(Self { currency, on })
    }

    /// The last run whose cutoff is over.
    pub fn latest(currency: Currency, now: DateTime<Utc>) -> Self {
        let mut days = (0..).map(|days| now.date_naive() + Days::new(1) - Days::new(days));
        let latest = days.find_map(|on| Self::of(currency, on).filter(|run| run.is_due(now)));
        latest.expect("a rail does not rest for ever")
    }

    pub fn cutoff(self) -> DateTime<Utc> {
        calendar(self.currency).cutoff(self.on)
    }

    pub fn is_due(self, now: DateTime<Utc>) -> bool {
        self.cutoff() <= now
    }

    /// Between which days the payee's bank has what leaves with the run, or late, before the cutoff of the next
    /// (G-41). A forecast.
    pub fn arrival(self) -> DayWindow {
        let (calendar, (fastest, slowest)) = (calendar(self.currency), ARRIVAL_BUSINESS_DAYS);
        let after = |days| calendar.add_business_days(self.on, days);
        DayWindow::between(after(fastest), after(slowest))
    }

    /// The days of a month whose payees it pays: its own, and those before it on which the rail rested.
    pub fn month_days(self) -> Vec<MonthDay> {
        let calendar = calendar(self.currency);
        let days = (0..).map(|days| self.on - Days::new(days));
        days.take_while(|day| *day == self.on || !calendar.is_business_day(*day)).flat_map(MonthDay::names_of).collect()
    }
}

impl Waiting {
    /// The run that is next: after those that were made, and no sooner than the oldest money asks for. So days
    /// without anything to pay are passed over, and days that were missed are made up for one by one.
    pub fn next_run(self) -> PayoutRun {
        let Self { currency, oldest_available_at, closed_through_on } = self;
        let day_after = |on| PayoutInterval::Daily.next_run(on, calendar(currency));
        let asked_for = oldest_available_at.date_naive() - Days::new(2);
        let mut on = day_after(closed_through_on.map_or(asked_for, |closed_on| closed_on.max(asked_for)));
        while calendar(currency).cutoff(on) <= oldest_available_at {
            on = day_after(on);
        }
        PayoutRun { currency, on }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2028, month, day).unwrap()
    }

    fn usd(on: NaiveDate) -> PayoutRun {
        PayoutRun::of(Currency::USD, on).unwrap()
    }

    fn next_run(oldest_available_at: DateTime<Utc>, closed_through_on: Option<NaiveDate>) -> PayoutRun {
        Waiting { currency: Currency::USD, oldest_available_at, closed_through_on }.next_run()
    }

    /// Money goes out by the first run whose cutoff it precedes, strictly.
    #[test]
    fn what_is_available_at_the_cutoff_waits_for_the_next_run() {
        let friday = usd(day(2, 11));
        assert_eq!(next_run(friday.cutoff() - TimeDelta::microseconds(1), None), friday);
        assert_eq!(next_run(friday.cutoff(), None), usd(day(2, 14)));
    }

    #[test]
    fn missed_runs_are_made_up_one_by_one_and_empty_ones_are_passed_over() {
        let money_of_monday = usd(day(2, 14)).cutoff() - TimeDelta::hours(8);
        let next = |closed_through_on| next_run(money_of_monday, Some(closed_through_on));
        assert_eq!(next(day(1, 3)), usd(day(2, 14)));
        assert_eq!(next(day(2, 14)), usd(day(2, 15)));
        assert_eq!(next(day(2, 18)), usd(day(2, 22))); // The 21st is a holiday.
    }

    #[test]
    fn the_latest_run_is_the_one_whose_cutoff_is_just_over() {
        let monday = usd(day(2, 14));
        assert_eq!(PayoutRun::latest(Currency::USD, monday.cutoff()), monday);
        assert_eq!(PayoutRun::latest(Currency::USD, monday.cutoff() - TimeDelta::microseconds(1)), usd(day(2, 11)));
        assert_eq!(PayoutRun::of(Currency::USD, day(2, 12)), None);
    }

    proptest::proptest! {
        /// The set-based query asks for days of the month; it finds those whose own schedule says so.
        #[test]
        fn the_days_a_run_pays_are_those_whose_interval_leads_to_it(offset in 0..4_000_u64, number in 1..=29) {
            let on = PayoutInterval::Daily.next_run(day(1, 1) + Days::new(offset), calendar(Currency::EUR));
            let named = if number == 29 { MonthDay::MonthEnd } else { MonthDay::day(number).unwrap() };
            let run = PayoutRun::of(Currency::EUR, on).unwrap();
            let leads = PayoutInterval::Monthly(named).next_run(on - Days::new(1), calendar(Currency::EUR)) == on;
            proptest::prop_assert_eq!(run.month_days().contains(&named), leads);
        }
    }
}
