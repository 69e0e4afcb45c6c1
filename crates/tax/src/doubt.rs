use std::fmt;

use kernel::Country;

use crate::{Answers, Check, Suspicion, TaxResidence, TinAnswer, answers::tin_check};

/// What a check cannot decide. A reviewer decides each before a form is approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// The taxpayer number of that country may not be one.
    TinDoubtful(Country, Suspicion),
    /// The person says that the country gave them no number.
    TinNotIssued(Country),
    /// The primary address is in a country where the person is not resident for tax.
    AddressOutsideResidences(Country),
    /// The bank account is in another name.
    HolderDiffers,
}

impl Doubt {
    /// Everything that the checks cannot decide of these answers, in the order of the form.
    pub fn of(answers: &Answers) -> Vec<Self> {
        let residences = &answers.tax_residences;
        let outside = answers.address.as_ref().map(|address| address.country);
        let outside = outside.filter(|country| residences.iter().all(|residence| residence.country != *country));
        let differs = letters(answers.account_holder.as_deref()) != letters(answers.legal_name.as_deref());
        let of_address = outside.map(Self::AddressOutsideResidences);
        let of_holder = differs.then_some(Self::HolderDiffers);
        residences.iter().filter_map(Self::of_residence).chain(of_address).chain(of_holder).collect()
    }

    fn of_residence(TaxResidence { country, tin }: &TaxResidence) -> Option<Self> {
        match tin {
            TinAnswer::Given(tin) => match tin_check(*country, tin) {
                Check::Ok | Check::Invalid => None,
                Check::Doubtful(suspicion) => Some(Self::TinDoubtful(*country, suspicion)),
            },
            TinAnswer::NotIssued => Some(Self::TinNotIssued(*country)),
            TinAnswer::Open => None,
        }
    }
}

/// Its lasting name, by which a reviewer accepts it: `TIN_UNCHECKED:BR`.
impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TinDoubtful(country, suspicion) => write!(f, "TIN_{}:{country}", suspicion.code()),
            Self::TinNotIssued(country) => write!(f, "TIN_NOT_ISSUED:{country}"),
            Self::AddressOutsideResidences(country) => write!(f, "ADDRESS_OUTSIDE_RESIDENCES:{country}"),
            Self::HolderDiffers => f.write_str("HOLDER_DIFFERS"),
        }
    }
}

/// A name as far as spelling it otherwise makes no other name.
fn letters(name: Option<&str>) -> String {
    name.unwrap_or_default().chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Identifier, dac7_form::tests::complete};

    #[test]
    fn what_every_check_decides_leaves_no_doubt() {
        assert_eq!(Doubt::of(&complete()), []);
        let respelled = Answers { account_holder: Some("ADA LOVELACE".into()), ..complete() };
        assert_eq!(Doubt::of(&respelled), []);
    }

    #[test]
    fn each_doubt_is_named() {
        let mut answers = Answers { account_holder: Some("Charles Babbage".into()), ..complete() };
        let residence = |code: &str, tin| TaxResidence { country: code.parse().unwrap(), tin };
        let number = TinAnswer::Given(Identifier::tin("123.456.789-09").unwrap());
        answers.tax_residences = vec![residence("BR", number), residence("AE", TinAnswer::NotIssued)];
        let doubts = Doubt::of(&answers).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            doubts,
            ["TIN_UNCHECKED:BR", "TIN_NOT_ISSUED:AE", "ADDRESS_OUTSIDE_RESIDENCES:DE", "HOLDER_DIFFERS"]
        );
    }
}
