use async_graphql::{Context, ID, InputObject, Object};
use marketplace::{Error, MarkUncollectible, ReopenCharge, WriteOffCharge};

use super::Charge;
use crate::{money::MoneyInput, session::Session};

payload!(ChargeMarkUncollectiblePayload { charge: Charge });
payload!(ChargeWriteOffPayload { charge: Charge });
payload!(ChargeReopenPayload { charge: Charge });

/// Which charge nobody is to ask for any more.
#[derive(InputObject)]
pub struct ChargeMarkUncollectibleInput {
    charge_id: ID,
    /// For the expert: 1 to 500 characters.
    reason: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// What is given up, and why.
#[derive(InputObject)]
pub struct ChargeWriteOffInput {
    charge_id: ID,
    /// What is open, typed once more.
    amount: MoneyInput,
    /// For the expert: 1 to 500 characters.
    reason: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which charge is owed again, and the money that came for it.
#[derive(InputObject)]
pub struct ChargeReopenInput {
    charge_id: ID,
    /// Of `suspendedMoney`. Whatever else waits of the charge pays it too.
    suspended_money_id: ID,
    /// For the expert: 1 to 500 characters.
    reason: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

#[derive(Default)]
pub struct WriteOffMutations;

#[Object]
impl WriteOffMutations {
    /// Ask for what is overdue no longer: no attempt and no reminder follows. What comes all the same is collected. For
    /// staff with `WRITE_OFF`.
    async fn charge_mark_uncollectible(
        &self,
        ctx: &Context<'_>,
        input: ChargeMarkUncollectibleInput,
    ) -> async_graphql::Result<ChargeMarkUncollectiblePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let marked = async { app.mark_charge_uncollectible(*actor, input.try_into()?).await };
        ChargeMarkUncollectiblePayload::from_result(marked.await)
    }

    /// Give up what is open of an uncollectible charge. The expert is not paid for it and owes nothing; no cost is
    /// booked. For staff with `WRITE_OFF`.
    async fn charge_write_off(
        &self,
        ctx: &Context<'_>,
        input: ChargeWriteOffInput,
    ) -> async_graphql::Result<ChargeWriteOffPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let written_off = async { app.write_off_charge(*actor, input.try_into()?).await };
        ChargeWriteOffPayload::from_result(written_off.await)
    }

    /// Say that a charge is owed again that was written off, because money came for it: it is paid with all that
    /// waited. For staff with `WRITE_OFF`.
    async fn charge_reopen(
        &self,
        ctx: &Context<'_>,
        input: ChargeReopenInput,
    ) -> async_graphql::Result<ChargeReopenPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let reopened = async { app.reopen_charge(*actor, input.try_into()?).await };
        ChargeReopenPayload::from_result(reopened.await)
    }
}

impl TryFrom<ChargeMarkUncollectibleInput> for MarkUncollectible {
    type Error = Error;

    fn try_from(input: ChargeMarkUncollectibleInput) -> Result<Self, Error> {
        let ChargeMarkUncollectibleInput { charge_id, reason, idempotency_key } = input;
        Ok(Self { charge_id: charge_id.parse()?, reason, idempotency_key })
    }
}

impl TryFrom<ChargeWriteOffInput> for WriteOffCharge {
    type Error = Error;

    fn try_from(input: ChargeWriteOffInput) -> Result<Self, Error> {
        let ChargeWriteOffInput { charge_id, amount, reason, idempotency_key } = input;
        Ok(Self { charge_id: charge_id.parse()?, amount: amount.try_into()?, reason, idempotency_key })
    }
}

impl TryFrom<ChargeReopenInput> for ReopenCharge {
    type Error = Error;

    fn try_from(input: ChargeReopenInput) -> Result<Self, Error> {
        let ChargeReopenInput { charge_id, suspended_money_id, reason, idempotency_key } = input;
        let suspended_money_id = suspended_money_id.parse()?;
        Ok(Self { charge_id: charge_id.parse()?, suspended_money_id, reason, idempotency_key })
    }
}
