use kernel::{Actor, DueDiligenceCaseId};
use tax::TaxError;

use super::due_diligence::leave_evidence;
use crate::{Marketplace, Result, postings::When, sweeps::Step};

impl Marketplace {
    /// Time goes on with a case: a reminder, that a measure may be taken, or that none was (G-57).
    pub(crate) async fn advance_due_diligence(&self, id: DueDiligenceCaseId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let case = tax::store::lock_case(&tx, id).await?.ok_or(TaxError::CaseNotFound(id))?;
        let Some(at) = case.due_at() else { return Ok(Step::Left) };
        let Some((case, step)) = case.advance(now) else { return Ok(Step::Left) };

        tax::store::save_case(&tx, &case).await?;
        leave_evidence(&tx, &case, step, Actor::System, When { at, recorded_at: now }).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
