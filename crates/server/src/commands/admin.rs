use anyhow::{Result, bail};
use rails::CsvRegistry;

use super::say;
use crate::{
    cli::{Admin, Bootstrap},
    installation::{Equipment, assemble_as_found, open_and_migrate},
};

pub async fn admin(args: Admin) -> Result<()> {
    let Admin::Bootstrap(Bootstrap { email, name, database }) = args;
    let app =
        assemble_as_found(open_and_migrate(&database).await?, Equipment::with_registry(CsvRegistry::default())).await?;
    match app.bootstrap_staff(email, &name).await? {
        Some(staff) => say(format_args!("{} is appointed with every right of staff", staff.email))?,
        None => bail!("the operator has staff already: they appoint their colleagues"),
    }
    Ok(())
}
