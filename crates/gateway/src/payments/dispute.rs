use ::payments::{DisputeState, Settlement};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::PaymentRequest;
use crate::{loaders::load_kept, money::Money};

pub struct Dispute(pub ::payments::Dispute);

/// A customer's objection to a bill. The two sides settle it; the operator's staff may recommend how, and decide
/// nothing.
#[Object]
impl Dispute {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The bill, whose clock stands still while the dispute is open.
    async fn payment_request(&self, ctx: &Context<'_>) -> async_graphql::Result<PaymentRequest> {
        load_kept(ctx, self.0.payment_request_id).await.map(PaymentRequest)
    }

    /// What the customer objects to.
    async fn statement(&self) -> &str {
        &self.0.statement
    }

    async fn opened_at(&self) -> DateTime<Utc> {
        self.0.opened_at
    }

    /// What the expert says to it; null before the answer.
    async fn answer(&self) -> Option<DisputeStatement> {
        self.0.answer.as_ref().map(DisputeStatement::from)
    }

    /// What the operator's staff recommended last; null if they did not.
    async fn recommendation(&self) -> Option<DisputeStatement> {
        self.0.recommendation.as_ref().map(DisputeStatement::from)
    }

    async fn status(&self) -> DisputeStatus {
        self.0.state.into()
    }

    /// From then on whoever is awaited has given in by silence; null once it is over.
    async fn answer_due_at(&self) -> Option<DateTime<Utc>> {
        self.0.answer_due_at()
    }

    /// When it was settled or withdrawn, however late that was noticed; null until then.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at()
    }

    /// What of the bill is paid; null unless settled.
    async fn settlement(&self) -> Option<DisputeSettlement> {
        self.0.settled().map(|(_, settlement)| settlement.into())
    }

    /// The part that is paid, by a bill of its own that names the disputed one; null unless it was settled for a part.
    async fn part(&self) -> Option<Money> {
        match self.0.settled()?.1 {
            Settlement::Part { amount } => Some(amount.into()),
            Settlement::Whole | Settlement::Nothing | Settlement::SilentExpert | Settlement::SilentCustomer => None,
        }
    }
}

/// What somebody said in a dispute.
#[derive(SimpleObject)]
pub struct DisputeStatement {
    text: String,
    at: DateTime<Utc>,
}

/// How far a dispute is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum DisputeStatus {
    /// The expert has five business days to answer; silence declines the bill.
    AwaitingExpert,
    /// The customer has five business days to settle; silence approves the bill.
    AwaitingCustomer,
    /// The bill is decided.
    Settled,
    /// The customer took it back: the bill waits for its decision, with the time that was left.
    Withdrawn,
}

/// What of a disputed bill is paid.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum DisputeSettlement {
    /// The customer pays all of it.
    Whole,
    /// The customer pays a part: the bill is declined, and another over the part is approved.
    Part,
    /// The customer pays nothing: the bill is declined.
    Nothing,
    /// The expert did not answer in time: the bill is declined.
    SilentExpert,
    /// The customer did not settle in time: the bill is approved.
    SilentCustomer,
}

impl From<::payments::Dispute> for Dispute {
    fn from(dispute: ::payments::Dispute) -> Self {
        Self(dispute)
    }
}

impl From<&::payments::Statement> for DisputeStatement {
    fn from(said: &::payments::Statement) -> Self {
        Self { text: said.text.clone(), at: said.at }
    }
}

impl From<DisputeState> for DisputeStatus {
    fn from(state: DisputeState) -> Self {
        match state {
            DisputeState::AwaitingExpert { .. } => Self::AwaitingExpert,
            DisputeState::AwaitingCustomer { .. } => Self::AwaitingCustomer,
            DisputeState::Settled { .. } => Self::Settled,
            DisputeState::Withdrawn { .. } => Self::Withdrawn,
        }
    }
}

impl From<Settlement> for DisputeSettlement {
    fn from(settlement: Settlement) -> Self {
        match settlement {
            Settlement::Whole => Self::Whole,
            Settlement::Part { .. } => Self::Part,
            Settlement::Nothing => Self::Nothing,
            Settlement::SilentExpert => Self::SilentExpert,
            Settlement::SilentCustomer => Self::SilentCustomer,
        }
    }
}
