use chrono::{DateTime, Utc};

use crate::{
    ACTIVATION_PERIOD, Application, Dac7, ExpertError, Filing, IDENTITY_CHECK_PERIOD, IdentityCheck,
    IdentityCheckState, Registration, RegistrationState,
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
    /// Since when the account has a valid certification.
    pub certified_since: Option<DateTime<Utc>>,
}

/// The way of one expert: each step done, open or blocked, by when, and by what it is lifted.
pub fn timeline(progress: Progress<'_>) -> [Step; 9] {
    let filing = progress.registration.filing();
    let by_submission = filing.map(|filing| filing.submitted_at + IDENTITY_CHECK_PERIOD);
    let by_completion = filing.and_then(|filing| filing.completed_at).map(|at| at + ACTIVATION_PERIOD);
    [
        step(StepKind::Profile, progress.profile(), None),
        step(StepKind::SellerRegistration, progress.seller(), None),
        step(StepKind::Dac7Form, progress.dac7_form(), None),
        step(StepKind::Submission, progress.submission(filing), None),
        step(StepKind::IdentityCheck, progress.identity(), by_submission),
        step(StepKind::Dac7Approval, progress.dac7_approval(), None),
        step(StepKind::Certification, done_or_open(progress.certified_since), None),
        step(StepKind::Review, progress.review(), by_submission),
        step(StepKind::Activation, progress.activation(), by_completion),
    ]
}

fn step(kind: StepKind, status: StepStatus, expected_by: Option<DateTime<Utc>>) -> Step {
    let expected_by = expected_by.filter(|_| !matches!(status, StepStatus::Done { .. }));
    Step { kind, status, expected_by }
}

impl Progress<'_> {
    fn profile(&self) -> StepStatus {
        let profile = self.application.profile;
        done_unless(profile.complete(self.application.has_company), Some(profile.saved_at))
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
            ) => self.stopped("a draft"),
        }
    }

    fn identity(&self) -> StepStatus {
        let Some(check) = self.identity_check else { return StepStatus::Open };
        match check.state {
            IdentityCheckState::Passed { .. } => StepStatus::Done { at: check.since },
            IdentityCheckState::Pending
            | IdentityCheckState::UnderReview { .. }
            | IdentityCheckState::CallScheduled { .. } => StepStatus::Open,
            IdentityCheckState::ActionRequired { .. }
            | IdentityCheckState::CallRequired
            | IdentityCheckState::Failed { .. } => StepStatus::Blocked(ExpertError::IdentityNotVerified),
        }
    }

    fn review(&self) -> StepStatus {
        match self.registration.state {
            RegistrationState::Active { at, .. } | RegistrationState::Suspended { activated_at: at, .. } => {
                StepStatus::Done { at }
            }
            RegistrationState::Draft | RegistrationState::Filed { .. } => StepStatus::Open,
            RegistrationState::Rejected { .. } | RegistrationState::Closed { .. } => self.stopped("filed"),
        }
    }

    fn activation(&self) -> StepStatus {
        match self.registration.state {
            RegistrationState::Active { at, .. } => StepStatus::Done { at },
            RegistrationState::Filed { .. } if !self.identity_passed() => {
                StepStatus::Blocked(ExpertError::IdentityNotVerified)
            }
            RegistrationState::Filed { .. } if !self.application.dac7.is_approved() => {
                StepStatus::Blocked(ExpertError::Dac7NotApproved)
            }
            RegistrationState::Filed { .. } => StepStatus::Open,
            RegistrationState::Draft => self.stopped("filed"),
            RegistrationState::Rejected { .. } => self.stopped("corrected and filed anew"),
            RegistrationState::Suspended { .. } => self.stopped("reinstated"),
            RegistrationState::Closed { .. } => self.stopped("open"),
        }
    }

    fn identity_passed(&self) -> bool {
        self.identity_check.is_some_and(IdentityCheck::is_passed)
    }

    fn stopped(&self, needs: &'static str) -> StepStatus {
        StepStatus::Blocked(ExpertError::RegistrationNotInState { id: self.registration.id, needs })
    }
}

fn done_or_open(at: Option<DateTime<Utc>>) -> StepStatus {
    at.map_or(StepStatus::Open, |at| StepStatus::Done { at })
}

fn done_unless(refusal: Result<(), ExpertError>, at: Option<DateTime<Utc>>) -> StepStatus {
    refusal.map_or_else(StepStatus::Blocked, |()| done_or_open(at))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use kernel::{Address, IdentityCheckId};

    use super::*;
    use crate::{SellerRegistration, profile::tests::complete_profile, registration::tests::submitted};

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    /// The timeline of a filed registration, seen with a DAC7 form and an identity check that are this far.
    fn steps(dac7: Dac7, registration: &Registration, check: &IdentityCheck) -> [Step; 9] {
        let (profile, country) = (complete_profile(), "GB".parse().unwrap());
        let home = Address::new("12 St James's Square", "London", "W1J 7NT", country).unwrap();
        let seller = SellerRegistration::new(profile.account_id, "Ada", country, home.clone(), AT).unwrap();
        let application = Application {
            profile: &profile,
            seller: Some(&seller),
            account_address: &home,
            has_company: false,
            country_is_eligible: true,
            is_staff: false,
            dac7,
        };
        timeline(Progress { registration, application, identity_check: Some(check), certified_since: None })
    }

    fn pending(registration: &Registration) -> IdentityCheck {
        IdentityCheck::open(IdentityCheckId::generate(AT), registration.id, AT)
    }

    #[test]
    fn a_filed_registration_says_what_is_waited_for_and_until_when() {
        let filed = submitted();
        let steps = steps(Dac7::Submitted { at: AT }, &filed, &pending(&filed));

        let done = steps.iter().filter(|step| step.status == StepStatus::Done { at: AT }).map(|step| step.kind);
        let expected = [StepKind::Profile, StepKind::SellerRegistration, StepKind::Dac7Form, StepKind::Submission];
        assert_eq!(done.collect::<Vec<_>>(), expected);
        assert_eq!(steps[4].expected_by, Some(AT + TimeDelta::days(14)));
        assert_eq!(steps[8].status, StepStatus::Blocked(ExpertError::IdentityNotVerified));
        assert_eq!(steps[8].expected_by, None);
    }

    #[test]
    fn activation_is_expected_21_days_after_completion() {
        let filed = submitted().dac7_approved(AT + TimeDelta::days(2));
        let check = pending(&filed).submit("passport", AT).unwrap().pass("report 9", false, AT).unwrap();
        let steps = steps(Dac7::Approved { submitted_at: AT, at: AT }, &filed, &check);
        assert_eq!(steps[8].status, StepStatus::Open);
        assert_eq!(steps[8].expected_by, Some(AT + TimeDelta::days(23)));
    }

    #[test]
    fn a_form_sent_back_blocks_activation() {
        let filed = submitted();
        let check = pending(&filed).submit("passport", AT).unwrap().pass("report 9", false, AT).unwrap();
        let steps = steps(Dac7::ChangesRequested, &filed, &check);
        assert_eq!(steps[8].status, StepStatus::Blocked(ExpertError::Dac7NotApproved));
    }
}
