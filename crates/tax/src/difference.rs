use crate::{Answers, BusinessRegistration, Field, RegisterAnswer, TaxResidence, TinAnswer, VatId};

/// An answer that two versions give differently, as it may be shown: identifiers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: Field,
    /// `None`: not answered.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// How identifiers are told: as they are, to compare, or as they are shown.
#[derive(Clone, Copy)]
enum Told {
    Plain,
    Masked,
}

impl Difference {
    /// What differs, in the order of the form. Numbers that differ and end alike are told too.
    pub fn between(before: &Answers, after: &Answers) -> Vec<Self> {
        let differs = |field: &Field| told(before, *field, Told::Plain) != told(after, *field, Told::Plain);
        let changed = Field::ALL.into_iter().filter(differs);
        let shown = |answers: &Answers, field| told(answers, field, Told::Masked);
        changed.map(|field| Self { field, before: shown(before, field), after: shown(after, field) }).collect()
    }
}

fn told(answers: &Answers, field: Field, how: Told) -> Option<String> {
    match field {
        Field::ActingAs => answers.acting_as.map(|party| format!("{party:?}")),
        Field::LegalName => answers.legal_name.clone(),
        Field::BirthDate => answers.born_on.map(|born_on| born_on.to_string()),
        Field::BirthPlace => answers.birth_place.as_ref().map(|place| format!("{}, {}", place.city, place.country)),
        Field::Address => answers.address.as_ref().map(|address| {
            format!("{}, {} {}, {}", address.street, address.postal_code, address.city, address.country)
        }),
        Field::TaxResidences => {
            let residences: Vec<_> =
                answers.tax_residences.iter().map(|residence| of_residence(residence, how)).collect();
            (!residences.is_empty()).then(|| residences.join(", "))
        }
        Field::VatId => answers.vat_id().map(|vat_id| of_vat_id(vat_id, how)),
        Field::BusinessRegistration => answers.business_registration.as_ref().map(|all| of_registration(all, how)),
        Field::Establishments => listed(answers.establishments.iter().flatten().map(ToString::to_string)),
        Field::ExclusionClaims => {
            let claims = answers.exclusion_claims.iter().flatten();
            listed(claims.map(|claim| format!("{}: {}", claim.ground.name(), claim.evidence)))
        }
        Field::AccountHolder => answers.account_holder.clone(),
        Field::HolderReason => answers.holder_reason.clone(),
        Field::AccountCountry => answers.account_country.map(|country| country.to_string()),
        Field::Certification | Field::DataNotice => None, // Said in submitting, not kept as answers.
    }
}

fn listed(things: impl Iterator<Item = String>) -> Option<String> {
    let things: Vec<_> = things.collect();
    (!things.is_empty()).then(|| things.join(", "))
}

fn of_residence(TaxResidence { country, tin }: &TaxResidence, how: Told) -> String {
    match (tin, how) {
        (TinAnswer::Given(tin), Told::Plain) => format!("{country} {}", tin.as_str()),
        (TinAnswer::Given(tin), Told::Masked) => format!("{country} {}", tin.masked()),
        (TinAnswer::Without(why), _) => format!("{country} {}", why.name()),
        (TinAnswer::Open, _) => country.to_string(),
    }
}

fn of_vat_id(vat_id: &VatId, how: Told) -> String {
    match how {
        Told::Plain => vat_id.as_str().to_owned(),
        Told::Masked => vat_id.masked(),
    }
}

fn of_registration(BusinessRegistration { country, number }: &BusinessRegistration, how: Told) -> String {
    match (number, how) {
        (RegisterAnswer::Given(number), Told::Plain) => format!("{country} {}", number.as_str()),
        (RegisterAnswer::Given(number), Told::Masked) => format!("{country} {}", number.masked()),
        (RegisterAnswer::NotIssued, _) => format!("{country} none issued"),
        (RegisterAnswer::Open, _) => country.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Identifier, dac7_form::tests::complete};

    #[test]
    fn what_differs_is_told_and_numbers_are_masked() {
        let mut after = complete();
        after.account_holder = Some("Charles Babbage".into());
        after.tax_residences[0].tin = TinAnswer::Given(Identifier::tin("99 182 693 953").unwrap());
        after.vat_id = None;
        let told = Difference::between(&complete(), &after);
        let told: Vec<_> =
            told.iter().map(|change| (change.field, change.before.as_deref(), change.after.as_deref())).collect();
        assert_eq!(
            told,
            [
                (Field::TaxResidences, Some("DE *******3953"), Some("DE *******3953")),
                (Field::VatId, Some("*******5976"), None),
                (Field::AccountHolder, Some("Ada Lovelace"), Some("Charles Babbage")),
            ]
        );
        assert_eq!(Difference::between(&complete(), &complete()), []);
    }
}
