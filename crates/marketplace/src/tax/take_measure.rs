use disbursements::{Hold, HoldReason};
use kernel::{Actor, ActorError, DueDiligenceCaseId, Right};
use sea_orm::DatabaseTransaction;
use tax::{CaseStepKind, DueDiligenceCase, Measure, Purpose, TaxError};

use super::{
    due_diligence::{leave_evidence, suspend},
    read_due_diligence::CaseView,
};
use crate::{Marketplace, Result, disbursements::holds::place, postings::When};

impl Marketplace {
    /// Staff take a measure against an account that was asked and reminded of twice, not before 60 days (G-57): its
    /// experts are suspended and nobody registers with its taxpayer numbers, or its payouts are withheld.
    pub async fn take_measure(&self, actor: Actor, id: DueDiligenceCaseId, measure: Measure) -> Result<CaseView> {
        actor.may(Right::ManageTaxYear)?;
        let by = actor.staff().ok_or(ActorError::RightMissing(Right::ManageTaxYear))?;
        let when = When::now(self.clock.now());
        let tx = self.db.begin().await?;

        let case = tax::store::lock_case(&tx, id).await?.ok_or(TaxError::CaseNotFound(id))?;
        let case = case.take(measure, by, when.at)?;

        tax::store::save_case(&tx, &case).await?;
        match measure {
            Measure::Block => {
                leave_evidence(&tx, &case, CaseStepKind::Blocked, actor, when).await?;
                self.bar(&tx, &case).await?;
                suspend(&tx, &case, actor, when).await?;
            }
            Measure::Withhold => {
                leave_evidence(&tx, &case, CaseStepKind::Withheld, actor, when).await?;
                place(&tx, &Hold::by_system(case.account_id, HoldReason::DueDiligence, when.at), actor, when).await?;
            }
        }
        let view = CaseView::of(&tx, case).await?;
        tx.commit().await?;

        Ok(view)
    }

    /// Files every taxpayer number that the account ever gave as barred.
    async fn bar(&self, tx: &DatabaseTransaction, case: &DueDiligenceCase) -> Result<()> {
        let (index, mut digests) = (self.blind_index()?, vec![]);
        for form in tax::store::versions_of(tx, &self.vault, &[case.account_id]).await? {
            digests.extend(index.of_answers(Purpose::ReregistrationBar, &form.answers));
        }
        Ok(tax::store::bar(tx, case.id, &digests).await?)
    }
}
