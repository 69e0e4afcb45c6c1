use disbursements::{Disbursement, State};
use events::{Event, EventKind};
use kernel::Actor;
use sea_orm::DatabaseTransaction;

use super::give_back::{GivenBack, give_back, lock_with_method, mark_method_errored};
use crate::{
    Marketplace, RailReport, Result,
    postings::{self, When},
    sweeps::Step,
};

/// Whose reports these are, in the inbox.
pub const RAIL: &str = "payout_rail";

impl Marketplace {
    /// The rail or the bank reports what became of a disbursement: it arrived, it was refused, or it came back,
    /// however late (G-43). The report's own id makes a repeat harmless.
    pub async fn settle_disbursement(&self, report: RailReport) -> Result<Step> {
        let (id, now) = (report.disbursement_id, self.clock.now());
        let tx = self.db.begin().await?;

        let disbursement = lock_with_method(&tx, id).await?;
        if !events::store::receive(&tx, RAIL, &report.external_id, report.at, now).await? {
            return Ok(Step::Left);
        }
        let settled = disbursement.settled(report.evidence, report.amount, report.at)?;
        write_outcome(&tx, &settled, When { at: report.at, recorded_at: now }).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}

/// What an outcome leaves behind, whoever told it; nothing for a state that is none.
pub async fn write_outcome(tx: &DatabaseTransaction, disbursement: &Disbursement, when: When) -> Result<()> {
    let (id, payee, amount) = (disbursement.id, disbursement.expert_account_id, disbursement.amount);
    let (kind, given_back) = match &disbursement.state {
        State::Paid { .. } => {
            ledger::store::post(tx, &postings::disbursement_paid(id, payee, amount, when)).await?;
            (EventKind::DisbursementPaid, None)
        }
        State::Rejected { reason, .. } => (EventKind::DisbursementRejected, Some((GivenBack::Rejected, reason))),
        State::Returned { reason, .. } => (EventKind::DisbursementReturned, Some((GivenBack::Returned, reason))),
        State::Scheduled
        | State::Claimed { .. }
        | State::Rendered { .. }
        | State::InFile { .. }
        | State::Sent { .. }
        | State::Unresolved { .. }
        | State::Cancelled { .. } => return Ok(()),
    };
    let mut event = Event::effective(kind, Actor::System, &id, when.at, when.recorded_at);
    disbursements::store::save(tx, disbursement).await?;
    if let Some((how, reason)) = given_back {
        // Other disbursements before the books, in the order of all locks.
        mark_method_errored(tx, disbursement, reason, when).await?;
        give_back(tx, disbursement, how, when).await?;
        event = event.because(reason);
    }
    events::store::record(tx, &event).await?;
    Ok(())
}
