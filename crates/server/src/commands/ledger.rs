use std::{
    io::{self, Write},
    time::Duration,
};

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use marketplace::verify_ledger;

use super::say;
use crate::{
    cli::{Ledger, VerifyLedger},
    installation::open_migrated,
};

/// How often the progress is drawn while a page is read.
const TICK: Duration = Duration::from_millis(200);

pub async fn ledger(args: Ledger) -> Result<()> {
    match args {
        Ledger::Verify(args) => verify(args).await,
    }
}

/// Says each fault on a line of its own, and what was read at the end.
async fn verify(VerifyLedger { head, database }: VerifyLedger) -> Result<()> {
    let db = open_migrated(&database).await?;
    let progress = ProgressBar::no_length();
    progress.set_style(ProgressStyle::with_template("{spinner} {human_pos} transactions read ({elapsed})")?);
    progress.enable_steady_tick(TICK);
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
