use accounts::AccountError;
use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use experts::{CallSlot, CallTime, SLOTS_MAX, disjoint};
use kernel::{Actor, ActorError, CallSlotId, InputError, Right, StaffId};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct PublishCallSlots {
    /// When each begins, and how many minutes it takes.
    pub slots: Vec<(DateTime<Utc>, u16)>,
    /// Where they take place.
    pub place: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff offer video calls at times of their own, all or none (IQ-38).
    pub async fn publish_call_slots(&self, actor: Actor, input: PublishCallSlots) -> Result<Vec<CallSlot>> {
        actor.may(Right::ReviewRegistrations)?;
        let staff = actor.staff().ok_or(ActorError::RightMissing(Right::ReviewRegistrations))?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let slots = input.slots(staff, now)?;
        let tx = self.db.begin().await?;

        let ids: Vec<_> = slots.iter().map(|slot| slot.id.to_string()).collect();
        if let Some(receipt) = events::store::claim(&tx, &command, &ids.join(" "), now).await? {
            return published(&tx, &receipt.answer_to(&command)?).await;
        }
        // Under this lock nobody offers the same minute twice, and nobody is dismissed meanwhile.
        let found = accounts::store::lock_staff(&tx, staff).await?.ok_or(AccountError::StaffNotFound(staff))?;
        if !found.rights().contains(Right::ReviewRegistrations) {
            return Err(ActorError::RightMissing(Right::ReviewRegistrations).into());
        }
        let times: Vec<_> = slots.iter().map(|slot| slot.time).collect();
        disjoint(&times, &experts::store::times_of_staff(&tx, staff, now).await?)?;
        for slot in &slots {
            experts::store::insert_slot(&tx, slot).await?;
            events::store::record(&tx, &Event::now(EventKind::CallSlotPublished, actor, &slot.id, now)).await?;
        }
        tx.commit().await?;

        Ok(slots)
    }
}

/// What an earlier command published, in its order.
async fn published(tx: &DatabaseTransaction, ids: &str) -> Result<Vec<CallSlot>> {
    let ids = ids.split(' ').map(str::parse).collect::<std::result::Result<Vec<CallSlotId>, _>>()?;
    let mut slots = experts::store::find_slots(tx, &ids).await?;
    slots.sort_by_key(|slot| ids.iter().position(|id| *id == slot.id));
    Ok(slots)
}

impl PublishCallSlots {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let slots: Vec<_> = self.slots.iter().map(|(start, minutes)| format!("{start} {minutes}")).collect();
        Command::new(actor, "callSlotsPublish", &self.idempotency_key, &[&slots.join("\n"), &self.place])
    }

    fn slots(&self, staff: StaffId, now: DateTime<Utc>) -> Result<Vec<CallSlot>, InputError> {
        if !(1..=SLOTS_MAX).contains(&self.slots.len()) {
            return Err(InputError::new("slots", format!("must be 1 to {SLOTS_MAX}")));
        }
        let slot = |(starts_at, minutes): &(DateTime<Utc>, u16)| {
            let time = CallTime::new(*starts_at, *minutes, now)?;
            CallSlot::publish(CallSlotId::generate(now), staff, time, &self.place, now)
        };
        self.slots.iter().map(slot).collect()
    }
}
