use chrono::{DateTime, Utc};
use disbursements::{DisbursementError, PayoutInterval, PayoutPreference};
use events::{Event, EventKind};
use kernel::{Actor, ActorError, Currency, Money, Right};

use super::read_payout_preferences::PreferenceView;
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct SetPayoutPreference {
    pub currency: Currency,
    pub interval: PayoutInterval,
    /// A run pays this much or nothing; may be zero.
    pub minimum: Money,
}

impl Marketplace {
    /// The payee says when it is paid in a currency, and how much at least (IQ-32, G-41). Binds from the next
    /// run on.
    pub async fn set_payout_preference(&self, actor: Actor, input: SetPayoutPreference) -> Result<PreferenceView> {
        let set = |preference: PayoutPreference, _| preference.set(input.interval, input.minimum);
        self.change_preference(actor, input.currency, set, EventKind::PayoutPreferenceSet).await
    }

    /// What every change of a preference has in common: where nothing is set, the default is what changes.
    pub(super) async fn change_preference(
        &self,
        actor: Actor,
        currency: Currency,
        change: impl FnOnce(PayoutPreference, DateTime<Utc>) -> Result<PayoutPreference, DisbursementError>,
        kind: EventKind,
    ) -> Result<PreferenceView> {
        actor.may(Right::ManagePayouts)?;
        let account_id = actor.account().ok_or(ActorError::RightMissing(Right::ManagePayouts))?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let preference = disbursements::store::lock_preference(&tx, account_id, currency).await?;
        let preference = change(preference, now)?;
        let subject = format!("{account_id}/{}", currency.code());

        disbursements::store::save_preference(&tx, &preference).await?;
        events::store::record(&tx, &Event::now(kind, actor, &subject, now)).await?;
        tx.commit().await?;

        Ok(PreferenceView::of(preference, now))
    }
}
