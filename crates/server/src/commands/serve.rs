use accounts::StaffDomains;
use anyhow::{Context, Result};
use gateway::TokenVerifier;
use tokio::net::TcpListener;

use super::{
    stop::{Stop, told_to_stop},
    work::sweep_regularly,
};
use crate::{
    LocalIssuer,
    cli::Serve,
    installation::{Equipment, Mode, assemble, open_and_migrate},
};

/// Answers requests and, unless others do, does what falls due, until it is told to stop; what is under way is
/// finished first.
pub async fn serve(args: Serve) -> Result<()> {
    let mode = args.sandbox.into();
    let equipment = Equipment::of(&args.registry, &args.blobs)?;
    let issuer = LocalIssuer::open(&args.blobs.data.data_dir)?;
    let staff_domains = StaffDomains::new(&args.staff_domain)?;
    let app = assemble(open_and_migrate(&args.database).await?, mode, equipment).await?;
    let app = app.with_staff_domains(staff_domains);
    let router = gateway::router(app.clone(), TokenVerifier::local(issuer.public_key()));

    let listener = TcpListener::bind(args.listen).await.with_context(|| format!("cannot listen on {}", args.listen))?;
    announce(&listener, mode)?;
    let stop = Stop::default();
    let worker = (!args.no_sweeps).then(|| tokio::spawn(sweep_regularly(app.clone(), args.sweeps, stop.clone())));
    gateway::serve(listener, router, args.limits.limits(), told_to_stop()).await;
    stop.now();
    if let Some(worker) = worker {
        worker.await?;
    }
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
