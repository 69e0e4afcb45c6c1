use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::{ExpertError, IdentityCheck, Registration};
use kernel::{Actor, IdentityCheckId, RegistrationId, Right};
use sea_orm::DatabaseTransaction;

use super::{forwarded::forget, review_identity_check::lock_with_registration};
use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// Staff want to see the person in a video call.
    pub async fn require_identity_call(&self, actor: Actor, id: IdentityCheckId) -> Result<IdentityCheck> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (registration, check) = lock_with_registration(&tx, id).await?;
        registration.open_at(now)?;
        let forwarded = check.upload();
        let (registration, check) = (registration.call_required(), check.require_call(now)?);
        forget(&tx, actor, forwarded, now).await?;
        write_call_required(&tx, &registration, &check, (actor, now, now)).await?;
        tx.commit().await?;

        Ok(check)
    }

    /// 14 days are over: who is not verified has to book a video call (IQ-38). Where no call can settle it any
    /// more, staff are told instead.
    pub(crate) async fn require_identity_call_when_due(&self, id: RegistrationId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
        let due_at = registration.filing().and_then(|filing| filing.identity_check_due_at);
        let due_at = due_at.filter(|due_at| *due_at <= now);
        let check = experts::store::lock_check_of(&tx, id).await?;
        let (Some(due_at), Some(check)) = (due_at, check) else { return Ok(Step::Left) };
        let call = check.can_come_to_a_call();
        let registration = registration.identity_check_overdue(call, now)?;
        if call {
            forget(&tx, Actor::System, check.upload(), now).await?;
            let check = check.require_call(due_at)?;
            write_call_required(&tx, &registration, &check, (Actor::System, due_at, now)).await?;
        } else {
            let event = Event::effective(EventKind::RegistrationOverdue, Actor::System, &id, due_at, now);
            experts::store::save(&tx, &registration).await?;
            events::store::record(&tx, &event.because("not decided 14 days after submission")).await?;
        }
        tx.commit().await?;

        Ok(Step::Done)
    }
}

async fn write_call_required(
    tx: &DatabaseTransaction,
    registration: &Registration,
    check: &IdentityCheck,
    (actor, at, now): (Actor, DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let required = EventKind::RegistrationIdentityCheckRequired;
    experts::store::save(tx, registration).await?;
    experts::store::save_check(tx, check).await?;
    let call = Event::effective(EventKind::IdentityCheckCallRequired, actor, &check.id, at, now);
    events::store::record(tx, &call).await?;
    Ok(events::store::record(tx, &Event::effective(required, actor, &registration.id, at, now)).await?)
}
