use std::fmt;

use chrono::NaiveDate;
use kernel::{Country, InputError};

use super::{
    Chapter4Status, UsAnswers, UsClassification, UsField, UsFormKind, UsTinKind, answers::home, treaty::has_treaty,
};
use crate::{Check, Party, Suspicion, TaxError, TaxResidence, flaw};

/// What the checks leave to a reviewer, by a name that lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UsDoubt {
    /// The number of the United States is right in form and odd otherwise.
    UsTin(Suspicion),
    /// The number of the country of residence is.
    ForeignTin(Country, Suspicion),
    /// A foreign payee has an address in the United States.
    UsAddress,
    /// A foreign payee lives in another country than the one where it is resident for tax.
    AddressElsewhere(Country),
    /// Somebody claims that less is to be withheld by a treaty.
    TreatyClaimed(Country),
    /// The United States have no income tax treaty with that country that is known here.
    TreatyUnknown(Country),
    /// A body says that it is a financial institution.
    FinancialInstitution,
    /// A body says that it is exempt from backup withholding.
    ExemptPayee,
}

impl UsDoubt {
    /// All of them, in the order of the form.
    pub fn of(answers: &UsAnswers) -> Vec<Self> {
        let us_tin = answers.us_check().and_then(suspicion).map(Self::UsTin);
        let of_kind = match answers.kind() {
            Some(UsFormKind::W9) => answers.exempt_payee_code.map(|_| Self::ExemptPayee).into_iter().collect(),
            Some(UsFormKind::W8Ben | UsFormKind::W8BenE) => of_foreigner(answers),
            None => vec![],
        };
        us_tin.into_iter().chain(of_kind).collect()
    }
}

fn of_foreigner(answers: &UsAnswers) -> Vec<UsDoubt> {
    let lives_in = answers.address.as_ref().map(|address| address.country);
    let resident_in = answers.residence.as_ref().map(|residence| residence.country);
    let us_address = lives_in.filter(|country| *country == home()).map(|_| UsDoubt::UsAddress);
    let elsewhere = lives_in.filter(|country| *country != home() && resident_in.is_some_and(|own| own != *country));
    let foreign_tin = answers.residence.as_ref().and_then(|residence| {
        let check = residence.check(answers.party()).and_then(suspicion);
        check.map(|why| UsDoubt::ForeignTin(residence.country, why))
    });
    let treaty = answers.treaty.as_ref().map(|claim| {
        if has_treaty(claim.country) {
            UsDoubt::TreatyClaimed(claim.country)
        } else {
            UsDoubt::TreatyUnknown(claim.country)
        }
    });
    let is_institution = answers.chapter4 == Some(Chapter4Status::FinancialInstitution);
    let institution = (answers.party() == Party::Entity && is_institution).then_some(UsDoubt::FinancialInstitution);
    let elsewhere = elsewhere.map(UsDoubt::AddressElsewhere);
    [foreign_tin, us_address, elsewhere, treaty, institution].into_iter().flatten().collect()
}

impl UsAnswers {
    /// Refuses what nobody may sign: an impossible number, an impossible date, or what a form of this kind cannot say.
    pub fn ensure_sound(&self, on: NaiveDate) -> Result<(), TaxError> {
        let Some(kind) = self.kind() else { return Err(TaxError::UsFieldMissing(vec![UsField::UsPerson])) };
        if self.us_check() == Some(Check::Invalid) {
            return Err(TaxError::TinInvalid(home()));
        }
        match kind {
            UsFormKind::W9 => self.ensure_domestic(),
            UsFormKind::W8Ben | UsFormKind::W8BenE => self.ensure_foreign(on),
        }
    }

    fn ensure_domestic(&self) -> Result<(), TaxError> {
        let kind = self.us_tin.as_ref().map(|tin| tin.kind);
        if self.party() == Party::Entity && matches!(kind, Some(UsTinKind::Ssn | UsTinKind::Itin)) {
            return wrong(UsField::UsTin, "must be the employer's number of a body");
        }
        if self.party() == Party::Individual && self.exempt_payee_code.is_some() {
            return wrong(UsField::ExemptPayeeCode, "is for bodies: people are never exempt");
        }
        Ok(())
    }

    fn ensure_foreign(&self, on: NaiveDate) -> Result<(), TaxError> {
        if self.home_country == Some(home()) {
            return wrong(UsField::HomeCountry, "must be another country: citizens and bodies of the US give a W-9");
        }
        if self.classification == Some(UsClassification::SCorporation) {
            return wrong(UsField::Classification, "must be of a foreign body: an S corporation gives a W-9");
        }
        if let Some(flaw) =
            self.born_on.filter(|_| self.party() == Party::Individual).and_then(|day| flaw::of_birth(day, on))
        {
            return wrong(UsField::BirthDate, flaw.problem());
        }
        let Some(residence) = &self.residence else { return Ok(()) };
        if residence.country == home() {
            return wrong(UsField::Residence, "must be another country: residents of the US give a W-9");
        }
        if residence.check(self.party()) == Some(Check::Invalid) {
            return Err(TaxError::TinInvalid(residence.country));
        }
        self.ensure_claim(residence)
    }

    /// A treaty helps its own residents, and only those whom a tax authority knows by a number.
    fn ensure_claim(&self, residence: &TaxResidence) -> Result<(), TaxError> {
        let Some(claim) = &self.treaty else { return Ok(()) };
        if claim.country != residence.country {
            return wrong(UsField::Treaty, "must be of the country where one is resident for tax");
        }
        let is_known = self.us_number().is_some() || residence.check(self.party()).is_some();
        if is_known { Ok(()) } else { wrong(UsField::Treaty, "needs a taxpayer number, of the US or of that country") }
    }
}

fn wrong<T>(field: UsField, problem: impl Into<String>) -> Result<T, TaxError> {
    Err(InputError::new(field.name(), problem).into())
}

fn suspicion(check: Check) -> Option<Suspicion> {
    match check {
        Check::Doubtful(why) => Some(why),
        Check::Ok | Check::Invalid => None,
    }
}

/// Its lasting name, with the country that it is about: `TREATY_CLAIMED:DE`.
impl fmt::Display for UsDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UsTin(why) => write!(f, "US_TIN_{}", why.code()),
            Self::ForeignTin(country, why) => write!(f, "TIN_{}:{country}", why.code()),
            Self::UsAddress => f.write_str("US_ADDRESS"),
            Self::AddressElsewhere(country) => write!(f, "ADDRESS_ELSEWHERE:{country}"),
            Self::TreatyClaimed(country) => write!(f, "TREATY_CLAIMED:{country}"),
            Self::TreatyUnknown(country) => write!(f, "TREATY_UNKNOWN:{country}"),
            Self::FinancialInstitution => f.write_str("FINANCIAL_INSTITUTION"),
            Self::ExemptPayee => f.write_str("EXEMPT_PAYEE"),
        }
    }
}
