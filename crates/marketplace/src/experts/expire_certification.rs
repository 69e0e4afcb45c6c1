use events::{Event, EventKind};
use experts::{CertificationState, ExpertError};
use kernel::{Actor, CertificationLinkId};

use crate::{Marketplace, Result, engagements::flag_grants, sweeps::Step};

impl Marketplace {
    /// A certification's time is over: the gates close as of its end, work and money go on. One that was taken off
    /// meanwhile is left as it is, and one that was renewed goes on.
    pub(crate) async fn expire_certification(&self, id: CertificationLinkId) -> Result<Step> {
        if self.renew_certification(id).await? {
            return Ok(Step::Done);
        }
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let link = experts::store::lock_link(&tx, id).await?.ok_or(ExpertError::CertificationNotFound(id))?;
        if !matches!(link.state, CertificationState::Verified { .. }) {
            return Ok(Step::Left);
        }
        let link = link.expire(now)?;
        let expired = Event::effective(EventKind::CertificationExpired, Actor::System, &id, link.since, now);

        experts::store::save_link(&tx, &link).await?;
        flag_grants(&tx, &link, (link.since, now)).await?;
        events::store::record(&tx, &expired).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
