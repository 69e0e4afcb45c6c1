use chrono::NaiveDate;
use kernel::{Address, Country, InputError, line, text};
use serde::{Deserialize, Serialize};

use super::{UsField, UsFormKind, document};
use crate::{
    Check, Identifier, Party, TaxResidence, TinAnswer,
    identifiers::{self, Scheme},
};

/// The United States, as a country of its own among the others.
pub(super) const HOME: &str = "US";

/// What a payee declares to the United States; while it is a draft, as far as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsAnswers {
    /// Whether the payee is a person of the United States for tax: a citizen, a resident, or a body made there.
    pub us_person: Option<bool>,
    /// Whether a person or another body answers; a person until somebody says otherwise.
    pub acting_as: Option<Party>,
    /// As on the payee's income tax return.
    pub legal_name: Option<String>,
    /// The name that business is done under, if it is another.
    pub business_name: Option<String>,
    /// What the payee is to the tax authority; bodies alone say it.
    pub classification: Option<UsClassification>,
    /// Where the payee lives or has its seat.
    pub address: Option<Address>,
    /// Of which country a person is a citizen, or under whose law a body was made. Foreign payees only.
    pub home_country: Option<Country>,
    /// The number that the United States gave.
    pub us_tin: Option<UsTin>,
    /// The country where a foreign payee is resident for tax, and its number there.
    pub residence: Option<TaxResidence>,
    /// Foreign people only.
    pub born_on: Option<NaiveDate>,
    /// How a foreign body stands to the law on foreign accounts (chapter 4).
    pub chapter4: Option<Chapter4Status>,
    /// Which treaty is to lower what is withheld; foreign payees only.
    pub treaty: Option<TreatyClaim>,
    /// Bodies of the United States that are exempt from backup withholding: the number of the reason, 1 to 13.
    pub exempt_payee_code: Option<i32>,
    /// Whether the tax authority told a payee of the United States that backup is withheld from it.
    pub backup_withholding: Option<bool>,
}

/// What a body is to the tax authority of the United States.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsClassification {
    Corporation,
    /// Of the United States only.
    SCorporation,
    Partnership,
    TrustOrEstate,
    Government,
    TaxExempt,
    /// A company whose one owner pays its tax.
    DisregardedEntity,
}

/// How a foreign body stands to the law on foreign accounts. Few of those who sell their own work are anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chapter4Status {
    /// Most of what it earns comes from its own business.
    ActiveNffe,
    /// Most of what it earns comes from what it owns.
    PassiveNffe,
    /// Its shares are traded on a market.
    PubliclyTradedNffe,
    Nonprofit,
    Government,
    /// A bank, a fund, an insurer: a reviewer looks into it.
    FinancialInstitution,
}

/// What the number of the United States is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsTinKind {
    /// A person's, of the Social Security Administration.
    Ssn,
    /// An employer's: a body's, or a sole proprietor's.
    Ein,
    /// A person's who gets no social security number.
    Itin,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsTin {
    pub kind: UsTinKind,
    /// Left out, the one that was saved stays.
    pub number: Option<Identifier>,
}

/// By which treaty less is to be withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreatyClaim {
    pub country: Country,
    /// As the treaty counts it: "7", "14(1)(b)".
    pub article: String,
    /// What may be withheld then, in hundredths of a percent: 0 to 3,000.
    pub rate_basis_points: i32,
    /// Of which income: "independent personal services".
    pub income: String,
    /// Why the article applies.
    pub explanation: Option<String>,
}

impl UsAnswers {
    /// The answers as typed, cut to what a form takes.
    pub fn checked(self) -> Result<Self, InputError> {
        let one_line =
            |field: UsField, typed: Option<String>| typed.map(|typed| line(field.name(), &typed, 1..=200)).transpose();
        if self.exempt_payee_code.is_some_and(|code| !(1..=13).contains(&code)) {
            return Err(InputError::new(UsField::ExemptPayeeCode.name(), "must be 1 to 13"));
        }
        Ok(Self {
            legal_name: one_line(UsField::LegalName, self.legal_name)?,
            business_name: one_line(UsField::BusinessName, self.business_name)?,
            treaty: self.treaty.map(TreatyClaim::checked).transpose()?,
            ..self
        })
    }

    /// These answers over those that were `saved`: what is left out stays.
    #[must_use]
    pub fn over(self, saved: Self) -> Self {
        Self {
            us_person: self.us_person.or(saved.us_person),
            acting_as: self.acting_as.or(saved.acting_as),
            legal_name: self.legal_name.or(saved.legal_name),
            business_name: self.business_name.or(saved.business_name),
            classification: self.classification.or(saved.classification),
            address: self.address.or(saved.address),
            home_country: self.home_country.or(saved.home_country),
            us_tin: match self.us_tin {
                Some(tin) => Some(tin.over(saved.us_tin)),
                None => saved.us_tin,
            },
            residence: match self.residence {
                Some(residence) => Some(residence.over(saved.residence.as_slice())),
                None => saved.residence,
            },
            born_on: self.born_on.or(saved.born_on),
            chapter4: self.chapter4.or(saved.chapter4),
            treaty: self.treaty.or(saved.treaty),
            exempt_payee_code: self.exempt_payee_code.or(saved.exempt_payee_code),
            backup_withholding: self.backup_withholding.or(saved.backup_withholding),
        }
    }

    /// Which branch of the questions is taken.
    pub fn party(&self) -> Party {
        self.acting_as.unwrap_or_default()
    }

    /// Which form these are the answers of; `None` until it is said whether the payee is a person of the United States.
    pub fn kind(&self) -> Option<UsFormKind> {
        self.us_person.map(|us_person| UsFormKind::of(us_person, self.party()))
    }

    /// What of that form is not answered.
    pub fn missing(&self) -> Vec<UsField> {
        let Some(kind) = self.kind() else { return vec![UsField::UsPerson] };
        let of_all =
            [(UsField::LegalName, self.legal_name.is_some()), (UsField::Address, self.address.is_some())].into_iter();
        let is_body = self.party() == Party::Entity;
        let classified = (UsField::Classification, !is_body || self.classification.is_some());
        let of_kind = match kind {
            UsFormKind::W9 => vec![classified, (UsField::UsTin, self.us_number().is_some())],
            UsFormKind::W8Ben => vec![
                (UsField::HomeCountry, self.home_country.is_some()),
                (UsField::BirthDate, self.born_on.is_some()),
                (UsField::Residence, self.residence_is_answered()),
            ],
            UsFormKind::W8BenE => vec![
                classified,
                (UsField::HomeCountry, self.home_country.is_some()),
                (UsField::Chapter4, self.chapter4.is_some()),
                (UsField::Residence, self.residence_is_answered()),
            ],
        };
        of_all.chain(of_kind).filter(|(_, answered)| !answered).map(|(field, _)| field).collect()
    }

    /// The number that the United States gave, if it is given here.
    pub fn us_number(&self) -> Option<&Identifier> {
        self.us_tin.as_ref()?.number.as_ref()
    }

    /// What can be said of that number; `None` if none is given.
    pub fn us_check(&self) -> Option<Check> {
        let UsTin { kind, number } = self.us_tin.as_ref()?;
        let number = number.as_ref()?;
        let is_of_kind = match kind {
            UsTinKind::Ssn => !number.as_str().starts_with('9'),
            UsTinKind::Itin => number.as_str().starts_with('9'),
            UsTinKind::Ein => true,
        };
        Some(identifiers::check(kind.scheme(), home(), number).max(Check::only_if(is_of_kind)))
    }

    /// All answers in one text, numbers unmasked: by it a repeated command is told from another. Only ever hashed.
    pub fn fingerprint(&self) -> String {
        document::write(self)
    }

    fn residence_is_answered(&self) -> bool {
        self.residence.as_ref().is_some_and(|residence| residence.tin != TinAnswer::Open)
    }
}

/// The country of these forms.
pub(super) fn home() -> Country {
    HOME.parse().expect("the United States are a country")
}

impl UsTin {
    /// Left open, it keeps the number that was saved of its kind.
    fn over(self, saved: Option<Self>) -> Self {
        let before = saved.filter(|before| before.kind == self.kind);
        Self { number: self.number.or_else(|| before.and_then(|before| before.number)), ..self }
    }
}

impl UsTinKind {
    /// What such numbers follow.
    pub const fn scheme(self) -> Scheme {
        match self {
            Self::Ssn | Self::Itin => Scheme::PersonTin,
            Self::Ein => Scheme::EntityTin,
        }
    }
}

impl TreatyClaim {
    fn checked(self) -> Result<Self, InputError> {
        let field = UsField::Treaty.name();
        if !(0..=3_000).contains(&self.rate_basis_points) {
            return Err(InputError::new(field, "must have a rate of 0 to 3000 basis points"));
        }
        Ok(Self {
            article: line(field, &self.article, 1..=40)?,
            income: line(field, &self.income, 1..=200)?,
            explanation: self.explanation.map(|typed| text(field, &typed, 1..=2_000)).transpose()?,
            ..self
        })
    }
}
