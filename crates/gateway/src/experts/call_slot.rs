use std::{collections::HashMap, sync::Arc};

use ::experts::CallSlotState;
use async_graphql::{Context, Enum, ID, InputObject, Object, dataloader::Loader};
use chrono::{DateTime, Utc};
use kernel::{CallSlotId, IdentityCheckId, InputError};
use marketplace::{Error, PublishCallSlots};

use super::IdentityCheck;
use crate::{
    connection::{Connection, connection, page},
    loaders::{Rows, load},
    session::Session,
    user_error::{OrNull, answer},
};

const CALL_SLOTS: &str = "callSlots";

payload!(CallSlotsPublishPayload { call_slots: Vec<CallSlot> });
payload!(CallSlotWithdrawPayload { call_slot: CallSlot });

pub struct CallSlot(pub ::experts::CallSlot);

/// A time at which a member of the operator's staff sees an expert in a video call.
#[Object]
impl CallSlot {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.time.starts_at
    }

    async fn ends_at(&self) -> DateTime<Utc> {
        self.0.time.ends_at
    }

    /// Where the call takes place: a link, or words that say how to join.
    async fn place(&self) -> &str {
        &self.0.place
    }

    async fn status(&self) -> CallSlotStatus {
        match self.0.state {
            CallSlotState::Free => CallSlotStatus::Free,
            CallSlotState::Taken(_) => CallSlotStatus::Taken,
            CallSlotState::Withdrawn { .. } => CallSlotStatus::Withdrawn,
        }
    }

    /// For which check it is taken; null if it is not.
    async fn identity_check(&self, ctx: &Context<'_>) -> OrNull<IdentityCheck> {
        match &self.0.state {
            CallSlotState::Taken(call) => load(ctx, call.identity_check_id).await.transpose(),
            CallSlotState::Free | CallSlotState::Withdrawn { .. } => None,
        }
        .map(|found| found.map(IdentityCheck))
    }
}

/// Whether a video call can be booked.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CallSlotStatus {
    Free,
    /// An expert booked it.
    Taken,
    /// Staff do not offer it any more.
    Withdrawn,
}

pub struct FreeCallSlot(::experts::CallSlot);

/// A video call that can be booked. Where it takes place is told to whoever books it.
#[Object]
impl FreeCallSlot {
    /// The id to book it by.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.time.starts_at
    }

    async fn ends_at(&self) -> DateTime<Utc> {
        self.0.time.ends_at
    }
}

/// One video call to offer.
#[derive(InputObject)]
pub struct CallTimeInput {
    /// A full minute that lies ahead.
    starts_at: DateTime<Utc>,
    /// How long it takes: 10 to 240 minutes.
    minutes: i32,
}

/// Video calls to offer.
#[derive(InputObject)]
pub struct CallSlotsPublishInput {
    /// 1 to 100 times, which overlap neither with each other nor with those that one offers already.
    slots: Vec<CallTimeInput>,
    /// Where the calls take place, a link or words that say how to join: 1 to 500 characters.
    place: String,
    /// Of your own; the same key with the same input gives the same answer.
    idempotency_key: String,
}

/// The video call to offer no longer.
#[derive(InputObject)]
pub struct CallSlotWithdrawInput {
    call_slot_id: ID,
}

#[derive(Default)]
pub struct CallSlotQueries;

#[Object]
impl CallSlotQueries {
    /// The video calls that staff offer or hold and that are not over, soonest first. For staff with
    /// `REVIEW_REGISTRATIONS`.
    async fn call_slots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CallSlot>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<CallSlotId>(CALL_SLOTS, first, after.as_deref())?;
            app.call_slots(*actor, page).await
        };
        Ok(connection(CALL_SLOTS, answer(found.await)?, |slot| slot.id, CallSlot))
    }
}

#[derive(Default)]
pub struct CallSlotMutations;

#[Object]
impl CallSlotMutations {
    /// Offer video calls that one holds oneself, all or none. For staff with `REVIEW_REGISTRATIONS`.
    async fn call_slots_publish(
        &self,
        ctx: &Context<'_>,
        input: CallSlotsPublishInput,
    ) -> async_graphql::Result<CallSlotsPublishPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let published = async { app.publish_call_slots(*actor, input.try_into()?).await };
        let published = published.await.map(|slots| slots.into_iter().map(CallSlot).collect::<Vec<_>>());
        CallSlotsPublishPayload::from_result(published)
    }

    /// Offer a video call no longer that nobody booked. For staff with `REVIEW_REGISTRATIONS`.
    async fn call_slot_withdraw(
        &self,
        ctx: &Context<'_>,
        input: CallSlotWithdrawInput,
    ) -> async_graphql::Result<CallSlotWithdrawPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let withdrawn = async { app.withdraw_call_slot(*actor, input.call_slot_id.parse()?).await };
        CallSlotWithdrawPayload::from_result(withdrawn.await)
    }
}

/// The call that a check waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct CallOf(IdentityCheckId);

impl Loader<CallOf> for Rows {
    type Value = ::experts::CallSlot;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[CallOf]) -> Result<HashMap<CallOf, Self::Value>, Arc<Error>> {
        let checks: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.booked_call_slots(self.1, &checks).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(check, slot)| (CallOf(check), slot)).collect())
    }
}

/// The calls that can be booked: the same for every check.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct FreeCalls;

impl Loader<FreeCalls> for Rows {
    type Value = Vec<::experts::CallSlot>;
    type Error = Arc<Error>;

    async fn load(&self, _: &[FreeCalls]) -> Result<HashMap<FreeCalls, Self::Value>, Arc<Error>> {
        let free = self.0.free_call_slots(self.1).await.map_err(Arc::new)?;
        Ok(HashMap::from([(FreeCalls, free)]))
    }
}

/// The call that a check waits for.
pub async fn call_of(ctx: &Context<'_>, check: IdentityCheckId) -> OrNull<CallSlot> {
    load(ctx, CallOf(check)).await.transpose().map(|found| found.map(CallSlot))
}

/// The calls that can be booked, soonest first.
pub async fn free_calls(ctx: &Context<'_>) -> async_graphql::Result<Vec<FreeCallSlot>> {
    Ok(load(ctx, FreeCalls).await?.unwrap_or_default().into_iter().map(FreeCallSlot).collect())
}

impl TryFrom<CallSlotsPublishInput> for PublishCallSlots {
    type Error = Error;

    fn try_from(input: CallSlotsPublishInput) -> Result<Self, Error> {
        let CallSlotsPublishInput { slots, place, idempotency_key } = input;
        let out_of_limits = |_| InputError::new("minutes", "must be 10 to 240");
        let slot = |time: CallTimeInput| Ok((time.starts_at, u16::try_from(time.minutes).map_err(out_of_limits)?));
        let slots = slots.into_iter().map(slot).collect::<Result<_, InputError>>()?;
        Ok(Self { slots, place, idempotency_key })
    }
}

impl From<::experts::CallSlot> for CallSlot {
    fn from(slot: ::experts::CallSlot) -> Self {
        Self(slot)
    }
}
