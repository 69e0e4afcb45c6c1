//! What happened, and what was asked: audit rows, the outbox, the letters and notifications that tell of it, what the
//! outside reports, idempotency keys.
//!
//! Invariant 12: every change of state writes one audit row and one outbox event in its own transaction.
//! Invariant 10: the same key and input give the same answer; the same key with other input is refused.

mod audit;
mod entity;
mod event;
mod idempotency;
mod letter;
mod message;
mod notification;
pub mod store;
mod topic;

pub use audit::AuditRow;
pub use event::{Event, EventKind};
pub use idempotency::{Command, IdempotencyError, KEY_LENGTH_MAX, Receipt};
pub use letter::{Content, Invitation, InvitationMethod, Letter, LetterError, LetterState, MailProblem, Recipient};
pub use message::Message;
pub use notification::{News, Notification, NotificationError};
pub use topic::{MailFrequency, NotificationPreference, Topic};
