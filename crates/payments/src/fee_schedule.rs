use chrono::{DateTime, SubsecRound, Utc};
use kernel::{FeeScheduleId, InputError};

use super::{FeeTerms, PaymentError};

const MICROSECONDS: u16 = 6; // What both databases keep.

/// The platform's fee from an instant on: until the next schedule begins, or until an end of its own. What was in force
/// before such a waiver is in force again after it (G-19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeSchedule {
    pub id: FeeScheduleId,
    pub terms: FeeTerms,
    pub valid_from_at: DateTime<Utc>,
    /// The first instant at which it is not in force any more; `None` where only another one ends it.
    pub valid_until_at: Option<DateTime<Utc>>,
}

impl FeeSchedule {
    /// What is in force until staff decide otherwise: 250 basis points from the epoch on (IQ-28).
    pub fn platform_default() -> Self {
        let valid_from_at = DateTime::UNIX_EPOCH;
        let id = FeeScheduleId::generate(valid_from_at);
        Self { id, terms: FeeTerms::platform_default(), valid_from_at, valid_until_at: None }
    }

    /// Begins now or later: what was in force cannot change, because bills were approved under it (G-19).
    pub fn add(
        id: FeeScheduleId,
        terms: FeeTerms,
        (from, until): (DateTime<Utc>, Option<DateTime<Utc>>),
        now: DateTime<Utc>,
    ) -> Result<Self, PaymentError> {
        let valid_from_at = from.trunc_subsecs(MICROSECONDS);
        let valid_until_at = until.map(|until| until.trunc_subsecs(MICROSECONDS));
        if valid_from_at < now {
            return Err(PaymentError::PeriodInPast { from: valid_from_at, now });
        }
        if valid_until_at.is_some_and(|until| until <= valid_from_at) {
            return Err(InputError::new("validUntilAt", "must be after the beginning").into());
        }
        Ok(Self { id, terms, valid_from_at, valid_until_at })
    }

    /// The one that is in force at an instant: of those that have begun and not ended, the one that began last.
    pub fn in_force(schedules: &[Self], at: DateTime<Utc>) -> Option<&Self> {
        let have_begun = schedules.iter().filter(|schedule| schedule.valid_from_at <= at);
        let last = have_begun.filter(|schedule| schedule.valid_until_at.is_none_or(|until| at < until));
        last.max_by_key(|schedule| schedule.valid_from_at)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn day(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(day)
    }

    fn added(from: i64, until: Option<i64>) -> FeeSchedule {
        let (id, terms) = (FeeScheduleId::generate(day(from)), FeeTerms::platform_default());
        FeeSchedule::add(id, terms, (day(from), until.map(day)), day(0)).unwrap()
    }

    /// Holds G-19.
    #[test]
    fn a_schedule_begins_now_or_later_and_ends_after_it() {
        let (id, now) = (FeeScheduleId::generate(day(20)), day(20));
        let add = |from, until| FeeSchedule::add(id, FeeTerms::platform_default(), (from, until), now);
        let earlier = now - TimeDelta::microseconds(1);

        assert!(add(now, None).is_ok());
        assert!(add(now, Some(now + TimeDelta::microseconds(1))).is_ok());
        assert_eq!(add(earlier, None), Err(PaymentError::PeriodInPast { from: earlier, now }));
        assert!(matches!(add(now, Some(now)), Err(PaymentError::Input(_))));
    }

    /// Holds G-19, scenario 9: a waiver covers what was in force, and gives it back when it ends; a schedule that
    /// begins within it ends it.
    #[test]
    fn after_a_waiver_the_schedule_of_before_is_in_force_again() {
        let (usual, waiver, new) = (added(0, None), added(10, Some(20)), added(15, None));
        let in_force = |schedules: &[FeeSchedule], at| FeeSchedule::in_force(schedules, at).map(|found| found.id);
        let both = [waiver.clone(), usual.clone()];
        let moment = TimeDelta::microseconds(1);
        let found =
            [day(0) - moment, day(10) - moment, day(10), day(20) - moment, day(20)].map(|at| in_force(&both, at));
        assert_eq!(found, [None, Some(usual.id), Some(waiver.id), Some(waiver.id), Some(usual.id)]);

        let all = [usual, waiver.clone(), new.clone()];
        assert_eq!([day(14), day(15), day(20)].map(|at| in_force(&all, at)), [waiver.id, new.id, new.id].map(Some));
    }
}
