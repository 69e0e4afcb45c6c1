use engagements::{CancellationRequest, EngagementError};
use events::{Command, Event, EventKind};
use kernel::{Actor, CancellationRequestId, EngagementId, Right};

use super::lock_current;
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct RequestCancellation {
    pub engagement_id: EngagementId,
    pub reason: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// One side asks the other to end the work; after seven days of silence it has agreed. One request at a time, and
    /// only for what is not billed (G-46).
    pub async fn request_cancellation(&self, actor: Actor, input: RequestCancellation) -> Result<CancellationRequest> {
        actor.may_any(&Right::TO_CANCEL)?;
        let (engagement_id, now) = (input.engagement_id, self.clock.now());
        let payload = [engagement_id.to_string(), input.reason.clone()];
        let payload = payload.each_ref().map(String::as_str);
        let command = Command::new(actor, "cancellationRequest", &input.idempotency_key, &payload)?;
        let id = CancellationRequestId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let found = engagements::store::find_cancellation(&tx, first).await?;
            return Ok(found.ok_or(EngagementError::CancellationNotFound(first))?);
        }
        let engagement = lock_current(&tx, engagement_id, now).await?;
        let engagement = engagement.ok_or(EngagementError::NotFound(engagement_id))?;
        let request = CancellationRequest::ask(id, &engagement, actor, &input.reason, now)?;
        actor.may(CancellationRequest::right_of(request.asked_by))?;
        if engagements::store::lock_open_cancellation(&tx, engagement_id).await?.is_some() {
            return Err(EngagementError::CancellationAlreadyOpen(engagement_id).into());
        }
        let requested = Event::now(EventKind::CancellationRequested, actor, &id, now).because(request.reason.clone());

        engagements::store::insert_cancellation(&tx, &request).await?;
        events::store::record(&tx, &requested).await?;
        tx.commit().await?;

        Ok(request)
    }
}
