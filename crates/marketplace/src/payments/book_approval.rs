use chrono::{DateTime, Utc};
use engagements::Engagement;
use events::{Event, EventKind};
use kernel::Actor;
use payments::{Charge, FeeTerms, PaymentError, PaymentRequest};
use sea_orm::DatabaseTransaction;

use crate::{
    Error, Result,
    postings::{self, Parties, When},
};

/// What every approval leaves behind: the amount counts as approved, a charge on the engagement's payment method and a
/// memo in the books. The bill is written already, and the engagement is for the caller to write.
pub(super) async fn book_approval(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: Engagement,
    request: &PaymentRequest,
    now: DateTime<Utc>,
) -> Result<Engagement> {
    let method_id = engagement.payment_method_id;
    let method = payments::store::find_payment_method(tx, method_id).await?;
    let method = method.ok_or(PaymentError::PaymentMethodNotFound(method_id))?;
    let charge = Charge::of(request, &method, now).ok_or(PaymentError::NotFound(request.id))?;
    let at = charge.approved_at;
    let engagement = engagement.approved(charge.amount, request.bill.is_final, at)?;
    let posting =
        postings::approved(request.id, parties(&charge), charge.amount, charge.fee, When { at, recorded_at: now })?;

    payments::store::insert_charge(tx, &charge).await?;
    ledger::store::post(tx, &posting).await?;
    let approved = (EventKind::PaymentRequestApproved, request.id.to_string());
    let invoiced = (EventKind::ChargeInvoiced, charge.id.to_string());
    for (kind, subject) in [approved, invoiced] {
        events::store::record(tx, &Event::effective(kind, actor, &subject, at, now)).await?;
    }
    Ok(engagement)
}

pub(super) async fn fee_terms(tx: &DatabaseTransaction, at: DateTime<Utc>) -> Result<FeeTerms> {
    let schedule = payments::store::fee_schedule_at(tx, at).await?.ok_or(Error::NoFeeSchedule)?;
    Ok(schedule.terms)
}

/// Between whom a charge moves money.
pub fn parties(charge: &Charge) -> Parties {
    Parties { customer: charge.customer_account_id, expert: charge.expert_account_id, engagement: charge.engagement_id }
}
