use anyhow::Result;

use super::say;
use crate::{
    cli::Migrate,
    installation::{open, open_and_migrate},
};

pub async fn migrate(args: Migrate) -> Result<()> {
    match args {
        Migrate::Up(database) => {
            open_and_migrate(&database).await?;
            say("the database is up to date")?;
        }
        Migrate::Status(database) => {
            let pending = migrations::pending(open(&database).await?.writer()).await?;
            for name in &pending {
                say(format_args!("missing: {name}"))?;
            }
            say(format_args!("{} to run", pending.len()))?;
        }
    }
    Ok(())
}
