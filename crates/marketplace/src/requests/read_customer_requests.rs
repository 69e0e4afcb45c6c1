use kernel::{AccountId, Actor, ActorError, CustomerRequestId, Page, Right, Slice};
use requests::{ActivityKey, CustomerRequest, RequestError};

use super::gate::certified;
use crate::{Marketplace, Result};

impl Marketplace {
    /// What others ask for and still take answers to, newest activity first: for experts behind the certification
    /// gate (IQ-16). `hidden`: what their account has taken out of the list, in the place of the rest.
    pub async fn customer_requests(
        &self,
        actor: Actor,
        hidden: bool,
        page: Page<ActivityKey>,
    ) -> Result<Slice<CustomerRequest>> {
        let account = speaking_account(actor)?;
        certified(self.db.reader(), account, self.clock.now()).await?;
        Ok(requests::store::page_for_experts(self.db.reader(), account, hidden, page).await?)
    }

    /// What one's own account asked for, newest first. `archived`: what it has put away, in the place of the rest.
    pub async fn my_customer_requests(
        &self,
        actor: Actor,
        archived: bool,
        page: Page<CustomerRequestId>,
    ) -> Result<Slice<CustomerRequest>> {
        actor.signed_in()?;
        match actor.account() {
            Some(account) => Ok(requests::store::page_for_customer(self.db.reader(), account, archived, page).await?),
            None => Ok(Slice { items: vec![], has_next: false }),
        }
    }

    /// One request: for its customer, for the staff who run payouts, settle or audit, for who answered it or whom it is
    /// directed to, and if it is for everybody, for every expert behind the gate. Others are told of the gate, whether or not there is such a request.
    pub async fn customer_request(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let mut request = requests::store::find(self.db.reader(), id).await?;
        if !self.concerns(actor, request.as_ref()).await? {
            let account = speaking_account(actor)?;
            certified(self.db.reader(), account, self.clock.now()).await?;
            request = request.filter(|request| request.is_for(account));
        }
        Ok(request.ok_or(RequestError::NotFound(id))?)
    }

    /// Whether a request is the actor's business without any gate.
    async fn concerns(&self, actor: Actor, request: Option<&CustomerRequest>) -> Result<bool> {
        match (request, actor.account()) {
            (_, None) => Ok(actor.is_staff()),
            (None, Some(_)) => Ok(false),
            (Some(request), Some(account)) if request.customer_account_id == account => Ok(true),
            (Some(request), Some(account)) if request.direct_to == Some(account) => Ok(true),
            (Some(request), Some(account)) => {
                Ok(requests::store::has_answered(self.db.reader(), request.id, account).await?)
            }
        }
    }
}

/// The account that the actor reads requests for, in whichever name they would answer.
pub(super) fn speaking_account(actor: Actor) -> Result<AccountId, ActorError> {
    actor.may_any(&Right::TO_SPEAK)?;
    actor.account().ok_or(ActorError::RightMissing(Right::SpeakAsIndividual))
}
