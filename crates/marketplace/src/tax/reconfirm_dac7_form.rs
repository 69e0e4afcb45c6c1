use events::{Event, EventKind};
use kernel::{Actor, Dac7FormId, Right};
use tax::{Consent, Dac7Form, TaxError};

use super::{counting::counts_again, due_diligence::end};
use crate::{Marketplace, Result, postings::When};

/// What the audit trail says of an approval that nobody reviewed.
const RECONFIRMED: &str = "signed as unchanged";

impl Marketplace {
    /// The expert signs that the answers still hold: the approval counts for another 36 months (IQ-42).
    pub async fn reconfirm_dac7_form(&self, actor: Actor, id: Dac7FormId, consent: Consent) -> Result<Dac7Form> {
        actor.may(Right::ManageSeller)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let form = tax::store::lock_among_versions(&tx, &self.vault, id).await?.ok_or(TaxError::NotFound(id))?;
        let form = form.reconfirm(actor, consent, now)?;
        let event = Event::now(EventKind::Dac7FormApproved, actor, &id, now).because(RECONFIRMED);

        tax::store::save(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event).await?;
        end(&tx, form.account_id, actor, When::now(now)).await?;
        counts_again(&tx, &form, actor, When::now(now)).await?;
        tx.commit().await?;

        Ok(form)
    }
}
