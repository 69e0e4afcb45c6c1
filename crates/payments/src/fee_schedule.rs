use chrono::{DateTime, SubsecRound, Utc};
use kernel::{FeeRate, FeeScheduleId};

use super::PaymentError;

/// 2.5 % of what is approved (IQ-28).
const DEFAULT_BASIS_POINTS: u16 = 250;

const MICROSECONDS: u16 = 6; // What both databases keep.

/// The platform's fee rate from an instant on, until the next schedule begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeSchedule {
    pub id: FeeScheduleId,
    pub rate: FeeRate,
    pub valid_from_at: DateTime<Utc>,
}

impl FeeSchedule {
    /// What is in force until staff decide otherwise: 250 basis points from the epoch on (IQ-28).
    pub fn platform_default() -> Self {
        let valid_from_at = DateTime::UNIX_EPOCH;
        let rate = FeeRate::from_basis_points(DEFAULT_BASIS_POINTS).expect("2.5 % is less than the whole");
        Self { id: FeeScheduleId::generate(valid_from_at), rate, valid_from_at }
    }

    /// Begins now or later: what was in force cannot change, because bills were approved under it (G-19).
    pub fn add(
        id: FeeScheduleId,
        rate: FeeRate,
        valid_from_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Self, PaymentError> {
        let valid_from_at = valid_from_at.trunc_subsecs(MICROSECONDS);
        if valid_from_at < now {
            return Err(PaymentError::PeriodInPast { from: valid_from_at, now });
        }
        Ok(Self { id, rate, valid_from_at })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    /// Holds G-19.
    #[test]
    fn a_schedule_begins_now_or_later() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let (id, rate) = (FeeScheduleId::generate(now), FeeSchedule::platform_default().rate);
        let earlier = now - TimeDelta::microseconds(1);

        assert!(FeeSchedule::add(id, rate, now, now).is_ok());
        assert_eq!(FeeSchedule::add(id, rate, earlier, now), Err(PaymentError::PeriodInPast { from: earlier, now }));
    }
}
