//! The tables. Nothing outside `store` sees them.

pub mod bank_document;
pub mod bank_line;
pub mod bank_statement;
