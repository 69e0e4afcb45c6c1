//! What banks say of our payments, in words that their formats share.

use chrono::NaiveDate;
use kernel::Money;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// Seen from the holder of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Direction {
    /// Money came in.
    Credit,
    /// Money went out.
    Debit,
}

/// One movement on our account, as a statement, a notification or a file of returns tells of it. The document and the
/// number name it: read again, the same line has the same two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// The document's own id.
    pub document: String,
    /// Counted from 1 within the document.
    pub number: u32,
    pub amount: Money,
    pub direction: Direction,
    /// The day in the bank's books. `None` while the bank only announces it.
    pub booked_on: Option<NaiveDate>,
    /// Our reference, which went with the payment.
    pub end_to_end_id: Option<String>,
    /// The trace of the entry that we sent, where the rail has traces.
    pub original_trace: Option<String>,
    /// The bank's own reference, by which the payee's bank finds it.
    pub bank_reference: Option<String>,
    /// Why it is money of ours that comes back. `None` for a payment that goes its way.
    pub returned: Option<ReturnReason>,
}

/// Why a payment came back: an ISO 20022 code such as `AC04`, or Nacha's such as `R02`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnReason {
    Code(String),
    /// The bank does not say.
    Untold,
}

impl ReturnReason {
    /// What stands for a bank's silence where a code would.
    const UNTOLD: &str = "UNTOLD";

    pub fn code(&self) -> &str {
        match self {
            Self::Code(code) => code,
            Self::Untold => Self::UNTOLD,
        }
    }

    pub(crate) fn of_code(code: String) -> Self {
        if code == Self::UNTOLD { Self::Untold } else { Self::Code(code) }
    }
}

impl BankLine {
    /// In minor units, and negative for what went out.
    pub fn signed_minor(&self) -> i64 {
        self.direction.signed(self.amount)
    }
}

impl Direction {
    /// In minor units, as it changes what is on the account.
    pub fn signed(self, amount: Money) -> i64 {
        match self {
            Self::Credit => amount.minor(),
            Self::Debit => -amount.minor(),
        }
    }
}
