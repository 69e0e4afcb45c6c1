use chrono::{DateTime, TimeDelta, Utc};
use kernel::{CallSlotId, IdentityCallId, IdentityCheckId, InputError, MemberId, StaffId, line};

use crate::ExpertError;

/// How long a call takes at least and at most, in minutes.
pub const CALL_MINUTES_MIN: u16 = 10;
pub const CALL_MINUTES_MAX: u16 = 240;
/// How many slots are published at once at most.
pub const SLOTS_MAX: usize = 100;

/// A time at which a member of staff sees somebody in a video call (IQ-38).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSlot {
    pub id: CallSlotId,
    /// Who published it, and holds the call.
    pub staff_id: StaffId,
    pub time: CallTime,
    /// Where the call takes place: a link, or words that say how to join.
    pub place: String,
    pub published_at: DateTime<Utc>,
    pub state: CallSlotState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallSlotState {
    Free,
    /// Somebody booked it, and the call was not cancelled.
    Taken(IdentityCall),
    Withdrawn {
        at: DateTime<Utc>,
    },
}

/// From when until when a call takes place. Invariant: as long as [`CALL_MINUTES_MIN`] to [`CALL_MINUTES_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallTime {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

/// The call that an expert booked for an identity check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityCall {
    pub id: IdentityCallId,
    pub call_slot_id: CallSlotId,
    pub identity_check_id: IdentityCheckId,
    /// Who booked it, and is invited.
    pub member_id: MemberId,
    pub time: CallTime,
    pub booked_at: DateTime<Utc>,
    pub state: IdentityCallState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityCallState {
    Booked,
    /// It will not take place: its slot is free again.
    Cancelled {
        at: DateTime<Utc>,
    },
    /// It took place, or was missed; the check says which.
    Over {
        at: DateTime<Utc>,
    },
}

impl CallTime {
    /// Takes a time as typed: it begins on a full minute that lies ahead.
    pub fn new(starts_at: DateTime<Utc>, minutes: u16, now: DateTime<Utc>) -> Result<Self, InputError> {
        if starts_at <= now || starts_at.timestamp_micros() % 60_000_000 != 0 {
            return Err(InputError::new("startsAt", "must be a full minute that lies ahead"));
        }
        if !(CALL_MINUTES_MIN..=CALL_MINUTES_MAX).contains(&minutes) {
            let problem = format!("must be {CALL_MINUTES_MIN} to {CALL_MINUTES_MAX}");
            return Err(InputError::new("minutes", problem));
        }
        let ends_at = starts_at.checked_add_signed(TimeDelta::minutes(minutes.into()));
        let ends_at = ends_at.ok_or_else(|| InputError::new("startsAt", "lies beyond the calendar"))?;
        Ok(Self { starts_at, ends_at })
    }

    /// Whether both want the same minute of one person.
    pub fn overlaps(self, other: Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }
}

/// Whether nobody would have to be in two calls at once: of `new` times no two overlap, nor one with those that the
/// same person `has`.
pub fn disjoint(new: &[CallTime], has: &[CallTime]) -> Result<(), InputError> {
    let mut all: Vec<_> = has.to_vec();
    for time in new {
        if all.iter().any(|other| time.overlaps(*other)) {
            return Err(InputError::new("slots", "must not overlap with each other or with slots that you have"));
        }
        all.push(*time);
    }
    Ok(())
}

impl CallSlot {
    /// Staff offer a call.
    pub fn publish(
        id: CallSlotId,
        staff_id: StaffId,
        time: CallTime,
        place: &str,
        at: DateTime<Utc>,
    ) -> Result<Self, InputError> {
        let place = line("place", place, 1..=500)?;
        Ok(Self { id, staff_id, time, place, published_at: at, state: CallSlotState::Free })
    }

    /// Staff offer it no longer. A call that is booked takes place.
    pub fn withdraw(self, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            CallSlotState::Free => Ok(Self { state: CallSlotState::Withdrawn { at }, ..self }),
            CallSlotState::Taken(_) | CallSlotState::Withdrawn { .. } => Err(ExpertError::CallSlotNotFree(self.id)),
        }
    }

    /// An expert books it for a check: the first one has it.
    pub fn book(
        &self,
        id: IdentityCallId,
        identity_check_id: IdentityCheckId,
        member_id: MemberId,
        at: DateTime<Utc>,
    ) -> Result<IdentityCall, ExpertError> {
        match self.state {
            CallSlotState::Free if at < self.time.starts_at => Ok(IdentityCall {
                id,
                call_slot_id: self.id,
                identity_check_id,
                member_id,
                time: self.time,
                booked_at: at,
                state: IdentityCallState::Booked,
            }),
            CallSlotState::Free | CallSlotState::Taken(_) | CallSlotState::Withdrawn { .. } => {
                Err(ExpertError::SlotTaken(self.time.starts_at))
            }
        }
    }
}

impl IdentityCall {
    /// Nobody waits for it any more: before it began it is cancelled, afterwards it is over.
    #[must_use]
    pub fn let_go(self, at: DateTime<Utc>) -> Self {
        let state = match self.state {
            IdentityCallState::Booked if at < self.time.starts_at => IdentityCallState::Cancelled { at },
            IdentityCallState::Booked => IdentityCallState::Over { at },
            ended @ (IdentityCallState::Cancelled { .. } | IdentityCallState::Over { .. }) => ended,
        };
        Self { state, ..self }
    }

    pub const fn is_cancelled(&self) -> bool {
        match self.state {
            IdentityCallState::Cancelled { .. } => true,
            IdentityCallState::Booked | IdentityCallState::Over { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn time(start: i64, minutes: u16) -> CallTime {
        CallTime::new(NOW + TimeDelta::minutes(start), minutes, NOW).unwrap()
    }

    fn slot() -> CallSlot {
        CallSlot::publish(CallSlotId::generate(NOW), StaffId::generate(NOW), time(60, 30), "https://m.example/1", NOW)
            .unwrap()
    }

    fn booked(slot: &CallSlot, at: DateTime<Utc>) -> Result<IdentityCall, ExpertError> {
        slot.book(IdentityCallId::generate(NOW), IdentityCheckId::generate(NOW), MemberId::generate(NOW), at)
    }

    #[test]
    fn a_call_begins_ahead_on_a_full_minute_and_takes_its_time() {
        for start in [NOW, NOW - TimeDelta::minutes(1), NOW + TimeDelta::seconds(61), DateTime::<Utc>::MAX_UTC] {
            assert!(CallTime::new(start, 30, NOW).is_err(), "{start}");
        }
        for minutes in [0, CALL_MINUTES_MIN - 1, CALL_MINUTES_MAX + 1] {
            assert!(CallTime::new(NOW + TimeDelta::minutes(1), minutes, NOW).is_err(), "{minutes}");
        }
    }

    #[test]
    fn nobody_is_in_two_calls_at_once() {
        assert!(disjoint(&[time(60, 30), time(90, 30)], &[time(30, 30)]).is_ok(), "one after the other");
        assert!(disjoint(&[time(60, 30), time(89, 30)], &[]).is_err());
        assert!(disjoint(&[time(60, 30)], &[time(31, 30)]).is_err());
        assert!(disjoint(&[time(60, 30)], &[time(10, 240)]).is_err());
    }

    /// Holds IQ-38.
    #[test]
    fn a_slot_is_booked_once_and_before_it_begins() {
        let call = booked(&slot(), NOW).unwrap();
        let start = call.time.starts_at;
        assert_eq!(booked(&slot(), start), Err(ExpertError::SlotTaken(start)));
        let taken = CallSlot { state: CallSlotState::Taken(call), ..slot() };
        assert_eq!(booked(&taken, NOW), Err(ExpertError::SlotTaken(start)));
        let withdrawn = slot().withdraw(NOW).unwrap();
        assert_eq!(booked(&withdrawn, NOW), Err(ExpertError::SlotTaken(start)));
        assert!(matches!(taken.withdraw(NOW), Err(ExpertError::CallSlotNotFree(_))));
    }

    #[test]
    fn a_call_that_is_not_needed_is_cancelled_and_one_that_began_is_over() {
        let call = booked(&slot(), NOW).unwrap();
        let start = call.time.starts_at;
        assert!(call.clone().let_go(start - TimeDelta::microseconds(1)).is_cancelled());
        let over = call.let_go(start);
        assert_eq!(over.state, IdentityCallState::Over { at: start });
        assert_eq!(over.clone().let_go(NOW), over, "it ended once");
    }
}
