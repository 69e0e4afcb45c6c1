use accounts::AccountError;
use chrono::{DateTime, Utc};
use events::{EventKind, MailFrequency, Notification};
use kernel::{AccountId, EventId, NotificationId};
use sea_orm::DatabaseTransaction;

use crate::{
    Marketplace, Result,
    letters::{Reader, Telling, Text, news},
    sweeps::Step,
};

impl Marketplace {
    /// Enters an event in the inbox of every member whom it concerns, but for who did it (G-24), whether a post is
    /// connected or not. It is noted in the same transaction: each is told once.
    pub async fn enter_notifications(&self, id: EventId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let Some(event) = events::store::note(&tx, id, now).await? else { return Ok(Step::Left) };
        if let Some(telling) = Telling::of(&tx, event, now).await?.filter(stands_in_inboxes) {
            for text in &telling.texts {
                for (reader, mail) in telling.readers(&tx, text).await? {
                    enter(&tx, &telling, text, (reader, mail)).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(Step::Done)
    }
}

/// What sums an inbox up does not stand in it.
fn stands_in_inboxes(telling: &Telling) -> bool {
    telling.kind != EventKind::NotificationDigestWritten
}

async fn enter(
    tx: &DatabaseTransaction,
    telling: &Telling,
    text: &Text,
    (reader, mail): (Reader, MailFrequency),
) -> Result<()> {
    let Some((member_id, account)) = reader.member.filter(|_| !telling.is_known_to(&reader, text)) else {
        return Ok(());
    };
    let digest_at = match mail {
        MailFrequency::Daily => Some(next_morning(tx, account, telling.now).await?),
        MailFrequency::AtOnce | MailFrequency::Never => None,
    };
    let notification = Notification {
        id: NotificationId::generate(telling.now),
        member_id,
        event_id: telling.event.id,
        kind: telling.event.kind.clone(),
        topic: telling.about.topic,
        subject: telling.event.subject.clone(),
        news: news(text, &telling.about, &telling.event),
        at: telling.event.at,
        told_at: telling.now,
        read_at: None,
        digest_at,
    };
    Ok(events::store::insert_notification(tx, &notification).await?)
}

/// The morning is that of the reader's own account.
async fn next_morning(tx: &DatabaseTransaction, account: AccountId, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let found = accounts::store::find(tx, account).await?.ok_or(AccountError::NotFound(account))?;
    Ok(accounts::next_morning(found.details.time_zone, now))
}
