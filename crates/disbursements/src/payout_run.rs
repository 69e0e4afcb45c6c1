use chrono::{DateTime, Days, NaiveDate, Utc};
use kernel::{AccountId, Currency, Money, PayoutMethodId};

use crate::{Blocker, MonthDay, PayoutInterval, calendar};

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

/// A payee for whom a run finds money, as its query sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub expert_account_id: AccountId,
    /// The sum of what the run may take; never zero.
    pub balance: Money,
    /// The payee's own; zero where none is set.
    pub minimum: Money,
    pub is_paused: bool,
    pub method: UsableMethod,
}

/// Where the run could send a payee's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsableMethod {
    Verified(PayoutMethodId),
    /// None is verified, and one waits to be confirmed.
    Errored,
    None,
}

/// What bars a payee for reasons that other crates know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    pub is_closed: bool,
    pub lacks_dac7: bool,
    pub owes_money: bool,
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

impl Candidate {
    /// Where the money goes, or every reason why it does not. Guards are not ranked: the payee sees them all.
    pub fn decide(&self, bars: Bars) -> Result<PayoutMethodId, Vec<Blocker>> {
        let method = match self.method {
            UsableMethod::Verified(id) => Ok(id),
            UsableMethod::Errored => Err(Blocker::PayoutMethodErrored),
            UsableMethod::None => Err(Blocker::NoVerifiedPayoutMethod),
        };
        let blockers: Vec<Blocker> = [
            (bars.is_closed, Blocker::RegistrationClosed),
            (bars.lacks_dac7, Blocker::Dac7NotApproved),
            (bars.owes_money, Blocker::NegativeBalance),
            (self.balance.minor() < self.minimum.minor(), Blocker::BelowMinimum),
            (self.is_paused, Blocker::PayoutsPaused),
        ]
        .into_iter()
        .filter_map(|(holds, blocker)| holds.then_some(blocker))
        .chain(method.err())
        .collect();
        match method {
            Ok(id) if blockers.is_empty() => Ok(id),
            Ok(_) | Err(_) => Err(blockers),
        }
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

    fn candidate() -> Candidate {
        let euro = |minor| Money::from_minor(minor, Currency::EUR).unwrap();
        let at = DateTime::UNIX_EPOCH;
        Candidate {
            expert_account_id: AccountId::generate(at),
            balance: euro(100),
            minimum: euro(100),
            is_paused: false,
            method: UsableMethod::Verified(PayoutMethodId::generate(at)),
        }
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

    #[test]
    fn a_payee_whom_nothing_bars_is_paid() {
        let paid = candidate();
        assert_eq!(paid.decide(Bars::default()), Ok(method(&paid)));
    }

    /// Holds G-41, G-39, IQ-33 and IQ-42.
    #[test]
    fn every_guard_that_fails_is_named() {
        let short = Candidate { balance: Money::from_minor(99, Currency::EUR).unwrap(), ..candidate() };
        assert_eq!(short.decide(Bars::default()), Err(vec![Blocker::BelowMinimum]));
        let barred = Bars { is_closed: true, lacks_dac7: true, owes_money: true };
        let all = Candidate { is_paused: true, method: UsableMethod::Errored, ..short };
        let expected = vec![
            Blocker::RegistrationClosed,
            Blocker::Dac7NotApproved,
            Blocker::NegativeBalance,
            Blocker::BelowMinimum,
            Blocker::PayoutsPaused,
            Blocker::PayoutMethodErrored,
        ];
        assert_eq!(all.decide(barred), Err(expected));
        let none = Candidate { method: UsableMethod::None, ..candidate() };
        assert_eq!(none.decide(Bars::default()), Err(vec![Blocker::NoVerifiedPayoutMethod]));
    }

    fn method(candidate: &Candidate) -> PayoutMethodId {
        match candidate.method {
            UsableMethod::Verified(id) => id,
            UsableMethod::Errored | UsableMethod::None => panic!("not verified"),
        }
    }
}
