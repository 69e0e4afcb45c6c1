use events::{Event, EventKind};
use kernel::{Actor, ProposalId, Right};
use proposals::{Proposal, ProposalError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The expert takes an offer back, by the right that sending it needed; a change is a new offer (G-12).
    pub async fn withdraw_proposal(&self, actor: Actor, id: ProposalId) -> Result<Proposal> {
        actor.may_any(&Right::TO_PROPOSE)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let proposal = proposals::store::lock(&tx, id).await?.ok_or(ProposalError::NotFound(id))?;
        let proposal = proposal.withdraw(actor, now)?;
        actor.may(proposal.offer.plan.right())?;

        proposals::store::save(&tx, &proposal).await?;
        events::store::record(&tx, &Event::now(EventKind::ProposalWithdrawn, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(proposal)
    }
}
