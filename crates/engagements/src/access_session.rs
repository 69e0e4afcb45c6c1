use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccessGrantId, AccessSessionId, Actor, EventId, InputError};

use super::{AccessGrant, EngagementError};

/// How long a session may be, in minutes: no shorter than what the clouds' own brokers give, and short enough that
/// whatever ends the grant soon ends what was handed out.
pub const SESSION_MINUTES: std::ops::RangeInclusive<i32> = 15..=60;

/// One time that the named person goes into the customer's account. Its credentials are kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessSession {
    pub id: AccessSessionId,
    pub access_grant_id: AccessGrantId,
    /// The line of the activity log.
    pub event_id: EventId,
    /// The level that it was opened with, by its name.
    pub level: String,
    pub opened_at: DateTime<Utc>,
    /// When its credentials are good for nothing any more, whatever becomes of the grant.
    pub expires_at: DateTime<Utc>,
}

impl AccessSession {
    /// The named person goes in, for so many minutes at most (G-33, G-36).
    pub fn open(
        id: AccessSessionId,
        event_id: EventId,
        grant: &AccessGrant,
        (actor, minutes): (Actor, i32),
        at: DateTime<Utc>,
    ) -> Result<Self, EngagementError> {
        let level = grant.let_in(actor)?.level.clone();
        if !SESSION_MINUTES.contains(&minutes) {
            let (min, max) = (SESSION_MINUTES.start(), SESSION_MINUTES.end());
            return Err(InputError::new("minutes", format!("must be {min} to {max}, and is {minutes}")).into());
        }
        let expires_at = at + TimeDelta::minutes(minutes.into());
        Ok(Self { id, access_grant_id: grant.id, event_id, level, opened_at: at, expires_at })
    }

    /// When it ends, or ended: at the end of its time, or with the grant, whichever comes first.
    pub fn ends_at(&self, grant: &AccessGrant) -> DateTime<Utc> {
        grant.ended_at().map_or(self.expires_at, |ended_at| self.expires_at.min(ended_at))
    }

    /// Whether there is something left of it, for the named person who asks for its credentials again.
    pub fn goes_on(&self, grant: &AccessGrant, actor: Actor, at: DateTime<Utc>) -> Result<(), EngagementError> {
        grant.let_in(actor)?;
        if at < self.expires_at { Ok(()) } else { Err(EngagementError::AccessSessionOver(self.id)) }
    }
}
