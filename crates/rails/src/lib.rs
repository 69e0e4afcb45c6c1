//! The world outside: implements the ports that `marketplace` declares.

mod blobs;
mod csv_registry;
pub mod sandbox;

pub use blobs::{Blobs, BlobsUnusable};
pub use csv_registry::*;
