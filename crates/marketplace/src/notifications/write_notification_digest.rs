use accounts::{AccountError, MemberState};
use events::{Event, EventKind, Notification};
use kernel::{Actor, MemberId};

use crate::{Marketplace, Result, letters::STALE_AFTER, sweeps::Step};

/// How many lines a digest has at most; the inbox has the rest.
const LINES_MAX: usize = 50;

impl Marketplace {
    /// A member is written in the morning what they have not read, if they are still there. What lies long back stays
    /// past, as for letters.
    pub(crate) async fn write_notification_digest(&self, member: MemberId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let told = events::store::take_digest(&tx, member, now).await?;
        let Some(digest_at) = told.iter().filter_map(|notification| notification.digest_at).max() else {
            return Ok(Step::Left); // Another process wrote it, or they have read all of it.
        };
        let told: Vec<_> = told.into_iter().filter(|told| now - told.told_at < STALE_AFTER).collect();
        let reader = accounts::store::find_member(&tx, member).await?.ok_or(AccountError::MemberNotFound(member))?;
        if !told.is_empty() && matches!(reader.state, MemberState::Active { .. }) {
            let event = Event::effective(EventKind::NotificationDigestWritten, Actor::System, &member, digest_at, now);
            events::store::record(&tx, &event.because(lines(&told))).await?;
        }
        tx.commit().await?;

        Ok(Step::Done)
    }
}

fn lines(told: &[Notification]) -> String {
    let mut lines: Vec<_> = told.iter().take(LINES_MAX).map(|told| format!("– {}", told.news.title)).collect();
    if let Some(more) = told.len().checked_sub(LINES_MAX).filter(|more| *more > 0) {
        lines.push(format!("And {more} more."));
    }
    lines.join("\n")
}
