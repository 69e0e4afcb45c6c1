use anyhow::{Result, bail};
use marketplace::sweeps;

use super::say;
use crate::{
    cli::Sweep,
    installation::{Equipment, assemble_as_found, open_migrated},
};

pub async fn sweep(args: Sweep) -> Result<()> {
    let equipment = Equipment::of(&args.registry, &args.blobs)?;
    let app = assemble_as_found(open_migrated(&args.database).await?, equipment).await?;
    let tally = sweeps::run(&app).await;
    say(format_args!("{} done, {} failed", tally.done, tally.failed))?;
    if tally.failed > 0 {
        bail!("something that is due could not be done; the log says what");
    }
    Ok(())
}
