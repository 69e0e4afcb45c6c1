use std::{collections::BTreeSet, fmt};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::{Address, Country, InputError, line};

use crate::{
    Check, Identifier, TaxError,
    identifiers::{self, Scheme},
};

const RESIDENCES_MAX: usize = 10;
/// Nobody younger sells, and nobody is older.
const AGE_YEARS: std::ops::RangeInclusive<i32> = 18..=120;

/// What an expert declares; while it is a draft, as far as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// First and last name, as in official papers.
    pub legal_name: Option<String>,
    pub born_on: Option<NaiveDate>,
    /// Asked for only where no country has given the person a taxpayer number.
    pub birth_place: Option<BirthPlace>,
    /// The primary address.
    pub address: Option<Address>,
    /// Where the person is resident for tax; one entry a country.
    pub tax_residences: Vec<TaxResidence>,
    /// If the person has one.
    pub vat_id: Option<String>,
    /// Whose the bank account is that the payouts go to.
    pub account_holder: Option<String>,
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
    /// The country gives the person none.
    NotIssued,
    /// Not answered yet.
    Open,
}

/// A question of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    LegalName,
    BirthDate,
    BirthPlace,
    Address,
    TaxResidences,
    VatId,
    AccountHolder,
    /// That the answers are right.
    Certification,
    /// That the data go to the tax authorities.
    DataNotice,
}

impl Answers {
    /// The answers as typed, cut to what a form takes. Missing ones are left for later.
    pub fn checked(self, at: DateTime<Utc>) -> Result<Self, InputError> {
        let one_line = |field, typed: Option<String>| typed.map(|typed| line(field, &typed, 1..=200)).transpose();
        self.born_on.map_or(Ok(()), |born_on| grown_up(born_on, at.date_naive()))?;
        Ok(Self {
            legal_name: one_line(Field::LegalName.name(), self.legal_name)?,
            born_on: self.born_on,
            birth_place: self.birth_place.map(BirthPlace::checked).transpose()?,
            address: self.address,
            tax_residences: one_a_country(self.tax_residences)?,
            vat_id: self.vat_id.map(|typed| vat_id(&typed)).transpose()?,
            account_holder: one_line(Field::AccountHolder.name(), self.account_holder)?,
        })
    }

    /// These answers over those that were `saved`: what is left out stays. A residence whose number is left open
    /// keeps its own, which nobody is shown again; an empty VAT id is taken away.
    #[must_use]
    pub fn over(self, saved: Self) -> Self {
        let tax_residences = match self.tax_residences {
            residences if residences.is_empty() => saved.tax_residences,
            residences => residences.into_iter().map(|residence| residence.over(&saved.tax_residences)).collect(),
        };
        Self {
            legal_name: self.legal_name.or(saved.legal_name),
            born_on: self.born_on.or(saved.born_on),
            birth_place: self.birth_place.or(saved.birth_place),
            address: self.address.or(saved.address),
            tax_residences,
            vat_id: self.vat_id.or(saved.vat_id).filter(|vat_id| !vat_id.is_empty()),
            account_holder: self.account_holder.or(saved.account_holder),
        }
    }

    /// What of the branch that the answers take is not answered.
    pub fn missing(&self) -> Vec<Field> {
        let answered = [
            (Field::LegalName, self.legal_name.is_some()),
            (Field::BirthDate, self.born_on.is_some()),
            (Field::BirthPlace, self.birth_place.is_some() || !self.has_no_tin()),
            (Field::Address, self.address.is_some()),
            (Field::TaxResidences, self.residences_are_answered()),
            (Field::AccountHolder, self.account_holder.is_some()),
        ];
        answered.into_iter().filter(|(_, answered)| !answered).map(|(field, _)| field).collect()
    }

    /// Refuses a taxpayer number that its country cannot have issued.
    pub fn ensure_tins_are_well_formed(&self) -> Result<(), TaxError> {
        for TaxResidence { country, tin } in &self.tax_residences {
            match tin {
                TinAnswer::Given(tin) if tin_check(*country, tin) == Check::Invalid => {
                    return Err(TaxError::TinInvalid(*country));
                }
                TinAnswer::Given(_) | TinAnswer::NotIssued | TinAnswer::Open => {}
            }
        }
        Ok(())
    }

    /// The VAT id as it is shown.
    pub fn masked_vat_id(&self) -> Option<String> {
        self.vat_id.as_deref().map(identifiers::masked)
    }

    /// All answers in one text, numbers unmasked: by it a repeated command is told from another. Only ever hashed.
    pub fn fingerprint(&self) -> String {
        let tins = self.tax_residences.iter().map(|residence| match &residence.tin {
            TinAnswer::Given(tin) => tin.as_str(),
            TinAnswer::NotIssued | TinAnswer::Open => "",
        });
        format!("{self:?} {}", tins.collect::<Vec<_>>().join(" "))
    }

    fn residences_are_answered(&self) -> bool {
        !self.tax_residences.is_empty() && self.tax_residences.iter().all(|residence| residence.tin != TinAnswer::Open)
    }

    fn has_no_tin(&self) -> bool {
        self.residences_are_answered()
            && self.tax_residences.iter().all(|residence| residence.tin == TinAnswer::NotIssued)
    }
}

impl TaxResidence {
    fn over(self, saved: &[Self]) -> Self {
        let before = saved.iter().find(|before| before.country == self.country);
        match (self.tin, before) {
            (TinAnswer::Open, Some(before)) => before.clone(),
            (tin, _) => Self { tin, ..self },
        }
    }
}

impl BirthPlace {
    fn checked(self) -> Result<Self, InputError> {
        Ok(Self { city: line(Field::BirthPlace.name(), &self.city, 1..=100)?, ..self })
    }
}

impl Field {
    pub const ALL: [Self; 9] = [
        Self::LegalName,
        Self::BirthDate,
        Self::BirthPlace,
        Self::Address,
        Self::TaxResidences,
        Self::VatId,
        Self::AccountHolder,
        Self::Certification,
        Self::DataNotice,
    ];

    /// The input field's name, as the API spells it; also how it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LegalName => "legalName",
            Self::BirthDate => "birthDate",
            Self::BirthPlace => "birthPlace",
            Self::Address => "address",
            Self::TaxResidences => "taxResidences",
            Self::VatId => "vatId",
            Self::AccountHolder => "accountHolder",
            Self::Certification => "certified",
            Self::DataNotice => "dataNoticeAcknowledged",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether the country can have given the number to a person.
pub(crate) fn tin_check(country: Country, tin: &Identifier) -> Check {
    identifiers::check(Scheme::PersonTin, country, tin)
}

fn grown_up(born_on: NaiveDate, today: NaiveDate) -> Result<(), InputError> {
    let age = today.years_since(born_on).and_then(|years| i32::try_from(years).ok());
    if born_on.year() > 0 && age.is_some_and(|age| AGE_YEARS.contains(&age)) {
        return Ok(());
    }
    let (youngest, oldest) = (AGE_YEARS.start(), AGE_YEARS.end());
    Err(InputError::new(Field::BirthDate.name(), format!("must lie {youngest} to {oldest} years back")))
}

fn one_a_country(residences: Vec<TaxResidence>) -> Result<Vec<TaxResidence>, InputError> {
    let wrong = |problem: String| Err(InputError::new(Field::TaxResidences.name(), problem));
    if residences.len() > RESIDENCES_MAX {
        return wrong(format!("must be at most {RESIDENCES_MAX}"));
    }
    let countries: BTreeSet<_> = residences.iter().map(|residence| residence.country).collect();
    if countries.len() < residences.len() {
        return wrong("must name each country once".to_owned());
    }
    Ok(residences)
}

/// A VAT identification number: letters and digits, whatever stands between them; or none.
fn vat_id(typed: &str) -> Result<String, InputError> {
    let number = identifiers::compact(typed);
    if number.is_empty() || (4..=20).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return Ok(number);
    }
    Err(InputError::new(Field::VatId.name(), "must have 4 to 20 letters and digits"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dac7_form::tests::complete;

    const TODAY: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn born(born_on: &str) -> Result<Answers, InputError> {
        Answers { born_on: Some(born_on.parse().unwrap()), ..Answers::default() }.checked(TODAY)
    }

    #[test]
    fn an_expert_is_18_to_120_years_old() {
        assert!(born("1952-01-01").is_ok() && born("1849-01-02").is_ok());
        for wrong in ["1952-01-02", "1849-01-01", "1970-01-02", "9999-01-01", "0000-01-01", "-0500-01-01"] {
            assert_eq!(born(wrong).unwrap_err().field, "birthDate", "{wrong}");
        }
    }

    /// Holds IQ-42: whatever answer is taken away, the form misses exactly that one.
    #[test]
    fn each_missing_answer_is_named() {
        assert_eq!(complete().missing(), []);
        let without = |remove: fn(&mut Answers)| {
            let mut answers = complete();
            remove(&mut answers);
            answers.missing()
        };
        assert_eq!(without(|answers| answers.legal_name = None), [Field::LegalName]);
        assert_eq!(without(|answers| answers.born_on = None), [Field::BirthDate]);
        assert_eq!(without(|answers| answers.address = None), [Field::Address]);
        assert_eq!(without(|answers| answers.account_holder = None), [Field::AccountHolder]);
        assert_eq!(without(|answers| answers.tax_residences.clear()), [Field::TaxResidences]);
        assert_eq!(without(|answers| answers.tax_residences[0].tin = TinAnswer::Open), [Field::TaxResidences]);
        assert_eq!(without(|answers| answers.vat_id = None), []);
    }

    #[test]
    fn who_has_no_taxpayer_number_says_where_they_were_born() {
        let mut answers = complete();
        answers.tax_residences[0].tin = TinAnswer::NotIssued;
        assert_eq!(answers.missing(), [Field::BirthPlace]);
        answers.birth_place = Some(BirthPlace { city: "Dubai".into(), country: "AE".parse().unwrap() });
        assert_eq!(answers.missing(), []);
    }

    #[test]
    fn what_is_left_out_stays() {
        let germany = || TaxResidence { tin: TinAnswer::Open, ..complete().tax_residences[0].clone() };
        let nothing = Answers { tax_residences: vec![germany()], ..Answers::default() };
        assert_eq!(nothing.over(complete()), complete());
        assert_eq!(Answers::default().over(complete()), complete());

        let without_vat_id = Answers { vat_id: Some(String::new()), ..Answers::default() }.over(complete());
        assert_eq!(without_vat_id, Answers { vat_id: None, ..complete() });
    }

    #[test]
    fn a_country_is_named_once() {
        let mut answers = complete();
        answers.tax_residences.push(answers.tax_residences[0].clone());
        assert_eq!(answers.checked(TODAY).unwrap_err().field, "taxResidences");
    }
}
