use std::{collections::HashMap, sync::Arc};

use ::payments::{Asking, AttemptState, ChargeState, ReversalState, latency};
use async_graphql::{Context, Enum, ID, Object, dataloader::Loader};
use chrono::{DateTime, Utc};
use kernel::{ChargeId, CollectionId, PaymentRequestId};
use marketplace::Error;

use super::{PaymentMethod, PaymentRequest, Refund, Tender};
use crate::{
    connection::Connection,
    loaders::{ListArguments, Rows, load, load_kept, load_list, loader, pages},
    money::Money,
    session::Session,
    user_error::OrNull,
    window::DayWindow,
};

const COLLECTIONS: &str = "collections";
const REFUNDS: &str = "charge.refunds";

pages!(ChargeId, CollectionId => ::payments::Collection, |app, actor, charges, page| {
    app.collections_of(actor, charges, page)
});

pages!(ChargeId, kernel::RefundId => ::payments::Refund, |app, actor, charges, page| {
    app.refunds_of(actor, charges, page)
});

loader!(ChargeId => ::payments::Charge, ::payments::store::find_charges);

pub struct Charge(pub ::payments::Charge);

/// What the customer owes on one approved bill, and how far it is collected.
#[Object]
impl Charge {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The bill that it is for.
    async fn payment_request(&self, ctx: &Context<'_>) -> async_graphql::Result<PaymentRequest> {
        load_kept(ctx, self.0.payment_request_id).await.map(PaymentRequest)
    }

    async fn status(&self) -> ChargeStatus {
        self.0.state.into()
    }

    /// What is owed in all.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// What has arrived of it.
    async fn collected(&self) -> Money {
        self.0.collected.into()
    }

    /// What the expert took off it: it is not owed any more.
    async fn reduced(&self) -> Money {
        self.0.refunds.reduced.into()
    }

    /// What the expert gave back of what has arrived.
    async fn refunded(&self) -> Money {
        self.0.refunds.returned.into()
    }

    /// What can still be refunded: what is owed and what has arrived, less what was given back or is promised.
    async fn refundable(&self) -> Money {
        self.0.refundable().into()
    }

    /// What the operator gave up of it. It is no gift: whoever pays it after all pays the expert.
    async fn written_off(&self) -> Money {
        let parts = self.0.written_off.total();
        parts.expect("the parts of an amount come to it").into()
    }

    /// What banks and card networks took back of what had arrived.
    async fn reversed(&self) -> Money {
        let parts = self.0.reversed.total();
        parts.expect("the parts of an amount come to it").into()
    }

    /// Each time that something was taken back of what had arrived, first to last.
    async fn reversals(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Reversal>> {
        let reversals = load(ctx, ReversalsOf(self.0.id)).await?.unwrap_or_default();
        Ok(reversals.into_iter().map(Reversal).collect())
    }

    /// What is still owed.
    async fn open(&self) -> Money {
        self.0.open().into()
    }

    /// What kind of payment it is collected by.
    async fn tender(&self) -> Tender {
        self.0.tender.into()
    }

    /// What it is collected from; null to all but its customer and staff.
    async fn payment_method(&self, ctx: &Context<'_>) -> OrNull<PaymentMethod> {
        let Session { actor, .. } = Session::of(ctx);
        if !actor.is_staff() && !actor.acts_for(self.0.customer_account_id) {
            return None;
        }
        Some(load_kept(ctx, self.0.payment_method_id).await.map(PaymentMethod))
    }

    /// Between which days the money was expected at approval, by what the kind of payment usually takes. On net terms
    /// the customer may send it until it is due. A forecast: only what arrives moves money.
    async fn collection_window(&self) -> DayWindow {
        latency::collection_window(self.0.tender, self.0.approved_at).into()
    }

    /// From when on what is open is overdue.
    async fn due_at(&self) -> DateTime<Utc> {
        self.0.due_at
    }

    /// When the provider will be asked for the money next; null if it has been asked, is asked no more, or the
    /// customer sends the money.
    async fn next_attempt_at(&self) -> Option<DateTime<Utc>> {
        match self.0.asking {
            Asking::Due { at } if self.0.tender.is_pulled() => Some(at),
            Asking::Due { .. } | Asking::InFlight | Asking::Rests => None,
        }
    }

    /// How often and how the provider was asked for the money, first to last; at most 8.
    async fn attempts(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ChargeAttempt>> {
        let attempts = load(ctx, AttemptsAt(self.0.id)).await?.unwrap_or_default();
        Ok(attempts.into_iter().map(ChargeAttempt).collect())
    }

    /// What the expert gave back of it, and was asked to, newest first.
    async fn refunds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Refund>> {
        let arguments = ListArguments { list: REFUNDS, first, after };
        load_list(ctx, self.0.id, arguments, |refund: &::payments::Refund| refund.id, Refund).await
    }

    /// What arrived, newest first.
    async fn collections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Collection>> {
        let arguments = ListArguments { list: COLLECTIONS, first, after };
        load_list(ctx, self.0.id, arguments, |collection: &::payments::Collection| collection.id, Collection).await
    }
}

pub struct Collection(pub ::payments::Collection);

/// One event of money that arrived.
#[Object]
impl Collection {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What it pays of the charge.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// The part of the bill's fee that it brings. The parts of all collections add up to the fee.
    async fn fee(&self) -> Money {
        self.0.fee.into()
    }

    /// The expert's part of the amount.
    async fn net(&self) -> Money {
        self.0.net.into()
    }

    /// What came beyond what was open: it stays the customer's money.
    async fn excess(&self) -> Money {
        self.0.excess.into()
    }

    async fn at(&self) -> DateTime<Utc> {
        self.0.event.at
    }
}

pub struct Reversal(::payments::Reversal);

/// One time that a bank or a card network took back money that had arrived.
#[Object]
impl Reversal {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn kind(&self) -> ReversalKind {
        self.0.event.kind.into()
    }

    /// What the provider reported.
    async fn amount(&self) -> Money {
        self.0.event.amount.into()
    }

    /// What is owed again for it; null while the provider has not reported what it takes back.
    async fn taken(&self) -> Option<Money> {
        match self.0.state {
            ReversalState::Booked { taken, .. } => {
                Some(taken.total().expect("the parts of an amount come to it").into())
            }
            ReversalState::Parked => None,
        }
    }

    /// Why, in the provider's words.
    async fn reason(&self) -> &str {
        &self.0.event.reason
    }

    async fn at(&self) -> DateTime<Utc> {
        self.0.event.at
    }
}

/// Who took money back.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::payments::ReversalKind")]
pub enum ReversalKind {
    /// The customer's bank.
    Return,
    /// The card network, because the card's holder objected.
    Chargeback,
}

pub struct ChargeAttempt(::payments::ChargeAttempt);

/// One time that the provider was asked for the money.
#[Object]
impl ChargeAttempt {
    /// Counts from 1.
    async fn number(&self) -> u16 {
        self.0.key.number
    }

    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    async fn status(&self) -> ChargeAttemptStatus {
        (&self.0.state).into()
    }

    async fn begun_at(&self) -> DateTime<Utc> {
        self.0.begun_at
    }

    /// Why it failed, in the provider's words; null unless it did.
    async fn failure(&self) -> Option<&str> {
        match &self.0.state {
            AttemptState::Failed { reason, .. } => Some(reason),
            AttemptState::Begun
            | AttemptState::Processing { .. }
            | AttemptState::Unknown { .. }
            | AttemptState::Collected { .. } => None,
        }
    }
}

/// How far a charge is collected.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ChargeStatus {
    /// Owed; nothing was asked yet, or the customer's transfer is awaited.
    Invoiced,
    /// The provider has it.
    Collecting,
    /// Part of it arrived.
    PartiallyCollected,
    /// All of it arrived.
    Collected,
    /// An attempt failed, or it was not paid when it fell due.
    Overdue,
    /// The provider was asked, and it is not known what it did. Nothing is sent again before that is known.
    Unresolved,
    /// The expert asks for nothing of it any more, and nothing of it had arrived.
    Forgiven,
    /// Nobody asks for it any more. What still arrives is collected.
    Uncollectible,
    /// What was open of it is given up. What still arrives waits for the operator's staff.
    WrittenOff,
    /// A bank or a card network took back what had arrived: it is owed again.
    ChargedBack,
}

/// What became of an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ChargeAttemptStatus {
    /// Not answered yet.
    Begun,
    /// The provider has it, and will report.
    Processing,
    /// It is not known what the provider did.
    Unknown,
    Failed,
    Collected,
}

/// The charge of a bill.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChargeOf(pub PaymentRequestId);

impl Loader<ChargeOf> for Rows {
    type Value = ::payments::Charge;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ChargeOf]) -> Result<HashMap<ChargeOf, ::payments::Charge>, Arc<Error>> {
        let bills: Vec<_> = keys.iter().map(|key| key.0).collect();
        let charges = ::payments::store::charges_of(self.0.db().reader(), &bills).await;
        let charges = charges.map_err(|error| Arc::new(error.into()))?;
        Ok(charges.into_iter().map(|charge| (ChargeOf(charge.payment_request_id), charge)).collect())
    }
}

/// The attempts at a charge.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct AttemptsAt(ChargeId);

impl Loader<AttemptsAt> for Rows {
    type Value = Vec<::payments::ChargeAttempt>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[AttemptsAt]) -> Result<HashMap<AttemptsAt, Self::Value>, Arc<Error>> {
        let charges: Vec<_> = keys.iter().map(|key| key.0).collect();
        let attempts = ::payments::store::attempts(self.0.db().reader(), &charges).await;
        let mut grouped: HashMap<_, Vec<_>> = HashMap::new();
        for attempt in attempts.map_err(|error| Arc::new(error.into()))? {
            grouped.entry(AttemptsAt(attempt.key.charge_id)).or_default().push(attempt);
        }
        Ok(grouped)
    }
}

/// What was taken back of a charge.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct ReversalsOf(ChargeId);

impl Loader<ReversalsOf> for Rows {
    type Value = Vec<::payments::Reversal>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ReversalsOf]) -> Result<HashMap<ReversalsOf, Self::Value>, Arc<Error>> {
        let charges: Vec<_> = keys.iter().map(|key| key.0).collect();
        let reversals = ::payments::store::reversals_of(self.0.db().reader(), &charges).await;
        let mut grouped: HashMap<_, Vec<_>> = HashMap::new();
        for reversal in reversals.map_err(|error| Arc::new(error.into()))? {
            grouped.entry(ReversalsOf(reversal.event.reference.charge_id())).or_default().push(reversal);
        }
        Ok(grouped)
    }
}

impl From<::payments::Charge> for Charge {
    fn from(charge: ::payments::Charge) -> Self {
        Self(charge)
    }
}

impl From<ChargeState> for ChargeStatus {
    fn from(state: ChargeState) -> Self {
        match state {
            ChargeState::Invoiced => Self::Invoiced,
            ChargeState::Collecting => Self::Collecting,
            ChargeState::PartiallyCollected => Self::PartiallyCollected,
            ChargeState::Collected => Self::Collected,
            ChargeState::Overdue => Self::Overdue,
            ChargeState::Unresolved => Self::Unresolved,
            ChargeState::Forgiven => Self::Forgiven,
            ChargeState::Uncollectible => Self::Uncollectible,
            ChargeState::WrittenOff => Self::WrittenOff,
            ChargeState::ChargedBack => Self::ChargedBack,
        }
    }
}

impl From<ChargeStatus> for ChargeState {
    fn from(status: ChargeStatus) -> Self {
        match status {
            ChargeStatus::Invoiced => Self::Invoiced,
            ChargeStatus::Collecting => Self::Collecting,
            ChargeStatus::PartiallyCollected => Self::PartiallyCollected,
            ChargeStatus::Collected => Self::Collected,
            ChargeStatus::Overdue => Self::Overdue,
            ChargeStatus::Unresolved => Self::Unresolved,
            ChargeStatus::Forgiven => Self::Forgiven,
            ChargeStatus::Uncollectible => Self::Uncollectible,
            ChargeStatus::WrittenOff => Self::WrittenOff,
            ChargeStatus::ChargedBack => Self::ChargedBack,
        }
    }
}

impl From<&AttemptState> for ChargeAttemptStatus {
    fn from(state: &AttemptState) -> Self {
        match state {
            AttemptState::Begun => Self::Begun,
            AttemptState::Processing { .. } => Self::Processing,
            AttemptState::Unknown { .. } => Self::Unknown,
            AttemptState::Failed { .. } => Self::Failed,
            AttemptState::Collected { .. } => Self::Collected,
        }
    }
}
