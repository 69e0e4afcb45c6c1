use chrono::{DateTime, Utc};
use kernel::{Money, MoneyError, ProposalId};

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
    #[error("the payments of the schedule come to {sum}, and not to the {maximum} that they are to pay")]
    ScheduleSumDiffers { sum: Money, maximum: Money },
    #[error("the schedule {problem}")]
    ScheduleDatesInvalid { problem: &'static str },
    #[error("proposal {0} was not withdrawn, and only a withdrawn one is replaced by another")]
    NotWithdrawn(ProposalId),
    #[error("proposal {0} was replaced by another already")]
    AlreadyReplaced(ProposalId),
    #[error(transparent)]
    Money(#[from] MoneyError),
}
