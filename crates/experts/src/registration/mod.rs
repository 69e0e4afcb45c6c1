mod application;
mod deadlines;
mod status;
#[cfg(test)]
pub(crate) mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, Actor, ExpertProfileId, InputError, RegistrationId, text};

use crate::{ExpertError, ExpertProfile};

pub use application::{Application, CompanyKind, Dac7};
pub use status::RegistrationStatus;

/// From submission to the call that an identity check then needs (IQ-37, IQ-38). Exact: 14 x 24 hours.
pub const IDENTITY_CHECK_PERIOD: TimeDelta = TimeDelta::days(14);
/// From completion to the alarm that an expert is not active yet (IQ-10, G-08). Exact: 21 x 24 hours.
pub const ACTIVATION_PERIOD: TimeDelta = TimeDelta::days(21);

/// An expert's way from a draft to being paid. The account is the payee (G-04).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub id: RegistrationId,
    pub expert_profile_id: ExpertProfileId,
    pub account_id: AccountId,
    pub state: RegistrationState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrationState {
    Draft,
    /// Filed and not decided.
    Filed {
        stage: RegistrationStage,
        filing: Filing,
    },
    Active {
        filing: Filing,
        at: DateTime<Utc>,
    },
    /// No new answers and proposals; bills and money go on (MKT-04).
    Suspended {
        filing: Filing,
        activated_at: DateTime<Utc>,
        at: DateTime<Utc>,
        reason: String,
    },
    Rejected {
        at: DateTime<Utc>,
        reason: String,
        /// Whether it may be reopened and filed anew.
        correctable: bool,
    },
    Closed {
        at: DateTime<Utc>,
    },
}

/// How far a filed registration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationStage {
    Submitted,
    UnderReview,
    /// The person has to book a video call (IQ-38).
    IdentityCheckRequired,
    VideoCallScheduled,
}

/// The instants that count from filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filing {
    pub submitted_at: DateTime<Utc>,
    /// When an identity that is not verified needs a call; `None` once that was looked at.
    pub identity_check_due_at: Option<DateTime<Utc>>,
    /// The later of submission and the approval of the DAC7 form.
    pub completed_at: Option<DateTime<Utc>>,
    /// When staff are told that the expert waits; `None` before completion and once they were.
    pub activation_alarm_at: Option<DateTime<Utc>>,
}

/// What approval is judged by.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is asked and answered by itself, and none follows from another"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    pub identity_passed: bool,
    pub dac7_approved: bool,
    /// Whether the company is passed, or no company has to be (G-40).
    pub company_passed: bool,
    /// Whether the reviewer is the expert.
    pub own: bool,
}

impl Registration {
    pub fn draft(id: RegistrationId, profile: &ExpertProfile) -> Self {
        let (expert_profile_id, account_id) = (profile.id, profile.account_id);
        Self { id, expert_profile_id, account_id, state: RegistrationState::Draft }
    }

    /// Files it. The identity check opens with it.
    pub fn submit(self, actor: Actor, application: Application<'_>, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.of_account(actor)?;
        if self.state != RegistrationState::Draft {
            return Err(self.needs("a draft"));
        }
        application.ready()?;
        let filing = Filing {
            submitted_at: at,
            identity_check_due_at: Some(at + IDENTITY_CHECK_PERIOD),
            completed_at: None,
            activation_alarm_at: None,
        };
        let filed = self.filed(RegistrationStage::Submitted, filing);
        Ok(if application.dac7.is_approved() { filed.dac7_approved(at) } else { filed })
    }

    /// Staff begin to look at it.
    pub fn review(self, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.open_at(at)? {
            (RegistrationStage::Submitted, filing) => Ok(self.filed(RegistrationStage::UnderReview, filing)),
            (
                RegistrationStage::UnderReview
                | RegistrationStage::IdentityCheckRequired
                | RegistrationStage::VideoCallScheduled,
                _,
            ) => Err(self.needs("submitted")),
        }
    }

    /// Staff let the expert begin. Never without an approved DAC7 form (IQ-42), never by the expert (IQ-37).
    pub fn approve(self, approval: Approval, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        let (stage, filing) = self.open_at(at)?;
        if approval.own {
            return Err(ExpertError::SelfReview);
        }
        match (stage, filing.completed_at) {
            (RegistrationStage::IdentityCheckRequired, _) => Err(ExpertError::IdentityNotVerified),
            _ if !approval.identity_passed => Err(ExpertError::IdentityNotVerified),
            _ if !approval.company_passed => Err(ExpertError::KycIncomplete),
            (_, Some(_)) if approval.dac7_approved => {
                let filing = Filing { identity_check_due_at: None, activation_alarm_at: None, ..filing };
                Ok(Self { state: RegistrationState::Active { filing, at }, ..self })
            }
            (_, Some(_) | None) => Err(ExpertError::Dac7NotApproved),
        }
    }

    /// Staff refuse it, for good or until it is corrected.
    pub fn reject(self, reason: &str, correctable: bool, own: bool, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.open_at(at)?;
        if own {
            return Err(ExpertError::SelfReview);
        }
        Ok(Self { state: RegistrationState::Rejected { at, reason: given(reason)?, correctable }, ..self })
    }

    /// The expert corrects what was refused.
    pub fn reopen(self, actor: Actor) -> Result<Self, ExpertError> {
        self.of_account(actor)?;
        match self.state {
            RegistrationState::Rejected { correctable: true, .. } => {
                Ok(Self { state: RegistrationState::Draft, ..self })
            }
            RegistrationState::Rejected { correctable: false, .. } => Err(ExpertError::ReregistrationBarred(self.id)),
            RegistrationState::Draft
            | RegistrationState::Filed { .. }
            | RegistrationState::Active { .. }
            | RegistrationState::Suspended { .. }
            | RegistrationState::Closed { .. } => Err(self.needs("rejected and correctable")),
        }
    }

    /// Staff stop an active expert (MKT-04).
    pub fn suspend(self, reason: &str, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            RegistrationState::Active { filing, at: activated_at } => {
                let reason = given(reason)?;
                Ok(Self { state: RegistrationState::Suspended { filing, activated_at, at, reason }, ..self })
            }
            RegistrationState::Draft
            | RegistrationState::Filed { .. }
            | RegistrationState::Suspended { .. }
            | RegistrationState::Rejected { .. }
            | RegistrationState::Closed { .. } => Err(self.needs("active")),
        }
    }

    /// Staff let a suspended expert go on, for `reason`, which the audit trail keeps.
    pub fn reinstate(self, reason: &str) -> Result<Self, ExpertError> {
        match self.state {
            RegistrationState::Suspended { filing, activated_at: at, .. } => {
                given(reason)?;
                Ok(Self { state: RegistrationState::Active { filing, at }, ..self })
            }
            RegistrationState::Draft
            | RegistrationState::Filed { .. }
            | RegistrationState::Active { .. }
            | RegistrationState::Rejected { .. }
            | RegistrationState::Closed { .. } => Err(self.needs("suspended")),
        }
    }

    /// The expert or staff end it, once no money is on its way (IQ-30).
    pub fn close(self, actor: Actor, money_is_open: bool, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        if !actor.is_staff() {
            self.of_account(actor)?;
        }
        match self.state {
            RegistrationState::Active { .. } | RegistrationState::Suspended { .. } if money_is_open => {
                Err(ExpertError::HasOpenMoney)
            }
            RegistrationState::Active { .. } | RegistrationState::Suspended { .. } => {
                Ok(Self { state: RegistrationState::Closed { at }, ..self })
            }
            RegistrationState::Draft
            | RegistrationState::Filed { .. }
            | RegistrationState::Rejected { .. }
            | RegistrationState::Closed { .. } => Err(self.needs("active or suspended")),
        }
    }

    /// The stage and filing while nobody has decided and no due instant has passed.
    pub fn open_at(&self, at: DateTime<Utc>) -> Result<(RegistrationStage, Filing), ExpertError> {
        self.ensure_undue(at)?;
        self.filing_of_stage().ok_or_else(|| self.needs("filed"))
    }

    /// Whether it is filed or in force: what it says of its person is fixed, and staff they cannot be (IQ-12).
    pub fn is_live(&self) -> bool {
        match self.state {
            RegistrationState::Filed { .. }
            | RegistrationState::Active { .. }
            | RegistrationState::Suspended { .. } => true,
            RegistrationState::Draft | RegistrationState::Rejected { .. } | RegistrationState::Closed { .. } => false,
        }
    }

    pub fn is_active(&self) -> bool {
        match self.state {
            RegistrationState::Active { .. } => true,
            RegistrationState::Draft
            | RegistrationState::Filed { .. }
            | RegistrationState::Suspended { .. }
            | RegistrationState::Rejected { .. }
            | RegistrationState::Closed { .. } => false,
        }
    }

    /// Whether staff, or a case that knows its own words, stopped it for exactly this reason.
    pub fn is_suspended_for(&self, why: &str) -> bool {
        match &self.state {
            RegistrationState::Suspended { reason, .. } => reason == why,
            RegistrationState::Draft
            | RegistrationState::Filed { .. }
            | RegistrationState::Active { .. }
            | RegistrationState::Rejected { .. }
            | RegistrationState::Closed { .. } => false,
        }
    }

    /// What counts from filing; `None` where it is not filed, or no longer.
    pub fn filing(&self) -> Option<Filing> {
        match self.state {
            RegistrationState::Filed { filing, .. }
            | RegistrationState::Active { filing, .. }
            | RegistrationState::Suspended { filing, .. } => Some(filing),
            RegistrationState::Draft | RegistrationState::Rejected { .. } | RegistrationState::Closed { .. } => None,
        }
    }

    fn filing_of_stage(&self) -> Option<(RegistrationStage, Filing)> {
        match self.state {
            RegistrationState::Filed { stage, filing } => Some((stage, filing)),
            RegistrationState::Draft
            | RegistrationState::Active { .. }
            | RegistrationState::Suspended { .. }
            | RegistrationState::Rejected { .. }
            | RegistrationState::Closed { .. } => None,
        }
    }

    fn filed(self, stage: RegistrationStage, filing: Filing) -> Self {
        Self { state: RegistrationState::Filed { stage, filing }, ..self }
    }

    fn of_account(&self, actor: Actor) -> Result<(), ExpertError> {
        if actor.acts_for(self.account_id) { Ok(()) } else { Err(ExpertError::RegistrationNotFound(self.id)) }
    }

    fn needs(&self, needs: &'static str) -> ExpertError {
        ExpertError::RegistrationNotInState { id: self.id, needs }
    }
}

/// A reason that staff must give.
pub(crate) fn given(reason: &str) -> Result<String, InputError> {
    text("reason", reason, 1..=1_000)
}
