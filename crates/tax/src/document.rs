//! The answers as one text, as they are sealed: nobody else writes or reads it. Numbers stand in it unmasked.

use chrono::NaiveDate;
use kernel::{Address, Country};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::{
    Answers, BirthPlace, BusinessRegistration, ExclusionClaim, Identifier, NoTin, Party, RegisterAnswer, TaxResidence,
    TinAnswer, VatAnswer, VatId,
};

#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Document {
    acting_as: Option<Party>,
    legal_name: Option<String>,
    born_on: Option<NaiveDate>,
    birth_place: Option<StoredPlace>,
    address: Option<StoredAddress>,
    tax_residences: Vec<Numbered<NoTin>>,
    vat_id: Option<String>,
    business_registration: Option<Numbered<NoNumber>>,
    establishments: Option<Vec<String>>,
    exclusion_claims: Option<Vec<ExclusionClaim>>,
    account_holder: Option<String>,
    holder_reason: Option<String>,
    account_country: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredPlace {
    city: String,
    country: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredAddress {
    street: String,
    city: String,
    postal_code: String,
    country: String,
}

/// The number that a country gave, or why there is none; neither while the answer is open.
#[derive(Serialize, Deserialize)]
pub(crate) struct Numbered<Without> {
    country: String,
    number: Option<String>,
    without: Option<Without>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NoNumber {
    NotIssued,
}

pub fn write(answers: &Answers) -> String {
    serde_json::to_string(&Document::from(answers.clone())).expect("names and texts have a form in JSON")
}

/// A text that nobody wrote here is an error, never a default.
pub fn read(text: &[u8]) -> Result<Answers, DbErr> {
    let document: Document = serde_json::from_slice(text).map_err(|_| unreadable())?; // The cause would quote answers.
    document.into_answers()
}

impl From<Answers> for Document {
    fn from(answers: Answers) -> Self {
        let vat_id = answers.vat_id().map(|vat_id| vat_id.as_str().to_owned());
        Self {
            acting_as: answers.acting_as,
            legal_name: answers.legal_name,
            born_on: answers.born_on,
            birth_place: answers
                .birth_place
                .map(|BirthPlace { city, country }| StoredPlace { city, country: country.to_string() }),
            address: answers.address.map(address_of),
            tax_residences: answers.tax_residences.into_iter().map(numbered_residence).collect(),
            vat_id,
            business_registration: answers.business_registration.map(numbered_registration),
            establishments: answers.establishments.map(|all| all.iter().map(ToString::to_string).collect()),
            exclusion_claims: answers.exclusion_claims,
            account_holder: answers.account_holder,
            holder_reason: answers.holder_reason,
            account_country: answers.account_country.map(|country| country.to_string()),
        }
    }
}

impl Document {
    fn into_answers(self) -> Result<Answers, DbErr> {
        let birth_place = self
            .birth_place
            .map(|StoredPlace { city, country }| Ok::<_, DbErr>(BirthPlace { city, country: known(&country)? }));
        let vat_id = self.vat_id.map(|vat_id| VatId::new(&vat_id).map_err(|_| unreadable()));
        let establishments = self.establishments.map(|all| all.iter().map(|country| known(country)).collect());
        Ok(Answers {
            acting_as: self.acting_as,
            legal_name: self.legal_name,
            born_on: self.born_on,
            birth_place: birth_place.transpose()?,
            address: self.address.map(address).transpose()?,
            tax_residences: self.tax_residences.into_iter().map(residence).collect::<Result<_, _>>()?,
            vat_id: vat_id.transpose()?.map(VatAnswer::Given),
            business_registration: self.business_registration.map(registration).transpose()?,
            establishments: establishments.transpose()?,
            exclusion_claims: self.exclusion_claims,
            account_holder: self.account_holder,
            holder_reason: self.holder_reason,
            account_country: self.account_country.as_deref().map(known).transpose()?,
        })
    }
}

pub(crate) fn address_of(Address { street, city, postal_code, country }: Address) -> StoredAddress {
    StoredAddress { street, city, postal_code, country: country.to_string() }
}

pub(crate) fn address(StoredAddress { street, city, postal_code, country }: StoredAddress) -> Result<Address, DbErr> {
    Ok(Address { street, city, postal_code, country: known(&country)? })
}

pub(crate) fn numbered_residence(TaxResidence { country, tin }: TaxResidence) -> Numbered<NoTin> {
    let (number, without) = match tin {
        TinAnswer::Given(tin) => (Some(tin.as_str().to_owned()), None),
        TinAnswer::Without(why) => (None, Some(why)),
        TinAnswer::Open => (None, None),
    };
    Numbered { country: country.to_string(), number, without }
}

pub(crate) fn residence(Numbered { country, number, without }: Numbered<NoTin>) -> Result<TaxResidence, DbErr> {
    let tin = match (number, without) {
        (Some(number), None) => TinAnswer::Given(Identifier::tin(&number).map_err(|_| unreadable())?),
        (None, Some(why)) => TinAnswer::Without(why),
        (None, None) => TinAnswer::Open,
        (Some(_), Some(_)) => return Err(unreadable()),
    };
    Ok(TaxResidence { country: known(&country)?, tin })
}

fn numbered_registration(BusinessRegistration { country, number }: BusinessRegistration) -> Numbered<NoNumber> {
    let (number, without) = match number {
        RegisterAnswer::Given(number) => (Some(number.as_str().to_owned()), None),
        RegisterAnswer::NotIssued => (None, Some(NoNumber::NotIssued)),
        RegisterAnswer::Open => (None, None),
    };
    Numbered { country: country.to_string(), number, without }
}

fn registration(Numbered { country, number, without }: Numbered<NoNumber>) -> Result<BusinessRegistration, DbErr> {
    let number = match (number, without) {
        (Some(number), None) => RegisterAnswer::Given(Identifier::of_register(&number).map_err(|_| unreadable())?),
        (None, Some(NoNumber::NotIssued)) => RegisterAnswer::NotIssued,
        (None, None) => RegisterAnswer::Open,
        (Some(_), Some(_)) => return Err(unreadable()),
    };
    Ok(BusinessRegistration { country: known(&country)?, number })
}

pub(crate) fn known(country: &str) -> Result<Country, DbErr> {
    country.parse().map_err(|_| unreadable())
}

pub(crate) fn unreadable() -> DbErr {
    DbErr::Type("the answers of a tax form cannot be read".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ExclusionGround, dac7_form::tests::complete};

    fn company() -> Answers {
        let registration = |number| BusinessRegistration { country: "DE".parse().unwrap(), number };
        let evidence = "Shares at XETRA, symbol GLD.".to_owned();
        Answers {
            acting_as: Some(Party::Entity),
            vat_id: Some(VatAnswer::Given(VatId::new("EL094259216").unwrap())),
            business_registration: Some(registration(RegisterAnswer::Given(
                Identifier::of_register("Amtsgericht München HRB 42243").unwrap(),
            ))),
            establishments: Some(vec!["FR".parse().unwrap()]),
            exclusion_claims: Some(vec![ExclusionClaim { ground: ExclusionGround::Listed, evidence }]),
            account_country: Some("FR".parse().unwrap()),
            ..complete()
        }
    }

    #[test]
    fn answers_survive_their_document() {
        let place = BirthPlace { city: "London \"W1\"\n".into(), country: "GB".parse().unwrap() };
        let mut open = Answers { birth_place: Some(place), ..complete() };
        open.tax_residences[0].tin = TinAnswer::Open;
        let mut without = complete();
        without.tax_residences[0].tin = TinAnswer::Without(NoTin::AppliedFor);
        for answers in [Answers::default(), complete(), company(), open, without] {
            assert_eq!(read(write(&answers).as_bytes()).unwrap(), answers);
        }
    }

    #[test]
    fn a_document_that_nobody_wrote_here_is_an_error_that_tells_no_answers() {
        let contradiction = r#"{"tax_residences":[{"country":"DE","number":"70182693953","without":"not_issued"}]}"#;
        for text in ["", "{", r#"{"legal_nam":"Ada"}"#, r#"{"vat_id":"136695976"}"#, contradiction] {
            assert_eq!(read(text.as_bytes()).unwrap_err().to_string(), unreadable().to_string(), "{text}");
        }
    }
}
