use chrono::NaiveDate;
use kernel::{Currency, DisbursementBatchId, DisbursementId, HoldId, InputError, Money, MoneyError, PayoutMethodId};

use crate::Rail;

/// Why a command about money out is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisbursementError {
    #[error("disbursement {0} does not exist")]
    NotFound(DisbursementId),
    #[error("disbursement {id} must be {needs} for that")]
    NotInState { id: DisbursementId, needs: &'static str },
    #[error("disbursement {id} is over {expected}, and the report over {reported}")]
    AmountDiffers { id: DisbursementId, expected: Money, reported: Money },
    #[error("this needs a proof: name the answer or the document")]
    EvidenceRequired,

    #[error("bank file {0} does not exist")]
    BatchNotFound(DisbursementBatchId),
    #[error("bank file {id} must be {needs} for that")]
    BatchNotInState { id: DisbursementBatchId, needs: &'static str },

    #[error("payout method {0} does not exist")]
    MethodNotFound(PayoutMethodId),
    #[error("payout method {id} must be {needs} for that")]
    MethodNotInState { id: PayoutMethodId, needs: &'static str },
    #[error("{rail} does not carry {} here", .currency.code())]
    RailCurrencyUnsupported { rail: Rail, currency: Currency },
    #[error("{0}")]
    AccountNumberInvalid(&'static str),
    #[error("the bank address is not the address of the account")]
    BankAddressDiffers,
    #[error("the holder is not the account's name, and no reason is given")]
    HolderDiffers,
    #[error("the bank document is of {issued_on}; none before {oldest_on} is taken")]
    DocumentTooOld { issued_on: NaiveDate, oldest_on: NaiveDate },
    #[error("a payout method is not reviewed by somebody of its own account")]
    SelfReview,
    #[error("money is on its way to payout method {0}")]
    InFlight(PayoutMethodId),

    #[error("payouts in {} must be {needs} for that", .currency.code())]
    PreferenceNotInState { currency: Currency, needs: &'static str },
    #[error("payouts are made on day 1 to 28 or at month end, not on day {0}")]
    PayoutDayInvalid(i32),

    #[error(transparent)]
    Hold(#[from] HoldError),
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Why a command about a hold is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoldError {
    #[error("hold {0} does not exist")]
    NotFound(HoldId),
    #[error("hold {id} must be {needs} for that")]
    NotInState { id: HoldId, needs: &'static str },
    #[error("what hold {0} was placed for is not gone")]
    CauseStands(HoldId),
}
