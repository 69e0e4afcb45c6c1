use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, ExpiryNotice, UsTaxFormId};
use tax::TaxError;

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// A W-8 ends before long, and its account is told: once for each time that this falls due, and once for all that
    /// was missed.
    pub(crate) async fn notice_us_tax_form_end(&self, id: UsTaxFormId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let form = tax::store::lock_us_form(&tx, &self.vault, id).await?.ok_or(TaxError::UsFormNotFound(id))?;
        if form.notice_due(now).is_none() {
            return Ok(Step::Left);
        }
        let (form, notice) = form.give_notice(now)?;
        let event = Event::effective(EventKind::UsTaxFormExpiring, Actor::System, &id, notice.at, now);

        tax::store::save_us_form(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event.because(words(&notice, now))).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }

    /// A W-8's time is over, as of its due instant.
    pub(crate) async fn expire_us_tax_form(&self, id: UsTaxFormId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let form = tax::store::lock_us_form(&tx, &self.vault, id).await?.ok_or(TaxError::UsFormNotFound(id))?;
        let expires_at = form.validity().and_then(|validity| validity.expires_at);
        let Some(expires_at) = expires_at.filter(|expires_at| *expires_at <= now) else { return Ok(Step::Left) };
        let form = form.expire(now)?;
        let event = Event::effective(EventKind::UsTaxFormExpired, Actor::System, &id, expires_at, now);

        tax::store::save_us_form(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}

/// What the account is told.
fn words(notice: &ExpiryNotice, now: DateTime<Utc>) -> String {
    format!(
        "Your tax form for the United States counts {}. A new one, signed before that, follows it.",
        notice.term(now)
    )
}
