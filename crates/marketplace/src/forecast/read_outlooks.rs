use chrono::{DateTime, Utc};
use kernel::{Actor, ActorError, PaymentRequestId, Right};
use payments::PaymentRequest;
use sea_orm::DatabaseTransaction;

use super::{facts::Facts, outlook::Outlook};
use crate::{Marketplace, Result};

impl Marketplace {
    /// Where several bills stand, in no order; what does not exist is missing. A fixed number of statements however
    /// many there are. Only for who may: see [`Self::may_see_payouts`].
    pub async fn outlooks(&self, ids: &[PaymentRequestId]) -> Result<Vec<Outlook>> {
        let now = self.clock.now();
        let tx = self.db.snapshot().await?;
        let bills = payments::store::find_many(&tx, ids).await?;
        outlooks_of(&tx, bills, now).await
    }

    /// Whether somebody may see when and how the expert of a bill is paid: the expert's own members with
    /// `VIEW_MONEY`, and the staff who run payouts, settle or audit. The customer may not.
    pub fn may_see_payouts(actor: Actor, bill: &PaymentRequest) -> bool {
        may_read_payouts(actor).is_ok() && (actor.is_staff() || actor.acts_for(bill.bill.expert_account_id))
    }
}

/// What reading of payouts asks first.
pub fn may_read_payouts(actor: Actor) -> Result<(), ActorError> {
    if actor.is_staff() { actor.may_any(&Right::TO_READ_WORK) } else { actor.may(Right::ViewMoney) }
}

pub async fn outlooks_of(
    tx: &DatabaseTransaction,
    bills: Vec<PaymentRequest>,
    now: DateTime<Utc>,
) -> Result<Vec<Outlook>> {
    let facts = Facts::load(tx, &bills, now).await?;
    bills.into_iter().map(|bill| facts.outlook(bill, now)).collect()
}
