use events::{Event, EventKind, MailFrequency, NotificationPreference, Topic};
use kernel::Actor;

use super::reader;
use crate::{Marketplace, Result};

impl Marketplace {
    /// A member says by what mail they want the news of a topic, from the next on. Their inbox has all of it anyway.
    pub async fn set_notification_preference(
        &self,
        actor: Actor,
        topic: Topic,
        mail: MailFrequency,
    ) -> Result<NotificationPreference> {
        let preference = NotificationPreference::new(reader(actor)?, topic, mail)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        events::store::save_preference(&tx, &preference, now).await?;
        let event = Event::now(EventKind::NotificationPreferenceSet, actor, &preference.member_id, now);
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(preference)
    }
}
