use kernel::{Actor, CustomerRequestId, Page, Pages, ResponseId, Right, Slice};
use requests::{RequestError, Response};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One answer, for the two sides and for the staff who run payouts, settle or audit.
    pub async fn response(&self, actor: Actor, id: ResponseId) -> Result<Response> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let response = requests::store::find_response(self.db.reader(), id).await?;
        Ok(response.filter(|response| response.is_open_to(actor)).ok_or(RequestError::ResponseNotFound(id))?)
    }

    /// The answers to requests that are seen already, newest first: the customer sees all, and so do the staff who run
    /// payouts, settle or audit; an expert sees their own account's (G-25).
    pub async fn responses_of(
        &self,
        actor: Actor,
        ids: &[CustomerRequestId],
        page: Page<ResponseId>,
    ) -> Result<Pages<CustomerRequestId, Response>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        if actor.account().is_none() && !actor.is_staff() {
            return Ok(Pages::new());
        }
        Ok(requests::store::pages_of_requests(self.db.reader(), ids, actor.account(), page).await?)
    }

    /// The answers that stand to requests whose answers the actor compares, newest first (G-25).
    pub async fn standing_responses_of(
        &self,
        actor: Actor,
        ids: &[CustomerRequestId],
        page: Page<ResponseId>,
    ) -> Result<Pages<CustomerRequestId, Response>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        Ok(requests::store::pages_of_standing(self.db.reader(), ids, page).await?)
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
