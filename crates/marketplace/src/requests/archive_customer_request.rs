use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, CustomerRequestId, Right};
use requests::{CustomerRequest, RequestError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The customer puts a request away: it leaves their list, and nothing else changes (G-22).
    pub async fn archive_customer_request(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        let archive = |request: CustomerRequest, now| request.archive(actor, now);
        self.put_request_away(actor, id, EventKind::CustomerRequestArchived, archive).await
    }

    /// The customer takes it out again.
    pub async fn restore_customer_request(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        let restore = |request: CustomerRequest, _| request.restore(actor);
        self.put_request_away(actor, id, EventKind::CustomerRequestRestored, restore).await
    }

    async fn put_request_away(
        &self,
        actor: Actor,
        id: CustomerRequestId,
        kind: EventKind,
        change: impl FnOnce(CustomerRequest, DateTime<Utc>) -> Result<CustomerRequest, RequestError>,
    ) -> Result<CustomerRequest> {
        actor.may(Right::FileRequest)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let request = requests::store::lock(&tx, id).await?.ok_or(RequestError::NotFound(id))?;
        let request = change(request, now)?;

        requests::store::save(&tx, &request).await?;
        events::store::record(&tx, &Event::now(kind, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(request)
    }
}
