use chrono::{DateTime, Utc};
use disbursements::{BODY, Batch, BatchState, Disbursement, DisbursementError, Evidence};
use events::{Event, EventKind};
use kernel::{Actor, DisbursementBatchId, Vault};
use sea_orm::DatabaseTransaction;

use super::{give_back::lock_with_method, settle_disbursement::write_outcome};
use crate::{Marketplace, Result, postings::When, sweeps::Step};

impl Marketplace {
    /// Hands one file over: the attempt is counted, then the stored bytes go, then the answer is noted, each committed
    /// before the next. Dying on any line is harmless: the next worker hands over the same bytes, and the bank takes an
    /// identity once (invariant 8).
    pub async fn hand_over_file(&self, id: DisbursementBatchId) -> Result<Step> {
        let exchange = self.exchange()?;
        let Some((batch, body)) = self.claim_file(id).await? else { return Ok(Step::Left) };

        // No transaction is open while the bank thinks.
        let answer = exchange.hand_over(batch.rail, &batch.file_identity, &body).await;

        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let batch = disbursements::store::lock_batch(&tx, id).await?.ok_or(DisbursementError::BatchNotFound(id))?;
        if let BatchState::Rendered { .. } | BatchState::Sending { .. } = batch.state {
            write_answer(&tx, &batch.answered(answer, now)?, now).await?;
        }
        tx.commit().await?;
        Ok(Step::Done)
    }

    /// The bytes to hand over; `None` if another worker has them.
    async fn claim_file(&self, id: DisbursementBatchId) -> Result<Option<(Batch, Vec<u8>)>> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let batch = disbursements::store::lock_batch(&tx, id).await?.ok_or(DisbursementError::BatchNotFound(id))?;
        let Some(claimed) = batch.claim(now) else { return Ok(None) };
        disbursements::store::save_batch(&tx, &claimed).await?;
        tx.commit().await?;

        let BatchState::Sending { body, .. } = &claimed.state else { return Ok(None) };
        let clear = self.vault.open(BODY.at(id.uuid()), body).await?;
        Ok(Some((claimed, clear)))
    }
}

/// What was said of a file, for it and for all that it carries.
pub async fn write_answer(tx: &DatabaseTransaction, batch: &Batch, now: DateTime<Utc>) -> Result<()> {
    disbursements::store::save_batch(tx, batch).await?;
    let event = |kind| Event::now(kind, Actor::System, &batch.id, now);
    let event = match &batch.state {
        BatchState::Accepted { .. } => {
            for member in disbursements::store::members_of(tx, batch.id).await? {
                write_taken(tx, member, now).await?;
            }
            event(EventKind::BatchAccepted)
        }
        BatchState::Rejected { reason, .. } => {
            for member in disbursements::store::members_of(tx, batch.id).await? {
                reject(tx, member, reason, now).await?;
            }
            event(EventKind::BatchRejected).because(reason)
        }
        BatchState::Rendered { .. } if batch.is_alarming() => event(EventKind::BatchUnresolved),
        BatchState::Rendered { .. } | BatchState::Sending { .. } | BatchState::Settled { .. } => return Ok(()),
    };
    Ok(events::store::record(tx, &event).await?)
}

async fn write_taken(tx: &DatabaseTransaction, member: Disbursement, now: DateTime<Utc>) -> Result<()> {
    let id = member.id;
    let member = disbursements::store::lock(tx, id).await?.ok_or(DisbursementError::NotFound(id))?;
    let taken = member.clone().taken(now);
    if taken != member {
        disbursements::store::save(tx, &taken).await?;
        events::store::record(tx, &Event::now(EventKind::DisbursementSent, Actor::System, &id, now)).await?;
    }
    Ok(())
}

/// The bank refused one payment before it booked it. What is known of it already stands.
pub async fn reject(tx: &DatabaseTransaction, member: Disbursement, reason: &str, now: DateTime<Utc>) -> Result<()> {
    let member = lock_with_method(tx, member.id).await?;
    if !member.is_with_bank() {
        return Ok(());
    }
    let (amount, evidence) = (member.amount, Evidence::Rejected { reason: reason.to_owned() });
    write_outcome(tx, &member.settled(evidence, amount, now)?, When::now(now)).await
}
