use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, CustomerRequestId, Right};
use requests::{CustomerRequest, RequestError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// The request takes no new answers; conversations go on (G-22).
    pub async fn stop_answers(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        self.change_accepting(actor, id, |request, _| request.stop_answers(actor)).await
    }

    /// The request takes new answers again (G-22).
    pub async fn take_answers(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        self.change_accepting(actor, id, |request, now| request.take_answers(actor, now)).await
    }

    async fn change_accepting(
        &self,
        actor: Actor,
        id: CustomerRequestId,
        change: impl FnOnce(CustomerRequest, DateTime<Utc>) -> Result<CustomerRequest, RequestError>,
    ) -> Result<CustomerRequest> {
        actor.may(Right::FileRequest)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let request = requests::store::lock(&tx, id).await?.ok_or(RequestError::NotFound(id))?;
        let request = change(request, now)?;

        requests::store::save(&tx, &request).await?;
        events::store::record(&tx, &Event::now(EventKind::CustomerRequestAcceptingChanged, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(request)
    }
}
