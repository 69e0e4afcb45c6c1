use chrono::{DateTime, Utc};
use events::{AuditRow, EventKind, MailFrequency};
use kernel::EmailAddress;
use sea_orm::{ConnectionTrait, DbErr};

use super::{
    about::{About, about},
    recipients::{Reader, actor, recipients},
    texts::{Text, texts},
};

/// Something that happened and is told.
pub struct Telling {
    pub kind: EventKind,
    /// What is said of it, and to whom; never nothing.
    pub texts: Vec<Text>,
    pub event: AuditRow,
    pub about: About,
    /// The address of whoever did it, if it was a person.
    actor: Option<EmailAddress>,
    pub now: DateTime<Utc>,
}

impl Telling {
    /// `None`: there is nobody to be told.
    pub async fn of(db: &impl ConnectionTrait, event: AuditRow, now: DateTime<Utc>) -> Result<Option<Self>, DbErr> {
        let Some(kind) = EventKind::named(&event.kind) else { return Ok(None) };
        let texts = texts(kind);
        if texts.is_empty() {
            return Ok(None);
        }
        let Some(about) = about(db, &event.subject).await? else { return Ok(None) };
        let actor = actor(db, &event).await?;
        Ok(Some(Self { kind, texts, event, about, actor, now }))
    }

    /// Whom a text is for, each with how they want to be written of it.
    pub async fn readers(&self, db: &impl ConnectionTrait, text: &Text) -> Result<Vec<(Reader, MailFrequency)>, DbErr> {
        let readers = recipients(db, text.to, &self.about, &self.event).await?;
        let members: Vec<_> = readers.iter().filter_map(|reader| reader.member).map(|(member, _)| member).collect();
        let said = events::store::preferences_on(db, self.about.topic, &members).await?;
        let with_mail = |reader: Reader| {
            let mail = reader.member.and_then(|(member, _)| said.get(&member).copied());
            (reader, mail.unwrap_or_default())
        };
        Ok(readers.into_iter().map(with_mail).collect())
    }

    /// Whether the reader need not be told, as it was they who did it (G-24).
    pub fn is_known_to(&self, reader: &Reader, text: &Text) -> bool {
        self.actor.as_ref() == Some(&reader.recipient.email) && !text.to.is_for_who_did_it()
    }
}
