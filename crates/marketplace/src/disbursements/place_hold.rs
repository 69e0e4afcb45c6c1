use disbursements::{DisbursementError, Hold, HoldError, NewHold};
use events::{Command, IdempotencyError};
use kernel::{Actor, ActorError, HoldId, Right};

use super::holds::place;
use crate::{Marketplace, Result, postings::When};

#[derive(Clone, Debug)]
pub struct PlaceHold {
    pub hold: NewHold,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Staff hold a payee's money: nobody pays it before they release it, and the work goes on (G-40).
    pub async fn place_hold(&self, actor: Actor, input: PlaceHold) -> Result<Hold> {
        actor.may(Right::ManageHolds)?;
        let by = actor.staff().ok_or(ActorError::RightMissing(Right::ManageHolds))?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let hold = Hold::by_hand(HoldId::generate(now), input.hold, by, now)?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &hold.id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let first = disbursements::store::find_hold(&tx, first).await?.ok_or(HoldError::NotFound(first));
            return Ok(first.map_err(DisbursementError::from)?);
        }
        let payee = hold.expert_account_id;
        accounts::store::find(&tx, payee).await?.ok_or(accounts::AccountError::NotFound(payee))?;

        place(&tx, &hold, actor, When::now(now)).await?;
        tx.commit().await?;

        Ok(hold)
    }
}

impl PlaceHold {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let NewHold { expert_account_id, currency, reason, note } = &self.hold;
        let currency = currency.map(|currency| currency.code()).unwrap_or_default();
        let payload = [&expert_account_id.to_string(), currency, reason.words(), note.trim()];
        Command::new(actor, "holdPlace", &self.idempotency_key, &payload)
    }
}
