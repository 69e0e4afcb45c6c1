use std::{process::ExitCode, sync::Arc};

use anyhow::{Context, Result};
use indicatif::ProgressBar;
use rails::Blobs;

use super::say;
use crate::{
    cli::{DataArgs, Demo, PlayDemo},
    demo::{fill_queue, play, progress_bar, steps},
    installation::blobs,
};

/// Plays the season and shows what became of it. Fails if the books do not balance or anybody was paid too early.
pub async fn demo(PlayDemo { demo: args, blobs: place }: PlayDemo) -> Result<ExitCode> {
    if let Some(forms) = args.queue {
        return Box::pin(queue(args, &place.data, forms)).await;
    }
    let progress = if args.json { ProgressBar::hidden() } else { progress_bar(steps(&args))? };
    let is_kept = args.database_url.is_some();
    let uploads = if is_kept { blobs(&place)? } else { Arc::new(Blobs::in_memory()) };
    let report = play(&args, uploads, &place.data.data_dir, &progress).await?;
    if args.json {
        say(serde_json::to_string_pretty(&report)?)?;
    } else {
        say(report.to_text())?;
    }
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Fills a database for a reviewer's day, and says how to begin it.
async fn queue(args: Demo, data: &DataArgs, forms: u32) -> Result<ExitCode> {
    let url = args.database_url.context("--queue leaves a database to be served: name it by --database-url")?;
    let progress = if args.json { ProgressBar::hidden() } else { progress_bar(forms.into())? };
    let lying = fill_queue(url.clone(), &data.data_dir, forms, &progress).await?;
    if args.json {
        say(serde_json::to_string_pretty(&lying)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (status, count) in lying {
        say(format_args!("{count:>5} {status}"))?;
    }
    let place = format!("--database-url {url} --data-dir {}", data.data_dir.display());
    say(format_args!("guildhall serve --sandbox {place}"))?;
    say(format_args!("guildhall token --member olga@operator.example {place}"))?;
    Ok(ExitCode::SUCCESS)
}
