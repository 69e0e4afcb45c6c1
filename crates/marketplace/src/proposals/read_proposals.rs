use kernel::{Actor, ConversationId, Page, Pages, ProposalId, Right};
use proposals::{Proposal, ProposalError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One proposal, for the two sides and for the staff who run payouts, settle or audit.
    pub async fn proposal(&self, actor: Actor, id: ProposalId) -> Result<Proposal> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let proposal = proposals::store::find(self.db.reader(), id).await?;
        Ok(proposal.filter(|proposal| proposal.is_open_to(actor)).ok_or(ProposalError::NotFound(id))?)
    }

    /// The offers made in conversations that are seen already, newest first.
    pub async fn proposals_of(
        &self,
        actor: Actor,
        ids: &[ConversationId],
        page: Page<ProposalId>,
    ) -> Result<Pages<ConversationId, Proposal>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        Ok(proposals::store::pages_of_conversations(self.db.reader(), ids, page).await?)
    }

    /// The newest offer of each of these conversations, which are seen already, that is accepted or can be now.
    pub async fn open_offers_of(&self, actor: Actor, ids: &[ConversationId]) -> Result<Vec<Proposal>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        Ok(proposals::store::newest_open(self.db.reader(), ids, self.clock.now()).await?)
    }
}
