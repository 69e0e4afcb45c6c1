use disbursements::PayoutPreference;
use events::EventKind;
use kernel::{Actor, Currency};

use super::read_payout_preferences::PreferenceView;
use crate::{Marketplace, Result};

impl Marketplace {
    /// No run pays the payee in this currency until it is resumed; what is collected waits (G-41).
    pub async fn pause_payouts(&self, actor: Actor, currency: Currency) -> Result<PreferenceView> {
        self.change_preference(actor, currency, PayoutPreference::pause, EventKind::PayoutPreferencePaused).await
    }

    /// Runs pay again, from the next one on (G-41).
    pub async fn resume_payouts(&self, actor: Actor, currency: Currency) -> Result<PreferenceView> {
        let resume = |preference: PayoutPreference, _| preference.resume();
        self.change_preference(actor, currency, resume, EventKind::PayoutPreferenceResumed).await
    }
}
