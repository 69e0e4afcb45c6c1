use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use kernel::SuspendedMoneyId;
use marketplace::{AssignSuspense, Error};

use super::Charge;
use crate::{
    connection::{Connection, connection, page},
    loaders::load_kept,
    money::Money,
    session::Session,
    user_error::answer,
};

const SUSPENDED: &str = "suspendedMoney";

payload!(SuspenseAssignPayload { suspended_money: SuspendedMoney });

/// Of which charge money is that waits, and what proves it.
#[derive(InputObject)]
pub struct SuspenseAssignInput {
    /// Of `suspendedMoney`: what came late.
    suspended_money_id: ID,
    /// Another charge than the one that it came for. Something of it is open, and no attempt at it is in flight. What is
    /// more than is open becomes its customer's credit.
    charge_id: ID,
    /// What proves it, for the audit trail: a line of the bank, or a document. 1 to 500 characters.
    evidence: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

pub struct SuspendedMoney(::payments::Suspended);

/// Money that the provider reported and nobody could assign. What came for a charge that was written off waits until
/// staff say that the charge is owed again, or of which other charge it is.
#[Object]
impl SuspendedMoney {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn kind(&self) -> SuspendedMoneyKind {
        self.0.kind.into()
    }

    /// What it came for, or was taken of.
    async fn charge(&self, ctx: &Context<'_>) -> async_graphql::Result<Charge> {
        load_kept(ctx, self.0.event.reference.charge_id()).await.map(Charge)
    }

    async fn amount(&self) -> Money {
        self.0.event.amount.into()
    }

    /// What the provider calls the event.
    async fn external_id(&self) -> &str {
        &self.0.event.external_id
    }

    /// When it came, or was taken.
    async fn at(&self) -> DateTime<Utc> {
        self.0.event.at
    }

    /// The charge that it paid, that for which it came or another; null while it waits.
    async fn assigned_to(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Charge>> {
        let Some(assigned) = self.0.assigned else { return Ok(None) };
        Ok(Some(Charge(load_kept(ctx, assigned.charge_id).await?)))
    }

    /// When staff said what it is.
    async fn assigned_at(&self) -> Option<DateTime<Utc>> {
        self.0.assigned.map(|assigned| assigned.at)
    }
}

/// Why money waits for staff.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::payments::SuspendedKind")]
pub enum SuspendedMoneyKind {
    /// It came for what was written off.
    LateMoney,
    /// A bank or a card network took it, beyond what was left of what had come.
    ExcessTaken,
}

#[derive(Default)]
pub struct SuspenseQueries;

#[Object]
impl SuspenseQueries {
    /// Money that nobody could assign, newest first. For staff with `WRITE_OFF` or `SETTLE_UNRESOLVED`.
    async fn suspended_money(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<SuspendedMoney>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<SuspendedMoneyId>(SUSPENDED, first, after.as_deref())?;
            app.suspended_money(*actor, page).await
        };
        Ok(connection(SUSPENDED, answer(found.await)?, |money| money.id, SuspendedMoney))
    }
}

#[derive(Default)]
pub struct SuspenseMutations;

#[Object]
impl SuspenseMutations {
    /// Say that money that waits is of another charge than the one that it came for: it pays that one now. If it is of the
    /// charge that it came for, see `chargeReopen`. For staff with `SETTLE_UNRESOLVED`.
    async fn suspense_assign(
        &self,
        ctx: &Context<'_>,
        input: SuspenseAssignInput,
    ) -> async_graphql::Result<SuspenseAssignPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let assigned = async { app.assign_suspense(*actor, input.try_into()?).await };
        SuspenseAssignPayload::from_result(assigned.await)
    }
}

impl From<::payments::Suspended> for SuspendedMoney {
    fn from(money: ::payments::Suspended) -> Self {
        Self(money)
    }
}

impl TryFrom<SuspenseAssignInput> for AssignSuspense {
    type Error = Error;

    fn try_from(input: SuspenseAssignInput) -> Result<Self, Error> {
        let SuspenseAssignInput { suspended_money_id, charge_id, evidence, idempotency_key } = input;
        let suspended_money_id = suspended_money_id.parse()?;
        Ok(Self { suspended_money_id, charge_id: charge_id.parse()?, evidence, idempotency_key })
    }
}
