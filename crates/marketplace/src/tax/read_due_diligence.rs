use std::collections::HashMap;

use kernel::{Actor, DueDiligenceCaseId, Page, Right, Slice};
use sea_orm::ConnectionTrait;
use tax::{CaseStatus, CaseStep, DueDiligenceCase};

use crate::{Marketplace, Result};

/// A case with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseView {
    pub case: DueDiligenceCase,
    /// From the first to the last.
    pub steps: Vec<CaseStep>,
}

impl CaseView {
    pub(super) async fn of(db: &impl ConnectionTrait, case: DueDiligenceCase) -> Result<Self> {
        let steps = tax::store::steps_of(db, &[case.id]).await?.into_iter().map(|(_, step)| step).collect();
        Ok(Self { case, steps })
    }
}

impl Marketplace {
    /// Cases with their evidence, for staff, newest first: of one status, or all.
    pub async fn due_diligence_cases(
        &self,
        actor: Actor,
        status: Option<CaseStatus>,
        page: Page<DueDiligenceCaseId>,
    ) -> Result<Slice<CaseView>> {
        actor.may_any(&Right::TO_READ_DUE_DILIGENCE)?;
        let tx = self.db.snapshot().await?;
        let cases = tax::store::page_of_cases(&tx, status, page).await?;
        let ids: Vec<_> = cases.items.iter().map(|case| case.id).collect();
        let mut steps: HashMap<DueDiligenceCaseId, Vec<CaseStep>> = HashMap::new();
        if !ids.is_empty() {
            for (id, step) in tax::store::steps_of(&tx, &ids).await? {
                steps.entry(id).or_default().push(step);
            }
        }
        Ok(cases.map(|case| CaseView { steps: steps.remove(&case.id).unwrap_or_default(), case }))
    }
}
