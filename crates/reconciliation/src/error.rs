use kernel::{BankLineId, InputError};

/// Why a command about what banks told is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReconciliationError {
    #[error("break {0} does not exist")]
    NotFound(BankLineId),
    #[error("break {id} must be {needs} for that")]
    NotInState { id: BankLineId, needs: &'static str },
    #[error("this needs a proof: name the transaction or the document")]
    EvidenceRequired,
    #[error(transparent)]
    Input(#[from] InputError),
}
