use chrono::{DateTime, Utc};
use engagements::Engagement;
use events::{Event, EventKind};
use kernel::Actor;
use payments::PaymentRequest;
use sea_orm::DatabaseTransaction;

use super::book_approval::{book_approval, fee_terms};
use crate::Result;

/// Settles what a schedule still plans when its engagement ends at `at`: what was due by then is approved as of its day,
/// as if no sweep were ever late, and the rest is cancelled (G-15, X17). The engagement is for the caller to write.
pub(crate) async fn settle_planned(
    tx: &DatabaseTransaction,
    actor: Actor,
    mut engagement: Engagement,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Engagement> {
    for planned in payments::store::lock_planned(tx, engagement.id).await? {
        engagement = match planned.clone().cancel(at) {
            Some(cancelled) => {
                let event = Event::effective(EventKind::PaymentRequestCancelled, actor, &cancelled.id, at, now);
                payments::store::save(tx, &cancelled).await?;
                events::store::record(tx, &event).await?;
                engagement.freed(cancelled.bill.amount, false)?
            }
            None => approve_late(tx, engagement, planned, now).await?,
        };
    }
    Ok(engagement)
}

async fn approve_late(
    tx: &DatabaseTransaction,
    engagement: Engagement,
    planned: PaymentRequest,
    now: DateTime<Utc>,
) -> Result<Engagement> {
    let terms = fee_terms(tx, planned.due_at(now)?).await?;
    let approved = planned.approve_when_due(&terms, now)?;
    payments::store::save(tx, &approved).await?;
    book_approval(tx, Actor::System, engagement, &approved, now).await
}
