use engagements::CancellationRequest;
use events::{Event, EventKind};
use kernel::{Actor, CancellationRequestId, Right};

use super::cancellation::lock_request;
use crate::{Marketplace, Result};

impl Marketplace {
    /// The other side does not agree: the work goes on (G-46).
    pub async fn reject_cancellation(&self, actor: Actor, id: CancellationRequestId) -> Result<CancellationRequest> {
        actor.may_any(&Right::TO_CANCEL)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let (_, request) = lock_request(&tx, id).await?;
        let request = request.reject(actor, now)?;
        actor.may(CancellationRequest::right_of(request.side_of(actor)?))?;

        engagements::store::save_cancellation(&tx, &request).await?;
        events::store::record(&tx, &Event::now(EventKind::CancellationRejected, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(request)
    }
}
