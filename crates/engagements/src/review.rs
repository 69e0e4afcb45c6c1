#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, EngagementId, InputError, ReviewId, Right, text};
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::{Engagement, EngagementError, State};

const TEXT_LENGTH_MAX: usize = 500;

/// What a customer says of an expert's work: in public once staff have read it, but for whether they would work together
/// again, which is the operator's to know (G-35).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub id: ReviewId,
    pub engagement_id: EngagementId,
    /// Whose word it is.
    pub customer_account_id: AccountId,
    /// Whose work it is about: the account's, be it a company or a person.
    pub expert_account_id: AccountId,
    pub words: ReviewWords,
    pub written_at: DateTime<Utc>,
    /// The expert's one public answer.
    pub reply: Option<Reply>,
    pub state: ReviewState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewWords {
    pub stars: Stars,
    pub text: Option<String>,
    /// Never shown to the expert.
    pub would_work_again: bool,
}

/// From 1, bad, to 5, excellent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stars(u8);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub text: String,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewState {
    /// Staff have not read it yet.
    Pending,
    Published {
        at: DateTime<Utc>,
    },
    /// Staff took it out, before or after it was published.
    Removed {
        at: DateTime<Utc>,
        /// When it was published before; `None` if it never was.
        published_at: Option<DateTime<Utc>>,
        reason: RemovalReason,
        note: Option<String>,
    },
}

/// Why a review is not published; the list is closed (G-35).
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RemovalReason {
    /// Insults and foul language.
    Profanity,
    /// It advertises something.
    Promotion,
    /// It was paid for, or asked for in exchange for something.
    Compensation,
    /// It tells how to reach somebody.
    ContactData,
    /// It leads elsewhere.
    ExternalUrl,
}

impl ReviewWords {
    /// As typed: 1 to 5 stars, and at most 500 characters, or none.
    pub fn new(stars: i32, typed: Option<&str>, would_work_again: bool) -> Result<Self, InputError> {
        let text = typed.map(|typed| text("text", typed, 1..=TEXT_LENGTH_MAX)).transpose()?;
        Ok(Self { stars: Stars::new(stars)?, text, would_work_again })
    }
}

impl Stars {
    pub const MAX: u8 = 5;

    pub fn new(stars: i32) -> Result<Self, InputError> {
        match u8::try_from(stars) {
            Ok(stars @ 1..=Self::MAX) => Ok(Self(stars)),
            Ok(_) | Err(_) => Err(InputError::new("stars", format!("must be 1 to {}, and is {stars}", Self::MAX))),
        }
    }

    pub const fn count(self) -> u8 {
        self.0
    }
}

impl Review {
    /// The customer says how it was, once the work is complete and something of it is paid. `collected`: whether a charge
    /// of it is.
    pub fn write(
        id: ReviewId,
        engagement: &Engagement,
        actor: Actor,
        (words, collected): (ReviewWords, bool),
        at: DateTime<Utc>,
    ) -> Result<Self, EngagementError> {
        if actor.acts_for(engagement.expert_account_id) {
            return Err(EngagementError::OwnAccount(engagement.id));
        }
        if !actor.acts_for(engagement.customer_account_id) {
            return Err(EngagementError::NotFound(engagement.id));
        }
        ensure_completed(engagement)?;
        if !collected {
            return Err(EngagementError::NothingCollected(engagement.id));
        }
        Ok(Self {
            id,
            engagement_id: engagement.id,
            customer_account_id: engagement.customer_account_id,
            expert_account_id: engagement.expert_account_id,
            words,
            written_at: at,
            reply: None,
            state: ReviewState::Pending,
        })
    }

    /// Staff have read it, and everybody may.
    pub fn publish(self, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        match self.state {
            ReviewState::Pending => Ok(Self { state: ReviewState::Published { at }, ..self }),
            ReviewState::Published { .. } | ReviewState::Removed { .. } => Err(self.needs("waiting for staff")),
        }
    }

    /// Staff take it out, for a reason of the list; `note` says more to whoever wrote it.
    pub fn remove(self, reason: RemovalReason, note: Option<&str>, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        let note = note.map(|typed| text("note", typed, 1..=TEXT_LENGTH_MAX)).transpose()?;
        let published_at = match self.state {
            ReviewState::Pending => None,
            ReviewState::Published { at } => Some(at),
            ReviewState::Removed { .. } => return Err(self.needs("waiting for staff, or published")),
        };
        Ok(Self { state: ReviewState::Removed { at, published_at, reason, note }, ..self })
    }

    /// The expert answers what everybody reads, once.
    pub fn reply(self, actor: Actor, typed: &str, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        self.open_to_expert(actor)?;
        if self.reply.is_some() {
            return Err(EngagementError::AlreadyReplied(self.id));
        }
        let text = text("text", typed, 1..=TEXT_LENGTH_MAX)?;
        Ok(Self { reply: Some(Reply { text, at }), ..self })
    }

    /// Whether it is about the actor's own work, and everybody reads it: before, the expert does not.
    pub fn open_to_expert(&self, actor: Actor) -> Result<(), EngagementError> {
        if actor.acts_for(self.expert_account_id) && self.is_public() {
            return Ok(());
        }
        Err(EngagementError::ReviewNotFound(self.id))
    }

    pub const fn is_public(&self) -> bool {
        match self.state {
            ReviewState::Published { .. } => true,
            ReviewState::Pending | ReviewState::Removed { .. } => false,
        }
    }

    /// Whether the actor sees what the public and the expert do not: who wrote it, and who moderates.
    pub fn shows_private(&self, actor: Actor) -> bool {
        actor.acts_for(self.customer_account_id) || (actor.is_staff() && actor.may(Right::Moderate).is_ok())
    }

    /// Published, it is everybody's to see.
    pub fn is_seen_by(&self, actor: Actor) -> bool {
        self.is_public() || self.shows_private(actor)
    }

    /// Since when everybody reads it, or read it until it was removed.
    pub const fn published_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            ReviewState::Pending => None,
            ReviewState::Published { at } => Some(at),
            ReviewState::Removed { published_at, .. } => published_at,
        }
    }

    const fn needs(&self, needs: &'static str) -> EngagementError {
        EngagementError::ReviewNotInState { id: self.id, needs }
    }
}

fn ensure_completed(engagement: &Engagement) -> Result<(), EngagementError> {
    match engagement.state {
        State::Completed { .. } => Ok(()),
        State::Active | State::FinalBilled | State::Cancelled { .. } => {
            Err(EngagementError::NotCompleted(engagement.id))
        }
    }
}
