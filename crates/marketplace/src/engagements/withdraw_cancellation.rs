use engagements::CancellationRequest;
use events::{Event, EventKind};
use kernel::{Actor, CancellationRequestId, Right};

use super::cancellation::lock_request;
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct WithdrawCancellation {
    pub cancellation_request_id: CancellationRequestId,
    pub reason: String,
}

impl Marketplace {
    /// Who asked to end the work takes it back, and says why (G-46).
    pub async fn withdraw_cancellation(
        &self,
        actor: Actor,
        input: WithdrawCancellation,
    ) -> Result<CancellationRequest> {
        actor.may_any(&Right::TO_CANCEL)?;
        let (id, now) = (input.cancellation_request_id, self.clock.now());
        let tx = self.db.begin().await?;

        let (_, request) = lock_request(&tx, id).await?;
        let request = request.withdraw(actor, &input.reason, now)?;
        actor.may(CancellationRequest::right_of(request.asked_by))?;
        let withdrawn = Event::now(EventKind::CancellationWithdrawn, actor, &id, now).because(input.reason);

        engagements::store::save_cancellation(&tx, &request).await?;
        events::store::record(&tx, &withdrawn).await?;
        tx.commit().await?;

        Ok(request)
    }
}
