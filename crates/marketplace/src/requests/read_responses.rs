use kernel::{Actor, CustomerRequestId, Page, ResponseId, Right, Slice};
use requests::{RequestError, Response};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One answer, for the two sides and for the staff who run payouts, settle or audit.
    pub async fn response(&self, actor: Actor, id: ResponseId) -> Result<Response> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let response = requests::store::find_response(self.db.reader(), id).await?;
        Ok(response.filter(|response| response.is_open_to(actor)).ok_or(RequestError::ResponseNotFound(id))?)
    }

    /// The answers to a request: its customer sees all, and so do the staff who run payouts, settle or audit; an
    /// expert sees their own account's (G-25).
    pub async fn responses(
        &self,
        actor: Actor,
        id: CustomerRequestId,
        page: Page<ResponseId>,
    ) -> Result<Slice<Response>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let db = self.db.reader();
        let request = requests::store::find(db, id).await?.ok_or(RequestError::NotFound(id))?;
        match actor.account() {
            Some(account) if account != request.customer_account_id => {
                Ok(requests::store::page_of_request_by(db, id, account, page).await?)
            }
            None if !actor.is_staff() => Err(RequestError::NotFound(id).into()),
            Some(_) | None => Ok(requests::store::page_of_request(db, id, page).await?),
        }
    }

    /// What one's own account answered to others, newest first.
    pub async fn my_responses(&self, actor: Actor, page: Page<ResponseId>) -> Result<Slice<Response>> {
        actor.signed_in()?;
        match actor.account() {
            Some(account) => Ok(requests::store::responses_of_expert(self.db.reader(), account, page).await?),
            None => Ok(Slice { items: vec![], has_next: false }),
        }
    }
}
