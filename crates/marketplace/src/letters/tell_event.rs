use accounts::AccountError;
use chrono::{DateTime, TimeDelta, Utc};
use events::{AuditRow, EventKind, Letter, MailFrequency, Notification};
use kernel::{AccountId, EmailAddress, EventId, LetterId, NotificationId};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::{
    about::{About, about},
    page::{news, page},
    recipients::{Reader, actor, recipients},
    texts::{Text, texts},
};
use crate::{Marketplace, Result, sweeps::Step};

/// Nobody is written about what lies longer back: after a long outage their inbox has it, and their mailbox is spared.
const STALE_AFTER: TimeDelta = TimeDelta::days(7);

/// Something that happened and is told.
struct Telling {
    kind: EventKind,
    event: AuditRow,
    about: About,
    /// The address of whoever did it, if it was a person.
    actor: Option<EmailAddress>,
    now: DateTime<Utc>,
}

impl Marketplace {
    /// Tells everybody whom an event concerns, but for who did it (G-24): members in their inbox, and everybody by
    /// letter as they want it, where a post is connected. The event leaves the outbox in the same transaction: each is
    /// told once.
    pub async fn tell_event(&self, id: EventId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let Some(event) = events::store::tell(&tx, id, now).await? else { return Ok(Step::Left) };
        let by_letter = self.outside.mailer.is_some() && now - event.recorded_at < STALE_AFTER;
        if let Some(telling) = Telling::of(&tx, event, now).await? {
            for text in texts(telling.kind) {
                telling.tell(&tx, &text, by_letter).await?;
            }
        }
        tx.commit().await?;
        Ok(Step::Done)
    }
}

impl Telling {
    /// `None`: there is nobody to be told.
    async fn of(db: &impl ConnectionTrait, event: AuditRow, now: DateTime<Utc>) -> Result<Option<Self>, DbErr> {
        let Some(kind) = EventKind::named(&event.kind).filter(|kind| !texts(*kind).is_empty()) else { return Ok(None) };
        let Some(about) = about(db, &event.subject).await? else { return Ok(None) };
        let actor = actor(db, &event).await?;
        Ok(Some(Self { kind, event, about, actor, now }))
    }

    async fn tell(&self, tx: &DatabaseTransaction, text: &Text, by_letter: bool) -> Result<()> {
        for (reader, mail) in self.readers(tx, text).await? {
            let knows = self.actor.as_ref() == Some(&reader.recipient.email) && !text.to.is_for_who_did_it();
            if !knows {
                let mail = if by_letter { mail } else { MailFrequency::Never };
                self.enter(tx, text, &reader, mail).await?;
            }
            // Whoever did it knows; their calendar does not.
            let is_written = text.invites.is_some() || (!knows && mail == MailFrequency::AtOnce);
            if by_letter && is_written {
                self.write(tx, text, reader).await?;
            }
        }
        Ok(())
    }

    /// Who is told, each with how they want to be written of it.
    async fn readers(&self, db: &impl ConnectionTrait, text: &Text) -> Result<Vec<(Reader, MailFrequency)>, DbErr> {
        let readers = recipients(db, text.to, &self.about, self.event.account_id).await?;
        let members: Vec<_> = readers.iter().filter_map(|reader| reader.member).map(|(member, _)| member).collect();
        let said = events::store::preferences_on(db, self.about.topic, &members).await?;
        let with_mail = |reader: Reader| {
            let mail = reader.member.and_then(|(member, _)| said.get(&member).copied());
            (reader, mail.unwrap_or_default())
        };
        Ok(readers.into_iter().map(with_mail).collect())
    }

    /// Enters it in a member's inbox; nothing for others. What sums the inbox up does not stand in it.
    async fn enter(&self, tx: &DatabaseTransaction, text: &Text, reader: &Reader, mail: MailFrequency) -> Result<()> {
        let Some((member_id, account)) = reader.member else { return Ok(()) };
        if self.kind == EventKind::NotificationDigestWritten {
            return Ok(());
        }
        let digest_at = match mail {
            MailFrequency::Daily => Some(self.next_morning(tx, account).await?),
            MailFrequency::AtOnce | MailFrequency::Never => None,
        };
        let notification = Notification {
            id: NotificationId::generate(self.now),
            member_id,
            event_id: self.event.id,
            kind: self.event.kind.clone(),
            topic: self.about.topic,
            subject: self.event.subject.clone(),
            news: news(text, &self.about, &self.event),
            at: self.event.at,
            told_at: self.now,
            read_at: None,
            digest_at,
        };
        Ok(events::store::insert_notification(tx, &notification).await?)
    }

    /// The morning is that of the reader's own account.
    async fn next_morning(&self, tx: &DatabaseTransaction, account: AccountId) -> Result<DateTime<Utc>> {
        let found = accounts::store::find(tx, account).await?.ok_or(AccountError::NotFound(account))?;
        Ok(accounts::next_morning(found.details.time_zone, self.now))
    }

    async fn write(&self, tx: &DatabaseTransaction, text: &Text, reader: Reader) -> Result<()> {
        let content = page(text, &self.about, &self.event, &reader.recipient)?;
        let id = LetterId::generate(self.now);
        let letter = Letter::new(id, self.event.id, reader.recipient, content, self.now);
        Ok(events::store::insert_letter(tx, &letter).await?)
    }
}
