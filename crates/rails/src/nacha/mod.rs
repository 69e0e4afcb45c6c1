//! NACHA files, as Appendix Three of the Nacha Operating Rules lays them out: 94 columns, in blocks of ten records.
//!
//! [`credits`] makes the file of a payout run, [`AchFile::text`] writes it, and [`read`] takes what a bank sends:
//! the returns and corrections of entries that we sent. What is read agrees with itself in every count, total and
//! check digit; a file that does not is refused whole, for nobody can say which of its numbers is the wrong one.

mod acknowledgement;
mod codes;
mod credits;
mod error;
mod file;
mod numbers;
mod read;
mod record;
mod returned;
mod text;
mod totals;
mod write;

pub use acknowledgement::{AcknowledgementError, is_acknowledgement, read_acknowledgement};
pub use codes::{Account, ChangeCode, EntryClass, Movement, ReturnCode, ServiceClass, TransactionCode};
pub use credits::{Credit, CreditRefusal, Originator, Run, credits, reference};
pub use error::{NachaError, Problem, RecordKind};
pub use file::{AchFile, Addenda, Batch, Change, Entry, FileHeader, FileModifier, Return};
pub use numbers::{BankNumber, Trace};
pub use read::{FILE_MAX, read};
pub use text::{Text, TextRefusal};
pub use write::TooLarge;

#[cfg(test)]
mod tests;
