use chrono::{DateTime, TimeDelta, Utc};
use disbursements::{Answer, Disbursement, DisbursementError, MESSAGE, State};
use events::{Event, EventKind};
use kernel::{Actor, DisbursementId, Vault};
use sea_orm::DatabaseTransaction;

use super::{give_back::lock_with_method, settle_disbursement::write_outcome};
use crate::{Error, Marketplace, PayoutRail, Result, postings::When, sweeps::Step};

/// How long a worker may take from claim to answer before it is taken for dead.
const LEASE: TimeDelta = TimeDelta::minutes(15);

impl Marketplace {
    /// Sends one disbursement: claim, render, send, note the answer, each step committed before the next.
    /// Dying on any line is harmless: the next worker sends the same bytes under the same id (invariant 8).
    pub async fn send_disbursement(&self, id: DisbursementId) -> Result<Step> {
        let rail = self.rail()?;
        let Some(message) = self.claim_and_render(rail, id).await? else { return Ok(Step::Left) };

        // No transaction is open while the rail thinks.
        let answer = rail.send(id, &message).await;

        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let disbursement = lock_with_method(&tx, id).await?;
        if disbursement.awaits_answer() {
            write_answer(&tx, disbursement, answer, now).await?;
        }
        tx.commit().await?;
        Ok(Step::Done)
    }

    pub(crate) fn rail(&self) -> Result<&dyn PayoutRail> {
        let missing = || Error::Outside("no payout rail is connected".to_owned());
        self.outside.rail.as_deref().ok_or_else(missing)
    }

    /// The bytes to send; `None` if another worker has it. Commits twice: a claim that outlives a crash, then
    /// the bytes that outlive the send. What a dead worker had rendered is sent as it is.
    async fn claim_and_render(&self, rail: &dyn PayoutRail, id: DisbursementId) -> Result<Option<Vec<u8>>> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let claimed = disbursements::store::claim(&tx, id, now + LEASE, now).await?;
        let Some(claimed) = claimed else { return Ok(None) };
        events::store::record(&tx, &Event::now(EventKind::DisbursementClaimed, Actor::System, &id, now)).await?;
        tx.commit().await?;

        match self.message(&claimed).await? {
            Some(message) => Ok(Some(message)),
            None => self.render(rail, claimed, now).await,
        }
    }

    /// Keeps the bytes to send; `None` if the claim was lost meanwhile to a worker that took this one for dead.
    async fn render(
        &self,
        rail: &dyn PayoutRail,
        claimed: Disbursement,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<u8>>> {
        let (id, method_id) = (claimed.id, claimed.payout_method_id);
        let method = disbursements::store::find_method(self.db.reader(), method_id).await?;
        let method = method.ok_or(DisbursementError::MethodNotFound(method_id))?;
        let number = method.bank.number.open(&self.vault, method_id).await?;
        let message = rail.render(&claimed, &method, &number);
        let seal = |_: &Disbursement| Ok::<_, Error>(self.vault.seal(MESSAGE.at(id.uuid()), &message)?);
        let rendered = claimed.clone().rendered(seal, now)?;
        let tx = self.db.begin().await?;
        if disbursements::store::lock(&tx, id).await? != Some(claimed) {
            return Ok(None);
        }
        disbursements::store::save(&tx, &rendered).await?;
        events::store::record(&tx, &Event::now(EventKind::DisbursementRendered, Actor::System, &id, now)).await?;
        tx.commit().await?;

        Ok(Some(message))
    }

    /// The bytes that are kept; `None` if there are none to send.
    async fn message(&self, disbursement: &Disbursement) -> Result<Option<Vec<u8>>> {
        let State::Rendered { message, .. } = &disbursement.state else { return Ok(None) };
        Ok(Some(self.vault.open(MESSAGE.at(disbursement.id.uuid()), message).await?))
    }
}

/// What the rail said: it has it, it refuses it, or nobody knows.
async fn write_answer(
    tx: &DatabaseTransaction,
    disbursement: Disbursement,
    answer: Answer,
    now: DateTime<Utc>,
) -> Result<()> {
    let kind = match answer {
        Answer::Taken => EventKind::DisbursementSent,
        Answer::Unknown => EventKind::DisbursementUnresolved,
        Answer::Refused { .. } => return write_outcome(tx, &disbursement.answered(answer, now)?, When::now(now)).await,
    };
    let answered = disbursement.answered(answer, now)?;
    disbursements::store::save(tx, &answered).await?;
    events::store::record(tx, &Event::now(kind, Actor::System, &answered.id, now)).await?;
    Ok(())
}
