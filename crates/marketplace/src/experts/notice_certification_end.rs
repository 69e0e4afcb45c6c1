use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::{CertificationLink, ExpertError};
use kernel::{Actor, CertificationLinkId, ExpiryNotice};

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// A certification ends before long, and its person is told: once for each time that this falls due, and once for
    /// all that was missed. One that was renewed meanwhile has another end.
    pub(crate) async fn notice_certification_end(&self, id: CertificationLinkId) -> Result<Step> {
        if self.renew_certification(id).await? {
            return Ok(Step::Done);
        }
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let link = experts::store::lock_link(&tx, id).await?.ok_or(ExpertError::CertificationNotFound(id))?;
        if link.notice_due(now).is_none() {
            return Ok(Step::Left);
        }
        let (link, notice) = link.give_notice(now)?;
        let event = Event::effective(EventKind::CertificationExpiring, Actor::System, &id, notice.at, now);

        experts::store::save_link(&tx, &link).await?;
        events::store::record(&tx, &event.because(words(&link, &notice, now))).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }
}

/// What the person is told.
fn words(link: &CertificationLink, notice: &ExpiryNotice, now: DateTime<Utc>) -> String {
    let CertificationLink { external_id, issuer, .. } = link;
    let term = notice.term(now);
    format!(
        "Your certification {external_id} of {issuer} counts {term}. From then on it opens no requests: if your account \
         has no other one, you cannot answer any. Running work and its money go on."
    )
}
