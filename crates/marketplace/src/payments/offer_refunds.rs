use chrono::{DateTime, Utc};
use events::{Command, Event, EventKind};
use kernel::{Actor, InputError, Money, PaymentRequestId, RefundId, Right};
use payments::{Charge, NewRefund, PaymentError, REFUNDS_MAX, Refund, confirm_total};
use sea_orm::DatabaseTransaction;

use super::{proceed_refund::proceed, request_refund::find_charge_of};
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct OfferRefunds {
    /// 1 to [`REFUNDS_MAX`], each of another bill.
    pub refunds: Vec<RefundOffer>,
    /// What they come to, typed once more.
    pub total: Money,
    pub idempotency_key: String,
}

/// What the expert gives back of one bill.
#[derive(Clone, Debug)]
pub struct RefundOffer {
    pub payment_request_id: PaymentRequestId,
    /// The customer's request that it answers.
    pub answers: Option<RefundId>,
    pub amount: Money,
    pub reason: String,
}

impl Marketplace {
    /// The expert gives back: all of it or nothing, without anybody's consent, and for good. What is open is taken off
    /// at once, what was collected is sent back; while a collection is in flight both wait (IQ-34, G-17, G-45).
    pub async fn offer_refunds(&self, actor: Actor, input: OfferRefunds) -> Result<Vec<Refund>> {
        actor.may(Right::Refund)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        input.check()?;
        let ids = input.refunds.iter().map(|offer| offer.answers.unwrap_or_else(|| RefundId::generate(now)));
        let ids: Vec<RefundId> = ids.collect();
        let names = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &names, now).await? {
            return first_answer(&tx, &receipt.answer_to(&command)?).await;
        }
        let mut refunds = Vec::new();
        for (charge, offer) in lock_charges(&tx, actor, input.refunds.iter().zip(ids)).await? {
            refunds.push(give(&tx, actor, charge, offer, now).await?);
        }
        refunds.sort_by_key(|refund| refund.payment_request_id);
        tx.commit().await?;

        Ok(refunds)
    }
}

async fn first_answer(tx: &DatabaseTransaction, names: &str) -> Result<Vec<Refund>> {
    let ids = names.split(' ').map(str::parse).collect::<Result<Vec<RefundId>, _>>()?;
    let mut refunds = payments::store::find_refunds(tx, &ids).await?;
    refunds.sort_by_key(|refund| refund.payment_request_id);
    Ok(refunds)
}

/// The charges of the bills, all before anything is booked, in the order of their ids.
async fn lock_charges<'a>(
    tx: &DatabaseTransaction,
    actor: Actor,
    offers: impl Iterator<Item = (&'a RefundOffer, RefundId)>,
) -> Result<Vec<(Charge, (&'a RefundOffer, RefundId))>> {
    let mut charges = Vec::new();
    for offer in offers {
        let bill_id = offer.0.payment_request_id;
        let bill = payments::store::find(tx, bill_id).await?;
        let bill = bill.filter(|bill| actor.acts_for(bill.bill.expert_account_id));
        bill.ok_or(PaymentError::NotFound(bill_id))?;
        charges.push((find_charge_of(tx, bill_id).await?.id, offer));
    }
    charges.sort_by_key(|(id, _)| *id);
    let mut locked = Vec::new();
    for (id, offer) in charges {
        let charge = payments::store::lock_charge(tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        locked.push((charge, offer));
    }
    Ok(locked)
}

async fn give(
    tx: &DatabaseTransaction,
    actor: Actor,
    charge: Charge,
    (offer, id): (&RefundOffer, RefundId),
    now: DateTime<Utc>,
) -> Result<Refund> {
    let refund = match offer.answers {
        None => {
            let new = NewRefund { id, charge: &charge, amount: offer.amount, reason: &offer.reason };
            let refund = Refund::offer_unasked(&new, now)?;
            payments::store::insert_refund(tx, &refund).await?;
            refund
        }
        Some(id) => {
            let asked = payments::store::lock_refund(tx, id).await?;
            let asked = asked.filter(|asked| asked.charge_id == charge.id);
            let refund = asked.ok_or(PaymentError::RefundNotFound(id))?.offer(offer.amount, &charge, now)?;
            payments::store::save_refund(tx, &refund).await?;
            refund
        }
    };
    let charge = charge.promise(refund.amount)?;
    payments::store::save_charge(tx, &charge).await?;
    events::store::record(tx, &Event::now(EventKind::RefundOffered, actor, &id, now)).await?;
    if charge.is_in_flight() {
        return Ok(refund);
    }
    Ok(proceed(tx, charge, refund, now).await?.1)
}

impl OfferRefunds {
    fn check(&self) -> Result<()> {
        let count = self.refunds.len();
        if count == 0 || count > REFUNDS_MAX {
            let problem = format!("must hold 1 to {REFUNDS_MAX} refunds, and holds {count}");
            return Err(InputError::new("refunds", problem).into());
        }
        let mut bills: Vec<_> = self.refunds.iter().map(|offer| offer.payment_request_id).collect();
        bills.sort_unstable();
        bills.dedup();
        if bills.len() < count {
            return Err(InputError::new("refunds", "must each be of another bill").into());
        }
        if self.refunds.iter().any(|offer| offer.amount.is_zero()) {
            return Err(PaymentError::AmountNotPositive.into());
        }
        Ok(confirm_total(self.refunds.iter().map(|offer| offer.amount), self.total)?)
    }

    fn command(&self, actor: Actor) -> Result<Command> {
        let payload = self.refunds.iter().flat_map(|offer| {
            let answers = offer.answers.map(|id| id.to_string()).unwrap_or_default();
            [offer.payment_request_id.to_string(), answers, offer.amount.to_string(), offer.reason.clone()]
        });
        let payload: Vec<String> = payload.chain([self.total.to_string()]).collect();
        let payload: Vec<&str> = payload.iter().map(String::as_str).collect();
        Ok(Command::new(actor, "refundOffer", &self.idempotency_key, &payload)?)
    }
}
