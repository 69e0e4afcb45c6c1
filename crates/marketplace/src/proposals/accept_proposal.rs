use accounts::AccountError;
use chrono::{DateTime, Utc};
use engagements::{Billing, Engagement, EngagementError, SilenceRule, State};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{Actor, EngagementId, Money, PaymentMethodId, ProposalId, Right};
use proposals::{PaymentPlan, Proposal, ProposalError};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result, engagements::paying_method, payments::bill_acceptance, requests::open_account};

#[derive(Clone, Debug)]
pub struct AcceptProposal {
    pub proposal_id: ProposalId,
    /// What the customer named to pay with, as typed: a credit is refused in words of its own (IQ-35).
    pub payment_method: String,
    /// What silence on a bill will mean, where bills are sent: ten days if nothing is chosen (G-30, G-48).
    pub silence: Option<SilenceRule>,
    pub idempotency_key: String,
}

impl Marketplace {
    /// The customer takes an offer: work begins, paid by a card, ACH or net terms and never by a credit
    /// (IQ-23, IQ-35, G-20). With fixed payments the customer agrees to every one of them (G-32).
    pub async fn accept_proposal(&self, actor: Actor, input: AcceptProposal) -> Result<Engagement> {
        let account = actor.account_by(Right::Accept)?;
        let (command, id, now) = (input.command(actor)?, input.proposal_id, self.clock.now());
        let engagement_id = EngagementId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &engagement_id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(engagements::store::find(&tx, first).await?.ok_or(EngagementError::NotFound(first))?);
        }
        open_account(&tx, account).await?;
        hold_expert(&tx, actor, id).await?;
        let proposal = proposals::store::lock(&tx, id).await?.ok_or(ProposalError::NotFound(id))?;
        let proposal = proposal.accept(actor, engagement_id, now)?;
        let method = paying_method(&tx, account, &input.payment_method).await?;
        let billing = billing(&proposal.offer.plan, input.silence).never_silent(input.silence)?;
        let engagement = engagement(engagement_id, &proposal, method, billing, now);
        write_acceptance(&tx, actor, &proposal, &engagement).await?;
        let engagement = bill_acceptance(&tx, actor, engagement, &proposal.offer.plan).await?;
        tx.commit().await?;

        Ok(engagement)
    }
}

/// There is somebody to do the work, and their account does not close before the engagement is there.
async fn hold_expert(tx: &DatabaseTransaction, actor: Actor, id: ProposalId) -> Result<()> {
    let proposal = proposals::store::find(tx, id).await?.filter(|proposal| proposal.is_open_to(actor));
    let expert = proposal.ok_or(ProposalError::NotFound(id))?.parties.expert_account_id;
    let account = accounts::store::hold(tx, expert).await?;
    Ok(account.ok_or(AccountError::NotFound(expert))?.ensure_not_closed()?)
}

/// How the engagement is billed that comes of an offer.
fn billing(plan: &PaymentPlan, silence: Option<SilenceRule>) -> Billing {
    match plan {
        PaymentPlan::Upfront => Billing::Upfront,
        PaymentPlan::Milestone => Billing::milestone(silence),
        PaymentPlan::Scheduled { .. } => Billing::Scheduled,
    }
}

/// What the acceptance of a proposal makes. A function of this file: neither crate knows the other.
fn engagement(
    id: EngagementId,
    proposal: &Proposal,
    payment_method_id: PaymentMethodId,
    billing: Billing,
    at: DateTime<Utc>,
) -> Engagement {
    let (parties, offer) = (proposal.parties, &proposal.offer);
    let nothing = Money::zero(offer.maximum.currency());
    let pending = if billing.is_agreed() { offer.maximum } else { nothing };
    Engagement {
        id,
        proposal_id: proposal.id,
        customer_request_id: parties.customer_request_id,
        conversation_id: parties.conversation_id,
        customer_account_id: parties.customer_account_id,
        expert_account_id: parties.expert_account_id,
        title: offer.title.clone(),
        maximum: offer.maximum,
        approved: nothing,
        pending,
        payment_method_id,
        billing,
        started_at: at,
        state: State::Active,
    }
}

async fn write_acceptance(
    tx: &DatabaseTransaction,
    actor: Actor,
    proposal: &Proposal,
    engagement: &Engagement,
) -> Result<()> {
    let now = engagement.started_at;
    let accepted = Event::now(EventKind::ProposalAccepted, actor, &proposal.id, now);
    let started = Event::now(EventKind::EngagementStarted, actor, &engagement.id, now);

    proposals::store::save(tx, proposal).await?;
    engagements::store::insert(tx, engagement).await?;
    events::store::record(tx, &accepted).await?;
    events::store::record(tx, &started).await?;
    Ok(())
}

impl AcceptProposal {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let (proposal_id, silence) =
            (self.proposal_id.to_string(), format!("{:?}", self.silence.map(SilenceRule::days)));
        let payload = [proposal_id.as_str(), &self.payment_method, &silence];
        Command::new(actor, "proposalAccept", &self.idempotency_key, &payload)
    }
}
