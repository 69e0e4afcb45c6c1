use chrono::{DateTime, Utc};
use disbursements::{Disbursement, DisbursementError, Finding, evidence_of};
use events::{Command, Event, EventKind};
use kernel::{Actor, DisbursementId, Right};
use sea_orm::DatabaseTransaction;

use super::{give_back::lock_with_method, settle_disbursement::write_outcome};
use crate::{Marketplace, Result, postings::When, sweeps::Step};

#[derive(Clone, Debug)]
pub struct ResolveDisbursement {
    pub disbursement_id: DisbursementId,
    pub outcome: DisbursementOutcome,
    /// What proves it: the rail's answer, or a document.
    pub evidence: String,
    pub idempotency_key: String,
}

/// What staff can find out about a message without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisbursementOutcome {
    /// The rail has it; it will be paid.
    Received,
    /// The rail never got it: the same bytes go again under the same key.
    NeverReceived,
}

impl Marketplace {
    /// Staff prove what became of a message without an answer (G-43).
    pub async fn resolve_disbursement(&self, actor: Actor, input: ResolveDisbursement) -> Result<Disbursement> {
        actor.may(Right::SettleUnresolved)?;
        let (command, id, now) = (input.command(actor)?, input.disbursement_id, self.clock.now());
        let evidence = evidence_of(&input.evidence)?;
        let finding = match input.outcome {
            DisbursementOutcome::Received => Finding::Received,
            DisbursementOutcome::NeverReceived => Finding::NeverReceived,
        };
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(disbursements::store::find(&tx, first).await?.ok_or(DisbursementError::NotFound(first))?);
        }
        let resolved = lock_with_method(&tx, id).await?.resolved(finding, now)?;
        let event = Event::now(EventKind::DisbursementResolved, actor, &id, now).because(evidence);
        write_resolution(&tx, &resolved, &event, now).await?;
        tx.commit().await?;

        Ok(resolved)
    }

    /// Asks the rail what became of a message without an answer. Only its word moves it on.
    pub async fn look_up_disbursement(&self, id: DisbursementId) -> Result<Step> {
        let finding = self.rail()?.look_up(id).await;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let is_known = finding != Finding::Unknown;
        let disbursement = lock_with_method(&tx, id).await?;
        if !disbursement.is_to_be_looked_up(now) {
            return Ok(Step::Left); // Somebody else asked, or knows.
        }
        let resolved = disbursement.resolved(finding, now)?;
        if is_known {
            let event = Event::now(EventKind::DisbursementResolved, Actor::System, &id, now);
            write_resolution(&tx, &resolved, &event, now).await?;
        } else {
            disbursements::store::save(&tx, &resolved).await?;
        }
        tx.commit().await?;

        Ok(Step::Done)
    }
}

async fn write_resolution(
    tx: &DatabaseTransaction,
    resolved: &Disbursement,
    event: &Event,
    now: DateTime<Utc>,
) -> Result<()> {
    disbursements::store::save(tx, resolved).await?;
    events::store::record(tx, event).await?;
    write_outcome(tx, resolved, When::now(now)).await
}

impl ResolveDisbursement {
    fn command(&self, actor: Actor) -> Result<Command> {
        let (id, outcome) = (self.disbursement_id.to_string(), format!("{:?}", self.outcome));
        let payload = [id.as_str(), &outcome, &self.evidence];
        Ok(Command::new(actor, "disbursementResolve", &self.idempotency_key, &payload)?)
    }
}
