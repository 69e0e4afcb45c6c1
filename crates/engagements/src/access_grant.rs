#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use kernel::{AccessGrantId, AccountId, Actor, EngagementId, InputError, MemberId, text};

use super::{AccessLevel, Engagement, EngagementError};

const TEXT_LENGTH_MAX: usize = 500;

/// Access of one named person to the customer's account, for the time of the work (G-16, G-33).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessGrant {
    pub id: AccessGrantId,
    pub engagement_id: EngagementId,
    /// Whose account it opens.
    pub customer_account_id: AccountId,
    /// Whose member goes in.
    pub expert_account_id: AccountId,
    /// The person whom it names: nobody else goes in.
    pub member_id: MemberId,
    /// The level that was asked for, by its name.
    pub level: String,
    /// What the person needs it for.
    pub purpose: String,
    pub requested_at: DateTime<Utc>,
    /// Since when the person is certified for nothing any more, as far as the customer has been told (IQ-17).
    pub flagged_at: Option<DateTime<Utc>>,
    pub state: AccessGrantState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessGrantState {
    Requested,
    Approved {
        given: GivenAccess,
    },
    Declined {
        at: DateTime<Utc>,
        reason: Option<String>,
    },
    /// `cause`: why it ended by itself; `None` if the expert's side took it back.
    Withdrawn {
        at: DateTime<Utc>,
        cause: Option<AccessEnd>,
    },
    /// The customer took it away.
    Revoked {
        given: GivenAccess,
        at: DateTime<Utc>,
        reason: Option<String>,
    },
    /// It ended by itself (G-15, G-33).
    AutoRevoked {
        given: GivenAccess,
        at: DateTime<Utc>,
        cause: AccessEnd,
    },
}

/// What the customer gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAccess {
    /// The level, by its name: what was asked for, or a lower one.
    pub level: String,
    pub at: DateTime<Utc>,
}

/// Why access ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessEnd {
    /// The work that it was for is over.
    EngagementOver,
    /// The person acts for the expert's account no more.
    PersonLeft,
}

impl AccessGrant {
    /// A member of the expert's account asks to be let in, while the work goes on. Whether the person is certified is
    /// asked before (IQ-17).
    pub fn request(
        id: AccessGrantId,
        engagement: &Engagement,
        actor: Actor,
        (level, purpose): (&AccessLevel, &str),
        at: DateTime<Utc>,
    ) -> Result<Self, EngagementError> {
        let not_found = EngagementError::NotFound(engagement.id);
        let member_id = actor.member().filter(|_| actor.acts_for(engagement.expert_account_id)).ok_or(not_found)?;
        ensure_runs(engagement)?;
        Ok(Self {
            id,
            engagement_id: engagement.id,
            customer_account_id: engagement.customer_account_id,
            expert_account_id: engagement.expert_account_id,
            member_id,
            level: level.name.clone(),
            purpose: text("purpose", purpose, 1..=TEXT_LENGTH_MAX)?,
            requested_at: at,
            flagged_at: None,
            state: AccessGrantState::Requested,
        })
    }

    /// The customer lets the person in: as far as they asked, where `asked` is that level, or less far.
    pub fn approve(
        self,
        actor: Actor,
        asked: &AccessLevel,
        lower: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<Self, EngagementError> {
        self.undecided_for(actor, self.customer_account_id)?;
        let level = lower.unwrap_or(&asked.name);
        if !asked.covers(level) {
            return Err(EngagementError::AccessLevelTooHigh { asked: asked.name.clone(), given: level.to_owned() });
        }
        let given = GivenAccess { level: level.to_owned(), at };
        Ok(Self { state: AccessGrantState::Approved { given }, ..self })
    }

    /// The customer keeps the person out.
    pub fn decline(self, actor: Actor, reason: Option<&str>, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        self.undecided_for(actor, self.customer_account_id)?;
        Ok(Self { state: AccessGrantState::Declined { at, reason: given_reason(reason)? }, ..self })
    }

    /// The expert's side needs it no more.
    pub fn withdraw(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        self.undecided_for(actor, self.expert_account_id)?;
        Ok(Self { state: AccessGrantState::Withdrawn { at, cause: None }, ..self })
    }

    /// The customer takes it away, at any time.
    pub fn revoke(self, actor: Actor, reason: Option<&str>, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        self.open_to(actor, self.customer_account_id)?;
        let given = self.given_now()?.clone();
        Ok(Self { state: AccessGrantState::Revoked { given, at, reason: given_reason(reason)? }, ..self })
    }

    /// What it was for is over: nobody has to decide, and nobody goes in (G-15). What is over already stays as it is.
    #[must_use]
    pub fn end(self, cause: AccessEnd, at: DateTime<Utc>) -> Self {
        let state = match self.state {
            AccessGrantState::Requested => AccessGrantState::Withdrawn { at, cause: Some(cause) },
            AccessGrantState::Approved { given } => AccessGrantState::AutoRevoked { given, at, cause },
            state @ (AccessGrantState::Declined { .. }
            | AccessGrantState::Withdrawn { .. }
            | AccessGrantState::Revoked { .. }
            | AccessGrantState::AutoRevoked { .. }) => state,
        };
        Self { state, ..self }
    }

    /// The person is certified for nothing any more; the customer may take the access away (IQ-17).
    #[must_use]
    pub fn flag(self, at: DateTime<Utc>) -> Self {
        Self { flagged_at: self.flagged_at.or(Some(at)), ..self }
    }

    /// What lets the named person in now; to everybody else there is no such thing.
    pub fn let_in(&self, actor: Actor) -> Result<&GivenAccess, EngagementError> {
        if actor.member() != Some(self.member_id) {
            return Err(EngagementError::AccessGrantNotFound(self.id));
        }
        self.given_now()
    }

    /// What the customer gave, whether or not it is over; `None` if nothing ever was.
    pub const fn given(&self) -> Option<&GivenAccess> {
        match &self.state {
            AccessGrantState::Approved { given }
            | AccessGrantState::Revoked { given, .. }
            | AccessGrantState::AutoRevoked { given, .. } => Some(given),
            AccessGrantState::Requested | AccessGrantState::Declined { .. } | AccessGrantState::Withdrawn { .. } => {
                None
            }
        }
    }

    /// When it ended: nobody goes in from then on.
    pub const fn ended_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            AccessGrantState::Declined { at, .. }
            | AccessGrantState::Withdrawn { at, .. }
            | AccessGrantState::Revoked { at, .. }
            | AccessGrantState::AutoRevoked { at, .. } => Some(at),
            AccessGrantState::Requested | AccessGrantState::Approved { .. } => None,
        }
    }

    /// Whether it concerns the one who asks: a member of either side, or staff.
    pub fn is_open_to(&self, actor: Actor) -> bool {
        actor.is_staff() || actor.acts_for(self.customer_account_id) || actor.acts_for(self.expert_account_id)
    }

    fn open_to(&self, actor: Actor, account: AccountId) -> Result<(), EngagementError> {
        if actor.acts_for(account) { Ok(()) } else { Err(EngagementError::AccessGrantNotFound(self.id)) }
    }

    fn undecided_for(&self, actor: Actor, account: AccountId) -> Result<(), EngagementError> {
        self.open_to(actor, account)?;
        match self.state {
            AccessGrantState::Requested => Ok(()),
            AccessGrantState::Withdrawn { .. } => Err(self.needs("requested")),
            AccessGrantState::Approved { .. }
            | AccessGrantState::Declined { .. }
            | AccessGrantState::Revoked { .. }
            | AccessGrantState::AutoRevoked { .. } => Err(EngagementError::AccessGrantDecided(self.id)),
        }
    }

    fn given_now(&self) -> Result<&GivenAccess, EngagementError> {
        match &self.state {
            AccessGrantState::Approved { given } => Ok(given),
            AccessGrantState::Requested
            | AccessGrantState::Declined { .. }
            | AccessGrantState::Withdrawn { .. }
            | AccessGrantState::Revoked { .. }
            | AccessGrantState::AutoRevoked { .. } => Err(self.needs("approved")),
        }
    }

    const fn needs(&self, needs: &'static str) -> EngagementError {
        EngagementError::AccessGrantNotInState { id: self.id, needs }
    }
}

impl AccessEnd {
    /// Why, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::EngagementOver => "the engagement is over",
            Self::PersonLeft => "the person acts for the expert's account no more",
        }
    }
}

/// Access is for work that goes on; that its final bill waits makes no difference.
fn ensure_runs(engagement: &Engagement) -> Result<(), EngagementError> {
    if engagement.is_running() { Ok(()) } else { Err(EngagementError::Over(engagement.id)) }
}

fn given_reason(typed: Option<&str>) -> Result<Option<String>, InputError> {
    typed.map(|typed| text("reason", typed, 1..=TEXT_LENGTH_MAX)).transpose()
}
