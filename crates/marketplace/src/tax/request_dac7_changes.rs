use events::{Event, EventKind};
use kernel::{Actor, Dac7FormId};
use tax::{Change, Dac7Form, TaxError};

use super::reviewer::{is_own, reviewer};
use crate::{Marketplace, Result};

impl Marketplace {
    /// A reviewer sends a form back, field by field with reasons; an approved one counts no longer, and nobody is
    /// paid before it, or an earlier one, counts again (IQ-42).
    pub async fn request_dac7_changes(&self, actor: Actor, id: Dac7FormId, changes: Vec<Change>) -> Result<Dac7Form> {
        let (by, now) = (reviewer(actor)?, self.clock.now());
        let tx = self.db.begin().await?;

        let form = tax::store::lock(&tx, id).await?.ok_or(TaxError::NotFound(id))?;
        let is_own = is_own(&tx, by, &form).await?;
        let form = form.request_changes(by, is_own, changes, now)?;
        let fields = form.changes().iter().map(|change| change.field.name()).collect::<Vec<_>>().join(" ");
        let event = Event::now(EventKind::Dac7FormChangesRequested, actor, &id, now).because(fields);

        tax::store::save(&tx, &form).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(form)
    }
}
