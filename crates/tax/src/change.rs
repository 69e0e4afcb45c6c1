use std::fmt;

use kernel::{InputError, line};

use crate::Field;

/// What a reviewer wants to see changed in a form with questions of kind `F`, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<F = Field> {
    pub field: F,
    /// The kind of fault, by which faults are counted and mails are worded.
    pub fault: Fault,
    /// What the reviewer writes to it.
    pub reason: String,
}

/// What is wrong with an answer, in the reviewers' own words for what they find most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    Missing,
    Illegible,
    /// A document or a register shows something else.
    DiffersFromDocument,
    Implausible,
    /// It was right once.
    Outdated,
    /// What the note says.
    Other,
}

impl Fault {
    pub const ALL: [Self; 6] =
        [Self::Missing, Self::Illegible, Self::DiffersFromDocument, Self::Implausible, Self::Outdated, Self::Other];

    /// Its lasting name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "MISSING",
            Self::Illegible => "ILLEGIBLE",
            Self::DiffersFromDocument => "DIFFERS_FROM_DOCUMENT",
            Self::Implausible => "IMPLAUSIBLE",
            Self::Outdated => "OUTDATED",
            Self::Other => "OTHER",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// At least one change, each with a reason, none twice.
pub fn changes_as_asked<F: PartialEq>(changes: Vec<Change<F>>) -> Result<Vec<Change<F>>, InputError> {
    let wrong = |problem: &str| Err(InputError::new("changes", problem));
    if changes.is_empty() {
        return wrong("must name a field at least");
    }
    let twice = |index: usize, change: &Change<F>| changes[..index].iter().any(|other| other.field == change.field);
    if changes.iter().enumerate().any(|(index, change)| twice(index, change)) {
        return wrong("must name each field once");
    }
    let asked = |change: Change<F>| Ok(Change { reason: line("reason", &change.reason, 1..=500)?, ..change });
    changes.into_iter().map(asked).collect()
}
