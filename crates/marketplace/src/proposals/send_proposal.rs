use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{AccountId, Actor, ConversationId, Money, ProposalId, Side};
use proposals::{Offer, Parties, PaymentPlan, Proposal, ProposalError};
use requests::RequestError;
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result, requests::open_account};

#[derive(Clone, Debug)]
pub struct SendProposal {
    pub conversation_id: ConversationId,
    pub title: String,
    pub terms: String,
    pub maximum: Money,
    /// How it is paid (G-13); its right is what sending needs.
    pub plan: PaymentPlan,
    pub expires_at: Option<DateTime<Utc>>,
    /// The withdrawn one in the place of which it stands (G-12).
    pub replaces_id: Option<ProposalId>,
    pub idempotency_key: String,
}

impl Marketplace {
    /// An expert offers work for at most `maximum`, in a conversation with a customer. It never changes: another
    /// offer is another proposal (IQ-27, G-12).
    pub async fn send_proposal(&self, actor: Actor, input: SendProposal) -> Result<Proposal> {
        let account = actor.account_by(input.plan.right())?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let id = ProposalId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(proposals::store::find(&tx, first).await?.ok_or(ProposalError::NotFound(first))?);
        }
        let offer = input.offer(now)?; // After the claim: what was sent once stays sent when its time is up.
        open_account(&tx, account).await?;
        let parties = parties(&tx, actor, input.conversation_id).await?;
        registered(&tx, account).await?;
        if let Some(replaced) = input.replaces_id {
            check_replaced(&tx, replaced, parties).await?;
        }
        let proposal = Proposal::send(id, parties, offer, now)?;

        proposals::store::insert(&tx, &proposal).await?;
        events::store::record(&tx, &Event::now(EventKind::ProposalSent, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(proposal)
    }
}

/// An account offers work while any expert of its is active (IQ-10); who offers need not be one.
async fn registered(tx: &DatabaseTransaction, account: AccountId) -> Result<()> {
    let active = experts::store::has_active_registration(tx, account).await?;
    Ok(if active { Ok(()) } else { Err(ProposalError::RegistrationNotActive) }?)
}

/// A new offer may stand in the place of one that was withdrawn in the same conversation, which no other does.
async fn check_replaced(tx: &DatabaseTransaction, id: ProposalId, parties: Parties) -> Result<()> {
    let replaced = proposals::store::lock(tx, id).await?.ok_or(ProposalError::NotFound(id))?;
    let is_replaced = !proposals::store::find_replacements(tx, &[id]).await?.is_empty();
    Ok(replaced.replaceable_in(parties, is_replaced)?)
}

/// The two sides of a conversation in which `actor` is the expert; to others it does not exist.
async fn parties(tx: &DatabaseTransaction, actor: Actor, id: ConversationId) -> Result<Parties> {
    let not_found = RequestError::ConversationNotFound(id);
    let Some(conversation) = requests::store::find_conversation(tx, id).await? else { return Err(not_found.into()) };
    match conversation.side_of(actor)? {
        Side::Customer => Err(not_found.into()),
        Side::Expert => Ok(Parties {
            conversation_id: id,
            customer_request_id: conversation.customer_request_id,
            customer_account_id: conversation.customer_account_id,
            expert_account_id: conversation.expert_account_id,
        }),
    }
}

impl SendProposal {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let (conversation_id, maximum) = (self.conversation_id.to_string(), self.maximum.to_string());
        let expires_at = self.expires_at.map(|at| at.to_rfc3339()).unwrap_or_default();
        let (plan, replaces_id) = (format!("{:?}", self.plan), format!("{:?}", self.replaces_id));
        let payload = [conversation_id.as_str(), &self.title, &self.terms, &maximum, &expires_at, &plan, &replaces_id];
        Command::new(actor, "proposalSend", &self.idempotency_key, &payload)
    }

    fn offer(&self, now: DateTime<Utc>) -> Result<Offer> {
        let offer = Offer::new(&self.title, &self.terms, self.maximum, self.expires_at, now)?;
        Ok(offer.replacing(self.replaces_id).paid_by(self.plan.clone(), now)?)
    }
}
