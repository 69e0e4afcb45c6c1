use crate::{Answers, Field, TaxResidence, TinAnswer};

/// An answer that two versions give differently, as it may be shown: identifiers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: Field,
    /// `None`: not answered.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// How an identifier is told: as it is, to compare, or as it is shown.
type Told = fn(&TaxResidence) -> String;

impl Difference {
    /// What differs, in the order of the form. Numbers that differ and end alike are told too.
    pub fn between(before: &Answers, after: &Answers) -> Vec<Self> {
        let changed = Field::ALL.into_iter().filter(|field| told(before, *field, plain) != told(after, *field, plain));
        let shown = |answers: &Answers, field| match field {
            Field::VatId => answers.masked_vat_id(),
            Field::LegalName
            | Field::BirthDate
            | Field::BirthPlace
            | Field::Address
            | Field::TaxResidences
            | Field::AccountHolder
            | Field::Certification
            | Field::DataNotice => told(answers, field, masked),
        };
        changed.map(|field| Self { field, before: shown(before, field), after: shown(after, field) }).collect()
    }
}

fn told(answers: &Answers, field: Field, residence: Told) -> Option<String> {
    match field {
        Field::LegalName => answers.legal_name.clone(),
        Field::BirthDate => answers.born_on.map(|born_on| born_on.to_string()),
        Field::BirthPlace => answers.birth_place.as_ref().map(|place| format!("{}, {}", place.city, place.country)),
        Field::Address => answers.address.as_ref().map(|address| {
            format!("{}, {} {}, {}", address.street, address.postal_code, address.city, address.country)
        }),
        Field::TaxResidences => {
            let residences: Vec<_> = answers.tax_residences.iter().map(residence).collect();
            (!residences.is_empty()).then(|| residences.join(", "))
        }
        Field::VatId => answers.vat_id.clone(),
        Field::AccountHolder => answers.account_holder.clone(),
        Field::Certification | Field::DataNotice => None, // Said in submitting, not kept as answers.
    }
}

fn plain(TaxResidence { country, tin }: &TaxResidence) -> String {
    match tin {
        TinAnswer::Given(tin) => format!("{country} {}", tin.as_str()),
        TinAnswer::NotIssued => format!("{country} none issued"),
        TinAnswer::Open => country.to_string(),
    }
}

fn masked(residence: &TaxResidence) -> String {
    match &residence.tin {
        TinAnswer::Given(tin) => format!("{} {}", residence.country, tin.masked()),
        TinAnswer::NotIssued | TinAnswer::Open => plain(residence),
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
