//! The parts that answers are made of.

use kernel::{Country, InputError, line, text};
use serde::{Deserialize, Serialize};

use crate::{
    Check, Field, Identifier, VatId,
    identifiers::{self, Scheme},
};

/// Who answers. Their questions differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    #[default]
    Individual,
    /// A company, or another body that is no person.
    Entity,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BirthPlace {
    pub city: String,
    pub country: Country,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxResidence {
    pub country: Country,
    pub tin: TinAnswer,
}

/// The taxpayer number of a country, or why there is none. To refuse it is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TinAnswer {
    Given(Identifier),
    Without(NoTin),
    /// Not answered yet.
    Open,
}

/// Why somebody has no taxpayer number of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoTin {
    /// The country gives them none.
    NotIssued,
    /// The country gives numbers, and does not ask that they be told.
    NotRequired,
    /// It is on its way.
    AppliedFor,
}

/// The VAT identification number, if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VatAnswer {
    Given(VatId),
    /// Takes away what was saved.
    Without,
}

/// Under which number a body stands in the register of a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessRegistration {
    pub country: Country,
    pub number: RegisterAnswer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterAnswer {
    Given(Identifier),
    /// The country has no register for such bodies.
    NotIssued,
    /// Not answered yet.
    Open,
}

/// Why the law would leave a body out of the report. Few sales are no ground: that is for goods only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionClaim {
    pub ground: ExclusionGround,
    /// What shows it, in words: a register, a stock exchange and symbol, a statute.
    pub evidence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionGround {
    /// A state, a part of it, or a body that belongs to it.
    Government,
    /// Its shares are traded regularly on an established market.
    Listed,
    /// It belongs to the same group as a listed body.
    RelatedToListed,
}

impl Party {
    /// What the taxpayer numbers of such people or bodies follow.
    pub const fn tin_scheme(self) -> Scheme {
        match self {
            Self::Individual => Scheme::PersonTin,
            Self::Entity => Scheme::EntityTin,
        }
    }
}

impl TaxResidence {
    /// What can be said of the number; `None` if none is given.
    pub fn check(&self, party: Party) -> Option<Check> {
        match &self.tin {
            TinAnswer::Given(tin) => Some(identifiers::check(party.tin_scheme(), self.country, tin)),
            TinAnswer::Without(_) | TinAnswer::Open => None,
        }
    }

    /// Left open, it keeps what was saved for its country.
    pub(crate) fn over(self, saved: &[Self]) -> Self {
        let before = saved.iter().find(|before| before.country == self.country);
        match (self.tin, before) {
            (TinAnswer::Open, Some(before)) => before.clone(),
            (tin, _) => Self { tin, ..self },
        }
    }
}

impl BusinessRegistration {
    /// What can be said of the number; `None` if none is given.
    pub fn check(&self) -> Option<Check> {
        match &self.number {
            RegisterAnswer::Given(number) => Some(identifiers::check(Scheme::BusinessRegister, self.country, number)),
            RegisterAnswer::NotIssued | RegisterAnswer::Open => None,
        }
    }

    /// Left open, it keeps what was saved for its country.
    pub(crate) fn over(self, saved: Option<Self>) -> Self {
        let before = saved.filter(|before| before.country == self.country);
        match (self.number, before) {
            (RegisterAnswer::Open, Some(before)) => before,
            (number, _) => Self { number, ..self },
        }
    }
}

impl BirthPlace {
    pub(crate) fn checked(self) -> Result<Self, InputError> {
        Ok(Self { city: line(Field::BirthPlace.name(), &self.city, 1..=100)?, ..self })
    }
}

impl ExclusionClaim {
    pub(crate) fn checked(self) -> Result<Self, InputError> {
        Ok(Self { evidence: text(Field::ExclusionClaims.name(), &self.evidence, 1..=2_000)?, ..self })
    }
}

impl ExclusionGround {
    /// Its lasting name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Government => "GOVERNMENT",
            Self::Listed => "LISTED",
            Self::RelatedToListed => "RELATED_TO_LISTED",
        }
    }
}

impl NoTin {
    /// Its lasting name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotIssued => "NOT_ISSUED",
            Self::NotRequired => "NOT_REQUIRED",
            Self::AppliedFor => "APPLIED_FOR",
        }
    }
}
