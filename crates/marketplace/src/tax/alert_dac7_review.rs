use events::{Event, EventKind};
use kernel::{Actor, Dac7FormId};
use tax::TaxError;

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// The review of a form is overdue: staff are told, once (IQ-42).
    pub(crate) async fn alert_dac7_review(&self, id: Dac7FormId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let form = tax::store::lock(&tx, &self.vault, id).await?.ok_or(TaxError::NotFound(id))?;
        let due_at = form.review_due_at().filter(|due_at| *due_at <= now);
        let Some(due_at) = due_at else { return Ok(Step::Left) };
        let form = form.alert_when_due(now)?;
        let event = Event::effective(EventKind::Dac7FormReviewOverdue, Actor::System, &id, due_at, now);

        tax::store::save(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
