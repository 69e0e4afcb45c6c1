//! What banks say of our payments, in words that their formats share.

use chrono::NaiveDate;
use kernel::Money;

/// Seen from the holder of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What became of a payment that a bank was asked to make, before any money moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentStatus {
    /// It is there, and not looked at yet.
    Received,
    /// The bank will carry it out, or has: the statement tells.
    Accepted,
    /// The bank had it before, by its file's identity: it was not taken twice.
    Duplicate,
    /// Some payments of the file are taken, and some are not.
    Partly,
    /// The bank will not carry it out, for the reasons that it gives, the first first.
    Rejected { reasons: Vec<String> },
}

impl BankLine {
    /// In minor units, and negative for what went out.
    pub fn signed_minor(&self) -> i64 {
        self.direction.signed(self.amount)
    }
}

impl Direction {
    pub(crate) fn signed(self, amount: Money) -> i64 {
        match self {
            Self::Credit => amount.minor(),
            Self::Debit => -amount.minor(),
        }
    }
}

impl PaymentStatus {
    /// Whether the bank has it: then it must not be sent under another identity.
    pub fn is_with_bank(&self) -> bool {
        match self {
            Self::Received | Self::Accepted | Self::Duplicate => true,
            Self::Partly | Self::Rejected { .. } => false,
        }
    }
}
