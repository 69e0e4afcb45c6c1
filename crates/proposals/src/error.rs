use chrono::{DateTime, Utc};
use kernel::ProposalId;

/// Why a proposal refuses. Every variant is something a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposalError {
    #[error("proposal {0} does not exist")]
    NotFound(ProposalId),
    #[error("proposal {0} was already decided")]
    AlreadyDecided(ProposalId),
    #[error("proposal {id} could be decided until {expires_at}")]
    DeadlinePassed { id: ProposalId, expires_at: DateTime<Utc> },
    #[error("the expert's registration is not active")]
    RegistrationNotActive,
    #[error("proposal {0} is one's own")]
    OwnAccount(ProposalId),
    #[error("a proposal offers work for more than nothing")]
    AmountNotPositive,
}
