//! The answers as they are typed.

use ::tax::{Answers, Identifier, RegisterAnswer, TinAnswer, VatAnswer, VatId};
use async_graphql::InputObject;
use chrono::NaiveDate;
use kernel::InputError;
use marketplace::{Error, SaveDac7Form};

use super::{
    answers::{Dac7ActingAs, Dac7ExclusionGround, NoTinReason},
    dac7_form::known,
};
use crate::place::AddressInput;

/// Answers of the DAC7 form, as far as one gets. What is left out stays as it was saved. What is wrong in itself is
/// saved too, and told by the form's `findings`.
#[derive(InputObject)]
pub struct Dac7FormSaveInput {
    /// Whether a person or another body answers; a person if nobody ever said.
    acting_as: Option<Dac7ActingAs>,
    /// First and last name, as in official papers; of a body its name with the legal form: 1 to 200 characters.
    legal_name: Option<String>,
    /// Individuals only: 18 to 120 years back.
    birth_date: Option<NaiveDate>,
    /// Needed only where no country has given the person a taxpayer number.
    birth_place: Option<BirthPlaceInput>,
    /// The primary address; of a body its registered office.
    address: Option<AddressInput>,
    /// Where the person or body is resident for tax: each country once, at most 10. A list takes the place of the list
    /// that was saved.
    tax_residences: Option<Vec<TaxResidenceInput>>,
    /// If there is one, with the letters of its state: "DE136695976". An empty one takes away what was saved.
    vat_id: Option<String>,
    /// Bodies only.
    business_registration: Option<BusinessRegistrationInput>,
    /// Bodies only: member states where they have offices besides the registered one, by their ISO 3166 codes. A list
    /// takes the place of the list that was saved.
    establishments: Option<Vec<String>>,
    /// Bodies only: why the law would leave them out of the report, each ground once. A list takes the place of the
    /// list that was saved.
    exclusion_claims: Option<Vec<ExclusionClaimInput>>,
    /// Whose the bank account is that the payouts go to.
    account_holder: Option<String>,
    /// Needed only where that is not the legal name: 1 to 200 characters.
    holder_reason: Option<String>,
    /// Where the bank keeps that account, by its ISO 3166 code: the letters that an IBAN begins with.
    account_country: Option<String>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Where somebody was born.
#[derive(InputObject)]
pub struct BirthPlaceInput {
    city: String,
    /// An ISO 3166 code of two letters: "DE".
    country: String,
}

/// A country where somebody is resident for tax.
#[derive(InputObject)]
pub struct TaxResidenceInput {
    /// An ISO 3166 code of two letters: "DE".
    country: String,
    /// The taxpayer number. Left out without a reason, the answer of that country that was saved stays.
    tin: Option<String>,
    /// Why there is none.
    no_tin_because: Option<NoTinReason>,
}

/// Under which number a body stands in a register of businesses.
#[derive(InputObject)]
pub struct BusinessRegistrationInput {
    /// An ISO 3166 code of two letters: "DE".
    country: String,
    /// As the register writes it, in Germany with the court: at most 60 characters. Left out, the number of that
    /// country that was saved stays.
    number: Option<String>,
    /// Say so if the country has no register for such bodies.
    #[graphql(default)]
    not_issued: bool,
}

/// Why the law would leave a body out of the report.
#[derive(InputObject)]
pub struct ExclusionClaimInput {
    ground: Dac7ExclusionGround,
    /// What shows it: a register, a stock exchange and symbol, a statute. 1 to 2,000 characters.
    evidence: String,
}

impl TryFrom<Dac7FormSaveInput> for SaveDac7Form {
    type Error = Error;

    fn try_from(input: Dac7FormSaveInput) -> Result<Self, Error> {
        let residences = input.tax_residences.unwrap_or_default().into_iter();
        let establishments = input.establishments.map(|all| all.iter().map(|country| known(country)).collect());
        let claims = input.exclusion_claims.map(|claims| claims.into_iter().map(Into::into).collect());
        let answers = Answers {
            acting_as: input.acting_as.map(Into::into),
            legal_name: input.legal_name,
            born_on: input.birth_date,
            birth_place: input.birth_place.map(::tax::BirthPlace::try_from).transpose()?,
            address: input.address.map(kernel::Address::try_from).transpose()?,
            tax_residences: residences.map(::tax::TaxResidence::try_from).collect::<Result<_, _>>()?,
            vat_id: input.vat_id.map(|typed| vat_id(&typed)).transpose()?,
            business_registration: input.business_registration.map(TryInto::try_into).transpose()?,
            establishments: establishments.transpose()?,
            exclusion_claims: claims,
            account_holder: input.account_holder,
            holder_reason: input.holder_reason,
            account_country: input.account_country.as_deref().map(known).transpose()?,
        };
        Ok(Self { answers, idempotency_key: input.idempotency_key })
    }
}

impl TryFrom<BirthPlaceInput> for ::tax::BirthPlace {
    type Error = InputError;

    fn try_from(BirthPlaceInput { city, country }: BirthPlaceInput) -> Result<Self, InputError> {
        Ok(Self { city, country: known(&country)? })
    }
}

impl TryFrom<TaxResidenceInput> for ::tax::TaxResidence {
    type Error = InputError;

    fn try_from(TaxResidenceInput { country, tin, no_tin_because }: TaxResidenceInput) -> Result<Self, InputError> {
        let tin = match (tin, no_tin_because) {
            (Some(_), Some(_)) => return Err(InputError::new("tin", "must be left out where there is none")),
            (Some(typed), None) => TinAnswer::Given(Identifier::tin(&typed)?),
            (None, Some(why)) => TinAnswer::Without(why.into()),
            (None, None) => TinAnswer::Open,
        };
        Ok(Self { country: known(&country)?, tin })
    }
}

impl TryFrom<BusinessRegistrationInput> for ::tax::BusinessRegistration {
    type Error = InputError;

    fn try_from(input: BusinessRegistrationInput) -> Result<Self, InputError> {
        let number = match (input.number, input.not_issued) {
            (Some(_), true) => return Err(InputError::new("number", "must be left out where none is issued")),
            (Some(typed), false) => RegisterAnswer::Given(Identifier::of_register(&typed)?),
            (None, true) => RegisterAnswer::NotIssued,
            (None, false) => RegisterAnswer::Open,
        };
        Ok(Self { country: known(&input.country)?, number })
    }
}

impl From<ExclusionClaimInput> for ::tax::ExclusionClaim {
    fn from(ExclusionClaimInput { ground, evidence }: ExclusionClaimInput) -> Self {
        Self { ground: ground.into(), evidence }
    }
}

fn vat_id(typed: &str) -> Result<VatAnswer, InputError> {
    if typed.trim().is_empty() { Ok(VatAnswer::Without) } else { VatId::new(typed).map(VatAnswer::Given) }
}
