use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, CustomerRequestId};
use requests::{CustomerRequest, RequestError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// What every change of a request by its customer has in common: it is read, decided on and written, and `kind` is
    /// recorded. Whether the actor may is for the caller to ask first.
    pub(super) async fn change_customer_request(
        &self,
        actor: Actor,
        id: CustomerRequestId,
        kind: EventKind,
        change: impl FnOnce(CustomerRequest, DateTime<Utc>) -> Result<CustomerRequest, RequestError>,
    ) -> Result<CustomerRequest> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let request = requests::store::lock(&tx, id).await?.ok_or(RequestError::NotFound(id))?;
        let before = request.clone();
        let request = change(request, now)?;

        requests::store::save(&tx, &request).await?;
        if request.is_news_after(&before) {
            requests::store::freshen_request(&tx, id, now).await?;
        }
        events::store::record(&tx, &Event::now(kind, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(request)
    }
}
