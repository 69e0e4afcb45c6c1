use chrono::{DateTime, Utc};

/// What somebody outside sent by itself. Its text is not kept: it may name people, and its sender has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Who sent it.
    pub source: &'a str,
    /// The sender's own id, by which a repeat is recognised.
    pub id: &'a str,
    /// What it is about, in the sender's word.
    pub kind: &'a str,
    /// When that happened, by the sender's word.
    pub at: DateTime<Utc>,
    /// The id of what it tells, by which the same is recognised however it is told; `None`: nothing that is acted on.
    pub told: Option<&'a str>,
}
