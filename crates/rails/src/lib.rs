//! The world outside: implements the ports that `marketplace` declares.

mod certification_file;
mod registry;
pub mod sandbox;

pub use certification_file::CertificationFile;
pub use registry::DatabaseRegistry;
