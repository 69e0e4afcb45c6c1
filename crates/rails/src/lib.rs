//! The world outside: implements the ports that `marketplace` declares.

mod csv_registry;
pub mod sandbox;

pub use csv_registry::*;
