use events::EventKind;
use kernel::{Actor, CustomerRequestId, Right};
use requests::CustomerRequest;

use crate::{Marketplace, Result};

impl Marketplace {
    /// The request takes no new answers; conversations go on (G-22).
    pub async fn stop_answers(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        actor.may(Right::FileRequest)?;
        let stop = |request: CustomerRequest, _| request.stop_answers(actor);
        self.change_customer_request(actor, id, EventKind::CustomerRequestAcceptingChanged, stop).await
    }

    /// The request takes new answers again (G-22).
    pub async fn take_answers(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        actor.may(Right::FileRequest)?;
        let take = |request: CustomerRequest, now| request.take_answers(actor, now);
        self.change_customer_request(actor, id, EventKind::CustomerRequestAcceptingChanged, take).await
    }
}
