use events::{Event, EventKind};
use kernel::{Actor, ResponseId, Right};
use requests::{RequestError, Response};

use crate::{Marketplace, Result};

impl Marketplace {
    /// An expert takes their answer back, after any proposal that is open (IQ-23).
    pub async fn withdraw_response(&self, actor: Actor, id: ResponseId) -> Result<Response> {
        actor.may_any(&Right::TO_SPEAK)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let response = requests::store::lock_response(&tx, id).await?.ok_or(RequestError::ResponseNotFound(id))?;
        let proposal_open = proposals::store::has_open(&tx, response.conversation_id, now).await?;
        let response = response.withdraw(actor, proposal_open, now)?;
        actor.may(response.speaks_as.right())?;

        requests::store::save_response(&tx, &response).await?;
        events::store::record(&tx, &Event::now(EventKind::ResponseWithdrawn, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(response)
    }
}
