use events::{Event, EventKind};
use kernel::{Actor, Dac7FormId};
use tax::{CaseCause, State, TaxError};

use super::due_diligence::open;
use crate::{Marketplace, Result, postings::When, sweeps::Step};

impl Marketplace {
    /// An approval is 36 months old: the account is asked to confirm it, or to write a new version, and the
    /// clock of due diligence begins (IQ-42, G-57).
    pub(crate) async fn ask_to_reconfirm_dac7(&self, id: Dac7FormId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let form = tax::store::lock_among_versions(&tx, &self.vault, id).await?.ok_or(TaxError::NotFound(id))?;
        let State::Approved { approval, .. } = form.state else { return Ok(Step::Left) };
        if now < approval.reconfirm_at {
            return Ok(Step::Left);
        }
        let form = form.ask_to_reconfirm(now)?;
        let kind = EventKind::Dac7FormReconfirmationDue;
        let event = Event::effective(kind, Actor::System, &id, approval.reconfirm_at, now);

        tax::store::save(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event).await?;
        let when = When { at: approval.reconfirm_at, recorded_at: now };
        open(&tx, form.account_id, CaseCause::ReconfirmationDue, Actor::System, when).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
