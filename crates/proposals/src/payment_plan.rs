use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{Money, Right};

use super::ProposalError;

/// The most payments that a schedule has (G-49).
pub const LINES_MAX: usize = 86;
/// How far the days of a schedule may lie from the day on which it is offered.
const REACH: TimeDelta = TimeDelta::days(3_660);

/// How the offered work is paid, up to the maximum (G-13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentPlan {
    /// All of it at acceptance, and nothing after.
    Upfront,
    /// By bills that the expert sends as the work goes on, each for the customer to decide.
    Milestone,
    /// On fixed days, which the customer takes all at once (G-32). Invariant: 1 to 86 lines above zero that add up to
    /// the maximum, on days that rise.
    Scheduled { lines: Vec<ScheduleLine> },
}

/// One payment of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduleLine {
    /// It is billed at 00:00 UTC of this day (G-49).
    pub on: NaiveDate,
    pub amount: Money,
}

impl PaymentPlan {
    /// Refuses a schedule that does not add up to `maximum`, or has other days than may be offered at `now`.
    pub(super) fn check(&self, maximum: Money, now: DateTime<Utc>) -> Result<(), ProposalError> {
        self.check_days(now)?;
        self.check_sum(maximum)
    }

    /// What sending it, and taking it back, needs.
    pub fn right(&self) -> Right {
        match self {
            Self::Upfront => Right::ProposeUpfront,
            Self::Milestone => Right::ProposeMilestone,
            Self::Scheduled { .. } => Right::ProposeScheduled,
        }
    }

    /// The fixed payments; none if there are no fixed days.
    pub fn lines(&self) -> &[ScheduleLine] {
        match self {
            Self::Scheduled { lines } => lines,
            Self::Upfront | Self::Milestone => &[],
        }
    }

    /// Asked at acceptance too, for until then days may have passed: only one payment may lie before it (G-49).
    pub(super) fn check_days(&self, now: DateTime<Utc>) -> Result<(), ProposalError> {
        let Self::Scheduled { lines } = self else { return Ok(()) };
        let today = now.date_naive();
        let rise = lines.is_sorted_by(|one, next| one.on < next.on);
        let passed = lines.iter().filter(|line| line.on < today).count();
        let near = lines.iter().all(|line| line.on.signed_duration_since(today).abs() <= REACH);
        let problem = match lines.len() {
            0 => "has no payment",
            1..=LINES_MAX if !rise => "has days that do not rise",
            1..=LINES_MAX if passed > 1 => "has more than one day in the past",
            1..=LINES_MAX if !near => "has a day more than ten years away",
            1..=LINES_MAX => return Ok(()),
            _ => "has more than 86 payments",
        };
        Err(ProposalError::ScheduleDatesInvalid { problem })
    }

    fn check_sum(&self, maximum: Money) -> Result<(), ProposalError> {
        let Self::Scheduled { lines } = self else { return Ok(()) };
        if lines.iter().any(|line| line.amount.is_zero()) {
            return Err(ProposalError::AmountNotPositive);
        }
        let nothing = Money::zero(maximum.currency());
        let sum = lines.iter().map(|line| line.amount).try_fold(nothing, Money::checked_add)?;
        if sum == maximum { Ok(()) } else { Err(ProposalError::ScheduleSumDiffers { sum, maximum }) }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    /// Payments of one dollar on these days, counted from the first of March 2027 on, which is today.
    fn plan(days: &[i64]) -> (PaymentPlan, Result<(), ProposalError>) {
        let now: DateTime<Utc> = "2027-03-01T23:59:59Z".parse().unwrap();
        let line = |day: &i64| ScheduleLine { on: now.date_naive() + TimeDelta::days(*day), amount: usd(100) };
        let sum = usd(100 * i64::try_from(days.len()).unwrap());
        let plan = PaymentPlan::Scheduled { lines: days.iter().map(line).collect() };
        (plan.clone(), plan.check(sum, now))
    }

    /// Holds G-49 and G-13.
    #[test]
    fn a_schedule_has_days_that_rise_and_one_of_them_in_the_past_at_most() {
        let many: Vec<i64> = (0..86).collect();
        for days in [&[0][..], &[-1, 0], &[-30, 1, 2], &[5, 400], &many] {
            assert_eq!(plan(days).1, Ok(()), "{days:?}");
        }
        let too_many: Vec<i64> = (0..87).collect();
        for days in [&[][..], &[-2, -1], &[1, 1], &[2, 1], &[4_000], &[-4_000, 1], &too_many] {
            let refused = plan(days).1.unwrap_err();
            assert!(matches!(refused, ProposalError::ScheduleDatesInvalid { .. }), "{days:?}: {refused}");
        }
    }

    /// Holds G-13: scenario 6, second half.
    #[test]
    fn a_schedule_adds_up_to_the_maximum() {
        let now = DateTime::UNIX_EPOCH;
        let line = |day, minor| ScheduleLine { on: now.date_naive() + TimeDelta::days(day), amount: usd(minor) };
        let scheduled = |lines: &[ScheduleLine]| PaymentPlan::Scheduled { lines: lines.to_vec() }.check(usd(100), now);
        assert_eq!(scheduled(&[line(0, 60), line(1, 40)]), Ok(()));
        for (minor, sum) in [(39, usd(99)), (41, usd(101))] {
            let refused = ProposalError::ScheduleSumDiffers { sum, maximum: usd(100) };
            assert_eq!(scheduled(&[line(0, 60), line(1, minor)]), Err(refused));
        }
        assert_eq!(scheduled(&[line(0, 100), line(1, 0)]), Err(ProposalError::AmountNotPositive));
        let foreign = ScheduleLine { amount: Money::from_minor(100, Currency::EUR).unwrap(), ..line(0, 1) };
        assert!(matches!(scheduled(&[foreign]), Err(ProposalError::Money(_))));
    }

    /// Holds G-49: what was fine when it was offered is not any more when too much of it has passed.
    #[test]
    fn at_acceptance_too_only_one_day_may_have_passed() {
        let (plan, _) = plan(&[1, 2, 3]);
        let at = |text: &str| text.parse().unwrap();
        assert_eq!(plan.check_days(at("2027-03-03T23:59:59Z")), Ok(()));
        assert!(plan.check_days(at("2027-03-04T00:00:00Z")).is_err());
        assert_eq!(PaymentPlan::Milestone.check_days(at("2099-01-01T00:00:00Z")), Ok(()));
    }
}
