use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind};
use kernel::{Actor, FeeScheduleId, Right};
use payments::{FeeBounds, FeeSchedule, FeeTerms, PaymentError};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct AddFeeSchedule {
    pub terms: FeeTerms,
    /// From when on; at once if not given.
    pub valid_from_at: Option<DateTime<Utc>>,
    /// Until when, if it is a waiver or another exception: then what was in force before is again.
    pub valid_until_at: Option<DateTime<Utc>>,
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
        let period = (valid_from_at, input.valid_until_at);
        let schedule = FeeSchedule::add(id, input.terms, period, now)?;
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
        let rate = self.terms.rate().basis_points().to_string();
        let [from, until] =
            [self.valid_from_at, self.valid_until_at].map(|at| at.map(|at| at.to_rfc3339()).unwrap_or_default());
        let bounds: Vec<_> = self.terms.bounds().iter().map(written).collect();
        let parts = [&[rate, from, until][..], &bounds].concat();
        let parts: Vec<_> = parts.iter().map(String::as_str).collect();
        Ok(Command::new(actor, "feeScheduleAdd", &self.idempotency_key, &parts)?)
    }
}

fn written(bounds: &FeeBounds) -> String {
    let minor = |amount: Option<kernel::Money>| amount.map(|amount| amount.minor().to_string()).unwrap_or_default();
    format!("{} {} {}", bounds.currency().code(), minor(bounds.minimum()), minor(bounds.maximum()))
}
