use experts::{CertificationCounts, CertificationFilter, CertificationLink};
use kernel::{Actor, CertificationLinkId, Page, Right, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The certifications of every account that wait for a decision, from what waits longest on (IQ-19).
    pub async fn certification_queue(
        &self,
        actor: Actor,
        filter: &CertificationFilter,
        page: Page<CertificationLinkId>,
    ) -> Result<Slice<CertificationLink>> {
        actor.may(Right::ReviewCertifications)?;
        Ok(experts::store::page_of_certification_queue(self.db.reader(), filter, page).await?)
    }

    /// How many wait, by what they can be filtered by: of those that the filter leaves.
    pub async fn certification_counts(
        &self,
        actor: Actor,
        filter: &CertificationFilter,
    ) -> Result<CertificationCounts> {
        actor.may(Right::ReviewCertifications)?;
        let tx = self.db.snapshot().await?;
        Ok(experts::store::count_certification_queue(&tx, filter).await?)
    }
}
