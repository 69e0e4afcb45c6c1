use chrono::{DateTime, Utc};

use super::{ACTIVATION_PERIOD, Filing, Registration, RegistrationStage, RegistrationState};
use crate::ExpertError;

/// What time and the checks beside it do to a filed registration.
impl Registration {
    /// The account's DAC7 form was approved: what is filed is complete, and the clock to activation runs.
    #[must_use]
    pub fn dac7_approved(self, at: DateTime<Utc>) -> Self {
        match self.state {
            RegistrationState::Filed { stage, filing } if filing.completed_at.is_none() => {
                let completed_at = at.max(filing.submitted_at);
                let activation_alarm_at = Some(completed_at + ACTIVATION_PERIOD);
                self.filed(stage, Filing { completed_at: Some(completed_at), activation_alarm_at, ..filing })
            }
            RegistrationState::Filed { .. }
            | RegistrationState::Draft
            | RegistrationState::Active { .. }
            | RegistrationState::Suspended { .. }
            | RegistrationState::Rejected { .. }
            | RegistrationState::Closed { .. } => self,
        }
    }

    /// 14 days are over. Who is not verified needs a call; `call`: whether the identity check can still have one.
    /// Otherwise nothing changes but that it was looked at.
    pub fn identity_check_overdue(self, call: bool, now: DateTime<Utc>) -> Result<Self, ExpertError> {
        let Some((stage, filing)) = self.filing_of_stage() else { return Err(self.needs("filed")) };
        if filing.identity_check_due_at.is_none_or(|due_at| now < due_at) {
            return Err(self.needs("past its identity check's due instant"));
        }
        let stage = if call { RegistrationStage::IdentityCheckRequired } else { stage };
        Ok(self.filed(stage, Filing { identity_check_due_at: None, ..filing }))
    }

    /// 21 days after completion staff are told, once (G-08).
    pub fn activation_overdue(self, now: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.filing_of_stage() {
            Some((stage, filing)) if filing.activation_alarm_at.is_some_and(|alarm_at| alarm_at <= now) => {
                Ok(self.filed(stage, Filing { activation_alarm_at: None, ..filing }))
            }
            Some(_) | None => Err(self.needs("past its activation's due instant")),
        }
    }

    /// From the due instant of the identity check on its effect stands, swept or not: nobody decides otherwise.
    pub fn ensure_undue(&self, at: DateTime<Utc>) -> Result<(), ExpertError> {
        match self.filing().and_then(|filing| filing.identity_check_due_at) {
            Some(due_at) if due_at <= at => Err(ExpertError::DeadlinePassed { id: self.id, due_at }),
            Some(_) | None => Ok(()),
        }
    }

    /// The identity check needs a call: now, or again.
    #[must_use]
    pub fn call_required(self) -> Self {
        self.at_stage(RegistrationStage::IdentityCheckRequired)
    }

    /// The identity check's call is booked.
    #[must_use]
    pub fn call_scheduled(self) -> Self {
        self.at_stage(RegistrationStage::VideoCallScheduled)
    }

    /// A call settles what the due instant of the identity check would ask.
    fn at_stage(self, stage: RegistrationStage) -> Self {
        match self.filing_of_stage() {
            Some((_, filing)) => self.filed(stage, Filing { identity_check_due_at: None, ..filing }),
            None => self,
        }
    }
}
