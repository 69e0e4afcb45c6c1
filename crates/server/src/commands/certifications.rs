use std::{sync::Arc, time::Duration};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use rails::Blobs;

use super::say;
use crate::{
    cli::{Certifications, ImportCertifications},
    installation::{assemble_as_found, import_certifications, open_and_migrate},
};

/// How often the bar is drawn while nothing is read: at the end the old rows are cleared away.
const TICK: Duration = Duration::from_millis(200);

/// Imports a file, and says what that changed.
pub async fn certifications(args: Certifications) -> Result<()> {
    let Certifications::Import(ImportCertifications { file, database }) = args;
    let app = assemble_as_found(open_and_migrate(&database).await?, Arc::new(Blobs::in_memory())).await?;
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} ({elapsed}, {eta} to go)")?;
    let progress = ProgressBar::no_length().with_style(style);
    progress.enable_steady_tick(TICK);
    let imported = import_certifications(&app, &file, &progress).await?;
    say(format_args!("{} certifications are in force for the issuers of the file", imported.rows))?;
    if imported.asked_again > 0 {
        say(format_args!("{} claims that were not found are looked up again", imported.asked_again))?;
    }
    if imported.unconfirmed > 0 {
        say(format_args!(
            "{} verified certifications are in the registry no more; they stay verified until staff revoke them",
            imported.unconfirmed
        ))?;
    }
    Ok(())
}
