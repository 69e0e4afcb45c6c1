//! The answers for the United States as they are typed.

use ::tax::{Identifier, UsAnswers, UsTin};
use async_graphql::InputObject;
use chrono::NaiveDate;
use kernel::InputError;
use marketplace::{Error, SaveUsTaxForm};

use super::{
    answers::Dac7ActingAs,
    answers_input::TaxResidenceInput,
    dac7_form::known,
    us_form::{Chapter4Status, UsTaxClassification, UsTinKind},
};
use crate::place::AddressInput;

/// Answers of the W-9, W-8BEN or W-8BEN-E, as far as one gets. What is left out stays as it was saved.
#[derive(InputObject)]
pub struct UsTaxFormSaveInput {
    /// Whether the payee is a person of the United States for tax: a citizen, a resident, or a body made there. Who is
    /// gives a W-9, other people a W-8BEN, other bodies a W-8BEN-E.
    us_person: Option<bool>,
    /// Whether a person or another body answers; a person if nobody ever said.
    acting_as: Option<Dac7ActingAs>,
    /// As on the payee's income tax return: 1 to 200 characters.
    legal_name: Option<String>,
    /// The name that business is done under, if it is another: 1 to 200 characters.
    business_name: Option<String>,
    /// Bodies only.
    classification: Option<UsTaxClassification>,
    /// Where the payee lives or has its seat: no box at a post office.
    address: Option<AddressInput>,
    /// Foreign payees only: of which country a person is a citizen, or under whose law a body was made, by its ISO 3166
    /// code.
    home_country: Option<String>,
    /// The number that the United States gave. Needed on a W-9, and by a treaty claim that names no other number.
    us_tin: Option<UsTinInput>,
    /// Foreign payees only: the country where one is resident for tax, with its number or why there is none.
    residence: Option<TaxResidenceInput>,
    /// Foreign people only: 18 to 120 years back.
    birth_date: Option<NaiveDate>,
    /// Foreign bodies only.
    chapter4_status: Option<Chapter4Status>,
    /// Foreign payees only, who claim that less is to be withheld.
    treaty_claim: Option<TreatyClaimInput>,
    /// Bodies of the United States that are exempt from backup withholding: the number of the reason, 1 to 13.
    exempt_payee_code: Option<i32>,
    /// Payees of the United States: whether the tax authority told them that backup is withheld.
    backup_withholding: Option<bool>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// A number that the United States gave.
#[derive(InputObject)]
pub struct UsTinInput {
    kind: UsTinKind,
    /// Left out, the number of that kind that was saved stays.
    number: Option<String>,
}

/// By which treaty less is to be withheld.
#[derive(InputObject)]
pub struct TreatyClaimInput {
    /// The country where one is resident for tax, by its ISO 3166 code.
    country: String,
    /// As the treaty counts it, "7": 1 to 40 characters.
    article: String,
    /// What may be withheld then, in hundredths of a percent: 0 to 3000.
    rate_basis_points: i32,
    /// Of which income, "independent personal services": 1 to 200 characters.
    income: String,
    /// Why the article applies, if it has conditions: 1 to 2000 characters.
    explanation: Option<String>,
}

impl TryFrom<UsTaxFormSaveInput> for SaveUsTaxForm {
    type Error = Error;

    fn try_from(input: UsTaxFormSaveInput) -> Result<Self, Error> {
        let answers = UsAnswers {
            us_person: input.us_person,
            acting_as: input.acting_as.map(Into::into),
            legal_name: input.legal_name,
            business_name: input.business_name,
            classification: input.classification.map(Into::into),
            address: input.address.map(kernel::Address::try_from).transpose()?,
            home_country: input.home_country.as_deref().map(known).transpose()?,
            us_tin: input.us_tin.map(UsTin::try_from).transpose()?,
            residence: input.residence.map(::tax::TaxResidence::try_from).transpose()?,
            born_on: input.birth_date,
            chapter4: input.chapter4_status.map(Into::into),
            treaty: input.treaty_claim.map(::tax::TreatyClaim::try_from).transpose()?,
            exempt_payee_code: input.exempt_payee_code,
            backup_withholding: input.backup_withholding,
        };
        Ok(Self { answers, idempotency_key: input.idempotency_key })
    }
}

impl TryFrom<UsTinInput> for UsTin {
    type Error = InputError;

    fn try_from(UsTinInput { kind, number }: UsTinInput) -> Result<Self, InputError> {
        Ok(Self { kind: kind.into(), number: number.map(|typed| Identifier::tin(&typed)).transpose()? })
    }
}

impl TryFrom<TreatyClaimInput> for ::tax::TreatyClaim {
    type Error = InputError;

    fn try_from(input: TreatyClaimInput) -> Result<Self, InputError> {
        let TreatyClaimInput { country, article, rate_basis_points, income, explanation } = input;
        Ok(Self { country: known(&country)?, article, rate_basis_points, income, explanation })
    }
}
