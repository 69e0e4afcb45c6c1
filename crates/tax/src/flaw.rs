use chrono::NaiveDate;
use kernel::{Country, InputError};

use crate::{Answers, BusinessRegistration, Check, Field, Party, TaxError, VatId};

/// Nobody younger sells, and nobody is older.
const AGE_YEARS: std::ops::RangeInclusive<u32> = 18..=120;

/// What cannot be as it is answered: nobody may submit it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flaw {
    /// Who answers says that they are born in the future.
    BirthDateInFuture,
    /// Who answers is younger than 18 or older than 120 years.
    AgeOutOfRange,
    /// The country cannot have given that taxpayer number.
    TinInvalid(Country),
    /// The state cannot have given that VAT number.
    VatIdInvalid,
    /// The register cannot have given that number.
    RegistrationInvalid(Country),
}

impl Flaw {
    /// All flaws of the branch that the answers take, in the order of the form.
    pub fn of(answers: &Answers, on: NaiveDate) -> Vec<Self> {
        let party = answers.party();
        let of_birth = answers.born_on.filter(|_| party == Party::Individual).and_then(|born_on| of_birth(born_on, on));
        let is_impossible = |check: Option<Check>| check == Some(Check::Invalid);
        let residences = answers.tax_residences.iter().filter(|residence| is_impossible(residence.check(party)));
        let of_tins = residences.map(|residence| Self::TinInvalid(residence.country));
        let of_vat = is_impossible(answers.vat_id().map(VatId::check)).then_some(Self::VatIdInvalid);
        let registration = answers.business_registration.as_ref().filter(|_| party == Party::Entity);
        let registration = registration.filter(|registration| is_impossible(registration.check()));
        let of_register = registration.map(|BusinessRegistration { country, .. }| Self::RegistrationInvalid(*country));
        of_birth.into_iter().chain(of_tins).chain(of_vat).chain(of_register).collect()
    }

    /// Its lasting name.
    pub fn code(self) -> String {
        match self {
            Self::BirthDateInFuture => "BIRTH_DATE_IN_FUTURE".to_owned(),
            Self::AgeOutOfRange => "AGE_OUT_OF_RANGE".to_owned(),
            Self::TinInvalid(country) => format!("TIN_INVALID:{country}"),
            Self::VatIdInvalid => "VAT_ID_INVALID".to_owned(),
            Self::RegistrationInvalid(country) => format!("REGISTRATION_INVALID:{country}"),
        }
    }

    pub const fn field(self) -> Field {
        match self {
            Self::BirthDateInFuture | Self::AgeOutOfRange => Field::BirthDate,
            Self::TinInvalid(_) => Field::TaxResidences,
            Self::VatIdInvalid => Field::VatId,
            Self::RegistrationInvalid(_) => Field::BusinessRegistration,
        }
    }

    /// The country within that field, if it has several.
    pub const fn within(self) -> Option<Country> {
        match self {
            Self::TinInvalid(country) => Some(country),
            Self::BirthDateInFuture | Self::AgeOutOfRange | Self::VatIdInvalid | Self::RegistrationInvalid(_) => None,
        }
    }

    /// In words that follow the field's name.
    pub fn problem(self) -> String {
        let (youngest, oldest) = (AGE_YEARS.start(), AGE_YEARS.end());
        match self {
            Self::BirthDateInFuture => "must not lie in the future".to_owned(),
            Self::AgeOutOfRange => format!("must lie {youngest} to {oldest} years back"),
            Self::TinInvalid(country) => format!("must have the taxpayer number as {country} issues it"),
            Self::VatIdInvalid => "must be a VAT number as its state issues it".to_owned(),
            Self::RegistrationInvalid(country) => format!("must have the number as {country}'s register issues it"),
        }
    }

    pub fn refusal(self) -> TaxError {
        match self {
            Self::TinInvalid(country) => TaxError::TinInvalid(country),
            Self::BirthDateInFuture | Self::AgeOutOfRange | Self::VatIdInvalid | Self::RegistrationInvalid(_) => {
                TaxError::Input(InputError::new(self.field().name(), self.problem()))
            }
        }
    }
}

pub(crate) fn of_birth(born_on: NaiveDate, on: NaiveDate) -> Option<Flaw> {
    match on.years_since(born_on) {
        None => Some(Flaw::BirthDateInFuture),
        Some(age) if AGE_YEARS.contains(&age) => None,
        Some(_) => Some(Flaw::AgeOutOfRange),
    }
}
