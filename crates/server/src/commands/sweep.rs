use anyhow::{Result, bail};
use marketplace::sweeps;

use super::say;
use crate::{
    bank::with_bank,
    cli::Sweep,
    installation::{assemble_as_found, blobs, open_migrated, with_post},
    master_keys::with_keys,
    payment_service::with_payments,
};

pub async fn sweep(args: Sweep) -> Result<()> {
    let app = assemble_as_found(open_migrated(&args.database).await?, blobs(&args.blobs)?).await?;
    let app = with_payments(with_post(app, &args.mail)?, &args.payments)?;
    let app = with_bank(app, &args.bank)?;
    let app = with_keys(app, &args.blobs.data.data_dir).await?;
    let tally = sweeps::run(&app).await;
    say(format_args!("{} done, {} failed", tally.done, tally.failed))?;
    if tally.failed > 0 {
        bail!("something that is due could not be done; the log says what");
    }
    Ok(())
}
