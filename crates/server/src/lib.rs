//! The binary `guildhall`, and the only place that reads the environment.

mod cli;
mod commands;
mod demo;
mod identifier_key;
mod installation;
mod issuer;
mod key_file;

pub use cli::{Cli, Command, Demo};
pub use commands::run;
pub use demo::{Lying, Report, fill_queue, play, play_on, prepare};
pub use issuer::{IssuerError, LocalIssuer};
