//! One file a command.

mod admin;
mod certifications;
mod demo;
mod keys;
mod ledger;
mod migrate;
mod schema;
mod serve;
mod stop;
mod sweep;
mod token;
mod work;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Result;
use futures_util::{FutureExt, future::BoxFuture};
use tracing_subscriber::EnvFilter;

pub use keys::{Rotated, rotate};

use crate::cli::{Cli, Command};

/// Which lines are logged if nobody says (`RUST_LOG`).
const LOGGED: &str = "warn,guildhall=info,server=info,gateway=info,marketplace=info,rails=info,tower_http=info";
/// A command that people watch logs only what they must know.
const LOGGED_QUIETLY: &str = "warn";

/// Runs the command. What goes wrong is told on the standard error, with its causes.
pub fn run(cli: Cli) -> BoxFuture<'static, ExitCode> {
    tell(cli).boxed() // Made here, so that it is compiled here and not again where it is called.
}

async fn tell(cli: Cli) -> ExitCode {
    log(match cli.command {
        Command::Serve(_) | Command::Work(_) | Command::Sweep(_) => LOGGED,
        Command::Migrate(_)
        | Command::Token(_)
        | Command::Admin(_)
        | Command::Certifications(_)
        | Command::Keys(_)
        | Command::Ledger(_)
        | Command::Schema
        | Command::Demo(_) => LOGGED_QUIETLY,
    });
    match dispatch(cli.command).await {
        Ok(code) => code,
        Err(error) => {
            let mut chain = error.chain().map(ToString::to_string);
            let first = chain.next().unwrap_or_default();
            let said = chain.fold(first, |said, cause| format!("{said}: {cause}"));
            // Nowhere is left to report to if this fails.
            let _ = writeln!(io::stderr(), "guildhall: {said}");
            ExitCode::FAILURE
        }
    }
}

/// Each command is a future of its own: as one they would be one function that takes minutes to optimize.
async fn dispatch(command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve(args) => serve::serve(args).boxed().await?,
        Command::Work(args) => work::work(args).boxed().await?,
        Command::Migrate(args) => migrate::migrate(args).boxed().await?,
        Command::Token(args) => token::token(args).boxed().await?,
        Command::Admin(args) => admin::admin(args).boxed().await?,
        Command::Certifications(args) => certifications::certifications(args).boxed().await?,
        Command::Keys(args) => keys::keys(args).boxed().await?,
        Command::Ledger(args) => ledger::ledger(args).boxed().await?,
        Command::Schema => schema::schema()?,
        Command::Sweep(args) => sweep::sweep(args).boxed().await?,
        Command::Demo(args) => return demo::demo(args).boxed().await,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a line to the standard output. A reader that went away is an error like any other.
fn say(line: impl std::fmt::Display) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}

fn log(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    // The second subscriber of a process is refused; the first goes on.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).try_init();
}
