use accounts::AccountError;
use disbursements::DisbursementError;
use engagements::EngagementError;
use events::{IdempotencyError, LetterError, NotificationError};
use experts::{CredentialError, ExpertError};
use files::FileError;
use kernel::{ActorError, ClockError, IdError, InputError, MoneyError, PageError, VaultError};
use payments::PaymentError;
use proposals::ProposalError;
use reconciliation::ReconciliationError;
use requests::RequestError;
use sea_orm::DbErr;
use tax::TaxError;

use crate::{AccessBrokerError, BlobError, contention::is_contention};

/// Every way a use case can end badly: refusals of the domain, and failures of what is below it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Actor(#[from] ActorError),
    #[error(transparent)]
    Id(#[from] IdError),
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    #[error(transparent)]
    Clock(#[from] ClockError),
    #[error("the clock moves by hand only in the sandbox")]
    SandboxOnly,
    #[error(transparent)]
    Accounts(#[from] AccountError),
    #[error(transparent)]
    Experts(#[from] ExpertError),
    #[error(transparent)]
    Files(#[from] FileError),
    #[error(transparent)]
    Tax(#[from] TaxError),
    #[error(transparent)]
    Requests(#[from] RequestError),
    #[error(transparent)]
    Proposals(#[from] ProposalError),
    #[error(transparent)]
    Engagements(#[from] EngagementError),
    #[error(transparent)]
    Payments(#[from] PaymentError),
    #[error(transparent)]
    Disbursements(#[from] DisbursementError),
    #[error(transparent)]
    Reconciliation(#[from] ReconciliationError),
    #[error(transparent)]
    Letter(#[from] LetterError),
    #[error(transparent)]
    Notification(#[from] NotificationError),
    #[error("no fee schedule is in force")]
    NoFeeSchedule,
    #[error("the outside world failed: {0}")]
    Outside(String),
    /// Nothing was written, and no key was taken: the same command may well succeed.
    #[error("others were in the way for too long, and nothing was done")]
    Busy(#[source] DbErr),
    /// What lies sealed cannot be opened, or nothing can be sealed: the causes say where, and never what.
    #[error("a personal identifier is out of reach")]
    Sealed(#[source] DbErr),
    #[error("the store failed")]
    Store(#[source] DbErr),
}

impl From<CredentialError> for Error {
    fn from(error: CredentialError) -> Self {
        Self::Experts(error.into())
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if is_contention(&error) {
            Self::Busy(error)
        } else if VaultError::is_cause_of(&error) {
            Self::Sealed(error)
        } else {
            Self::Store(error)
        }
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        DbErr::from(error).into()
    }
}

impl From<BlobError> for Error {
    fn from(error: BlobError) -> Self {
        Self::Outside(error.to_string())
    }
}

impl From<AccessBrokerError> for Error {
    fn from(error: AccessBrokerError) -> Self {
        Self::Outside(error.to_string())
    }
}

pub type Result<T, E = Error> = std::result::Result<T, E>;
