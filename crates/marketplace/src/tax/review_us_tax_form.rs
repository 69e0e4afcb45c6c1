use events::{Event, EventKind};
use kernel::{Actor, UsTaxFormId};
use tax::{Change, TaxError, UsField, UsTaxForm};

use super::reviewer::{reviewer, works_for};
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct ApproveUsTaxForm {
    pub us_tax_form_id: UsTaxFormId,
    /// The doubts that the reviewer looked into, by name: `TREATY_CLAIMED:DE`.
    pub accepted_doubts: Vec<String>,
}

impl Marketplace {
    /// A reviewer accepts a form: it counts from now on (G-38).
    pub async fn approve_us_tax_form(&self, actor: Actor, input: ApproveUsTaxForm) -> Result<UsTaxForm> {
        let (by, id, now) = (reviewer(actor)?, input.us_tax_form_id, self.clock.now());
        let tx = self.db.begin().await?;

        let form = tax::store::lock_us_form(&tx, &self.vault, id).await?.ok_or(TaxError::UsFormNotFound(id))?;
        let is_own = works_for(&tx, by, form.account_id).await?;
        let doubts = form.doubts().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let form = form.approve(by, is_own, &input.accepted_doubts, now)?;
        let event = Event::now(EventKind::UsTaxFormApproved, actor, &id, now);
        let event = if doubts.is_empty() { event } else { event.because(doubts) };

        tax::store::save_us_form(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(form)
    }

    /// A reviewer sends a form back, field by field with reasons; an approved one counts no longer.
    pub async fn request_us_tax_form_changes(
        &self,
        actor: Actor,
        id: UsTaxFormId,
        changes: Vec<Change<UsField>>,
    ) -> Result<UsTaxForm> {
        let (by, now) = (reviewer(actor)?, self.clock.now());
        let tx = self.db.begin().await?;

        let form = tax::store::lock_us_form(&tx, &self.vault, id).await?.ok_or(TaxError::UsFormNotFound(id))?;
        let is_own = works_for(&tx, by, form.account_id).await?;
        let form = form.request_changes(by, is_own, changes, now)?;
        let fields = form.changes().iter().map(|change| change.field.name()).collect::<Vec<_>>().join(" ");
        let event = Event::now(EventKind::UsTaxFormChangesRequested, actor, &id, now).because(fields);

        tax::store::save_us_form(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(form)
    }
}
