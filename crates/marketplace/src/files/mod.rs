//! Uploads, and what they are used for.

mod discard_upload;
mod read_file;
mod receive_upload;
mod use_upload;

pub use read_file::{Audience, ReadFile};
pub(crate) use receive_upload::Examining;
pub(crate) use use_upload::{release, take};
