use std::{
    fs::File,
    io::{self, BufWriter, Write},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use marketplace::{export_journal, verify_ledger};

use super::say;
use crate::{
    cli::{ExportLedger, Ledger, VerifyLedger},
    installation::open_migrated,
};

/// How often the progress is drawn while a page is read.
const TICK: Duration = Duration::from_millis(200);

pub async fn ledger(args: Ledger) -> Result<()> {
    match args {
        Ledger::Verify(args) => verify(args).await,
        Ledger::Export(args) => export(args).await,
    }
}

/// Says each fault on a line of its own, and what was read at the end.
async fn verify(VerifyLedger { head, database }: VerifyLedger) -> Result<()> {
    let db = open_migrated(&database).await?;
    let progress = progress()?;
    let mut unsaid = Ok(());
    let told = |fault| {
        let said = progress.suspend(|| writeln!(io::stdout(), "{fault}"));
        unsaid = std::mem::replace(&mut unsaid, Ok(())).and(said);
    };
    let verdict = verify_ledger(&db, head.as_ref(), told, |seen| progress.set_position(seen)).await?;
    progress.finish_and_clear();
    unsaid?;

    let (transactions, accounts, batches) = (verdict.transactions, verdict.accounts, verdict.batches);
    say(format_args!("{transactions} transactions, {accounts} accounts, {batches} batches"))?;
    if let Some(head) = &verdict.head {
        say(format_args!("the chain ends with {head}"))?;
    }
    if verdict.faults > 0 {
        bail!("{} things in the books are not as they must be", verdict.faults);
    }
    say("the books are whole")?;
    Ok(())
}

/// Writes to the file, which must not be there yet, or to standard output.
async fn export(ExportLedger { format: _, output, database }: ExportLedger) -> Result<()> {
    let db = open_migrated(&database).await?;
    let mut journal: BufWriter<Box<dyn Write + Send>> = BufWriter::new(match &output {
        Some(path) => Box::new(File::create_new(path).with_context(|| path.display().to_string())?),
        None => Box::new(io::stdout()),
    });
    let progress = progress()?;
    let written = export_journal(&db, &mut journal, |seen| progress.set_position(seen)).await?;
    journal.flush()?;
    progress.finish_and_clear();
    if let Some(path) = &output {
        say(format_args!("{written} transactions in {}", path.display()))?;
    }
    Ok(())
}

fn progress() -> Result<ProgressBar> {
    let progress = ProgressBar::no_length();
    progress.set_style(ProgressStyle::with_template("{spinner} {human_pos} transactions read ({elapsed})")?);
    progress.enable_steady_tick(TICK);
    Ok(progress)
}
