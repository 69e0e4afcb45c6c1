//! The answers as they are shown: numbers are masked.

use ::tax::{ExclusionGround, NoTin, Party, RegisterAnswer, Severity, TinAnswer};
use async_graphql::{Enum, SimpleObject};

/// Who answers a DAC7 form.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Party")]
pub enum Dac7ActingAs {
    Individual,
    /// A company, or another body that is no person.
    Entity,
}

/// Where somebody was born.
#[derive(SimpleObject)]
pub struct BirthPlace {
    city: String,
    /// An ISO 3166 code of two letters: "DE".
    country: String,
}

/// A country where somebody is resident for tax.
#[derive(SimpleObject)]
pub struct TaxResidence {
    /// An ISO 3166 code of two letters: "DE".
    country: String,
    /// The taxpayer number, masked but for its end; null if there is none.
    tin: Option<String>,
    /// Why there is none; null if there is one, or the answer is open.
    no_tin_because: Option<NoTinReason>,
}

/// Why somebody has no taxpayer number of a country.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "NoTin")]
pub enum NoTinReason {
    /// The country gives them none.
    NotIssued,
    /// The country gives numbers, and does not ask that they be told.
    NotRequired,
    /// It is on its way.
    AppliedFor,
}

/// Under which number a body stands in a register of businesses.
#[derive(SimpleObject)]
pub struct BusinessRegistration {
    /// An ISO 3166 code of two letters: "DE".
    country: String,
    /// Masked but for its end; null if there is none.
    number: Option<String>,
    /// Whether the country is said to have no register for such bodies.
    not_issued: bool,
}

/// Why the law would leave a body out of the report. Few sales are no ground: that is for goods only.
#[derive(SimpleObject)]
pub struct ExclusionClaim {
    ground: Dac7ExclusionGround,
    /// What shows it, in words.
    evidence: String,
}

/// Which bodies the law leaves out of the report.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ExclusionGround")]
pub enum Dac7ExclusionGround {
    /// A state, a part of it, or a body that belongs to it.
    Government,
    /// Its shares are traded regularly on an established market.
    Listed,
    /// It belongs to the same group as a listed body.
    RelatedToListed,
}

/// One thing to say of the answers.
#[derive(SimpleObject)]
pub struct Finding {
    /// Its lasting name, with the country or ground that it is about: `TIN_INVALID:DE`.
    code: String,
    /// Where, as the input spells it: `taxResidences.DE`.
    path: String,
    severity: FindingSeverity,
    /// What is to be said, in a sentence.
    message: String,
}

/// What follows from a finding.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Severity")]
pub enum FindingSeverity {
    /// The form cannot be submitted.
    Block,
    /// A reviewer decides it.
    Review,
    /// It is right, and may not be what was meant.
    Warn,
}

impl From<&::tax::BirthPlace> for BirthPlace {
    fn from(::tax::BirthPlace { city, country }: &::tax::BirthPlace) -> Self {
        Self { city: city.clone(), country: country.to_string() }
    }
}

impl From<&::tax::TaxResidence> for TaxResidence {
    fn from(residence: &::tax::TaxResidence) -> Self {
        let (tin, no_tin_because) = match &residence.tin {
            TinAnswer::Given(tin) => (Some(tin.masked()), None),
            TinAnswer::Without(why) => (None, Some((*why).into())),
            TinAnswer::Open => (None, None),
        };
        Self { country: residence.country.to_string(), tin, no_tin_because }
    }
}

impl From<&::tax::BusinessRegistration> for BusinessRegistration {
    fn from(registration: &::tax::BusinessRegistration) -> Self {
        let (number, not_issued) = match &registration.number {
            RegisterAnswer::Given(number) => (Some(number.masked()), false),
            RegisterAnswer::NotIssued => (None, true),
            RegisterAnswer::Open => (None, false),
        };
        Self { country: registration.country.to_string(), number, not_issued }
    }
}

impl From<&::tax::ExclusionClaim> for ExclusionClaim {
    fn from(::tax::ExclusionClaim { ground, evidence }: &::tax::ExclusionClaim) -> Self {
        Self { ground: (*ground).into(), evidence: evidence.clone() }
    }
}

impl From<::tax::Finding> for Finding {
    fn from(::tax::Finding { code, path, severity, message }: ::tax::Finding) -> Self {
        Self { code, path, severity: severity.into(), message }
    }
}
