use chrono::{DateTime, Utc};
use kernel::{InputError, MemberId, line};

use super::{UsAnswers, UsField};
use crate::{Party, TaxError, answers::letters};

/// What somebody says in signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signing {
    pub name: String,
    /// For a body: what the signer is to it, such as "Director".
    pub capacity: Option<String>,
    /// That all of it is true, correct and complete, under penalties of perjury.
    pub under_penalties_of_perjury: bool,
}

/// Who declared the answers to be true, under penalties of perjury.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub by: MemberId,
    /// As signed.
    pub name: String,
    pub capacity: Option<String>,
    pub at: DateTime<Utc>,
}

impl Signing {
    pub(super) fn missing(&self, answers: &UsAnswers) -> impl Iterator<Item = UsField> {
        let is_body = answers.party() == Party::Entity;
        let said = [
            (UsField::SignedName, !self.name.trim().is_empty()),
            (UsField::Capacity, !is_body || self.capacity.as_ref().is_some_and(|capacity| !capacity.trim().is_empty())),
            (UsField::Perjury, self.under_penalties_of_perjury),
        ];
        said.into_iter().filter(|(_, said)| !said).map(|(field, _)| field)
    }

    /// A person signs in their own name; for a body somebody signs who may.
    pub(super) fn signed(&self, answers: &UsAnswers, by: MemberId, at: DateTime<Utc>) -> Result<Signature, TaxError> {
        let name = line(UsField::SignedName.name(), &self.name, 1..=200)?;
        let own = answers.legal_name.as_deref().unwrap_or_default();
        if answers.party() == Party::Individual && letters(&name) != letters(own) {
            return Err(InputError::new(UsField::SignedName.name(), "must be the legal name of the form").into());
        }
        let capacity = self.capacity.as_deref().filter(|_| answers.party() == Party::Entity);
        let capacity = capacity.map(|typed| line(UsField::Capacity.name(), typed, 1..=100)).transpose()?;
        Ok(Signature { by, name, capacity, at })
    }
}
