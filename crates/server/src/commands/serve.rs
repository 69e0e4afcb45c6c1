use accounts::StaffDomains;
use anyhow::{Context, Result};
use gateway::TokenVerifier;
use indicatif::ProgressBar;
use marketplace::Marketplace;
use tokio::net::TcpListener;

use super::{
    keys::look_for_keys_regularly,
    stop::{Stop, told_to_stop},
    work::sweep_regularly,
};
use crate::{
    LocalIssuer,
    access_key::open_access_broker,
    bank::with_bank,
    cli::Serve,
    identifier_key::open_blind_index,
    installation::{Mode, assemble, blobs, import_certifications, open_and_migrate, with_post},
    master_keys::with_keys,
    payment_service::with_payments,
};

/// Answers requests and, unless others do, does what falls due, until it is told to stop; what is under way is
/// finished first.
pub async fn serve(args: Serve) -> Result<()> {
    let mode = args.sandbox.into();
    let data_dir = &args.blobs.data.data_dir;
    let issuer = LocalIssuer::open(data_dir)?;
    let staff_domains = StaffDomains::new(&args.staff_domain)?;
    let app = assemble(open_and_migrate(&args.database).await?, mode, blobs(&args.blobs)?).await?;
    let app = with_payments(with_post(app, &args.mail)?, &args.payments)?;
    let app = with_bank(app, &args.bank)?;
    let app = with_keys(app, data_dir).await?;
    let app = app.with_blind_index(open_blind_index(data_dir)?).with_access_broker(open_access_broker(data_dir)?);
    let app = app.with_staff_domains(staff_domains);
    if let Some(file) = &args.certifications {
        let imported = import_certifications(&app, file, &ProgressBar::hidden()).await?;
        tracing::info!("{} certifications are imported from {}", imported.rows, file.display());
    }
    let app = if args.four_eyes { app.with_second_reviewer() } else { app };
    let router = gateway::router(app.clone(), TokenVerifier::local(issuer.public_key()));

    let listener = TcpListener::bind(args.listen).await.with_context(|| format!("cannot listen on {}", args.listen))?;
    announce(&listener, mode, &app)?;
    let stop = Stop::default();
    let learner = tokio::spawn(look_for_keys_regularly(app.clone(), stop.clone()));
    let worker = (!args.no_sweeps).then(|| tokio::spawn(sweep_regularly(app.clone(), args.sweeps, stop.clone())));
    gateway::serve(listener, router, args.limits.limits(), told_to_stop()).await;
    stop.now();
    if let Some(worker) = worker {
        worker.await?;
    }
    learner.await?;
    app.db().clone().close().await?;
    tracing::info!("stopped");
    Ok(())
}

fn announce(listener: &TcpListener, mode: Mode, app: &Marketplace) -> Result<()> {
    let address = listener.local_addr()?;
    tracing::info!("listening on http://{address}/graphql");
    if mode == Mode::Business {
        if app.outside().provider.is_none() {
            tracing::warn!(
                "no payment provider is connected: approved bills wait to be collected; --payments-url names one, \
                 --sandbox plays one"
            );
        }
        if app.outside().exchange.is_none() {
            tracing::warn!(
                "no bank is connected: disbursements wait to be sent; --bank-out names its folder, --sandbox plays one"
            );
        }
    }
    Ok(())
}
