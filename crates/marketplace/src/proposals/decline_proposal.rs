use events::{Event, EventKind};
use kernel::{Actor, ProposalId, Right};
use proposals::{Proposal, ProposalError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The customer does not want the offer. The conversation goes on.
    pub async fn decline_proposal(&self, actor: Actor, id: ProposalId) -> Result<Proposal> {
        actor.may(Right::Accept)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let proposal = proposals::store::lock(&tx, id).await?.ok_or(ProposalError::NotFound(id))?;
        let proposal = proposal.decline(actor, now)?;

        proposals::store::save(&tx, &proposal).await?;
        events::store::record(&tx, &Event::now(EventKind::ProposalDeclined, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(proposal)
    }
}
