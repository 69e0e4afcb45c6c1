use events::{Event, EventKind};
use kernel::{Actor, Dac7FormId};
use tax::{Dac7Form, TaxError};

use super::reviewer::reviewer;
use crate::{Marketplace, Result};

impl Marketplace {
    /// A reviewer begins to look at a form.
    pub async fn review_dac7_form(&self, actor: Actor, id: Dac7FormId) -> Result<Dac7Form> {
        let (by, now) = (reviewer(actor)?, self.clock.now());
        let tx = self.db.begin().await?;

        let form = tax::store::lock(&tx, &self.vault, id).await?.ok_or(TaxError::NotFound(id))?;
        let form = form.review(by, now)?;

        tax::store::save(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &Event::now(EventKind::Dac7FormInReview, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(form)
    }
}
