use std::{sync::Arc, time::Duration};

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use marketplace::{Marketplace, Rotation};
use rails::Blobs;
use vault::MasterKeys;

use super::{say, stop::Stop};
use crate::{
    cli::{Keys, RotateKeys},
    installation::{assemble_as_found, open_migrated},
    master_keys::{MasterKeyFiles, with_keys},
};

/// How often a process that runs looks for keys that another one made.
const LOOKED_FOR_EVERY: Duration = Duration::from_secs(30);
/// How long rows that somebody holds are left alone.
const PATIENCE: Duration = Duration::from_millis(100);

/// What a rotation came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    pub rotation: Rotation,
    /// How many values were sealed anew, those included that people sealed with an older key meanwhile.
    pub resealed: u64,
    /// How many could not be opened, and stay with the key that they have.
    pub unreadable: u64,
}

pub async fn keys(args: Keys) -> Result<()> {
    let Keys::Rotate(RotateKeys { master, database, data }) = args;
    let app = assemble_as_found(open_migrated(&database).await?, Arc::new(Blobs::in_memory())).await?;
    let app = with_keys(app, &data.data_dir).await?;
    if master {
        return change_master_key(&app, &MasterKeyFiles::new(&data.data_dir)).await;
    }
    say_dropped(&app).await?;
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} ({elapsed}, {eta} to go)")?;
    let progress = ProgressBar::no_length().with_style(style);
    let Rotated { rotation, resealed, unreadable } = rotate(&app, &progress).await?;
    let begun = if rotation.is_resumed { "was made before, and the rotation goes on" } else { "is made" };
    say(format_args!("data key {} {begun}: {resealed} values are sealed with it anew", rotation.key))?;
    if unreadable > 0 {
        bail!("{unreadable} values cannot be opened and stay as they are; the log says where they lie");
    }
    say_dropped(&app).await
}

/// Makes a data key, or goes on with the one that somebody made who died over it, and seals with it whatever older keys
/// sealed; `progress` counts the values. Others go on working meanwhile.
pub async fn rotate(app: &Marketplace, progress: &ProgressBar) -> Result<Rotated> {
    let rotation = app.begin_key_rotation().await?;
    progress.set_length(rotation.values);
    let mut resealed: u64 = 0;
    loop {
        let pass = app.reseal(&|values| progress.inc(values)).await?;
        let unreadable = pass.unreadable;
        resealed = resealed.saturating_add(pass.done);
        if app.end_key_rotation(unreadable).await? <= unreadable {
            progress.finish_and_clear();
            return Ok(Rotated { rotation, resealed, unreadable });
        }
        tokio::time::sleep(PATIENCE).await; // Somebody held a row, or sealed with the old key.
    }
}

/// Learns what keys other processes made, until it is told to stop, so that none goes on sealing with an old one.
pub async fn look_for_keys_regularly(app: Marketplace, stop: Stop) {
    let mut ticks = tokio::time::interval(LOOKED_FOR_EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                if let Err(error) = app.look_for_keys().await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "the data keys cannot be read; those in memory stay in use");
                }
            }
            () = stop.told() => return,
        }
    }
}

async fn change_master_key(app: &Marketplace, files: &MasterKeyFiles) -> Result<()> {
    let old: Vec<_> = files.read()?;
    let new = files.make()?;
    let wrapped = app.change_master_key(&new).await?;
    say(format_args!("{wrapped} data keys are wrapped by master key {} now", new.name()))?;
    say("copy its file to every data directory that serves this database")?;
    for key in old {
        say(format_args!("master key {} opens backups of before; destroy it with the last of them", key.name()))?;
    }
    Ok(())
}

async fn say_dropped(app: &Marketplace) -> Result<()> {
    for number in app.drop_old_keys().await? {
        say(format_args!("data key {number} is dropped: nothing is sealed with it any more"))?;
    }
    Ok(())
}
