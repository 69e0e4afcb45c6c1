use chrono::{DateTime, Utc};
use disbursements::recall;
use events::{Event, EventKind};
use kernel::{Actor, Money, RefundId};
use ledger::{Account, AccountKind};
use payments::{Charge, PaymentError, Refund, Split};
use sea_orm::DatabaseTransaction;

use super::book_approval::parties;
use crate::{
    Marketplace, RefundOrder, Result,
    postings::{self, Outgoing, When},
    sweeps::Step,
};

impl Marketplace {
    /// Sends back what was collected: it is claimed, booked and kept before the provider is asked. Dying in between
    /// leaves a refund that is looked up, and not sent a second time (G-17).
    pub async fn send_refund(&self, id: RefundId) -> Result<Step> {
        let (provider, now) = (self.provider()?, self.clock.now());
        let tx = self.db.begin().await?;
        let Some(order) = claim(&tx, id, now).await? else { return Ok(Step::Left) };
        tx.commit().await?;

        let answer = provider.refund(&order).await;
        self.note_refund_answer(order.key, &answer).await?;
        Ok(Step::Done)
    }
}

async fn claim(tx: &DatabaseTransaction, id: RefundId, now: DateTime<Utc>) -> Result<Option<RefundOrder>> {
    let unlocked = payments::store::find_refund(tx, id).await?.ok_or(PaymentError::RefundNotFound(id))?;
    let Some(charge) = payments::store::lock_free_charge(tx, unlocked.charge_id).await? else { return Ok(None) };
    let refund = payments::store::lock_refund(tx, id).await?.filter(|refund| refund.is_to_be_sent(now));
    let Some(refund) = refund else { return Ok(None) };
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
    Ok(Some(RefundOrder { key, charge_id: charge.id, amount, provider_token }))
}

/// What the money is sent to.
async fn way(tx: &DatabaseTransaction, charge: &Charge, refund: &Refund) -> Result<String> {
    let id = refund.payment_method_id.unwrap_or(charge.payment_method_id);
    let method = payments::store::find_payment_method(tx, id).await?;
    let token = method.and_then(|method| method.provider_token);
    Ok(token.ok_or(PaymentError::PaymentMethodNotFound(id))?)
}

/// Books it: the payee gives what is pending and available, and owes the rest; the operator gives its fee. Whatever is
/// on a disbursement stays there.
async fn book(
    tx: &DatabaseTransaction,
    charge: &Charge,
    id: RefundId,
    returned: Split,
    now: DateTime<Utc>,
) -> Result<()> {
    let (payee, currency) = (charge.expert_account_id, returned.net.currency());
    // First what everything that comes to the payee locks too: nothing comes in while this goes out.
    ledger::store::lock_balance(tx, Account::of(AccountKind::ExpertReceivable, payee), currency).await?;
    let pending = ledger::store::lock_balance(tx, Account::of(AccountKind::ExpertPending, payee), currency).await?;
    let open = disbursements::store::lock_open_earnings(tx, payee, currency).await?;
    let available = open.iter().try_fold(Money::zero(currency), |sum, earning| sum.checked_add(earning.amount))?;
    let out = Outgoing::of(returned.net, pending, available)?;
    let own = payments::store::collections_of(tx, &[charge.id]).await?;
    let own: Vec<_> = own.into_iter().map(|collection| collection.id).collect();
    let recalled = recall(open, &own, out.available, now)?;

    disbursements::store::insert_recalled(tx, id, &recalled, now).await?;
    let posting = postings::refunded(id, parties(charge), out, returned, When::now(now));
    ledger::store::post(tx, &posting).await?;
    Ok(())
}
