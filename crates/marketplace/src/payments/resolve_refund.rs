use events::Command;
use kernel::{Actor, RefundId, Right};
use payments::{PaymentError, Refund, RefundAnswer};

use super::note_refund_answer::{Said, write_refund_answer};
use crate::{Marketplace, Result, postings::When};

#[derive(Clone, Debug)]
pub struct ResolveRefund {
    pub refund_id: RefundId,
    pub outcome: RefundOutcome,
    /// What proves it: the provider's answer, or a document.
    pub evidence: String,
    pub idempotency_key: String,
}

/// What staff can find out about a refund without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    /// The customer has it.
    Sent,
    /// It came to nothing: it is the customer's own money until it is sent anew.
    NotSent,
}

impl Marketplace {
    /// Staff prove what became of a refund without an answer (G-17). Time never does, and nothing is sent a second time.
    pub async fn resolve_refund(&self, actor: Actor, input: ResolveRefund) -> Result<Refund> {
        actor.may(Right::SettleUnresolved)?;
        let (command, id, now) = (input.command(actor)?, input.refund_id, self.clock.now());
        let evidence = input.evidence.trim().to_owned();
        if evidence.is_empty() {
            return Err(PaymentError::RefundEvidenceRequired(id).into());
        }
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(payments::store::find_refund(&tx, first).await?.ok_or(PaymentError::RefundNotFound(first))?);
        }
        let refund = payments::store::lock_refund(&tx, id).await?.ok_or(PaymentError::RefundNotFound(id))?;
        refund.is_unresolved()?;
        let answer = match input.outcome {
            RefundOutcome::Sent => RefundAnswer::Sent,
            RefundOutcome::NotSent => RefundAnswer::Failed { reason: evidence.clone() },
        };
        let key = refund.key();
        let said = Said { by: actor, evidence: Some(&evidence) };
        let refund = write_refund_answer(&tx, said, refund, key, &answer, When::now(now)).await?;
        tx.commit().await?;

        Ok(refund)
    }
}

impl ResolveRefund {
    fn command(&self, actor: Actor) -> Result<Command> {
        let payload = [&self.refund_id.to_string(), &format!("{:?}", self.outcome), &self.evidence];
        let payload = payload.map(String::as_str);
        Ok(Command::new(actor, "refundResolve", &self.idempotency_key, &payload)?)
    }
}
