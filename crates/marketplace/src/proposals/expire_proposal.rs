use events::{Event, EventKind};
use kernel::{Actor, ProposalId};

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// Nobody decided in time: the offer is over as of its due instant (G-28). One that was decided meanwhile is
    /// left as it is.
    pub(crate) async fn expire_proposal(&self, id: ProposalId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let proposal = proposals::store::lock(&tx, id).await?.and_then(|proposal| proposal.expire(now));
        let Some((proposal, at)) = proposal.and_then(|proposal| proposal.decided_at().map(|at| (proposal, at))) else {
            return Ok(Step::Left);
        };
        let expired = Event::effective(EventKind::ProposalExpired, Actor::System, &id, at, now);

        proposals::store::save(&tx, &proposal).await?;
        events::store::record(&tx, &expired).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}
