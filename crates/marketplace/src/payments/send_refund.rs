use chrono::{DateTime, Utc};
use disbursements::Taker;
use events::{Event, EventKind};
use kernel::{Actor, RefundId};
use payments::{Charge, PaymentError, Refund, Split};
use sea_orm::DatabaseTransaction;

use super::{book_approval::parties, proceed_refund::take_off_instead, take_from_payee::take_from_payee};
use crate::{
    Marketplace, RefundOrder, Result,
    postings::{self, When},
    sweeps::Step,
};

impl Marketplace {
    /// Sends back what was collected: it is claimed, booked and kept before the provider is asked. Dying in between
    /// leaves a refund that is looked up, and not sent a second time (G-17).
    pub async fn send_refund(&self, id: RefundId) -> Result<Step> {
        let (provider, now) = (self.provider()?, self.clock.now());
        let tx = self.db.begin().await?;
        let Some(claimed) = claim(&tx, id, now).await? else { return Ok(Step::Left) };
        tx.commit().await?;

        let Claimed::ToSend(order) = claimed else { return Ok(Step::Done) };
        let answer = provider.refund(&order).await;
        self.note_refund_answer(order.key, &answer).await?;
        Ok(Step::Done)
    }
}

/// What became of a refund that was to be sent.
enum Claimed {
    ToSend(RefundOrder),
    /// All of it was taken off what is owed.
    NothingLeft,
}

async fn claim(tx: &DatabaseTransaction, id: RefundId, now: DateTime<Utc>) -> Result<Option<Claimed>> {
    let unlocked = payments::store::find_refund(tx, id).await?.ok_or(PaymentError::RefundNotFound(id))?;
    let Some(charge) = payments::store::lock_free_charge(tx, unlocked.charge_id).await? else { return Ok(None) };
    let refund = payments::store::lock_refund(tx, id).await?.filter(|refund| refund.is_to_be_sent(now));
    let Some(refund) = refund else { return Ok(None) };
    if is_uncovered(&charge, &refund)? && charge.is_in_flight() {
        return Ok(None); // What comes of the attempt may cover it.
    }
    let (charge, refund) = cover(tx, charge, refund, now).await?;
    if refund.to_return()?.is_zero() {
        return Ok(Some(Claimed::NothingLeft));
    }
    let (amount, is_first) = (refund.to_return()?, refund.sends == 0);
    let (charge, returned) = match refund.returned {
        Some(returned) => (charge, returned), // Booked when it was first sent.
        None => charge.give_back(amount)?,
    };
    let (refund, key) = refund.claim(returned, now)?;
    let provider_token = way(tx, &charge, &refund).await?;

    payments::store::save_charge(tx, &charge).await?;
    payments::store::save_refund(tx, &refund).await?;
    if is_first {
        book(tx, &charge, refund.id, returned, now).await?;
    }
    events::store::record(tx, &Event::now(EventKind::RefundSending, Actor::System, &id, now)).await?;
    Ok(Some(Claimed::ToSend(RefundOrder { key, charge_id: charge.id, amount, provider_token })))
}

/// Whether what is to be sent was taken back by the bank since it was offered.
fn is_uncovered(charge: &Charge, refund: &Refund) -> Result<bool> {
    let missing = refund.to_return()?;
    Ok(refund.returned.is_none() && missing.checked_min(charge.returnable().total()?)? != missing)
}

/// What was taken back by the bank is not sent: it is taken off what is owed again.
async fn cover(
    tx: &DatabaseTransaction,
    charge: Charge,
    refund: Refund,
    now: DateTime<Utc>,
) -> Result<(Charge, Refund)> {
    if is_uncovered(&charge, &refund)? { take_off_instead(tx, charge, refund, now).await } else { Ok((charge, refund)) }
}

/// What the money is sent to.
async fn way(tx: &DatabaseTransaction, charge: &Charge, refund: &Refund) -> Result<String> {
    let id = refund.payment_method_id.unwrap_or(charge.payment_method_id);
    let method = payments::store::find_payment_method(tx, id).await?;
    let token = method.and_then(|method| method.provider_token);
    Ok(token.ok_or(PaymentError::PaymentMethodNotFound(id))?)
}

/// Books it: the payee gives its part, and the operator its fee.
async fn book(
    tx: &DatabaseTransaction,
    charge: &Charge,
    id: RefundId,
    returned: Split,
    now: DateTime<Utc>,
) -> Result<()> {
    let out = take_from_payee(tx, charge, returned.net, Taker::Refund(id), now).await?;
    let posting = postings::refunded(id, parties(charge), out, returned, When::now(now));
    ledger::store::post(tx, &posting).await?;
    Ok(())
}
