use events::EventKind;
use kernel::{Actor, CustomerRequestId, Right};
use requests::CustomerRequest;

use crate::{Marketplace, Result};

impl Marketplace {
    /// The customer puts a request away: it leaves their list, and nothing else changes (G-22).
    pub async fn archive_customer_request(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        actor.may(Right::FileRequest)?;
        let archive = |request: CustomerRequest, now| request.archive(actor, now);
        self.change_customer_request(actor, id, EventKind::CustomerRequestArchived, archive).await
    }

    /// The customer takes it out again.
    pub async fn restore_customer_request(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        actor.may(Right::FileRequest)?;
        let restore = |request: CustomerRequest, _| request.restore(actor);
        self.change_customer_request(actor, id, EventKind::CustomerRequestRestored, restore).await
    }
}
