//! The world outside: implements the ports that `marketplace` declares.

mod blobs;
mod certification_file;
mod mail;
mod open_badges;
mod registry;
pub mod sandbox;
mod signed_access;
mod status_lists;

pub use blobs::{Blobs, BlobsUnusable};
pub use certification_file::CertificationFile;
pub use mail::{DrawerMailer, MailSetupError, SmtpMailer};
pub use open_badges::OpenBadges;
pub use registry::DatabaseRegistry;
pub use signed_access::{AccessKeyUnusable, SignedAccess};
pub use status_lists::HttpsStatusLists;
