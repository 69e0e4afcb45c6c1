use disbursements::{DisbursementError, PayoutMethod};
use kernel::{Actor, ActorError, Page, PayoutMethodId, Right, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// Where a payee's money goes: for its own members, and the staff who review or use it.
    pub async fn payout_method(&self, actor: Actor, id: PayoutMethodId) -> Result<PayoutMethod> {
        may_read(actor)?;
        let method = disbursements::store::find_method(self.db.reader(), id).await?;
        let seen = method.filter(|method| actor.is_staff() || actor.acts_for(method.expert_account_id));
        Ok(seen.ok_or(DisbursementError::MethodNotFound(id))?)
    }

    /// What one's own account named so far, newest first, the removed ones too.
    pub async fn payout_methods(&self, actor: Actor, page: Page<PayoutMethodId>) -> Result<Slice<PayoutMethod>> {
        may_read(actor)?;
        let account_id = actor.account().ok_or(ActorError::RightMissing(Right::ManagePayouts))?;
        Ok(disbursements::store::page_of_methods_for_payee(self.db.reader(), account_id, page).await?)
    }

    /// What staff have to review, newest first.
    pub async fn payout_methods_to_review(
        &self,
        actor: Actor,
        page: Page<PayoutMethodId>,
    ) -> Result<Slice<PayoutMethod>> {
        actor.may(Right::ReviewRegistrations)?;
        Ok(disbursements::store::page_of_methods_to_review(self.db.reader(), page).await?)
    }

    /// The bank of a method that is seen already, by its routing number. Asks no database.
    pub async fn routing_number(&self, method: &PayoutMethod) -> Result<Option<String>> {
        let number = method.bank.number.open(&self.vault, method.id).await?;
        Ok(number.routing().map(str::to_owned))
    }
}

fn may_read(actor: Actor) -> Result<(), ActorError> {
    if actor.is_staff() {
        actor.may_any(&Right::TO_READ_PAYOUT_METHODS)
    } else {
        actor.may_any(&[Right::ManagePayouts, Right::ViewMoney])
    }
}
