use std::time::Duration;

use anyhow::Result;
use marketplace::{
    Marketplace,
    sweeps::{self, Tally},
};
use tokio::time::MissedTickBehavior;

use super::{
    keys::look_for_keys_regularly,
    stop::{Stop, told_to_stop},
};
use crate::{
    bank::with_bank,
    cli::{SweepArgs, Work},
    installation::{assemble, blobs, open_and_migrate, with_post},
    master_keys::with_keys,
    payment_service::with_payments,
};

/// Does what falls due until it is told to stop; what is under way is finished first.
pub async fn work(args: Work) -> Result<()> {
    let app = assemble(open_and_migrate(&args.database).await?, args.sandbox.into(), blobs(&args.blobs)?).await?;
    let app = with_payments(with_post(app, &args.mail)?, &args.payments)?;
    let app = with_bank(app, &args.bank)?;
    let app = with_keys(app, &args.blobs.data.data_dir).await?;

    tracing::info!("working");
    let stop = Stop::default();
    let learner = tokio::spawn(look_for_keys_regularly(app.clone(), stop.clone()));
    let worker = tokio::spawn(sweep_regularly(app.clone(), args.sweeps, stop.clone()));
    told_to_stop().await;
    stop.now();
    let tally = worker.await?;
    learner.await?;
    app.db().clone().close().await?;
    tracing::info!("stopped: {} done, {} failed", tally.done, tally.failed);
    Ok(())
}

/// Runs the sweeps at once and then regularly, until it is told to stop. A sweep that is slower than the interval
/// delays the next. Returns what it did in all.
pub async fn sweep_regularly(app: Marketplace, args: SweepArgs, stop: Stop) -> Tally {
    let mut total = Tally::default();
    let mut ticks = tokio::time::interval(Duration::from_secs(args.sweep_seconds));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => total += sweeps::run_while(&app, &|| !stop.is_told()).await,
            () = stop.told() => return total,
        }
    }
}
