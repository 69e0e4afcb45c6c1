use ::payments::Settlement;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use kernel::InputError;
use marketplace::{AnswerDispute, Error, OpenDispute, RecommendSettlement, SettleDispute};

use super::Dispute;
use crate::{money::MoneyInput, session::Session};

payload!(DisputeOpenPayload { dispute: Dispute });
payload!(DisputeAnswerPayload { dispute: Dispute });
payload!(DisputeSettlePayload { dispute: Dispute });
payload!(DisputeWithdrawPayload { dispute: Dispute });
payload!(DisputeRecommendPayload { dispute: Dispute });

/// Which bill one objects to, and why.
#[derive(InputObject)]
pub struct DisputeOpenInput {
    payment_request_id: ID,
    /// For the expert: 1 to 2000 characters.
    statement: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What there is to say to an objection.
#[derive(InputObject)]
pub struct DisputeAnswerInput {
    dispute_id: ID,
    /// For the customer: 1 to 2000 characters.
    statement: String,
}

/// What of the disputed bill the customer pays.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum DisputeOutcome {
    /// All of it.
    All,
    /// Less, as `part` says.
    Part,
    /// Nothing.
    None,
}

/// How to end a dispute.
#[derive(InputObject)]
pub struct DisputeSettleInput {
    dispute_id: ID,
    outcome: DisputeOutcome,
    /// With `PART`, and only then: above zero, and below the amount of the bill.
    part: Option<MoneyInput>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which objection to take back.
#[derive(InputObject)]
pub struct DisputeWithdrawInput {
    dispute_id: ID,
}

/// How staff would settle a dispute.
#[derive(InputObject)]
pub struct DisputeRecommendInput {
    dispute_id: ID,
    /// For both sides: 1 to 2000 characters.
    recommendation: String,
}

#[derive(Default)]
pub struct DisputeMutations;

#[Object]
impl DisputeMutations {
    /// Object to a bill that is not decided: its clock stops, and the expert has five business days to answer. For the
    /// customer; needs `PAY`.
    async fn dispute_open(
        &self,
        ctx: &Context<'_>,
        input: DisputeOpenInput,
    ) -> async_graphql::Result<DisputeOpenPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let opened = async { app.open_dispute(*actor, input.try_into()?).await };
        DisputeOpenPayload::from_result(opened.await)
    }

    /// Answer an objection; then the customer has five business days to settle it. For the expert; needs `BILL`.
    async fn dispute_answer(
        &self,
        ctx: &Context<'_>,
        input: DisputeAnswerInput,
    ) -> async_graphql::Result<DisputeAnswerPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let answered = async { app.answer_dispute(*actor, input.try_into()?).await };
        DisputeAnswerPayload::from_result(answered.await)
    }

    /// End a dispute that the expert answered, by paying all, a part or nothing of the bill. For the customer; needs
    /// `PAY`.
    async fn dispute_settle(
        &self,
        ctx: &Context<'_>,
        input: DisputeSettleInput,
    ) -> async_graphql::Result<DisputeSettlePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let settled = async { app.settle_dispute(*actor, input.try_into()?).await };
        DisputeSettlePayload::from_result(settled.await)
    }

    /// Take an objection back: the bill waits for its decision again, with the time that was left. For the customer;
    /// needs `PAY`.
    async fn dispute_withdraw(
        &self,
        ctx: &Context<'_>,
        input: DisputeWithdrawInput,
    ) -> async_graphql::Result<DisputeWithdrawPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let withdrawn = async { app.withdraw_dispute(*actor, input.dispute_id.parse()?).await };
        DisputeWithdrawPayload::from_result(withdrawn.await)
    }

    /// Say how one would settle a dispute; it decides nothing. For staff with `HANDLE_COMPLAINTS`.
    async fn dispute_recommend(
        &self,
        ctx: &Context<'_>,
        input: DisputeRecommendInput,
    ) -> async_graphql::Result<DisputeRecommendPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let recommended = async { app.recommend_settlement(*actor, input.try_into()?).await };
        DisputeRecommendPayload::from_result(recommended.await)
    }
}

impl TryFrom<DisputeOpenInput> for OpenDispute {
    type Error = Error;

    fn try_from(input: DisputeOpenInput) -> Result<Self, Error> {
        let DisputeOpenInput { payment_request_id, statement, idempotency_key } = input;
        Ok(Self { payment_request_id: payment_request_id.parse()?, statement, idempotency_key })
    }
}

impl TryFrom<DisputeAnswerInput> for AnswerDispute {
    type Error = Error;

    fn try_from(input: DisputeAnswerInput) -> Result<Self, Error> {
        Ok(Self { dispute_id: input.dispute_id.parse()?, statement: input.statement })
    }
}

impl TryFrom<DisputeSettleInput> for SettleDispute {
    type Error = Error;

    fn try_from(input: DisputeSettleInput) -> Result<Self, Error> {
        let settlement = match (input.outcome, input.part) {
            (DisputeOutcome::All, None) => Settlement::Whole,
            (DisputeOutcome::None, None) => Settlement::Nothing,
            (DisputeOutcome::Part, Some(part)) => Settlement::Part { amount: part.try_into()? },
            (DisputeOutcome::Part, None) => return Err(InputError::new("part", "says how much is paid").into()),
            (DisputeOutcome::All | DisputeOutcome::None, Some(_)) => {
                return Err(InputError::new("part", "has a meaning only where a part is paid").into());
            }
        };
        Ok(Self { dispute_id: input.dispute_id.parse()?, settlement, idempotency_key: input.idempotency_key })
    }
}

impl TryFrom<DisputeRecommendInput> for RecommendSettlement {
    type Error = Error;

    fn try_from(input: DisputeRecommendInput) -> Result<Self, Error> {
        Ok(Self { dispute_id: input.dispute_id.parse()?, recommendation: input.recommendation })
    }
}
