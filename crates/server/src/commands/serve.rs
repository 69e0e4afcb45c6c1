use std::time::Duration;

use anyhow::{Context, Result};
use gateway::TokenVerifier;
use marketplace::{Marketplace, sweeps};
use tokio::{net::TcpListener, signal, sync::watch, time::MissedTickBehavior};

use crate::{
    LocalIssuer,
    cli::Serve,
    installation::{Mode, assemble, open_and_migrate, registry},
};

/// Answers requests and does what falls due, until it is told to stop; what is under way is finished first.
pub async fn serve(args: Serve) -> Result<()> {
    let mode = if args.sandbox { Mode::Sandbox } else { Mode::Business };
    let registry = registry(&args.registry)?;
    let issuer = LocalIssuer::open(&args.data.data_dir)?;
    let app = assemble(open_and_migrate(&args.database).await?, mode, registry).await?;
    let router = gateway::router(app.clone(), TokenVerifier::local(issuer.public_key()));

    let listener = TcpListener::bind(args.listen).await.with_context(|| format!("cannot listen on {}", args.listen))?;
    announce(&listener, mode)?;
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(sweep_regularly(app.clone(), Duration::from_secs(args.sweep_seconds), stopped));
    gateway::serve(listener, router, args.limits.limits(), told_to_stop()).await;
    stop.send_replace(true);
    worker.await?;
    app.db().clone().close().await?;
    tracing::info!("stopped");
    Ok(())
}

fn announce(listener: &TcpListener, mode: Mode) -> Result<()> {
    let address = listener.local_addr()?;
    tracing::info!("listening on http://{address}/graphql");
    if mode == Mode::Business {
        tracing::warn!(
            "no payment provider and no payout rail are connected: approved bills wait to be collected, and \
             disbursements to be sent; --sandbox plays both"
        );
    }
    Ok(())
}

/// Runs the sweeps at once and then regularly. A sweep that is slower than the interval delays the next.
async fn sweep_regularly(app: Marketplace, every: Duration, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => drop(sweeps::run(&app).await),
            _ = stopped.changed() => return,
        }
    }
}

/// Ends with the first of Ctrl-C and SIGTERM.
async fn told_to_stop() {
    tokio::select! {
        () = interrupted() => {}
        () = terminated() => {}
    }
    tracing::info!("stopping: finishing what is under way");
}

async fn interrupted() {
    signal::ctrl_c().await.expect("the process can listen for signals");
}

#[cfg(unix)]
async fn terminated() {
    let mut signal = signal::unix::signal(signal::unix::SignalKind::terminate());
    signal.as_mut().expect("the process can listen for signals").recv().await;
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
