use std::sync::Arc;

use anyhow::{Result, bail};
use rails::Blobs;

use super::say;
use crate::{
    cli::{Admin, Bootstrap},
    installation::{assemble_as_found, open_and_migrate},
};

pub async fn admin(args: Admin) -> Result<()> {
    let Admin::Bootstrap(Bootstrap { email, name, database }) = args;
    let app = assemble_as_found(open_and_migrate(&database).await?, Arc::new(Blobs::in_memory())).await?;
    match app.bootstrap_staff(email, &name).await? {
        Some(staff) => say(format_args!("{} is appointed with every right of staff", staff.email))?,
        None => bail!("the operator has staff already: they appoint their colleagues"),
    }
    Ok(())
}
