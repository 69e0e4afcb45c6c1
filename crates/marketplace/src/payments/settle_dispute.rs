use events::{Command, IdempotencyError};
use kernel::{Actor, DisputeId, Right};
use payments::{Dispute, PaymentError, Settlement};

use super::dispute::{Case, lock_case, lock_free_case, write_settlement};
use crate::{Marketplace, Result, sweeps::Step};

#[derive(Clone, Debug)]
pub struct SettleDispute {
    pub dispute_id: DisputeId,
    pub settlement: Settlement,
    pub idempotency_key: String,
}

impl Marketplace {
    /// The customer ends the dispute after the expert's answer, by paying all of the bill, a part of it or nothing (G-29).
    pub async fn settle_dispute(&self, actor: Actor, input: SettleDispute) -> Result<Dispute> {
        actor.may(Right::Pay)?;
        let (command, id, now) = (input.command(actor)?, input.dispute_id, self.clock.now());
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let found = payments::store::find_dispute(&tx, first).await?;
            return Ok(found.ok_or(PaymentError::DisputeNotFound(first))?);
        }
        let Case { engagement, request, dispute } = lock_case(&tx, id, now).await?;
        let dispute = dispute.settle(actor, input.settlement, request.bill.amount, now)?;
        write_settlement(&tx, actor, Case { engagement, request, dispute: dispute.clone() }, now).await?;
        tx.commit().await?;

        Ok(dispute)
    }

    /// Whoever was awaited said nothing in time: the expert's silence declines the bill, the customer's approves it
    /// (G-29, G-30).
    pub(crate) async fn settle_dispute_when_due(&self, id: DisputeId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let Some(Case { engagement, request, dispute }) = lock_free_case(&tx, id).await? else {
            return Ok(Step::Left);
        };
        let Some(dispute) = dispute.settle_when_due(now) else { return Ok(Step::Left) };
        write_settlement(&tx, Actor::System, Case { engagement, request, dispute }, now).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}

impl SettleDispute {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let payload = [self.dispute_id.to_string(), format!("{:?}", self.settlement)];
        Command::new(actor, "disputeSettle", &self.idempotency_key, &payload.each_ref().map(String::as_str))
    }
}
