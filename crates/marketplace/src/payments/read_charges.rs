use kernel::{Actor, ChargeId, CollectionId, Page, Pages, PaymentRequestId, Right, Slice};
use payments::{Charge, ChargeState, Collection, PaymentError};

use crate::{Marketplace, Result};

impl Marketplace {
    /// What the customer owes on a bill and how far it is collected, as both sides may read it, and the
    /// staff who run payouts, settle or audit.
    pub async fn charge(&self, actor: Actor, id: ChargeId) -> Result<Charge> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let charge = payments::store::find_charge(self.db.reader(), id).await?;
        Ok(charge.filter(|charge| charge.is_seen_by(actor)).ok_or(PaymentError::ChargeNotFound(id))?)
    }

    /// Every charge in one state, newest first: what staff settle.
    pub async fn charges(&self, actor: Actor, state: ChargeState, page: Page<ChargeId>) -> Result<Slice<Charge>> {
        actor.may(Right::SettleUnresolved)?;
        Ok(payments::store::page_of_charges_in_state(self.db.reader(), state, page).await?)
    }

    /// The charge of a bill; `None` unless the bill is approved.
    pub async fn charge_of(&self, actor: Actor, id: PaymentRequestId) -> Result<Option<Charge>> {
        self.payment_request(actor, id).await?;
        Ok(payments::store::charge_of(self.db.reader(), id).await?)
    }

    /// What arrived on charges that are seen already, newest first.
    pub async fn collections_of(
        &self,
        actor: Actor,
        ids: &[ChargeId],
        page: Page<CollectionId>,
    ) -> Result<Pages<ChargeId, Collection>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        Ok(payments::store::pages_of_collections(self.db.reader(), ids, page).await?)
    }
}
