use ::payments::{Refund as GivenBack, RefundState, RefundWord};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::{Actor, RefundId};

use super::{PaymentMethod, PaymentRequest};
use crate::{
    loaders::{load_kept, loader},
    money::Money,
    session::Session,
    user_error::OrNull,
};

loader!(RefundId => GivenBack, ::payments::store::find_refunds);

pub struct Refund(pub GivenBack);

/// Something that an expert gives back of an approved bill, or is asked to. It is the expert's alone to give or to
/// refuse, in whole or in part, and cannot be taken back.
#[Object]
impl Refund {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The bill of which it gives back.
    async fn payment_request(&self, ctx: &Context<'_>) -> async_graphql::Result<PaymentRequest> {
        load_kept(ctx, self.0.payment_request_id).await.map(PaymentRequest)
    }

    /// What is given; before the expert answers, what is asked for.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// What the customer asked for; null if the expert gave it unasked.
    async fn asked(&self) -> Option<Money> {
        self.0.asked.map(Money::from)
    }

    /// Whether it is all that was left to give back.
    async fn kind(&self) -> RefundKind {
        self.0.kind.into()
    }

    /// Why it is asked for, or given.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    async fn status(&self) -> RefundStatus {
        (&self.0.state).into()
    }

    /// Since when it has this status.
    async fn status_since(&self) -> DateTime<Utc> {
        self.0.since()
    }

    /// The status in the words of a refund's answer; null before the expert gives it, and if the expert refuses.
    async fn outcome(&self) -> Option<RefundOutcome> {
        self.0.word().map(RefundOutcome::from)
    }

    /// Why the expert refused it, or what is missing to send it; null otherwise.
    async fn problem(&self) -> Option<&str> {
        self.0.problem()
    }

    /// When it was asked for, or offered unasked.
    async fn begun_at(&self) -> DateTime<Utc> {
        self.0.begun_at
    }

    /// What of it was taken off what the customer still owed.
    async fn reduced(&self) -> Money {
        self.0.taken_off().into()
    }

    /// What of it is sent back of what was collected; null before it is sent.
    async fn returned(&self) -> OrNull<Money> {
        let returned = self.0.returned?;
        Some(returned.total().map(Money::from).map_err(|error| async_graphql::Error::new(error.to_string())))
    }

    /// What it takes off the platform's fee, as far as it is carried out. The parts of all refunds of a bill add up to
    /// its fee.
    async fn fee(&self) -> OrNull<Money> {
        let returned = self.0.returned.map_or(Ok(self.0.reduced), |returned| returned.checked_add(self.0.reduced));
        Some(returned.map(|split| split.fee.into()).map_err(|error| async_graphql::Error::new(error.to_string())))
    }

    /// Where it is sent if not where the money came from; null to all but its customer and staff.
    async fn payment_method(&self, ctx: &Context<'_>) -> OrNull<PaymentMethod> {
        let id = self.0.payment_method_id.filter(|_| is_for(Session::of(ctx).actor, &self.0))?;
        Some(load_kept(ctx, id).await.map(PaymentMethod))
    }
}

fn is_for(actor: Actor, refund: &GivenBack) -> bool {
    actor.is_staff() || actor.acts_for(refund.customer_account_id)
}

/// Whether a refund is all that is left to give back, or less.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum RefundKind {
    Full,
    Partial,
}

/// How far a refund is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum RefundStatus {
    /// The customer asked; the expert has not answered.
    Requested,
    /// The expert gives nothing, and says why.
    Refused,
    /// Given; it waits until the provider has answered on the collection in flight.
    Pending,
    /// What was owed is taken off; the rest will be sent.
    Processing,
    /// The provider is sending it.
    Sending,
    /// The provider was asked, and it is not known what it did. Nothing is sent again before that is known.
    Unresolved,
    /// It cannot be sent: the customer names another way, or either side says that nothing is in the way any more.
    ActionRequired,
    /// The customer has it, or does not owe it any more.
    Completed,
}

/// The three words of a refund's answer.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum RefundOutcome {
    Completed,
    Pending,
    ActionRequired,
}

impl From<GivenBack> for Refund {
    fn from(refund: GivenBack) -> Self {
        Self(refund)
    }
}

impl From<::payments::RefundKind> for RefundKind {
    fn from(kind: ::payments::RefundKind) -> Self {
        match kind {
            ::payments::RefundKind::Full => Self::Full,
            ::payments::RefundKind::Partial => Self::Partial,
        }
    }
}

impl From<&RefundState> for RefundStatus {
    fn from(state: &RefundState) -> Self {
        match state {
            RefundState::Requested => Self::Requested,
            RefundState::Refused { .. } => Self::Refused,
            RefundState::Pending { .. } => Self::Pending,
            RefundState::Processing { .. } => Self::Processing,
            RefundState::Sending { .. } => Self::Sending,
            RefundState::Unresolved { .. } => Self::Unresolved,
            RefundState::ActionRequired { .. } => Self::ActionRequired,
            RefundState::Completed { .. } => Self::Completed,
        }
    }
}

impl From<RefundWord> for RefundOutcome {
    fn from(word: RefundWord) -> Self {
        match word {
            RefundWord::Completed => Self::Completed,
            RefundWord::Pending => Self::Pending,
            RefundWord::ActionRequired => Self::ActionRequired,
        }
    }
}
