use chrono::{DateTime, Utc};
use kernel::{EventId, MemberId, NotificationId};

use crate::Topic;

/// What one member is told of one event. It stays in their inbox, whatever the post does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    pub id: NotificationId,
    pub member_id: MemberId,
    pub event_id: EventId,
    /// The lasting public name of the event.
    pub kind: String,
    pub topic: Topic,
    /// The id of what it is about, as shown outside.
    pub subject: String,
    pub news: News,
    /// When what it tells took effect.
    pub at: DateTime<Utc>,
    pub told_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
    /// When it is written of by mail together with others, unless it is read before.
    pub digest_at: Option<DateTime<Utc>>,
}

/// What is said about something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// One line.
    pub title: String,
    /// One paragraph after the other, separated by an empty line.
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    #[error("there is no notification {0}")]
    NotFound(NotificationId),
    #[error("letters about {} are always written at once", .0.name())]
    MailRequired(Topic),
}
