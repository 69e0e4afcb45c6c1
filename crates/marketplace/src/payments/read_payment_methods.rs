use kernel::{Actor, Page, PaymentMethodId, Right, Slice};
use payments::{PaymentError, PaymentMethod};

use crate::{Marketplace, Result};

impl Marketplace {
    /// What an account pays with: for its own members, and the staff who run payouts, settle or audit.
    pub async fn payment_method(&self, actor: Actor, id: PaymentMethodId) -> Result<PaymentMethod> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let method = payments::store::find_payment_method(self.db.reader(), id).await?;
        let seen = method.filter(|method| actor.is_staff() || actor.acts_for(method.account_id));
        Ok(seen.ok_or(PaymentError::PaymentMethodNotFound(id))?)
    }

    /// What one's own account can pay with, newest first.
    pub async fn payment_methods(&self, actor: Actor, page: Page<PaymentMethodId>) -> Result<Slice<PaymentMethod>> {
        actor.signed_in()?;
        let Some(account) = actor.account() else { return Ok(Slice { items: vec![], has_next: false }) };
        Ok(payments::store::page_of_payment_methods_for_account(self.db.reader(), account, page).await?)
    }
}
