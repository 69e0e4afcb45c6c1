use std::process::ExitCode;

use anyhow::Result;
use indicatif::ProgressBar;

use super::say;
use crate::{
    cli::Demo,
    demo::{play, progress_bar},
};

/// Plays the season and shows what became of it. Fails if the books do not balance or anybody was paid too early.
pub async fn demo(args: Demo) -> Result<ExitCode> {
    let progress = if args.json { ProgressBar::hidden() } else { progress_bar(&args)? };
    let report = play(&args, &progress).await?;
    if args.json {
        say(serde_json::to_string_pretty(&report)?)?;
    } else {
        say(report.to_text())?;
    }
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
