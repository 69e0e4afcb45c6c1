//! Several processes of the binary on one database: gateways, workers, whoever migrates. They are tests of this package
//! because only here cargo says where the binary is.

mod clock;
mod heaps;
mod migrating;
mod process;
mod season;
