//! Read, lock, write. Nothing is decided here.

mod bank_document;
mod bank_line;

pub use bank_document::{find_documents, has_document, insert_document};
pub use bank_line::{
    find_line, has_other_movement, insert_lines, lines_due, lock_line, next_line_due, page_of_breaks, save_line,
};
