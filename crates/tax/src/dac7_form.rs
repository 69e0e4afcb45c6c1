mod approval;
mod overdue;
#[cfg(test)]
pub(crate) mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{AccountId, Actor, Calendar, Dac7FormId, MemberId, StaffId};

use crate::{Answers, Change, Doubt, Field, Finding, TaxError, change::changes_as_asked};

pub use approval::Approval;

/// How long staff may take to review a form (IQ-42), in business days.
const REVIEW_BUSINESS_DAYS: u32 = 5;
/// The operator's calendar.
const CALENDAR: Calendar = Calendar::Fed;

/// One version of an account's DAC7 questionnaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dac7Form {
    pub id: Dac7FormId,
    /// The payee: one form serves every expert of the account (G-04).
    pub account_id: AccountId,
    /// 1 for the first; the next one is begun after an approval.
    pub version: i32,
    pub answers: Answers,
    pub saved_at: DateTime<Utc>,
    pub state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Being filled in; `changes` are those that a reviewer asked for before.
    Draft {
        changes: Vec<Change>,
    },
    /// Waits for a reviewer.
    Submitted(Submission),
    /// `proposed`: the reviewer approves, and a second one has to confirm it.
    InReview {
        submission: Submission,
        by: StaffId,
        at: DateTime<Utc>,
        proposed: bool,
    },
    /// Counts, until a newer version does.
    Approved {
        submission: Submission,
        approval: Approval,
    },
    /// Still counts; the account is asked to confirm the answers, or to write new ones, before `expires_at`.
    ReconfirmationDue {
        submission: Submission,
        approval: Approval,
        expires_at: DateTime<Utc>,
    },
    /// Nobody confirmed it: it counts no longer since `at`.
    Expired {
        submission: Submission,
        approval: Approval,
        at: DateTime<Utc>,
    },
    ChangesRequested {
        submission: Submission,
        by: StaffId,
        at: DateTime<Utc>,
        changes: Vec<Change>,
    },
}

/// A state without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Draft,
    Submitted,
    InReview,
    Approved,
    ReconfirmationDue,
    Expired,
    ChangesRequested,
}

/// Who certified the answers, and by when they are to be reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission {
    pub by: MemberId,
    pub at: DateTime<Utc>,
    /// Staff review it by the end of that day.
    pub review_due_on: NaiveDate,
    /// When staff were told that the review is overdue; once.
    pub alerted_at: Option<DateTime<Utc>>,
}

/// What somebody says in submitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// That the answers are right and complete.
    pub certified: bool,
    /// That they know to whom the data go (G-57).
    pub data_notice_acknowledged: bool,
}

impl Dac7Form {
    /// The version to write in after `latest`, if that one takes no more answers: the first, or the next one after
    /// an approval, expired or not. It begins with the answers that are in force.
    pub fn following(account_id: AccountId, latest: Option<&Self>, at: DateTime<Utc>) -> Option<Self> {
        let (version, answers) = match latest {
            None => (1, Answers::default()),
            Some(form) => match form.state {
                State::Approved { .. } | State::ReconfirmationDue { .. } | State::Expired { .. } => {
                    (form.version.checked_add(1)?, form.answers.clone())
                }
                State::Draft { .. } | State::Submitted(_) | State::InReview { .. } | State::ChangesRequested { .. } => {
                    return None;
                }
            },
        };
        let (id, state) = (Dac7FormId::generate(at), State::Draft { changes: Vec::new() });
        Some(Self { id, account_id, version, answers, saved_at: at, state })
    }

    /// Writes answers over those that were saved before; what a reviewer asked for stays in sight.
    pub fn save(self, actor: Actor, answers: Answers, at: DateTime<Utc>) -> Result<Self, TaxError> {
        self.of_account(actor)?;
        let answers = answers.checked()?.over(self.answers.clone());
        match self.state {
            State::Draft { changes } | State::ChangesRequested { changes, .. } => {
                Ok(Self { answers, saved_at: at, state: State::Draft { changes }, ..self })
            }
            State::Submitted(_)
            | State::InReview { .. }
            | State::Approved { .. }
            | State::ReconfirmationDue { .. }
            | State::Expired { .. } => Err(self.needs("a draft")),
        }
    }

    /// Hands it in for review, complete and certified (IQ-42, G-59).
    pub fn submit(self, actor: Actor, consent: Consent, at: DateTime<Utc>) -> Result<Self, TaxError> {
        let by = self.of_account(actor)?;
        match self.state {
            State::Draft { .. } => {}
            State::Submitted(_)
            | State::InReview { .. }
            | State::Approved { .. }
            | State::ReconfirmationDue { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => return Err(self.needs("a draft")),
        }
        self.ensure_signed(consent, at)?;
        let review_due_on = CALENDAR.add_business_days(CALENDAR.date(at), REVIEW_BUSINESS_DAYS);
        let submission = Submission { by, at, review_due_on, alerted_at: None };
        Ok(Self { state: State::Submitted(submission), ..self })
    }

    /// Somebody begins to look at it.
    pub fn review(self, by: StaffId, at: DateTime<Utc>) -> Result<Self, TaxError> {
        match self.state {
            State::Submitted(submission) => {
                Ok(Self { state: State::InReview { submission, by, at, proposed: false }, ..self })
            }
            State::Draft { .. }
            | State::InReview { .. }
            | State::Approved { .. }
            | State::ReconfirmationDue { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => Err(self.needs("submitted")),
        }
    }

    /// The form counts from now on, until a newer version does. `accepted` names the doubts that the reviewer
    /// looked into; `is_own`: whether the reviewer belongs to the account.
    pub fn approve(self, by: StaffId, is_own: bool, accepted: &[String], at: DateTime<Utc>) -> Result<Self, TaxError> {
        let submission = self.decided(is_own, accepted)?;
        Ok(Self { state: State::Approved { submission, approval: Approval::of(by, at) }, ..self })
    }

    /// Sends it back; an approval ends with it, and an earlier approved version counts again. `is_own` as above.
    pub fn request_changes(
        self,
        by: StaffId,
        is_own: bool,
        changes: Vec<Change>,
        at: DateTime<Utc>,
    ) -> Result<Self, TaxError> {
        let submission = match self.state {
            State::Approved { submission, .. } => submission,
            State::Draft { .. }
            | State::Submitted(_)
            | State::InReview { .. }
            | State::ReconfirmationDue { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => self.under_review()?,
        };
        self.ensure_foreign(is_own)?;
        let changes = changes_as_asked(changes)?;
        Ok(Self { state: State::ChangesRequested { submission, by, at, changes }, ..self })
    }

    /// What the checks leave to the reviewer.
    pub fn doubts(&self) -> Vec<Doubt> {
        Doubt::of(&self.answers)
    }

    /// What there is to say of the answers, as of the day when they were saved.
    pub fn findings(&self) -> Vec<Finding> {
        self.answers.findings(self.saved_at.date_naive())
    }

    /// The submission that this version rests on.
    pub fn submission(&self) -> Option<&Submission> {
        match &self.state {
            State::Draft { .. } => None,
            State::Submitted(submission)
            | State::InReview { submission, .. }
            | State::Approved { submission, .. }
            | State::ReconfirmationDue { submission, .. }
            | State::Expired { submission, .. }
            | State::ChangesRequested { submission, .. } => Some(submission),
        }
    }

    /// What a reviewer asked to be changed and nobody has submitted since.
    pub fn changes(&self) -> &[Change] {
        match &self.state {
            State::Draft { changes } | State::ChangesRequested { changes, .. } => changes,
            State::Submitted(_)
            | State::InReview { .. }
            | State::Approved { .. }
            | State::ReconfirmationDue { .. }
            | State::Expired { .. } => &[],
        }
    }

    pub fn status(&self) -> Status {
        match self.state {
            State::Draft { .. } => Status::Draft,
            State::Submitted(_) => Status::Submitted,
            State::InReview { .. } => Status::InReview,
            State::Approved { .. } => Status::Approved,
            State::ReconfirmationDue { .. } => Status::ReconfirmationDue,
            State::Expired { .. } => Status::Expired,
            State::ChangesRequested { .. } => Status::ChangesRequested,
        }
    }

    fn under_review(&self) -> Result<Submission, TaxError> {
        match self.state {
            State::Submitted(submission) | State::InReview { submission, .. } => Ok(submission),
            State::Draft { .. }
            | State::Approved { .. }
            | State::ReconfirmationDue { .. }
            | State::Expired { .. }
            | State::ChangesRequested { .. } => Err(self.needs("submitted or in review")),
        }
    }

    /// Whether every answer is there and right, and both consents are given.
    fn ensure_signed(&self, consent: Consent, at: DateTime<Utc>) -> Result<(), TaxError> {
        let missing: Vec<_> = self.answers.missing().into_iter().chain(consent.missing()).collect();
        if missing.is_empty() {
            self.answers.ensure_sound(at.date_naive())
        } else {
            Err(TaxError::FieldMissing(missing))
        }
    }

    /// The member of the form's account who acts; to others the form does not exist.
    fn of_account(&self, actor: Actor) -> Result<MemberId, TaxError> {
        let member = actor.member().filter(|_| actor.acts_for(self.account_id));
        member.ok_or(TaxError::NotFound(self.id))
    }

    /// What an approval decides on: somebody else's form, with every doubt looked into.
    fn decided(&self, is_own: bool, accepted: &[String]) -> Result<Submission, TaxError> {
        let submission = self.under_review()?;
        self.ensure_foreign(is_own)?;
        let doubts = self.doubts().into_iter();
        let open: Vec<_> = doubts.filter(|doubt| !accepted.contains(&doubt.to_string())).collect();
        if open.is_empty() { Ok(submission) } else { Err(TaxError::ChecksOpen(open)) }
    }

    fn ensure_foreign(&self, is_own: bool) -> Result<(), TaxError> {
        if is_own { Err(TaxError::SelfReview(self.id)) } else { Ok(()) }
    }

    fn needs(&self, needs: &'static str) -> TaxError {
        TaxError::NotInState { id: self.id, needs }
    }
}

impl Consent {
    fn missing(self) -> impl Iterator<Item = Field> {
        let said = [(Field::Certification, self.certified), (Field::DataNotice, self.data_notice_acknowledged)];
        said.into_iter().filter(|(_, said)| !said).map(|(field, _)| field)
    }
}
