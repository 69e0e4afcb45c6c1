use chrono::NaiveDate;
use kernel::Country;

use crate::{Answers, Doubt, Field, Flaw, Party};

/// One thing to say of the answers: to the expert before they submit, and to the reviewer after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its lasting name, with the country or ground that it is about: `TIN_INVALID:DE`.
    pub code: String,
    /// Where, as the API spells it: `taxResidences.DE`.
    pub path: String,
    pub severity: Severity,
    /// What is to be said, in a sentence.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nobody may submit it.
    Block,
    /// A reviewer decides it.
    Review,
    /// It is right, and may not be what was meant.
    Warn,
}

/// All findings, the worst first, and in the order of the form.
pub fn of(answers: &Answers, on: NaiveDate) -> Vec<Finding> {
    let missing = answers.missing().into_iter().map(Finding::missing);
    let flaws = Flaw::of(answers, on).into_iter().map(Finding::flaw);
    let doubts = Doubt::of(answers).into_iter().map(Finding::doubt);
    missing.chain(flaws).chain(doubts).chain(warnings(answers)).collect()
}

impl Finding {
    fn missing(field: Field) -> Self {
        let message = format!("{field} is not answered");
        Self { code: format!("MISSING:{field}"), path: path(field, None), severity: Severity::Block, message }
    }

    fn flaw(flaw: Flaw) -> Self {
        let message = format!("{} {}", flaw.field(), flaw.problem());
        let path = path(flaw.field(), flaw.within());
        Self { code: flaw.code(), path, severity: Severity::Block, message }
    }

    fn doubt(doubt: Doubt) -> Self {
        let path = path(doubt.field(), doubt.within());
        Self { code: doubt.to_string(), path, severity: Severity::Review, message: doubt.message() }
    }

    fn warning(code: String, field: Field, message: String) -> Self {
        Self { code, path: path(field, None), severity: Severity::Warn, message }
    }
}

fn path(field: Field, within: Option<Country>) -> String {
    within.map_or_else(|| field.name().to_owned(), |country| format!("{field}.{country}"))
}

/// Answers of the branch that is not taken are kept and not used; and a body without a VAT number is seldom.
fn warnings(answers: &Answers) -> Vec<Finding> {
    let of_other_branch = match answers.party() {
        Party::Individual => [
            (Field::BusinessRegistration, answers.business_registration.is_some()),
            (Field::Establishments, answers.establishments.iter().flatten().next().is_some()),
            (Field::ExclusionClaims, answers.exclusion_claims.iter().flatten().next().is_some()),
        ]
        .to_vec(),
        Party::Entity => {
            vec![(Field::BirthDate, answers.born_on.is_some()), (Field::BirthPlace, answers.birth_place.is_some())]
        }
    };
    let unused = of_other_branch.into_iter().filter(|(_, answered)| *answered);
    let unused = unused.map(|(field, _)| {
        Finding::warning(format!("UNUSED:{field}"), field, format!("{field} is not asked of who answers"))
    });
    let lacks_vat = answers.party() == Party::Entity && answers.vat_id().is_none();
    let message = || "a VAT number must be given if there is one".to_owned();
    let vat = lacks_vat.then(|| Finding::warning("VAT_ID_MISSING".to_owned(), Field::VatId, message()));
    unused.chain(vat).collect()
}
