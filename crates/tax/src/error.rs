use chrono::{DateTime, Utc};
use kernel::{Country, Dac7FormId, DueDiligenceCaseId, InputError, UsTaxFormId};

use crate::{Doubt, Field, FormIdentifier, UsDoubt, UsField};

/// Why a form refuses. Every variant is something a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaxError {
    #[error("DAC7 form {0} does not exist")]
    NotFound(Dac7FormId),
    #[error("DAC7 form {id} must be {needs} for that")]
    NotInState { id: Dac7FormId, needs: &'static str },
    #[error("the form lacks {}", names(.0))]
    FieldMissing(Vec<Field>),
    #[error("the taxpayer number is not one that {0} issues")]
    TinInvalid(Country),
    #[error("undecided: {}", names(.0))]
    ChecksOpen(Vec<Doubt>),
    #[error("DAC7 form {0} needs a second reviewer")]
    SecondPersonRequired(Dac7FormId),
    #[error("DAC7 form {0} is of the reviewer's own account")]
    SelfReview(Dac7FormId),
    #[error("DAC7 form {id} had to be confirmed by {due_at}")]
    DeadlinePassed { id: Dac7FormId, due_at: DateTime<Utc> },
    #[error("nothing is due of DAC7 form {id} before {due_at}")]
    NotDue { id: Dac7FormId, due_at: DateTime<Utc> },
    #[error("a taxpayer number of the form is blocked in another account, which did not supply its tax data")]
    TinBarred,
    #[error("due-diligence case {0} does not exist")]
    CaseNotFound(DueDiligenceCaseId),
    #[error("due-diligence case {id} must be {needs} for that")]
    CaseNotInState { id: DueDiligenceCaseId, needs: &'static str },
    #[error("a due-diligence case of that account is open already")]
    CaseOpen,
    #[error("no measure is taken in case {id} before {earliest_at}, and before two reminders")]
    TooEarlyForMeasure { id: DueDiligenceCaseId, earliest_at: DateTime<Utc> },
    #[error("DAC7 form {id} has no {identifier}")]
    IdentifierMissing { id: Dac7FormId, identifier: FormIdentifier },
    #[error("too many identifiers were revealed; the next may be at {until}")]
    RateLimited { until: DateTime<Utc> },
    #[error("tax form {0} does not exist")]
    UsFormNotFound(UsTaxFormId),
    #[error("tax form {id} must be {needs} for that")]
    UsFormNotInState { id: UsTaxFormId, needs: &'static str },
    #[error("the form lacks {}", names(.0))]
    UsFieldMissing(Vec<UsField>),
    #[error("undecided: {}", names(.0))]
    UsChecksOpen(Vec<UsDoubt>),
    #[error("tax form {0} is of the reviewer's own account")]
    UsSelfReview(UsTaxFormId),
    #[error(transparent)]
    Input(#[from] InputError),
}

/// Several things in one sentence.
fn names<T: ToString>(things: &[T]) -> String {
    things.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}
