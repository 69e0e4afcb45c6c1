use chrono::{DateTime, Utc};
use disbursements::{DisbursementError, PayoutMethod};
use events::{Event, EventKind};
use kernel::{Actor, PayoutMethodId, Right};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result};

impl Marketplace {
    /// Staff found the bank account to be the payee's: it is the current one from the next run on (G-39).
    pub async fn verify_payout_method(&self, actor: Actor, id: PayoutMethodId, evidence: &str) -> Result<PayoutMethod> {
        let verify = |method: PayoutMethod, is_own, now| method.verify(evidence, is_own, now);
        self.review_payout_method(actor, id, verify, EventKind::PayoutMethodVerified, evidence).await
    }

    /// Staff refuse the bank account (G-39).
    pub async fn reject_payout_method(&self, actor: Actor, id: PayoutMethodId, reason: &str) -> Result<PayoutMethod> {
        let reject = |method: PayoutMethod, is_own, now| method.reject(reason, is_own, now);
        self.review_payout_method(actor, id, reject, EventKind::PayoutMethodRejected, reason).await
    }

    async fn review_payout_method(
        &self,
        actor: Actor,
        id: PayoutMethodId,
        decide: impl FnOnce(PayoutMethod, bool, DateTime<Utc>) -> Result<PayoutMethod, DisbursementError>,
        kind: EventKind,
        words: &str,
    ) -> Result<PayoutMethod> {
        actor.may(Right::ReviewRegistrations)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let method = disbursements::store::lock_method(&tx, id).await?.ok_or(DisbursementError::MethodNotFound(id))?;
        let is_own = is_own(&tx, actor, &method).await?;
        let method = decide(method, is_own, now)?;

        disbursements::store::save_method(&tx, &method).await?;
        events::store::record(&tx, &Event::now(kind, actor, &id, now).because(words)).await?;
        tx.commit().await?;

        Ok(method)
    }
}

/// Whether the reviewer is a member of the payee: nobody reviews themselves.
async fn is_own(tx: &DatabaseTransaction, actor: Actor, method: &PayoutMethod) -> Result<bool> {
    match actor.staff() {
        Some(staff) => Ok(accounts::store::works_for(tx, staff, method.expert_account_id).await?),
        None => Ok(actor.acts_for(method.expert_account_id)),
    }
}
