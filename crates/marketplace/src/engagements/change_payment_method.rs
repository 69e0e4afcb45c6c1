use engagements::{Engagement, EngagementError};
use events::{Event, EventKind};
use kernel::{Actor, EngagementId, Right};

use super::{lock_current, paying_method};
use crate::{Marketplace, Result, payments::bind_open_charges};

#[derive(Clone, Debug)]
pub struct ChangePaymentMethod {
    pub engagement_id: EngagementId,
    /// What the customer named to pay with, as typed: a credit is refused in words of its own (IQ-35).
    pub payment_method: String,
}

impl Marketplace {
    /// The customer names what open and later charges are collected from; those on their way stay as they
    /// are.
    pub async fn change_payment_method(&self, actor: Actor, input: ChangePaymentMethod) -> Result<Engagement> {
        let account = actor.account_by(Right::Pay)?;
        let (id, now) = (input.engagement_id, self.clock.now());
        let tx = self.db.begin().await?;

        let engagement = lock_current(&tx, id, now).await?;
        let engagement = engagement.filter(|engagement| engagement.customer_account_id == account);
        let engagement = engagement.ok_or(EngagementError::NotFound(id))?;
        let method = paying_method(&tx, account, &input.payment_method).await?;
        let engagement = engagement.change_payment_method(actor, method)?;
        let changed = Event::now(EventKind::EngagementPaymentMethodChanged, actor, &id, now);

        engagements::store::save(&tx, &engagement).await?;
        bind_open_charges(&tx, id, method, now).await?;
        events::store::record(&tx, &changed).await?;
        tx.commit().await?;

        Ok(engagement)
    }
}
