use events::{Command, Event, EventKind};
use kernel::{Actor, BankLineId, Right};
use reconciliation::{ReconciliationError, RecordedLine};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct ResolveBreak {
    pub break_id: BankLineId,
    /// What proves what it is: a transaction, or a document.
    pub evidence: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff say what a line of the bank is that fits nothing we know (G-43).
    pub async fn resolve_break(&self, actor: Actor, input: ResolveBreak) -> Result<RecordedLine> {
        actor.may(Right::SettleUnresolved)?;
        let (id, now) = (input.break_id, self.clock.now());
        let (id_text, evidence) = (id.to_string(), input.evidence.trim());
        let command = Command::new(actor, "breakResolve", &input.idempotency_key, &[&id_text, evidence])?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id_text, now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let found = reconciliation::store::find_line(&tx, first).await?;
            return Ok(found.ok_or(ReconciliationError::NotFound(first))?);
        }
        let open = reconciliation::store::lock_line(&tx, id).await?.ok_or(ReconciliationError::NotFound(id))?;
        let resolved = open.resolve(evidence, now)?;
        let event = Event::now(EventKind::BreakResolved, actor, &id, now).because(evidence);
        reconciliation::store::save_line(&tx, &resolved).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(resolved)
    }
}
