use std::fmt;

use chrono::{DateTime, Utc};
use kernel::{IdentityCheckId, InputError, RegistrationId, UploadId, line};

use crate::{ExpertError, registration::given};

/// The proof that the person of a registration is who they say (X2). A registration has one; what was forwarded
/// for it is kept as a reference only while it is looked at (G-07).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityCheck {
    pub id: IdentityCheckId,
    pub registration_id: RegistrationId,
    pub state: IdentityCheckState,
    /// Since when it is in this state.
    pub since: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityCheckState {
    /// Waits for the person's document.
    Pending,
    UnderReview {
        document: Document,
    },
    /// Staff ask for more.
    ActionRequired {
        reason: String,
    },
    /// Only a video call can settle it (IQ-38).
    CallRequired,
    CallScheduled {
        call_at: DateTime<Utc>,
    },
    Passed {
        /// What shows it: the id of a report, of a call's record.
        evidence: String,
    },
    Failed {
        evidence: String,
        reason: String,
    },
}

/// What shows who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// Lies with who checks it, there.
    Elsewhere(String),
    /// Was sent to us, and is kept while it is looked at (G-07).
    Upload(UploadId),
}

impl Document {
    /// Reads what was typed: the id of an upload, or where the document lies.
    pub fn read(typed: &str) -> Result<Self, InputError> {
        let typed = line("document", typed, 1..=500)?;
        Ok(typed.parse().map_or(Self::Elsewhere(typed), Self::Upload))
    }
}

impl Document {
    pub const fn upload(&self) -> Option<UploadId> {
        match self {
            Self::Upload(id) => Some(*id),
            Self::Elsewhere(_) => None,
        }
    }
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere(place) => f.write_str(place),
            Self::Upload(id) => id.fmt(f),
        }
    }
}

impl IdentityCheck {
    /// Opens with the filing of a registration.
    pub fn open(id: IdentityCheckId, registration_id: RegistrationId, at: DateTime<Utc>) -> Self {
        Self { id, registration_id, state: IdentityCheckState::Pending, since: at }
    }

    /// The registration is filed anew: a proof stays a proof, everything else begins again.
    #[must_use]
    pub fn reopened(self, at: DateTime<Utc>) -> Self {
        if self.is_passed() { self } else { self.now(IdentityCheckState::Pending, at) }
    }

    /// The person forwards a document.
    pub fn submit(self, document: &str, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            IdentityCheckState::Pending | IdentityCheckState::ActionRequired { .. } => {
                let document = Document::read(document)?;
                Ok(self.now(IdentityCheckState::UnderReview { document }, at))
            }
            IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::CallScheduled { .. }
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => Err(self.needs("pending or waiting for more")),
        }
    }

    /// Staff ask for more.
    pub fn ask_more(self, reason: &str, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            IdentityCheckState::UnderReview { .. } => {
                let reason = given(reason)?;
                Ok(self.now(IdentityCheckState::ActionRequired { reason }, at))
            }
            IdentityCheckState::Pending
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::CallScheduled { .. }
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => Err(self.needs("under review")),
        }
    }

    /// Staff, or 14 days, demand a video call.
    pub fn require_call(self, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        if self.can_come_to_a_call() {
            Ok(self.now(IdentityCheckState::CallRequired, at))
        } else {
            Err(self.needs("pending, under review or waiting for more"))
        }
    }

    /// Whether a call can still be demanded.
    pub fn can_come_to_a_call(&self) -> bool {
        match self.state {
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::ActionRequired { .. } => true,
            IdentityCheckState::CallRequired
            | IdentityCheckState::CallScheduled { .. }
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => false,
        }
    }

    /// The person books the call that begins at `call_at`. Whether its slot is free, the slot says.
    pub fn book_call(self, call_at: DateTime<Utc>, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            IdentityCheckState::CallRequired => Ok(self.now(IdentityCheckState::CallScheduled { call_at }, at)),
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallScheduled { .. }
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => Err(self.needs("waiting for a call to be booked")),
        }
    }

    /// The person did not come: another call has to be booked.
    pub fn call_missed(self, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            IdentityCheckState::CallScheduled { call_at } if call_at <= at => {
                Ok(self.now(IdentityCheckState::CallRequired, at))
            }
            IdentityCheckState::CallScheduled { .. }
            | IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => Err(self.needs("past its call")),
        }
    }

    /// The call that was booked will not be held, as its registration was decided before; `None` if none is booked.
    #[must_use]
    pub fn called_off(self, at: DateTime<Utc>) -> Option<Self> {
        match self.state {
            IdentityCheckState::CallScheduled { .. } => Some(self.now(IdentityCheckState::CallRequired, at)),
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => None,
        }
    }

    /// Staff are convinced by `evidence`. `own`: the reviewer is the person.
    pub fn pass(self, evidence: &str, own: bool, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.decidable(own)?;
        let evidence = line("evidence", evidence, 1..=500)?;
        Ok(self.now(IdentityCheckState::Passed { evidence }, at))
    }

    /// Staff are convinced of the contrary.
    pub fn fail(self, evidence: &str, reason: &str, own: bool, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.decidable(own)?;
        let (evidence, reason) = (line("evidence", evidence, 1..=500)?, given(reason)?);
        Ok(self.now(IdentityCheckState::Failed { evidence, reason }, at))
    }

    pub fn is_passed(&self) -> bool {
        match self.state {
            IdentityCheckState::Passed { .. } => true,
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::CallScheduled { .. }
            | IdentityCheckState::Failed { .. } => false,
        }
    }

    /// The upload that is looked at for it, if it is one.
    pub fn upload(&self) -> Option<UploadId> {
        match self.state {
            IdentityCheckState::UnderReview { document: Document::Upload(id) } => Some(id),
            IdentityCheckState::UnderReview { document: Document::Elsewhere(_) }
            | IdentityCheckState::Pending
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::CallScheduled { .. }
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => None,
        }
    }

    fn decidable(&self, own: bool) -> Result<(), ExpertError> {
        match self.state {
            IdentityCheckState::UnderReview { .. } | IdentityCheckState::CallScheduled { .. } if own => {
                Err(ExpertError::SelfReview)
            }
            IdentityCheckState::UnderReview { .. } | IdentityCheckState::CallScheduled { .. } => Ok(()),
            IdentityCheckState::Pending
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => Err(self.needs("under review or in a call")),
        }
    }

    fn now(self, state: IdentityCheckState, at: DateTime<Utc>) -> Self {
        Self { state, since: at, ..self }
    }

    fn needs(&self, needs: &'static str) -> ExpertError {
        ExpertError::IdentityCheckNotInState { id: self.id, needs }
    }
}

#[cfg(test)]
mod tests;
