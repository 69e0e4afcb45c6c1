use kernel::{AccountId, Actor, CustomerRequestId};
use requests::CustomerRequest;

use super::read_customer_requests::speaking_account;
use crate::{Marketplace, Result};

impl Marketplace {
    /// An expert account takes a request that it can see out of its list, for all of its members (G-36).
    pub async fn hide_customer_request(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        let (account, request) = self.listed_request(actor, id).await?;
        let (tx, now) = (self.db.begin().await?, self.clock.now());
        requests::store::hide(&tx, account, id, now).await?;
        tx.commit().await?;
        Ok(request)
    }

    /// It takes the request back into its list.
    pub async fn unhide_customer_request(&self, actor: Actor, id: CustomerRequestId) -> Result<CustomerRequest> {
        let (account, request) = self.listed_request(actor, id).await?;
        let tx = self.db.begin().await?;
        requests::store::unhide(&tx, account, id).await?;
        tx.commit().await?;
        Ok(request)
    }

    /// What stands in an expert's list, or did: not one's own, and not beyond the gate (IQ-16).
    async fn listed_request(&self, actor: Actor, id: CustomerRequestId) -> Result<(AccountId, CustomerRequest)> {
        let account = speaking_account(actor)?;
        let request = self.customer_request(actor, id).await?;
        request.ensure_of_others(actor)?;
        Ok((account, request))
    }
}
