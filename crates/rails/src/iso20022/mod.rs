//! What banks answer in ISO 20022: status reports (`pain.002`), statements (`camt.053`) and notifications (`camt.054`).
//!
//! Any version of a message is read, for each keeps the elements that are read here, and anything else is left aside.
//! What is read must be there once, and be what it should be: an answer that is unclear in one place is refused whole,
//! with the place. Documents come from outside, so their size, depth and number of elements have limits, and nothing
//! that they define is looked at. Amounts are integers of minor units throughout; a crate's readers that count
//! everything in hundredths would not do for yen.

mod error;
mod fields;
mod statement;
mod status_report;
mod tree;

pub use error::{AnswerError, AnswerProblem};
pub use statement::{Balance, Statement, StatementKind, read_statements};
pub use status_report::read_status_report;
pub use tree::{DEPTH_MAX, ELEMENTS_MAX, FILE_MAX};

#[cfg(test)]
mod tests;
