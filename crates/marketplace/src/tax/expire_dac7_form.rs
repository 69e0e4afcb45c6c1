use disbursements::HoldReason;
use events::{Event, EventKind};
use kernel::{Actor, Dac7FormId};
use tax::TaxError;

use super::counting::counts_no_longer;
use crate::{Marketplace, Result, postings::When, sweeps::Step};

impl Marketplace {
    /// Nobody confirmed a form in time: it counts no longer, and its account is not paid (IQ-42).
    pub(crate) async fn expire_dac7_form(&self, id: Dac7FormId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let form = tax::store::lock_among_versions(&tx, &self.vault, id).await?.ok_or(TaxError::NotFound(id))?;
        let expires_at = form.expires_at().filter(|expires_at| *expires_at <= now);
        let Some(expires_at) = expires_at else { return Ok(Step::Left) };
        let form = form.expire(now)?;
        let when = When { at: expires_at, recorded_at: now };
        let event = Event::effective(EventKind::Dac7FormExpired, Actor::System, &id, expires_at, now);

        tax::store::save(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event).await?;
        counts_no_longer(&tx, form.account_id, HoldReason::Dac7Expired, Actor::System, when).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
