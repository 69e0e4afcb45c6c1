//! What the United States ask of whoever is paid: Form W-9 of their own persons, W-8BEN of foreign people and W-8BEN-E of
//! foreign bodies (G-38).

mod answers;
mod check;
mod document;
mod expiry;
mod field;
mod signature;
mod treaty;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, MemberId, StaffId, UsTaxFormId};
use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::{Change, Party, TaxError, change::changes_as_asked};

pub use answers::{Chapter4Status, TreatyClaim, UsAnswers, UsClassification, UsTin, UsTinKind};
pub use check::UsDoubt;
pub(crate) use document::{read, write};
pub use expiry::Validity;
pub use field::UsField;
pub use signature::{Signature, Signing};

/// One version of what an account declares to the United States.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsTaxForm {
    pub id: UsTaxFormId,
    /// The payee: one form serves every expert of the account (G-04).
    pub account_id: AccountId,
    /// 1 for the first; the next one is begun when circumstances change, or the one before is over.
    pub version: i32,
    pub answers: UsAnswers,
    pub saved_at: DateTime<Utc>,
    pub state: UsFormState,
}

/// Which form it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum UsFormKind {
    /// Of a person or body of the United States.
    #[sea_orm(string_value = "w9")]
    W9,
    /// Of a foreign person.
    #[sea_orm(string_value = "w8ben")]
    W8Ben,
    /// Of a foreign body.
    #[sea_orm(string_value = "w8bene")]
    W8BenE,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsFormState {
    /// Being filled in; `changes` are those that a reviewer asked for before.
    Draft {
        changes: Vec<Change<UsField>>,
    },
    /// Signed; waits for a reviewer.
    Submitted(Signature),
    /// Counts, until a newer version does or its time is over.
    Approved {
        signature: Signature,
        by: StaffId,
        at: DateTime<Utc>,
        validity: Validity,
    },
    /// Its time is over since `expired_at`.
    Expired {
        signature: Signature,
        by: StaffId,
        at: DateTime<Utc>,
        expired_at: DateTime<Utc>,
    },
    ChangesRequested {
        signature: Signature,
        by: StaffId,
        at: DateTime<Utc>,
        changes: Vec<Change<UsField>>,
    },
}

/// A state without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum UsFormStatus {
    Draft,
    Submitted,
    Approved,
    Expired,
    ChangesRequested,
}

impl UsFormKind {
    /// Which form a payee gives.
    pub const fn of(us_person: bool, party: Party) -> Self {
        match (us_person, party) {
            (true, Party::Individual | Party::Entity) => Self::W9,
            (false, Party::Individual) => Self::W8Ben,
            (false, Party::Entity) => Self::W8BenE,
        }
    }
}

impl UsTaxForm {
    /// The version to write in after `latest`, if that one takes no more answers: the first, or the next one when
    /// circumstances have changed. It begins with the answers that are in force.
    pub fn following(account_id: AccountId, latest: Option<&Self>, at: DateTime<Utc>) -> Option<Self> {
        let (version, answers) = match latest {
            None => (1, UsAnswers::default()),
            Some(form) => match form.state {
                UsFormState::Approved { .. } | UsFormState::Expired { .. } => {
                    (form.version.checked_add(1)?, form.answers.clone())
                }
                UsFormState::Draft { .. } | UsFormState::Submitted(_) | UsFormState::ChangesRequested { .. } => {
                    return None;
                }
            },
        };
        let (id, state) = (UsTaxFormId::generate(at), UsFormState::Draft { changes: vec![] });
        Some(Self { id, account_id, version, answers, saved_at: at, state })
    }

    /// Writes answers over those that were saved before; what a reviewer asked for stays in sight.
    pub fn save(self, actor: Actor, answers: UsAnswers, at: DateTime<Utc>) -> Result<Self, TaxError> {
        self.of_account(actor)?;
        let answers = answers.checked()?.over(self.answers.clone());
        match self.state {
            UsFormState::Draft { changes } | UsFormState::ChangesRequested { changes, .. } => {
                Ok(Self { answers, saved_at: at, state: UsFormState::Draft { changes }, ..self })
            }
            UsFormState::Submitted(_) | UsFormState::Approved { .. } | UsFormState::Expired { .. } => {
                Err(self.needs("a draft"))
            }
        }
    }

    /// Hands it in for review, complete and signed under penalties of perjury (G-38).
    pub fn submit(self, actor: Actor, signing: &Signing, at: DateTime<Utc>) -> Result<Self, TaxError> {
        let by = self.of_account(actor)?;
        match self.state {
            UsFormState::Draft { .. } => {}
            UsFormState::Submitted(_)
            | UsFormState::Approved { .. }
            | UsFormState::Expired { .. }
            | UsFormState::ChangesRequested { .. } => return Err(self.needs("a draft")),
        }
        let missing: Vec<_> = self.answers.missing().into_iter().chain(signing.missing(&self.answers)).collect();
        if !missing.is_empty() {
            return Err(TaxError::UsFieldMissing(missing));
        }
        self.answers.ensure_sound(at.date_naive())?;
        let signature = signing.signed(&self.answers, by, at)?;
        Ok(Self { state: UsFormState::Submitted(signature), ..self })
    }

    /// The form counts from now on, until a newer version does or its time is over. `accepted` names the doubts that the
    /// reviewer looked into; `is_own`: whether the reviewer belongs to the account.
    pub fn approve(self, by: StaffId, is_own: bool, accepted: &[String], at: DateTime<Utc>) -> Result<Self, TaxError> {
        let UsFormState::Submitted(signature) = self.state.clone() else { return Err(self.needs("submitted")) };
        self.ensure_foreign(is_own)?;
        let open: Vec<_> = self.doubts().into_iter().filter(|doubt| !accepted.contains(&doubt.to_string())).collect();
        if !open.is_empty() {
            return Err(TaxError::UsChecksOpen(open));
        }
        let validity = Validity::of(self.answers.kind(), &signature, at);
        if validity.is_over(at) {
            return Err(self.needs("signed anew: its signature is too old"));
        }
        Ok(Self { state: UsFormState::Approved { signature, by, at, validity }, ..self })
    }

    /// Sends it back, an approved one too: it counts no longer, unless an earlier version does. `is_own` as above.
    pub fn request_changes(
        self,
        by: StaffId,
        is_own: bool,
        changes: Vec<Change<UsField>>,
        at: DateTime<Utc>,
    ) -> Result<Self, TaxError> {
        let signature = match &self.state {
            UsFormState::Submitted(signature) | UsFormState::Approved { signature, .. } => signature.clone(),
            UsFormState::Draft { .. } | UsFormState::Expired { .. } | UsFormState::ChangesRequested { .. } => {
                return Err(self.needs("submitted or approved"));
            }
        };
        self.ensure_foreign(is_own)?;
        let changes = changes_as_asked(changes)?;
        Ok(Self { state: UsFormState::ChangesRequested { signature, by, at, changes }, ..self })
    }

    /// What the checks leave to the reviewer.
    pub fn doubts(&self) -> Vec<UsDoubt> {
        UsDoubt::of(&self.answers)
    }

    /// Who signed it; `None` for a draft.
    pub fn signature(&self) -> Option<&Signature> {
        match &self.state {
            UsFormState::Draft { .. } => None,
            UsFormState::Submitted(signature)
            | UsFormState::Approved { signature, .. }
            | UsFormState::Expired { signature, .. }
            | UsFormState::ChangesRequested { signature, .. } => Some(signature),
        }
    }

    /// What a reviewer asked to be changed and nobody has submitted since.
    pub fn changes(&self) -> &[Change<UsField>] {
        match &self.state {
            UsFormState::Draft { changes } | UsFormState::ChangesRequested { changes, .. } => changes,
            UsFormState::Submitted(_) | UsFormState::Approved { .. } | UsFormState::Expired { .. } => &[],
        }
    }

    pub const fn status(&self) -> UsFormStatus {
        match self.state {
            UsFormState::Draft { .. } => UsFormStatus::Draft,
            UsFormState::Submitted(_) => UsFormStatus::Submitted,
            UsFormState::Approved { .. } => UsFormStatus::Approved,
            UsFormState::Expired { .. } => UsFormStatus::Expired,
            UsFormState::ChangesRequested { .. } => UsFormStatus::ChangesRequested,
        }
    }

    /// The member of the form's account who acts; to others the form does not exist.
    fn of_account(&self, actor: Actor) -> Result<MemberId, TaxError> {
        let member = actor.member().filter(|_| actor.acts_for(self.account_id));
        member.ok_or(TaxError::UsFormNotFound(self.id))
    }

    fn ensure_foreign(&self, is_own: bool) -> Result<(), TaxError> {
        if is_own { Err(TaxError::UsSelfReview(self.id)) } else { Ok(()) }
    }

    fn needs(&self, needs: &'static str) -> TaxError {
        TaxError::UsFormNotInState { id: self.id, needs }
    }
}
