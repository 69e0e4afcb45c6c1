use events::{Event, EventKind};
use kernel::{Actor, Dac7FormId, Right};
use tax::{Consent, Dac7Form, ReviewKind, TaxError};

use super::due_diligence::end;
use crate::{Marketplace, Result, postings::When};

impl Marketplace {
    /// The expert hands the form in, complete and certified; staff review it within five business days (IQ-42). What
    /// due diligence did for want of it ends (G-57).
    pub async fn submit_dac7_form(&self, actor: Actor, id: Dac7FormId, consent: Consent) -> Result<Dac7Form> {
        actor.may(Right::ManageSeller)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let form = tax::store::lock(&tx, &self.vault, id).await?.ok_or(TaxError::NotFound(id))?;
        let form = form.submit(actor, consent, now)?;

        tax::store::save(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &Event::now(EventKind::Dac7FormSubmitted, actor, &id, now)).await?;
        let versions = tax::store::versions_of(&tx, &self.vault, &[form.account_id]).await?;
        tax::store::file_for_review(&tx, &form, ReviewKind::of(&versions)).await?;
        end(&tx, form.account_id, actor, When::now(now)).await?;
        tx.commit().await?;

        Ok(form)
    }
}
