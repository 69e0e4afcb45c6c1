//! Read, lock, write. Nothing is decided here.

mod bank_document;
mod bank_line;
mod bank_statement;

pub use bank_document::{find_document, insert_document, page_of_documents};
pub use bank_line::{
    find_line, has_other_movement, insert_lines, lines_due, lock_line, next_line_due, page_of_breaks, save_line,
};
pub use bank_statement::{insert_statements, statement_before};
