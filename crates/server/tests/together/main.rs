//! Several processes of the binary on one database: gateways, workers, whoever migrates. They are tests of this package
//! because only here cargo says where the binary is.

#![expect(clippy::unwrap_used, reason = "everything here is a test, helpers included")]

mod clock;
mod heaps;
mod migrating;
mod process;
mod season;
