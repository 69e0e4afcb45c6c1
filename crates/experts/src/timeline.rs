use chrono::{DateTime, Utc};

use crate::{
    ACTIVATION_PERIOD, Application, CompanyCheck, CompanyCheckState, Dac7, ExpertError, Filing, IDENTITY_CHECK_PERIOD,
    IdentityCheck, IdentityCheckState, Registration, RegistrationState,
};

/// How far an expert is, in the order in which things are usually done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub kind: StepKind,
    pub status: StepStatus,
    /// By when it is usually done; `None` where it is done, or nothing runs yet.
    pub expected_by: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    Profile,
    SellerRegistration,
    Dac7Form,
    Submission,
    IdentityCheck,
    /// That the company is who it says: only where its country asks for it (G-40).
    CompanyCheck,
    Dac7Approval,
    /// Not needed to become active, but to see and answer requests (IQ-15, IQ-16).
    Certification,
    Review,
    Activation,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepStatus {
    Done {
        at: DateTime<Utc>,
    },
    /// Waits for whoever does it; nothing stands in its way.
    Open,
    /// Cannot be done before something else is.
    Blocked(ExpertError),
}

/// What a timeline is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    pub registration: &'a Registration,
    pub application: Application<'a>,
    pub identity_check: Option<&'a IdentityCheck>,
    pub company_check: Option<&'a CompanyCheck>,
    /// Since when the account has a valid certification.
    pub certified_since: Option<DateTime<Utc>>,
}

/// The way of one expert: each step done, open or blocked, by when, and by what it is lifted.
pub fn timeline(progress: Progress<'_>) -> Vec<Step> {
    let filing = progress.registration.filing();
    let by_submission = filing.map(|filing| filing.submitted_at + IDENTITY_CHECK_PERIOD);
    let by_completion = filing.and_then(|filing| filing.completed_at).map(|at| at + ACTIVATION_PERIOD);
    let company = progress.needs_company_check().then(|| step(StepKind::CompanyCheck, progress.company(), None));
    [
        step(StepKind::Profile, progress.profile(), None),
        step(StepKind::SellerRegistration, progress.seller(), None),
        step(StepKind::Dac7Form, progress.dac7_form(), None),
        step(StepKind::Submission, progress.submission(filing), None),
        step(StepKind::IdentityCheck, progress.identity(), progress.identity_by(by_submission)),
    ]
    .into_iter()
    .chain(company)
    .chain([
        step(StepKind::Dac7Approval, progress.dac7_approval(), None),
        step(StepKind::Certification, done_or_open(progress.certified_since), None),
        step(StepKind::Review, progress.review(), by_submission),
        step(StepKind::Activation, progress.activation(), by_completion),
    ])
    .collect()
}

fn step(kind: StepKind, status: StepStatus, expected_by: Option<DateTime<Utc>>) -> Step {
    let expected_by = expected_by.filter(|_| !matches!(status, StepStatus::Done { .. }));
    Step { kind, status, expected_by }
}

impl Progress<'_> {
    fn profile(&self) -> StepStatus {
        let profile = self.application.profile;
        done_unless(profile.complete(self.application.company.is_one()), Some(profile.saved_at))
    }

    fn seller(&self) -> StepStatus {
        done_unless(self.application.may_sell(), self.application.seller.map(|seller| seller.saved_at))
    }

    fn dac7_form(&self) -> StepStatus {
        match self.application.dac7 {
            Dac7::NotSubmitted => StepStatus::Open,
            Dac7::ChangesRequested => StepStatus::Blocked(ExpertError::Dac7NotSubmitted),
            Dac7::Submitted { at } | Dac7::Approved { submitted_at: at, .. } => StepStatus::Done { at },
        }
    }

    fn dac7_approval(&self) -> StepStatus {
        match self.application.dac7 {
            Dac7::NotSubmitted => StepStatus::Blocked(ExpertError::Dac7NotSubmitted),
            Dac7::ChangesRequested => StepStatus::Blocked(ExpertError::Dac7NotApproved),
            Dac7::Submitted { .. } => StepStatus::Open,
            Dac7::Approved { at, .. } => StepStatus::Done { at },
        }
    }

    fn submission(&self, filing: Option<Filing>) -> StepStatus {
        match (&self.registration.state, filing) {
            (_, Some(filing)) => StepStatus::Done { at: filing.submitted_at },
            (RegistrationState::Draft, None) => done_unless(self.application.ready(), None),
            (
                RegistrationState::Filed { .. }
                | RegistrationState::Active { .. }
                | RegistrationState::Suspended { .. }
                | RegistrationState::Rejected { .. }
                | RegistrationState::Closed { .. },
                None,
            ) => self.stopped(),
        }
    }

    /// A proof stays a proof. Everything else of the check counts while the registration is filed.
    fn identity(&self) -> StepStatus {
        match (self.identity_check, &self.registration.state) {
            (Some(check), _) if check.is_passed() => StepStatus::Done { at: check.since },
            (Some(check), RegistrationState::Filed { .. }) => asked_by(check),
            (
                _,
                RegistrationState::Draft
                | RegistrationState::Filed { .. }
                | RegistrationState::Active { .. }
                | RegistrationState::Suspended { .. }
                | RegistrationState::Rejected { .. }
                | RegistrationState::Closed { .. },
            ) => self.stopped(),
        }
    }

    /// It opens with the filing, where it is needed.
    fn needs_company_check(&self) -> bool {
        self.company_check.is_some() || (!self.registration.is_live() && self.application.needs_company_check())
    }

    fn company(&self) -> StepStatus {
        let Some(check) = self.company_check else { return self.stopped() };
        match &check.state {
            CompanyCheckState::Passed { .. } => StepStatus::Done { at: check.since },
            CompanyCheckState::Pending | CompanyCheckState::UnderReview { .. } => StepStatus::Open,
            CompanyCheckState::ActionRequired { reason } => {
                StepStatus::Blocked(ExpertError::MoreOfCompanyNeeded(reason.clone()))
            }
            CompanyCheckState::Failed { reason, .. } => {
                StepStatus::Blocked(ExpertError::CompanyRefused(reason.clone()))
            }
        }
    }

    fn company_passed(&self) -> bool {
        self.company_check.is_none_or(CompanyCheck::is_passed)
    }

    /// The call settles it, once one is booked; before, nobody but the expert says when.
    fn identity_by(&self, by_submission: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        match self.identity_check?.state {
            IdentityCheckState::CallScheduled { call_at } => by_submission.map(|_| call_at),
            IdentityCheckState::CallRequired => None,
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::Passed { .. }
            | IdentityCheckState::Failed { .. } => by_submission,
        }
    }

    fn review(&self) -> StepStatus {
        match self.registration.state {
            RegistrationState::Active { at, .. } | RegistrationState::Suspended { activated_at: at, .. } => {
                StepStatus::Done { at }
            }
            RegistrationState::Filed { .. } => StepStatus::Open,
            RegistrationState::Draft | RegistrationState::Rejected { .. } | RegistrationState::Closed { .. } => {
                self.stopped()
            }
        }
    }

    fn activation(&self) -> StepStatus {
        match self.registration.state {
            RegistrationState::Active { at, .. } => StepStatus::Done { at },
            RegistrationState::Filed { .. } if !self.identity_passed() => {
                StepStatus::Blocked(ExpertError::IdentityNotVerified)
            }
            RegistrationState::Filed { .. } if !self.company_passed() => {
                StepStatus::Blocked(ExpertError::KycIncomplete)
            }
            RegistrationState::Filed { .. } if !self.application.dac7.is_approved() => {
                StepStatus::Blocked(ExpertError::Dac7NotApproved)
            }
            RegistrationState::Filed { .. } => StepStatus::Open,
            RegistrationState::Draft
            | RegistrationState::Rejected { .. }
            | RegistrationState::Suspended { .. }
            | RegistrationState::Closed { .. } => self.stopped(),
        }
    }

    fn identity_passed(&self) -> bool {
        self.identity_check.is_some_and(IdentityCheck::is_passed)
    }

    /// What stands in the way of everything that follows the filing.
    fn stopped(&self) -> StepStatus {
        let needs = |needs| ExpertError::RegistrationNotInState { id: self.registration.id, needs };
        StepStatus::Blocked(match &self.registration.state {
            RegistrationState::Draft => ExpertError::NotSubmitted,
            RegistrationState::Rejected { reason, correctable, .. } => {
                ExpertError::Rejected { reason: reason.clone(), correctable: *correctable }
            }
            RegistrationState::Suspended { reason, .. } => ExpertError::Suspended(reason.clone()),
            RegistrationState::Closed { .. } => needs("open"),
            RegistrationState::Filed { .. } | RegistrationState::Active { .. } => needs("filed"),
        })
    }
}

/// What a check of a filed registration waits for.
fn asked_by(check: &IdentityCheck) -> StepStatus {
    match &check.state {
        IdentityCheckState::Passed { .. } => StepStatus::Done { at: check.since },
        IdentityCheckState::Pending
        | IdentityCheckState::UnderReview { .. }
        | IdentityCheckState::CallScheduled { .. } => StepStatus::Open,
        IdentityCheckState::ActionRequired { reason } => {
            StepStatus::Blocked(ExpertError::MoreIdentityNeeded(reason.clone()))
        }
        IdentityCheckState::CallRequired => StepStatus::Blocked(ExpertError::CallNotBooked),
        IdentityCheckState::Failed { reason, .. } => StepStatus::Blocked(ExpertError::IdentityRefused(reason.clone())),
    }
}

fn done_or_open(at: Option<DateTime<Utc>>) -> StepStatus {
    at.map_or(StepStatus::Open, |at| StepStatus::Done { at })
}

fn done_unless(refusal: Result<(), ExpertError>, at: Option<DateTime<Utc>>) -> StepStatus {
    refusal.map_or_else(StepStatus::Blocked, |()| done_or_open(at))
}

#[cfg(test)]
mod tests;
