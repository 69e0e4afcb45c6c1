use events::{Event, EventKind};
use experts::ExpertError;
use kernel::{Actor, RegistrationId};

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// 21 days after completion staff are told that an expert waits, once (G-08).
    pub(crate) async fn alarm_activation(&self, id: RegistrationId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
        let due_at = registration.filing().and_then(|filing| filing.activation_alarm_at);
        let Some(due_at) = due_at.filter(|due_at| *due_at <= now) else { return Ok(Step::Left) };
        let registration = registration.activation_overdue(now)?;
        let event = Event::effective(EventKind::RegistrationOverdue, Actor::System, &id, due_at, now);

        experts::store::save(&tx, &registration).await?;
        events::store::record(&tx, &event.because("not active 21 days after completion")).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
