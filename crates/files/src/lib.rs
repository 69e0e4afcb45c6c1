//! Uploads, and what they are used for.
//!
//! ```text
//! Receiving -> Unused <-> Used
//! Receiving | Unused -> Discarded (a day later), and then forgotten
//! ```
//! What a file is, is told by its bytes and never by its sender. A picture is drawn anew before it is kept: small, the
//! right way up, and without what its camera wrote into it.
//!
//! Invariant: bytes lie in the store only while a row says so. The row is written before them and goes after them, so
//! that whatever a crash leaves behind is due to be discarded.

mod content;
mod entity;
mod error;
mod picture;
pub mod store;
mod upload;

pub use content::{BYTES_MAX, Content, MediaType};
pub use error::FileError;
pub use picture::{PIXELS_MAX, SIDE_MAX};
pub use upload::{Purpose, UNUSED_LIFE, UNUSED_MAX, Upload, UploadState};
