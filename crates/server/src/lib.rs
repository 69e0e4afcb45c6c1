//! The binary `guildhall`, and the only place that reads the environment.

mod access_key;
mod bank;
mod cli;
mod commands;
mod demo;
mod identifier_key;
mod installation;
mod issuer;
mod key_file;
mod master_keys;
mod payment_service;

pub use cli::{Cli, Command, Demo};
pub use commands::{Rotated, rotate, run};
pub use demo::{Lying, Report, fill_queue, play, play_on, prepare};
pub use issuer::{IssuerError, LocalIssuer};
pub use master_keys::{MasterKeyFiles, with_masters};
