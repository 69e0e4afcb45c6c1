use anyhow::Result;
use chrono::TimeDelta;
use kernel::{Clock, SystemClock};
use rails::sandbox::Sandbox;

use super::say;
use crate::{LocalIssuer, cli::Token, installation::open_migrated};

/// A sandbox's clock may be moved by years: its tokens last as long.
const SANDBOX_LIFE: TimeDelta = TimeDelta::days(3_650);

/// Prints a token that the server of the same data directory accepts.
pub async fn token(args: Token) -> Result<()> {
    let db = open_migrated(&args.database).await?;
    let issuer = LocalIssuer::open(&args.data.data_dir)?;
    let (at, life) = match Sandbox::stands_at(db.reader()).await? {
        Some(now) => (now, SANDBOX_LIFE),
        None => (SystemClock.now(), TimeDelta::hours(args.hours)),
    };
    say(issuer.sign(&args.member, !args.without_second_factor, at, life)?)?;
    Ok(())
}
