use ::engagements::{SilenceRule, State};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::{CancellationRequestId, EngagementId, PaymentRequestId};
use marketplace::Error;

use super::{AccessGrant, CancellationRequest, OnSilence, Review, ReviewOf};
use crate::{
    connection::Connection,
    loaders::{ListArguments, load, load_kept, load_list, loader, pages},
    money::Money,
    payments::{PaymentMethod, PaymentRequest},
    proposals::{PaymentType, Proposal},
    requests::{Conversation, CustomerRequest},
    session::Session,
    user_error::{OrNull, answer},
};

const PAYMENT_REQUESTS: &str = "engagement.paymentRequests";
const CANCELLATION_REQUESTS: &str = "engagement.cancellationRequests";

pages!(EngagementId, CancellationRequestId => ::engagements::CancellationRequest, |app, actor, engagements, page| {
    app.cancellation_requests_of(actor, engagements, page)
});
const ACCESS_GRANTS: &str = "engagement.accessGrants";

pages!(EngagementId, PaymentRequestId => ::payments::PaymentRequest, |app, actor, engagements, page| {
    app.payment_requests_of(actor, engagements, page)
});

loader!(EngagementId => ::engagements::Engagement, ::engagements::store::find_many);

pub struct Engagement(pub ::engagements::Engagement);

/// Work that a customer and an expert agreed on.
#[Object]
impl Engagement {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The offer whose acceptance made it.
    async fn proposal(&self, ctx: &Context<'_>) -> async_graphql::Result<Proposal> {
        load_kept(ctx, self.0.proposal_id).await.map(Proposal)
    }

    /// What the customer had asked for.
    async fn customer_request(&self, ctx: &Context<'_>) -> async_graphql::Result<CustomerRequest> {
        load_kept(ctx, self.0.customer_request_id).await.map(CustomerRequest)
    }

    async fn conversation(&self, ctx: &Context<'_>) -> async_graphql::Result<Conversation> {
        load_kept(ctx, self.0.conversation_id).await.map(Conversation)
    }

    /// The customer's account, by name.
    async fn customer_name(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        load_kept(ctx, self.0.customer_account_id).await.map(|account| account.details.name)
    }

    /// The expert's account, by name.
    async fn expert_name(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        load_kept(ctx, self.0.expert_account_id).await.map(|account| account.details.name)
    }

    /// As the proposal named the work.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The most that its bills may come to together.
    async fn maximum(&self) -> Money {
        self.0.maximum.into()
    }

    /// What approved bills come to.
    async fn approved(&self) -> Money {
        self.0.approved.into()
    }

    /// What bills that wait for a decision, or for their day, come to.
    async fn pending(&self) -> Money {
        self.0.pending.into()
    }

    /// What may still be billed.
    fn remaining(&self) -> async_graphql::Result<Money> {
        answer(self.0.remaining().map_err(Error::from)).map(Money::from)
    }

    /// What its next charge is collected from; null to all but its customer and staff.
    async fn payment_method(&self, ctx: &Context<'_>) -> OrNull<PaymentMethod> {
        let Session { actor, .. } = Session::of(ctx);
        if !actor.is_staff() && !actor.acts_for(self.0.customer_account_id) {
            return None;
        }
        Some(load_kept(ctx, self.0.payment_method_id).await.map(PaymentMethod))
    }

    /// How it is paid.
    async fn payment_type(&self) -> PaymentType {
        self.0.billing.into()
    }

    /// What the customer's silence on a bill means; null where the customer agreed to every bill at acceptance.
    async fn on_silence(&self) -> Option<OnSilence> {
        self.0.billing.silence().map(OnSilence::from)
    }

    /// After how many days silence approves a bill; null if bills wait, and where the customer agreed to every one.
    async fn approve_after_days(&self) -> Option<i32> {
        self.0.billing.silence().and_then(SilenceRule::days)
    }

    async fn status(&self) -> EngagementStatus {
        self.0.state.into()
    }

    async fn started_at(&self) -> DateTime<Utc> {
        self.0.started_at
    }

    /// When the work was completed; null until it is.
    async fn completed_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            State::Completed { at } => Some(at),
            State::Active | State::FinalBilled | State::Cancelled { .. } => None,
        }
    }

    /// When the work was cancelled; null unless it was.
    async fn cancelled_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            State::Cancelled { at } => Some(at),
            State::Active | State::FinalBilled | State::Completed { .. } => None,
        }
    }

    /// What either side asked: to end the work. Newest first.
    async fn cancellation_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CancellationRequest>> {
        let arguments = ListArguments { list: CANCELLATION_REQUESTS, first, after };
        let id = |request: &::engagements::CancellationRequest| request.id;
        load_list(ctx, self.0.id, arguments, id, CancellationRequest).await
    }

    /// Its bills, newest first.
    async fn payment_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<PaymentRequest>> {
        let arguments = ListArguments { list: PAYMENT_REQUESTS, first, after };
        load_list(ctx, self.0.id, arguments, |bill: &::payments::PaymentRequest| bill.id, PaymentRequest).await
    }

    /// What the customer said of the work; to the expert null until it is published.
    async fn review(&self, ctx: &Context<'_>) -> OrNull<Review> {
        load(ctx, ReviewOf(self.0.id)).await.transpose().map(|found| found.map(Review))
    }

    /// Whom the customer was asked to let into the account for it, newest first.
    async fn access_grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<AccessGrant>> {
        let arguments = ListArguments { list: ACCESS_GRANTS, first, after };
        load_list(ctx, self.0.id, arguments, |grant: &::engagements::AccessGrant| grant.id, AccessGrant).await
    }
}

/// How far the work is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum EngagementStatus {
    /// Bills are taken.
    Active,
    /// The final bill waits for its decision; no other is taken.
    FinalBilled,
    /// Nothing more can be billed.
    Completed,
    /// Ended by consent: nothing more can be billed, and what was sent is decided as always.
    Cancelled,
}

impl From<::engagements::Engagement> for Engagement {
    fn from(engagement: ::engagements::Engagement) -> Self {
        Self(engagement)
    }
}

impl From<State> for EngagementStatus {
    fn from(state: State) -> Self {
        match state {
            State::Active => Self::Active,
            State::FinalBilled => Self::FinalBilled,
            State::Completed { .. } => Self::Completed,
            State::Cancelled { .. } => Self::Cancelled,
        }
    }
}
