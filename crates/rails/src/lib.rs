//! The world outside: implements the ports that `marketplace` declares.

mod bank_folder;
mod bank_text;
mod blobs;
mod bounded;
mod certification_file;
pub mod iso20022;
mod mail;
pub mod nacha;
mod open_badges;
#[cfg(test)]
mod oracles;
mod registry;
pub mod sandbox;
pub mod sepa;
mod signed_access;
mod status_lists;
pub mod stripe;

pub use bank_folder::{BankFolder, BankFolderUnusable};
pub use bank_text::Unwritable;
pub use blobs::{Blobs, BlobsUnusable};
pub use certification_file::CertificationFile;
pub use mail::{DrawerMailer, MailSetupError, SmtpMailer};
pub use open_badges::OpenBadges;
pub use registry::DatabaseRegistry;
pub use signed_access::{AccessKeyUnusable, SignedAccess};
pub use status_lists::HttpsStatusLists;
