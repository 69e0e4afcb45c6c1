use chrono::{DateTime, NaiveDate, Utc};
use disbursements::{PayoutBlocker, PayoutPreference};
use kernel::{Actor, ActorError, Currency, Right};

use crate::{Marketplace, Result};

/// When a payee is paid in a currency, and when next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreferenceView {
    pub preference: PayoutPreference,
    /// The first run whose cutoff is not over. Whether it pays is for its guards to say.
    pub next_run_on: NaiveDate,
}

impl PreferenceView {
    pub(super) fn of(preference: PayoutPreference, now: DateTime<Utc>) -> Self {
        Self { next_run_on: preference.next_run_on(now), preference }
    }
}

impl Marketplace {
    /// When one's own account is paid: in each currency in which it has a payout method, a preference or ever
    /// earned something. What was never set is daily, whatever the amount.
    pub async fn payout_preferences(&self, actor: Actor) -> Result<Vec<PreferenceView>> {
        let account_id = payee(actor)?;
        let stored = disbursements::store::preferences_of(self.db.reader(), account_id).await?;
        let currencies = disbursements::store::currencies_of(self.db.reader(), account_id).await?;
        let now = self.clock.now();
        let view = |currency: Currency| {
            let of_currency = stored.iter().find(|preference| preference.currency() == currency).cloned();
            PreferenceView::of(of_currency.unwrap_or(PayoutPreference::default_of(account_id, currency)), now)
        };
        Ok(currencies.into_iter().map(view).collect())
    }

    /// Why the last run of each currency did not pay one's own account; nothing where it did.
    pub async fn payout_blockers(&self, actor: Actor) -> Result<Vec<PayoutBlocker>> {
        Ok(disbursements::store::blockers_of(self.db.reader(), payee(actor)?).await?)
    }
}

/// The account whose money a member may see.
fn payee(actor: Actor) -> Result<kernel::AccountId, ActorError> {
    actor.may_any(&[Right::ViewMoney, Right::ManagePayouts])?;
    actor.account().ok_or(ActorError::RightMissing(Right::ViewMoney))
}
