use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use kernel::{Currency, DayWindow};

use crate::{PayoutInterval, PayoutRun, calendar};

/// When what becomes available to a payee in one currency goes out: by its own interval, and after the runs that
/// were made. A forecast: it moves no money (IQ-32).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutSchedule {
    pub currency: Currency,
    pub interval: PayoutInterval,
    /// The last run of the currency that was made; `None` before the first.
    pub closed_through_on: Option<NaiveDate>,
}

impl PayoutSchedule {
    /// The run that takes what is available at an instant: the payee's first that was not made yet and whose cutoff
    /// is later.
    pub fn run_of(self, available_at: DateTime<Utc>) -> PayoutRun {
        let Self { currency, interval, closed_through_on } = self;
        let calendar = calendar(currency);
        let day_before = available_at.date_naive() - Days::new(1);
        let mut on = interval.next_run(closed_through_on.map_or(day_before, |on| on.max(day_before)), calendar);
        while calendar.cutoff(on) <= available_at {
            on = interval.next_run(on, calendar);
        }
        PayoutRun { currency, on }
    }

    /// The runs that take what is collected between two days, and no sooner than `now`.
    pub fn runs_of(self, collected: DayWindow, now: DateTime<Utc>) -> DayWindow {
        let begins_at = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        let soonest = begins_at(collected.earliest()).max(now);
        let last = begins_at(collected.latest() + Days::new(1)) - TimeDelta::microseconds(1);
        DayWindow::between(self.run_of(soonest).on, self.run_of(last.max(soonest)).on)
    }

    /// Between which days the payee's bank has what leaves with one of these runs.
    pub fn arrivals_of(self, runs: DayWindow) -> DayWindow {
        let arrival = |on| PayoutRun { currency: self.currency, on }.arrival();
        arrival(runs.earliest()).with(arrival(runs.latest()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MonthDay;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn schedule(currency: Currency, interval: PayoutInterval) -> PayoutSchedule {
        PayoutSchedule { currency, interval, closed_through_on: None }
    }

    /// Daily, month end, or a day of the month.
    fn interval(number: i32) -> PayoutInterval {
        match number {
            0 => PayoutInterval::Daily,
            29 => PayoutInterval::Monthly(MonthDay::MonthEnd),
            number => PayoutInterval::Monthly(MonthDay::day(number).unwrap()),
        }
    }

    /// Holds scenario 10: a card bill of 30 January 2028, a payee who is paid on the 15th.
    #[test]
    fn a_card_bill_of_a_monthly_payee_goes_out_on_its_day() {
        let window = DayWindow::between(day("2028-01-31"), day("2028-02-02"));
        let schedule = schedule(Currency::USD, interval(15));
        let runs = schedule.runs_of(window, "2028-01-30T12:00:00Z".parse().unwrap());
        assert_eq!(runs, DayWindow::between(day("2028-02-15"), day("2028-02-15")));
        assert_eq!(schedule.arrivals_of(runs), DayWindow::between(day("2028-02-16"), day("2028-02-17")));
    }

    /// Holds IQ-32: Thanksgiving is no day of the rail.
    #[test]
    fn a_daily_payee_is_paid_on_the_next_business_day_and_has_it_one_or_two_later() {
        let schedule = schedule(Currency::USD, PayoutInterval::Daily);
        let window = DayWindow::between(day("2026-11-25"), day("2026-11-25"));
        let runs = schedule.runs_of(window, DateTime::UNIX_EPOCH);
        // From Wednesday's midnight; its last second is after Wednesday's cutoff, and Thursday is a holiday.
        assert_eq!(runs, DayWindow::between(day("2026-11-25"), day("2026-11-27")));
        assert_eq!(schedule.arrivals_of(runs), DayWindow::between(day("2026-11-27"), day("2026-12-01")));
    }

    /// A run that was made takes nothing more.
    #[test]
    fn a_run_that_was_made_is_over_for_all_money() {
        let friday = PayoutRun::of(Currency::USD, day("2026-11-20")).unwrap();
        let before_its_cutoff = friday.cutoff() - TimeDelta::hours(1);
        let open = schedule(Currency::USD, PayoutInterval::Daily);
        assert_eq!(open.run_of(before_its_cutoff), friday);
        let made = PayoutSchedule { closed_through_on: Some(friday.on), ..open };
        assert_eq!(made.run_of(before_its_cutoff).on, day("2026-11-23"));
    }

    proptest::proptest! {
        /// Holds IQ-32: the run of any money is a business day whose cutoff the money precedes, one of the payee's own,
        /// and no sooner one is.
        #[test]
        fn a_run_is_the_first_of_the_payees_whose_cutoff_is_later(minutes in 0..5_000_000_i64, number in 0..=29) {
            let available_at: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
            let available_at = available_at + TimeDelta::minutes(minutes);
            for currency in [Currency::USD, Currency::EUR] {
                let schedule = schedule(currency, interval(number));
                let run = schedule.run_of(available_at);
                proptest::prop_assert!(calendar(currency).is_business_day(run.on));
                proptest::prop_assert!(available_at < run.cutoff());
                let pays = |run: PayoutRun| match schedule.interval {
                    PayoutInterval::Daily => true,
                    PayoutInterval::Monthly(day) => run.month_days().contains(&day),
                };
                proptest::prop_assert!(pays(run));
                let sooner = available_at.date_naive().iter_days().take_while(|day| *day < run.on);
                let mut sooner = sooner.filter_map(|day| PayoutRun::of(currency, day));
                proptest::prop_assert!(!sooner.any(|sooner| pays(sooner) && available_at < sooner.cutoff()));
            }
        }

        /// A forecast keeps its word: whenever in its window the money comes, its run and its arrival are foretold.
        #[test]
        fn whenever_money_comes_its_run_was_foretold(
            offset in 0..4_000_u64, length in 0..40_u64, share in 0..=1_000_i64, number in 0..=29,
        ) {
            let earliest = day("2026-01-01") + Days::new(offset);
            let window = DayWindow::between(earliest, earliest + Days::new(length));
            let schedule = schedule(Currency::EUR, interval(number));
            let begins_at = earliest.and_time(NaiveTime::MIN).and_utc();
            let lasts = TimeDelta::days(i64::try_from(length).unwrap() + 1) - TimeDelta::microseconds(1);
            let comes_at = begins_at + TimeDelta::microseconds(lasts.num_microseconds().unwrap() / 1_000 * share);
            let (runs, run) = (schedule.runs_of(window, begins_at), schedule.run_of(comes_at));
            proptest::prop_assert!(runs.earliest() <= run.on && run.on <= runs.latest());
            let arrivals = schedule.arrivals_of(runs);
            proptest::prop_assert_eq!(arrivals.with(run.arrival()), arrivals);
        }

        /// What a rail takes on the first business day after the day on which it is handed over, in whatever time zone
        /// that is read, arrives as foretold, also when it is sent late.
        #[test]
        fn what_is_sent_late_arrives_after_the_last_run_that_was_over(minutes in 0..5_000_000_i64) {
            let sent_at: DateTime<Utc> = "2026-01-01T23:00:00Z".parse().unwrap();
            let sent_at = sent_at + TimeDelta::minutes(minutes);
            for currency in [Currency::USD, Currency::EUR] {
                let arrives_on = calendar(currency).following(sent_at.date_naive() + Days::new(1));
                let foretold = PayoutRun::latest(currency, sent_at).arrival();
                proptest::prop_assert!(foretold.earliest() <= arrives_on && arrives_on <= foretold.latest());
            }
        }
    }
}
