use events::{Event, EventKind};
use kernel::{Actor, Right, UsTaxFormId};
use tax::{Signing, TaxError, UsTaxForm};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The expert signs the form under penalties of perjury and hands it in (G-38).
    pub async fn submit_us_tax_form(&self, actor: Actor, id: UsTaxFormId, signing: &Signing) -> Result<UsTaxForm> {
        actor.may(Right::ManageSeller)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let form = tax::store::lock_us_form(&tx, &self.vault, id).await?.ok_or(TaxError::UsFormNotFound(id))?;
        let form = form.submit(actor, signing, now)?;

        tax::store::save_us_form(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &Event::now(EventKind::UsTaxFormSubmitted, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(form)
    }
}
