use events::{Notification, NotificationPreference, Topic, store::InboxFilter};
use kernel::{Actor, NotificationId, Page, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// What the reader was told, newest first. Staff have no inbox.
    pub async fn my_notifications(
        &self,
        actor: Actor,
        filter: &InboxFilter,
        page: Page<NotificationId>,
    ) -> Result<Slice<Notification>> {
        actor.signed_in()?;
        match actor.member() {
            Some(member) => Ok(events::store::page_of_inbox(self.db.reader(), member, filter, page).await?),
            None => Ok(Slice::default()),
        }
    }

    /// How much of it they have not read.
    pub async fn my_unread_notifications(&self, actor: Actor) -> Result<u64> {
        actor.signed_in()?;
        match actor.member() {
            Some(member) => Ok(events::store::count_unread(self.db.reader(), member).await?),
            None => Ok(0),
        }
    }

    /// By what mail they want each topic.
    pub async fn my_notification_preferences(&self, actor: Actor) -> Result<Vec<NotificationPreference>> {
        actor.signed_in()?;
        let Some(member_id) = actor.member() else { return Ok(vec![]) };
        let said = events::store::preferences_of(self.db.reader(), member_id).await?;
        let on =
            |topic| NotificationPreference { member_id, topic, mail: said.get(&topic).copied().unwrap_or_default() };
        Ok(Topic::ALL.map(on).into())
    }
}
