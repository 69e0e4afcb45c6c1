use events::EventKind;
use kernel::{Actor, CustomerRequestId, Right};
use requests::CustomerRequest;

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
        let (id, ask) = (input.customer_request_id, input.ask.checked()?);
        let edit = |request: CustomerRequest, now| request.edit(actor, ask, now);
        self.change_customer_request(actor, id, EventKind::CustomerRequestEdited, edit).await
    }
}
