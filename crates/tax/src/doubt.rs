use std::fmt;

use kernel::Country;

use crate::{
    Answers, Check, ExclusionGround, Field, NoTin, Party, RegisterAnswer, Suspicion, TaxResidence, TinAnswer, VatId,
    postal_code,
};

/// What a check cannot decide. A reviewer decides each before a form is approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// The postal code is not written as that country writes them.
    PostalCodeUnusual(Country),
    /// The taxpayer number of that country may not be one.
    TinDoubtful(Country, Suspicion),
    /// Why the person or body says to have no taxpayer number of that country.
    TinMissing(Country, NoTin),
    /// A country where they do not live gave them a taxpayer number: it counts as a residence.
    TinFromElsewhere(Country),
    /// The primary address is in a country where they are not resident for tax.
    AddressOutsideResidences(Country),
    /// The VAT number may not be one.
    VatIdDoubtful(Suspicion),
    /// The number in that country's register may not be one.
    RegistrationDoubtful(Country, Suspicion),
    /// The body says that the country has no register for it.
    RegistrationNotIssued(Country),
    /// The body says that it is left out of the report.
    ExclusionClaimed(ExclusionGround),
    /// The bank account is in another name.
    HolderDiffers,
    /// The bank account is in a country where they are not resident for tax.
    AccountElsewhere(Country),
}

impl Doubt {
    /// Everything that the checks cannot decide of these answers, in the order of the form.
    pub fn of(answers: &Answers) -> Vec<Self> {
        let home = answers.address.as_ref();
        let of_postal_code = home.filter(|home| !postal_code::is_usual(home));
        let of_postal_code = of_postal_code.map(|home| Self::PostalCodeUnusual(home.country));
        let lives = home.map(|home| home.country);
        let residences = answers.tax_residences.iter();
        let of_residences = residences.flat_map(|residence| Self::of_residence(residence, answers.party(), lives));
        let is_residence = |country: &Country| answers.tax_residences.iter().any(|other| other.country == *country);
        let of_address = lives.filter(|country| !is_residence(country)).map(Self::AddressOutsideResidences);
        let of_vat = answers.vat_id().map(VatId::check).and_then(suspicion).map(Self::VatIdDoubtful);
        let of_body = if answers.party() == Party::Entity { Self::of_body(answers) } else { Vec::new() };
        let of_holder = answers.holder_differs().then_some(Self::HolderDiffers);
        let of_account = answers.account_country.filter(|country| !is_residence(country)).map(Self::AccountElsewhere);
        let all = of_postal_code.into_iter().chain(of_residences).chain(of_address).chain(of_vat);
        all.chain(of_body).chain(of_holder).chain(of_account).collect()
    }

    fn of_residence(residence: &TaxResidence, party: Party, lives: Option<Country>) -> Vec<Self> {
        let country = residence.country;
        match &residence.tin {
            TinAnswer::Given(_) => {
                let of_check = residence.check(party).and_then(suspicion);
                let of_check = of_check.map(|suspicion| Self::TinDoubtful(country, suspicion));
                let is_elsewhere = lives.is_some_and(|lives| lives != country);
                of_check.into_iter().chain(is_elsewhere.then_some(Self::TinFromElsewhere(country))).collect()
            }
            TinAnswer::Without(why) => vec![Self::TinMissing(country, *why)],
            TinAnswer::Open => Vec::new(),
        }
    }

    fn of_body(answers: &Answers) -> Vec<Self> {
        let of_register = answers.business_registration.as_ref().and_then(|registration| match registration.number {
            RegisterAnswer::Given(_) => registration
                .check()
                .and_then(suspicion)
                .map(|suspicion| Self::RegistrationDoubtful(registration.country, suspicion)),
            RegisterAnswer::NotIssued => Some(Self::RegistrationNotIssued(registration.country)),
            RegisterAnswer::Open => None,
        });
        let claims = answers.exclusion_claims.iter().flatten().map(|claim| Self::ExclusionClaimed(claim.ground));
        of_register.into_iter().chain(claims).collect()
    }

    pub const fn field(self) -> Field {
        match self {
            Self::PostalCodeUnusual(_) | Self::AddressOutsideResidences(_) => Field::Address,
            Self::TinDoubtful(..) | Self::TinMissing(..) | Self::TinFromElsewhere(_) => Field::TaxResidences,
            Self::VatIdDoubtful(_) => Field::VatId,
            Self::RegistrationDoubtful(..) | Self::RegistrationNotIssued(_) => Field::BusinessRegistration,
            Self::ExclusionClaimed(_) => Field::ExclusionClaims,
            Self::HolderDiffers => Field::AccountHolder,
            Self::AccountElsewhere(_) => Field::AccountCountry,
        }
    }

    /// The country within that field, if it has several.
    pub const fn within(self) -> Option<Country> {
        match self {
            Self::TinDoubtful(country, _) | Self::TinMissing(country, _) | Self::TinFromElsewhere(country) => {
                Some(country)
            }
            Self::PostalCodeUnusual(_)
            | Self::AddressOutsideResidences(_)
            | Self::VatIdDoubtful(_)
            | Self::RegistrationDoubtful(..)
            | Self::RegistrationNotIssued(_)
            | Self::ExclusionClaimed(_)
            | Self::HolderDiffers
            | Self::AccountElsewhere(_) => None,
        }
    }

    /// What is doubtful, in a sentence.
    pub fn message(self) -> String {
        match self {
            Self::PostalCodeUnusual(country) => format!("postal codes of {country} are written otherwise"),
            Self::TinDoubtful(country, suspicion) => format!("the taxpayer number of {country} {suspicion}"),
            Self::TinMissing(country, why) => format!("no taxpayer number of {country}: {}", why.name()),
            Self::TinFromElsewhere(country) => {
                format!("{country} gave a taxpayer number, and the address is elsewhere")
            }
            Self::AddressOutsideResidences(country) => {
                format!("the address is in {country}, which is no tax residence")
            }
            Self::VatIdDoubtful(suspicion) => format!("the VAT number {suspicion}"),
            Self::RegistrationDoubtful(country, suspicion) => format!("the register number of {country} {suspicion}"),
            Self::RegistrationNotIssued(country) => format!("{country} is said to have no register for the body"),
            Self::ExclusionClaimed(ground) => format!("to be left out of the report is claimed: {}", ground.name()),
            Self::HolderDiffers => "the bank account is in another name".to_owned(),
            Self::AccountElsewhere(country) => format!("the bank account is in {country}, which is no tax residence"),
        }
    }
}

/// Its lasting name, by which a reviewer accepts it: `TIN_UNCHECKED:BR`.
impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PostalCodeUnusual(country) => write!(f, "POSTAL_CODE_UNUSUAL:{country}"),
            Self::TinDoubtful(country, suspicion) => write!(f, "TIN_{}:{country}", suspicion.code()),
            Self::TinMissing(country, why) => write!(f, "TIN_{}:{country}", why.name()),
            Self::TinFromElsewhere(country) => write!(f, "TIN_FROM_ELSEWHERE:{country}"),
            Self::AddressOutsideResidences(country) => write!(f, "ADDRESS_OUTSIDE_RESIDENCES:{country}"),
            Self::VatIdDoubtful(suspicion) => write!(f, "VAT_ID_{}", suspicion.code()),
            Self::RegistrationDoubtful(country, suspicion) => write!(f, "REGISTRATION_{}:{country}", suspicion.code()),
            Self::RegistrationNotIssued(country) => write!(f, "REGISTRATION_NOT_ISSUED:{country}"),
            Self::ExclusionClaimed(ground) => write!(f, "EXCLUSION_CLAIMED:{}", ground.name()),
            Self::HolderDiffers => f.write_str("HOLDER_DIFFERS"),
            Self::AccountElsewhere(country) => write!(f, "ACCOUNT_ELSEWHERE:{country}"),
        }
    }
}

fn suspicion(check: Check) -> Option<Suspicion> {
    match check {
        Check::Doubtful(suspicion) => Some(suspicion),
        Check::Ok | Check::Invalid => None,
    }
}

#[cfg(test)]
mod tests;
