use events::{Notification, NotificationError};
use kernel::{Actor, NotificationId};

use super::reader;
use crate::{Marketplace, Result};

impl Marketplace {
    /// A member has read one of their notifications, or it and all before it. What is read stays read; it is not
    /// written of in a digest.
    pub async fn mark_notification_read(
        &self,
        actor: Actor,
        id: NotificationId,
        and_earlier: bool,
    ) -> Result<Notification> {
        let member = reader(actor)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let notification =
            events::store::find_notification(&tx, member, id).await?.ok_or(NotificationError::NotFound(id))?;
        events::store::mark_read(&tx, &notification, and_earlier, now).await?;
        tx.commit().await?;

        Ok(Notification { read_at: notification.read_at.or(Some(now)), digest_at: None, ..notification })
    }
}
