//! The answers as one text, as they are stored: nobody else writes or reads it, so that it can be sealed in one place.
//! Numbers stand in it unmasked.

use chrono::NaiveDate;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use super::{Chapter4Status, TreatyClaim, UsAnswers, UsClassification, UsTin, UsTinKind};
use crate::{
    Identifier, NoTin, Party,
    document::{Numbered, StoredAddress, address, address_of, known, numbered_residence, residence, unreadable},
};

#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Document {
    us_person: Option<bool>,
    acting_as: Option<Party>,
    legal_name: Option<String>,
    business_name: Option<String>,
    classification: Option<UsClassification>,
    address: Option<StoredAddress>,
    home_country: Option<String>,
    us_tin: Option<StoredTin>,
    residence: Option<Numbered<NoTin>>,
    born_on: Option<NaiveDate>,
    chapter4: Option<Chapter4Status>,
    treaty: Option<StoredClaim>,
    exempt_payee_code: Option<i32>,
    backup_withholding: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct StoredTin {
    kind: UsTinKind,
    number: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredClaim {
    country: String,
    article: String,
    rate_basis_points: i32,
    income: String,
    explanation: Option<String>,
}

pub fn write(answers: &UsAnswers) -> String {
    serde_json::to_string(&Document::from(answers.clone())).expect("names and texts have a form in JSON")
}

/// A text that nobody wrote here is an error, never a default.
pub fn read(text: &[u8]) -> Result<UsAnswers, DbErr> {
    let document: Document = serde_json::from_slice(text).map_err(|_| unreadable())?; // The cause would quote answers.
    document.into_answers()
}

impl From<UsAnswers> for Document {
    fn from(answers: UsAnswers) -> Self {
        Self {
            us_person: answers.us_person,
            acting_as: answers.acting_as,
            legal_name: answers.legal_name,
            business_name: answers.business_name,
            classification: answers.classification,
            address: answers.address.map(address_of),
            home_country: answers.home_country.map(|country| country.to_string()),
            us_tin: answers.us_tin.map(stored_tin),
            residence: answers.residence.map(numbered_residence),
            born_on: answers.born_on,
            chapter4: answers.chapter4,
            treaty: answers.treaty.map(stored_claim),
            exempt_payee_code: answers.exempt_payee_code,
            backup_withholding: answers.backup_withholding,
        }
    }
}

impl Document {
    fn into_answers(self) -> Result<UsAnswers, DbErr> {
        Ok(UsAnswers {
            us_person: self.us_person,
            acting_as: self.acting_as,
            legal_name: self.legal_name,
            business_name: self.business_name,
            classification: self.classification,
            address: self.address.map(address).transpose()?,
            home_country: self.home_country.as_deref().map(known).transpose()?,
            us_tin: self.us_tin.map(us_tin).transpose()?,
            residence: self.residence.map(residence).transpose()?,
            born_on: self.born_on,
            chapter4: self.chapter4,
            treaty: self.treaty.map(claim).transpose()?,
            exempt_payee_code: self.exempt_payee_code,
            backup_withholding: self.backup_withholding,
        })
    }
}

fn stored_tin(UsTin { kind, number }: UsTin) -> StoredTin {
    StoredTin { kind, number: number.map(|number| number.as_str().to_owned()) }
}

fn us_tin(StoredTin { kind, number }: StoredTin) -> Result<UsTin, DbErr> {
    let number = number.map(|number| Identifier::tin(&number).map_err(|_| unreadable())).transpose()?;
    Ok(UsTin { kind, number })
}

fn stored_claim(TreatyClaim { country, article, rate_basis_points, income, explanation }: TreatyClaim) -> StoredClaim {
    StoredClaim { country: country.to_string(), article, rate_basis_points, income, explanation }
}

fn claim(
    StoredClaim { country, article, rate_basis_points, income, explanation }: StoredClaim,
) -> Result<TreatyClaim, DbErr> {
    Ok(TreatyClaim { country: known(&country)?, article, rate_basis_points, income, explanation })
}
