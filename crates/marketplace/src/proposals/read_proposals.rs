use kernel::{Actor, ConversationId, Page, ProposalId, Right, Slice};
use proposals::{Proposal, ProposalError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One proposal, for the two sides and for the staff who run payouts, settle or audit.
    pub async fn proposal(&self, actor: Actor, id: ProposalId) -> Result<Proposal> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let proposal = proposals::store::find(self.db.reader(), id).await?;
        Ok(proposal.filter(|proposal| proposal.is_open_to(actor)).ok_or(ProposalError::NotFound(id))?)
    }

    /// The offers made in a conversation, newest first.
    pub async fn proposals(&self, actor: Actor, id: ConversationId, page: Page<ProposalId>) -> Result<Slice<Proposal>> {
        let conversation = self.conversation(actor, id).await?;
        Ok(proposals::store::page_for_conversation(self.db.reader(), conversation.id, page).await?)
    }
}
