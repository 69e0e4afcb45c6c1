use async_graphql::{Context, Enum, ID, InputObject, Object};
use kernel::InputError;
use marketplace::{
    Error, GiveRefundData, OfferRefunds, RefundOffer, RefundOutcome, RefuseRefund, RequestRefund, ResolveRefund,
};

use super::{Refund, refund::RefundKind};
use crate::{
    connection::{Connection, connection, page},
    money::MoneyInput,
    session::Session,
    user_error::{OrNull, answer},
};

const UNRESOLVED: &str = "unresolvedRefunds";

payload!(RefundRequestPayload { refund: Refund });
payload!(RefundOfferPayload { refunds: Vec<Refund> });
payload!(RefundRefusePayload { refund: Refund });
payload!(RefundDataGivePayload { refund: Refund });
payload!(RefundResolvePayload { refund: Refund });

/// What the customer asks back of an approved bill.
#[derive(InputObject)]
pub struct RefundRequestInput {
    payment_request_id: ID,
    kind: RefundKind,
    /// With `PARTIAL`, and only then: above zero, and no more than the charge's `refundable`.
    amount: Option<MoneyInput>,
    /// For the expert: 1 to 250 characters.
    reason: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What the expert gives back.
#[derive(InputObject)]
pub struct RefundOfferInput {
    /// 1 to 5, each of another bill. All of them are given, or none.
    refunds: Vec<RefundOfferItemInput>,
    /// What they come to, typed once more: it cannot be taken back.
    total: MoneyInput,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What the expert gives back of one bill.
#[derive(InputObject)]
pub struct RefundOfferItemInput {
    payment_request_id: ID,
    /// The customer's request that it answers; none if nobody asked.
    refund_id: Option<ID>,
    /// Above zero, and no more than the charge's `refundable`. It may be less than was asked for.
    amount: MoneyInput,
    /// For the customer: 1 to 250 characters. What answers a request keeps the customer's own words.
    reason: String,
}

/// Which request to refuse.
#[derive(InputObject)]
pub struct RefundRefuseInput {
    refund_id: ID,
    /// For the customer: 1 to 250 characters.
    reason: String,
}

/// What was missing to send a refund.
#[derive(InputObject)]
pub struct RefundDataGiveInput {
    refund_id: ID,
    /// A card or bank account of the customer's own, which only the customer can name; none to send it as before,
    /// because nothing is in the way any more.
    payment_method_id: Option<ID>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What became of a refund whose answer was lost.
#[derive(InputObject)]
pub struct RefundResolveInput {
    refund_id: ID,
    outcome: RefundFinding,
    /// What proves it: the provider's answer, a document.
    evidence: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What can be found out about a refund whose answer was lost.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum RefundFinding {
    /// The customer has it.
    Sent,
    /// It came to nothing: it is the customer's own money until it is sent anew.
    NotSent,
}

#[derive(Default)]
pub struct RefundQueries;

#[Object]
impl RefundQueries {
    /// One refund, for its two sides, and for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`, `SETTLE_UNRESOLVED`, `WRITE_OFF` or
    /// `READ_AUDIT`.
    async fn refund(&self, ctx: &Context<'_>, id: ID) -> OrNull<Refund> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.refund(*actor, id.parse()?).await };
        Some(answer(found.await).map(Refund))
    }

    /// Every refund whose outcome is unknown, newest first. For staff with `SETTLE_UNRESOLVED`.
    async fn unresolved_refunds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Refund>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<kernel::RefundId>(UNRESOLVED, first, after.as_deref())?;
            app.unresolved_refunds(*actor, page).await
        };
        Ok(connection(UNRESOLVED, answer(found.await)?, |refund| refund.id, Refund))
    }
}

#[derive(Default)]
pub struct RefundMutations;

#[Object]
impl RefundMutations {
    /// Ask for money back of an approved bill. It is the expert's alone to give; nobody overrules a refusal. For the
    /// customer; needs `PAY`.
    async fn refund_request(
        &self,
        ctx: &Context<'_>,
        input: RefundRequestInput,
    ) -> async_graphql::Result<RefundRequestPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let requested = async { app.request_refund(*actor, input.try_into()?).await };
        RefundRequestPayload::from_result(requested.await)
    }

    /// Give back of up to five bills, asked or unasked, for good. What the customer still owes is taken off at once; what
    /// was collected is sent back, with its share of the fee. For the expert; needs `REFUND`.
    async fn refund_offer(
        &self,
        ctx: &Context<'_>,
        input: RefundOfferInput,
    ) -> async_graphql::Result<RefundOfferPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let offered = async { app.offer_refunds(*actor, input.try_into()?).await };
        let refunds = offered.await.map(|refunds| refunds.into_iter().map(Refund).collect::<Vec<_>>());
        RefundOfferPayload::from_result(refunds)
    }

    /// Give nothing back, and say why. For the expert; needs `REFUND`.
    async fn refund_refuse(
        &self,
        ctx: &Context<'_>,
        input: RefundRefuseInput,
    ) -> async_graphql::Result<RefundRefusePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let refused = async { app.refuse_refund(*actor, input.try_into()?).await };
        RefundRefusePayload::from_result(refused.await)
    }

    /// Have a refund sent anew that could not be sent: over another card or bank account of the customer's, or as before.
    /// For the customer with `PAY`, or the expert with `REFUND`.
    async fn refund_data_give(
        &self,
        ctx: &Context<'_>,
        input: RefundDataGiveInput,
    ) -> async_graphql::Result<RefundDataGivePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let given = async { app.give_refund_data(*actor, input.try_into()?).await };
        RefundDataGivePayload::from_result(given.await)
    }

    /// Prove what became of a refund whose answer was lost. For staff with `SETTLE_UNRESOLVED`.
    async fn refund_resolve(
        &self,
        ctx: &Context<'_>,
        input: RefundResolveInput,
    ) -> async_graphql::Result<RefundResolvePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let resolved = async { app.resolve_refund(*actor, input.try_into()?).await };
        RefundResolvePayload::from_result(resolved.await)
    }
}

impl TryFrom<RefundRequestInput> for RequestRefund {
    type Error = Error;

    fn try_from(input: RefundRequestInput) -> Result<Self, Error> {
        let amount = match (input.kind, input.amount) {
            (RefundKind::Full, None) => None,
            (RefundKind::Partial, Some(amount)) => Some(amount.try_into()?),
            (RefundKind::Partial, None) => return Err(InputError::new("amount", "says how much is asked for").into()),
            (RefundKind::Full, Some(_)) => {
                return Err(InputError::new("amount", "has a meaning only where a part is asked for").into());
            }
        };
        let RefundRequestInput { payment_request_id, reason, idempotency_key, .. } = input;
        Ok(Self { payment_request_id: payment_request_id.parse()?, amount, reason, idempotency_key })
    }
}

impl TryFrom<RefundOfferInput> for OfferRefunds {
    type Error = Error;

    fn try_from(input: RefundOfferInput) -> Result<Self, Error> {
        let refunds = input.refunds.into_iter().map(RefundOffer::try_from).collect::<Result<_, Error>>()?;
        Ok(Self { refunds, total: input.total.try_into()?, idempotency_key: input.idempotency_key })
    }
}

impl TryFrom<RefundOfferItemInput> for RefundOffer {
    type Error = Error;

    fn try_from(input: RefundOfferItemInput) -> Result<Self, Error> {
        let RefundOfferItemInput { payment_request_id, refund_id, amount, reason } = input;
        let answers = refund_id.map(|id| id.parse()).transpose()?;
        Ok(Self { payment_request_id: payment_request_id.parse()?, answers, amount: amount.try_into()?, reason })
    }
}

impl TryFrom<RefundRefuseInput> for RefuseRefund {
    type Error = Error;

    fn try_from(input: RefundRefuseInput) -> Result<Self, Error> {
        Ok(Self { refund_id: input.refund_id.parse()?, reason: input.reason })
    }
}

impl TryFrom<RefundDataGiveInput> for GiveRefundData {
    type Error = Error;

    fn try_from(input: RefundDataGiveInput) -> Result<Self, Error> {
        let RefundDataGiveInput { refund_id, payment_method_id, idempotency_key } = input;
        let payment_method_id = payment_method_id.map(|id| id.parse()).transpose()?;
        Ok(Self { refund_id: refund_id.parse()?, payment_method_id, idempotency_key })
    }
}

impl TryFrom<RefundResolveInput> for ResolveRefund {
    type Error = Error;

    fn try_from(input: RefundResolveInput) -> Result<Self, Error> {
        let outcome = match input.outcome {
            RefundFinding::Sent => RefundOutcome::Sent,
            RefundFinding::NotSent => RefundOutcome::NotSent,
        };
        let RefundResolveInput { refund_id, evidence, idempotency_key, .. } = input;
        Ok(Self { refund_id: refund_id.parse()?, outcome, evidence, idempotency_key })
    }
}
