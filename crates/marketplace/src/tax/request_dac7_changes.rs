use disbursements::HoldReason;
use events::{Event, EventKind};
use kernel::{Actor, Dac7FormId};
use tax::{Change, Dac7Form, TaxError};

use super::{
    counting::counts_no_longer,
    reviewer::{is_own, reviewer},
};
use crate::{Marketplace, Result, postings::When};

impl Marketplace {
    /// A reviewer sends a form back, field by field with reasons; an approved one counts no longer, and who is active is
    /// not paid before a version counts again (IQ-42).
    pub async fn request_dac7_changes(&self, actor: Actor, id: Dac7FormId, changes: Vec<Change>) -> Result<Dac7Form> {
        let (by, now) = (reviewer(actor)?, self.clock.now());
        let tx = self.db.begin().await?;

        let form = tax::store::lock_among_versions(&tx, &self.vault, id).await?.ok_or(TaxError::NotFound(id))?;
        let is_own = is_own(&tx, by, &form).await?;
        let form = form.request_changes(by, is_own, changes, now)?;
        let fields = form.changes().iter().map(|change| change.field.name()).collect::<Vec<_>>().join(" ");
        let event = Event::now(EventKind::Dac7FormChangesRequested, actor, &id, now).because(fields);

        tax::store::save(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event).await?;
        let (account, reason) = (form.account_id, HoldReason::Dac7ChangesRequested);
        counts_no_longer(&tx, account, reason, actor, When::now(now)).await?;
        tx.commit().await?;

        Ok(form)
    }
}
