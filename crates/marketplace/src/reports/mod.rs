//! What people take home for their own books: months that do not change once they are over, and what is owed by age.

mod ageing;
mod disbursement_report;
mod month;

pub use ageing::{AGES, Ageing, AgeingRow};
pub use disbursement_report::{CurrencyMonth, DisbursementReport, ReportLine};
pub use month::{Month, MonthError};
