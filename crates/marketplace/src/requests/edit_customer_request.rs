use events::{Event, EventKind};
use kernel::{Actor, CustomerRequestId, Right};
use requests::{CustomerRequest, RequestError};

use super::TypedAsk;
use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct EditCustomerRequest {
    pub customer_request_id: CustomerRequestId,
    /// The whole of what is asked, not only what changes.
    pub ask: TypedAsk,
}

impl Marketplace {
    /// The customer says it differently. Who answered keeps their conversation (G-22).
    pub async fn edit_customer_request(&self, actor: Actor, input: EditCustomerRequest) -> Result<CustomerRequest> {
        actor.may(Right::FileRequest)?;
        let (id, ask, now) = (input.customer_request_id, input.ask.checked()?, self.clock.now());
        let tx = self.db.begin().await?;

        let request = requests::store::lock(&tx, id).await?.ok_or(RequestError::NotFound(id))?;
        let request = request.edit(actor, ask, now)?;

        requests::store::save(&tx, &request).await?;
        events::store::record(&tx, &Event::now(EventKind::CustomerRequestEdited, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(request)
    }
}
