//! What every step of a dispute has in common.

use chrono::{DateTime, Utc};
use engagements::Engagement;
use events::{Event, EventKind};
use kernel::{Actor, DisputeId, Money, PaymentRequestId};
use payments::{Approver, Dispute, PaymentError, PaymentRequest, Settlement};
use sea_orm::DatabaseTransaction;

use super::{
    approve_payment_request::{write_approval, write_booked},
    book_approval::fee_terms,
    decision::{lock_bill, lock_free_bill, write_refusal},
};
use crate::Result;

/// A dispute with its bill and its engagement.
pub struct Case {
    pub engagement: Engagement,
    pub request: PaymentRequest,
    pub dispute: Dispute,
}

/// Reads a dispute to decide on it, with its bill and its engagement: locked in the order of all locks.
pub async fn lock_case(tx: &DatabaseTransaction, id: DisputeId, now: DateTime<Utc>) -> Result<Case> {
    let unlocked = payments::store::find_dispute(tx, id).await?.ok_or(PaymentError::DisputeNotFound(id))?;
    let (engagement, request) = lock_bill(tx, unlocked.payment_request_id, now).await?;
    let dispute = payments::store::lock_dispute(tx, id).await?.ok_or(PaymentError::DisputeNotFound(id))?;
    Ok(Case { engagement, request, dispute })
}

/// As [`lock_case`], for time to decide: `None` if the engagement is in somebody's hands, or there is no such dispute.
pub async fn lock_free_case(tx: &DatabaseTransaction, id: DisputeId) -> Result<Option<Case>> {
    let Some(unlocked) = payments::store::find_dispute(tx, id).await? else { return Ok(None) };
    let Some((engagement, request)) = lock_free_bill(tx, unlocked.payment_request_id).await? else {
        return Ok(None);
    };
    let dispute = payments::store::lock_dispute(tx, id).await?;
    Ok(dispute.map(|dispute| Case { engagement, request, dispute }))
}

/// Writes a dispute that was settled, and what becomes of its bill: all, a part or nothing of it is approved, as of the
/// settlement and under the fee of that instant (G-29).
pub async fn write_settlement(tx: &DatabaseTransaction, actor: Actor, case: Case, now: DateTime<Utc>) -> Result<()> {
    let Case { engagement, request, dispute } = case;
    let (at, settlement) = dispute.settled().ok_or(PaymentError::DisputeNotFound(dispute.id))?;

    payments::store::save_dispute(tx, &dispute).await?;
    events::store::record(tx, &Event::effective(EventKind::DisputeSettled, actor, &dispute.id, at, now)).await?;
    let decided = Decided { actor, at, now };
    match settlement {
        Settlement::Whole => approve(tx, decided, engagement, request, Approver::Customer).await,
        Settlement::SilentCustomer => approve(tx, decided, engagement, request, Approver::Silence).await,
        Settlement::Part { amount } => approve_part(tx, decided, engagement, request, amount).await,
        Settlement::Nothing => decline(tx, decided, engagement, request, "Settled in a dispute.").await,
        Settlement::SilentExpert => {
            decline(tx, decided, engagement, request, "The dispute was not answered in time.").await
        }
    }
}

/// Who settled a dispute, as of when, and when that is recorded.
#[derive(Clone, Copy)]
struct Decided {
    actor: Actor,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
}

async fn approve(
    tx: &DatabaseTransaction,
    Decided { actor, at, now }: Decided,
    engagement: Engagement,
    request: PaymentRequest,
    by: Approver,
) -> Result<()> {
    let request = request.approve_settled(by, &fee_terms(tx, at).await?, at)?;
    write_approval(tx, actor, engagement, &request, now).await
}

async fn decline(
    tx: &DatabaseTransaction,
    Decided { actor, at, now }: Decided,
    engagement: Engagement,
    request: PaymentRequest,
    reason: &str,
) -> Result<()> {
    let request = request.decline_settled(reason, at)?;
    let event = Event::effective(EventKind::PaymentRequestDeclined, actor, &request.id, at, now).because(reason);
    write_refusal(tx, engagement, &request, &event).await
}

/// The bill is declined, and another over the part, which names it, is approved in its place (G-31).
async fn approve_part(
    tx: &DatabaseTransaction,
    Decided { actor, at, now }: Decided,
    engagement: Engagement,
    request: PaymentRequest,
    part: Money,
) -> Result<()> {
    let reason = format!("Settled in a dispute for {part}.");
    let declined = request.decline_settled(&reason, at)?;
    let event = Event::effective(EventKind::PaymentRequestDeclined, actor, &declined.id, at, now).because(reason);
    let terms = fee_terms(tx, at).await?;
    let id = PaymentRequestId::generate(now);
    let engagement = engagement.settled_for(declined.bill.amount, part)?;

    payments::store::save(tx, &declined).await?;
    events::store::record(tx, &event).await?;
    let approved = declined.settled_part(id, part, &terms, at);
    payments::store::insert(tx, &approved).await?;
    write_booked(tx, actor, engagement, &approved, now).await
}
