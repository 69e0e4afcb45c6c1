use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use marketplace::{
    AddFeeSchedule, AddPaymentMethod, ApprovePaymentRequest, CollectCharge, DeclinePaymentRequest, Error,
    SubmitPaymentRequest,
};

use super::{Charge, FeeBoundsInput, FeeSchedule, PaymentMethod, PaymentRequest, Tender, fee_schedule::terms};
use crate::{money::MoneyInput, session::Session};

payload!(PaymentRequestSubmitPayload { payment_request: PaymentRequest });
payload!(PaymentRequestApprovePayload { payment_request: PaymentRequest });
payload!(PaymentRequestDeclinePayload { payment_request: PaymentRequest });
payload!(PaymentRequestWithdrawPayload { payment_request: PaymentRequest });
payload!(PaymentMethodAddPayload { payment_method: PaymentMethod });
payload!(FeeScheduleAddPayload { fee_schedule: FeeSchedule });
payload!(ChargeCollectPayload { charge: Charge });

/// A bill for part of an engagement.
#[derive(InputObject)]
pub struct PaymentRequestSubmitInput {
    engagement_id: ID,
    /// Above zero, and no more than what remains of the agreed amount.
    amount: MoneyInput,
    /// 5 to 64 characters.
    name: String,
    /// What was done: 1 to 2000 characters.
    description: String,
    /// Whether its approval is to complete the engagement; only while no other bill waits.
    #[graphql(default)]
    is_final: bool,
    /// The declined bill of the same engagement that it answers.
    answers_id: Option<ID>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which bill to accept.
#[derive(InputObject)]
pub struct PaymentRequestApproveInput {
    payment_request_id: ID,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which bill to refuse, and why.
#[derive(InputObject)]
pub struct PaymentRequestDeclineInput {
    payment_request_id: ID,
    /// For the expert: 1 to 250 characters.
    reason: String,
}

/// Which bill to take back.
#[derive(InputObject)]
pub struct PaymentRequestWithdrawInput {
    payment_request_id: ID,
}

/// What to pay with.
#[derive(InputObject)]
pub struct PaymentMethodAddInput {
    tender: Tender,
    /// The payment provider's token for the card or the bank account, never its number. Net terms need none.
    provider_token: Option<String>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What the platform shall keep of bills.
#[derive(InputObject)]
pub struct FeeScheduleAddInput {
    /// 0 to 10000; 250 is 2.5 %.
    basis_points: i32,
    /// The least and the greatest fee, for each currency that has one: 50 at most.
    bounds: Option<Vec<FeeBoundsInput>>,
    /// Now or later; at once if not given.
    valid_from_at: Option<DateTime<Utc>>,
    /// When it ends by itself, as a waiver does; then what was in force before is in force again. It stays until
    /// another schedule begins if not given.
    valid_until_at: Option<DateTime<Utc>>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which charge to attempt once more.
#[derive(InputObject)]
pub struct ChargeCollectInput {
    charge_id: ID,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

#[derive(Default)]
pub struct PaymentMutations;

#[Object]
impl PaymentMutations {
    /// Bill part of what was agreed. For the expert; needs `BILL`.
    async fn payment_request_submit(
        &self,
        ctx: &Context<'_>,
        input: PaymentRequestSubmitInput,
    ) -> async_graphql::Result<PaymentRequestSubmitPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let submitted = async { app.submit_payment_request(*actor, input.try_into()?).await };
        PaymentRequestSubmitPayload::from_result(submitted.await)
    }

    /// Accept a bill. It is charged; the expert is paid after it is collected. For the customer; needs `PAY`.
    async fn payment_request_approve(
        &self,
        ctx: &Context<'_>,
        input: PaymentRequestApproveInput,
    ) -> async_graphql::Result<PaymentRequestApprovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let approved = async { app.approve_payment_request(*actor, input.try_into()?).await };
        PaymentRequestApprovePayload::from_result(approved.await)
    }

    /// Refuse a bill: nothing is charged, and its amount may be billed again. For the customer; needs `PAY`.
    async fn payment_request_decline(
        &self,
        ctx: &Context<'_>,
        input: PaymentRequestDeclineInput,
    ) -> async_graphql::Result<PaymentRequestDeclinePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let declined = async { app.decline_payment_request(*actor, input.try_into()?).await };
        PaymentRequestDeclinePayload::from_result(declined.await)
    }

    /// Take a bill back that nobody decided. For the expert; needs `BILL`.
    async fn payment_request_withdraw(
        &self,
        ctx: &Context<'_>,
        input: PaymentRequestWithdrawInput,
    ) -> async_graphql::Result<PaymentRequestWithdrawPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let withdrawn = async { app.withdraw_payment_request(*actor, input.payment_request_id.parse()?).await };
        PaymentRequestWithdrawPayload::from_result(withdrawn.await)
    }

    /// Name a card, a bank account or net terms to pay with. Needs `PAY`.
    async fn payment_method_add(
        &self,
        ctx: &Context<'_>,
        input: PaymentMethodAddInput,
    ) -> async_graphql::Result<PaymentMethodAddPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        PaymentMethodAddPayload::from_result(app.add_payment_method(*actor, input.into()).await)
    }

    /// Set the platform's fee from an instant on; bills approved before keep theirs. For staff with `MANAGE_FEES`.
    async fn fee_schedule_add(
        &self,
        ctx: &Context<'_>,
        input: FeeScheduleAddInput,
    ) -> async_graphql::Result<FeeScheduleAddPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let added = async { app.add_fee_schedule(*actor, input.try_into()?).await };
        FeeScheduleAddPayload::from_result(added.await)
    }

    /// Ask the provider for the money once more, without waiting. For staff with `SETTLE_UNRESOLVED`.
    async fn charge_collect(
        &self,
        ctx: &Context<'_>,
        input: ChargeCollectInput,
    ) -> async_graphql::Result<ChargeCollectPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let collected = async { app.collect_charge(*actor, input.try_into()?).await };
        ChargeCollectPayload::from_result(collected.await)
    }
}

impl TryFrom<PaymentRequestSubmitInput> for SubmitPaymentRequest {
    type Error = Error;

    fn try_from(input: PaymentRequestSubmitInput) -> Result<Self, Error> {
        Ok(Self {
            engagement_id: input.engagement_id.parse()?,
            amount: input.amount.try_into()?,
            name: input.name,
            description: input.description,
            is_final: input.is_final,
            answers_id: input.answers_id.map(|id| id.parse()).transpose()?,
            idempotency_key: input.idempotency_key,
        })
    }
}

impl TryFrom<PaymentRequestApproveInput> for ApprovePaymentRequest {
    type Error = Error;

    fn try_from(input: PaymentRequestApproveInput) -> Result<Self, Error> {
        let payment_request_id = input.payment_request_id.parse()?;
        Ok(Self { payment_request_id, idempotency_key: input.idempotency_key })
    }
}

impl TryFrom<PaymentRequestDeclineInput> for DeclinePaymentRequest {
    type Error = Error;

    fn try_from(input: PaymentRequestDeclineInput) -> Result<Self, Error> {
        Ok(Self { payment_request_id: input.payment_request_id.parse()?, reason: input.reason })
    }
}

impl From<PaymentMethodAddInput> for AddPaymentMethod {
    fn from(input: PaymentMethodAddInput) -> Self {
        let PaymentMethodAddInput { tender, provider_token, idempotency_key } = input;
        Self { tender: tender.into(), provider_token, idempotency_key }
    }
}

impl TryFrom<FeeScheduleAddInput> for AddFeeSchedule {
    type Error = Error;

    fn try_from(input: FeeScheduleAddInput) -> Result<Self, Error> {
        let FeeScheduleAddInput { valid_from_at, valid_until_at, idempotency_key, .. } = input;
        let terms = terms(input.basis_points, input.bounds.unwrap_or_default())?;
        Ok(Self { terms, valid_from_at, valid_until_at, idempotency_key })
    }
}

impl TryFrom<ChargeCollectInput> for CollectCharge {
    type Error = Error;

    fn try_from(input: ChargeCollectInput) -> Result<Self, Error> {
        Ok(Self { charge_id: input.charge_id.parse()?, idempotency_key: input.idempotency_key })
    }
}
