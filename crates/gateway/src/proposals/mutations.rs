use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use marketplace::{AcceptProposal, Error, SendProposal};

use super::{
    Proposal,
    payment_type::{PaymentType, ScheduleLineInput, plan},
};
use crate::{
    engagements::{Engagement, OnSilence, silence_rule},
    money::MoneyInput,
    session::Session,
};

payload!(ProposalSendPayload { proposal: Proposal });
payload!(ProposalAcceptPayload { engagement: Engagement });
payload!(ProposalDeclinePayload { proposal: Proposal });
payload!(ProposalWithdrawPayload { proposal: Proposal });

/// An offer to the customer of a conversation.
#[derive(InputObject)]
pub struct ProposalSendInput {
    conversation_id: ID,
    /// A name for the work: 1 to 140 characters.
    title: String,
    /// The work, its milestones and extra terms: 1 to 10000 characters of limited Markdown (bold, italic, links, lists).
    terms: String,
    /// The most that all bills may come to together; above zero.
    maximum: MoneyInput,
    /// How it is paid.
    #[graphql(default_with = "PaymentType::Milestone")]
    payment_type: PaymentType,
    /// With `SCHEDULED`, and only then: 1 to 86 payments on days that rise, which add up to the maximum.
    schedule: Option<Vec<ScheduleLineInput>>,
    /// From then on nobody can accept it: in the future, within a year. Null: it stays open.
    expires_at: Option<DateTime<Utc>>,
    /// The withdrawn proposal of the same conversation in the place of which it stands.
    replaces_id: Option<ID>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// An offer to take, and how the work will be paid.
#[derive(InputObject)]
pub struct ProposalAcceptInput {
    proposal_id: ID,
    /// A card, ACH or net terms of one's own account. A promotional credit never pays an expert.
    payment_method_id: ID,
    /// What silence on a bill will mean; `APPROVE` if not given. Only where the expert sends bills: `MILESTONE`.
    on_silence: Option<OnSilence>,
    /// After how many days silence approves a bill, 1 to 90; 10 if not given. Only where silence approves.
    approve_after_days: Option<i32>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which offer one does not want.
#[derive(InputObject)]
pub struct ProposalDeclineInput {
    proposal_id: ID,
}

/// Which offer to take back.
#[derive(InputObject)]
pub struct ProposalWithdrawInput {
    proposal_id: ID,
}

#[derive(Default)]
pub struct ProposalMutations;

#[Object]
impl ProposalMutations {
    /// Offer work for at most so much. It never changes: another offer is another proposal. Needs `PROPOSE_UPFRONT`,
    /// `PROPOSE_MILESTONE` or `PROPOSE_SCHEDULED`, by how it is paid, and an active registration of one's own.
    async fn proposal_send(
        &self,
        ctx: &Context<'_>,
        input: ProposalSendInput,
    ) -> async_graphql::Result<ProposalSendPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let sent = async { app.send_proposal(*actor, input.try_into()?).await };
        ProposalSendPayload::from_result(sent.await)
    }

    /// Take an offer: work begins, and what is paid at once or on fixed days is agreed with it. Needs `ACCEPT`.
    async fn proposal_accept(
        &self,
        ctx: &Context<'_>,
        input: ProposalAcceptInput,
    ) -> async_graphql::Result<ProposalAcceptPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let accepted = async { app.accept_proposal(*actor, input.try_into()?).await };
        ProposalAcceptPayload::from_result(accepted.await)
    }

    /// Say that one does not want an offer; the conversation goes on. Needs `ACCEPT`.
    async fn proposal_decline(
        &self,
        ctx: &Context<'_>,
        input: ProposalDeclineInput,
    ) -> async_graphql::Result<ProposalDeclinePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let declined = async { app.decline_proposal(*actor, input.proposal_id.parse()?).await };
        ProposalDeclinePayload::from_result(declined.await)
    }

    /// Take an offer back that nobody decided. Needs the right that sending it needed.
    async fn proposal_withdraw(
        &self,
        ctx: &Context<'_>,
        input: ProposalWithdrawInput,
    ) -> async_graphql::Result<ProposalWithdrawPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let withdrawn = async { app.withdraw_proposal(*actor, input.proposal_id.parse()?).await };
        ProposalWithdrawPayload::from_result(withdrawn.await)
    }
}

impl TryFrom<ProposalSendInput> for SendProposal {
    type Error = Error;

    fn try_from(input: ProposalSendInput) -> Result<Self, Error> {
        Ok(Self {
            conversation_id: input.conversation_id.parse()?,
            title: input.title,
            terms: input.terms,
            maximum: input.maximum.try_into()?,
            plan: plan(input.payment_type, input.schedule)?,
            expires_at: input.expires_at,
            replaces_id: input.replaces_id.map(|id| id.parse()).transpose()?,
            idempotency_key: input.idempotency_key,
        })
    }
}

impl TryFrom<ProposalAcceptInput> for AcceptProposal {
    type Error = Error;

    fn try_from(input: ProposalAcceptInput) -> Result<Self, Error> {
        let silence = silence_rule(input.on_silence, input.approve_after_days)?;
        let (proposal_id, idempotency_key) = (input.proposal_id.parse()?, input.idempotency_key);
        Ok(Self { proposal_id, payment_method: input.payment_method_id.0, silence, idempotency_key })
    }
}
