use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind};
use kernel::{Actor, FeeRate, FeeScheduleId, Right};
use payments::{FeeSchedule, PaymentError};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct AddFeeSchedule {
    pub rate: FeeRate,
    /// From when on; at once if not given.
    pub valid_from_at: Option<DateTime<Utc>>,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff set the platform's fee from an instant on. Bills approved before keep theirs (G-19).
    pub async fn add_fee_schedule(&self, actor: Actor, input: AddFeeSchedule) -> Result<FeeSchedule> {
        actor.may(Right::ManageFees)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let valid_from_at = input.valid_from_at.unwrap_or(now);
        let id = FeeScheduleId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let schedule = payments::store::find_fee_schedule(&tx, first).await?;
            return Ok(schedule.ok_or(PaymentError::FeeScheduleNotFound(first))?);
        }
        let schedule = FeeSchedule::add(id, input.rate, valid_from_at, now)?;
        let event = Event::effective(EventKind::FeeScheduleAdded, actor, &id, valid_from_at, now);

        if !payments::store::insert_fee_schedule_if_none(&tx, &schedule).await? {
            return Err(PaymentError::PeriodTaken(valid_from_at).into());
        }
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(schedule)
    }
}

impl AddFeeSchedule {
    fn command(&self, actor: Actor) -> Result<Command> {
        let rate = self.rate.basis_points().to_string();
        let from = self.valid_from_at.map(|at| at.to_rfc3339()).unwrap_or_default();
        Ok(Command::new(actor, "feeScheduleAdd", &self.idempotency_key, &[&rate, &from])?)
    }
}
