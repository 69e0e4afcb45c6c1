//! What banks told us, and whether it is what we know (G-43).
//!
//! ```text
//! BankDocument  received once, however often it lies there
//! RecordedLine  Open -> Matched          Open, with a problem: a break -> Matched | Resolved
//! ```
//! Every line of the bank is of one thing of ours. Until it is known of which, it is looked at again and again; what does
//! not fit is a break, which staff see by its age. A second line for one payout is the worst: it was paid twice.

mod account_statement;
mod bank_document;
mod bank_line;
mod entity;
mod error;
mod recorded_line;
mod status_report;
pub mod store;

pub use account_statement::AccountStatement;
pub use bank_document::{BankDocument, BankMessage, DocumentKind};
pub use bank_line::{BankLine, Direction, ReturnReason};
pub use error::ReconciliationError;
pub use recorded_line::{LineProblem, LineState, RecordedLine};
pub use status_report::{PaymentStatus, PaymentTold, StatusReport};
