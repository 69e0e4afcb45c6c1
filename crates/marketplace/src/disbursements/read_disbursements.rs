use std::collections::HashMap;

use disbursements::{Disbursement, DisbursementError, LineOrigin, Source};
use kernel::{
    Actor, ActorError, CollectionId, DisbursementId, EarningId, Money, Page, Pages, PaymentRequestId, Right, Slice,
};
use sea_orm::DbErr;

use crate::{Marketplace, Result};

/// What a disbursement carries of one bill, or of an earlier disbursement that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DisbursementLine {
    pub earning_id: EarningId,
    pub amount: Money,
    pub source: LineSource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineSource {
    /// Collected on this bill.
    Bill(PaymentRequestId),
    /// Rejected, returned or cancelled before.
    Disbursement(DisbursementId),
}

impl Marketplace {
    /// One payment to a payee: for its own members, and the staff who run payouts, settle or audit.
    pub async fn disbursement(&self, actor: Actor, id: DisbursementId) -> Result<Disbursement> {
        if actor.is_staff() {
            actor.may_any(&Right::TO_READ_WORK)?;
        } else {
            actor.may(Right::ViewMoney)?;
        }
        let found = disbursements::store::find(self.db.reader(), id).await?;
        let seen = found.filter(|found| actor.is_staff() || actor.acts_for(found.expert_account_id));
        Ok(seen.ok_or(DisbursementError::NotFound(id))?)
    }

    /// What one's own account was and is paid, newest first.
    pub async fn disbursements(&self, actor: Actor, page: Page<DisbursementId>) -> Result<Slice<Disbursement>> {
        actor.may(Right::ViewMoney)?;
        let account_id = actor.account().ok_or(ActorError::RightMissing(Right::ViewMoney))?;
        Ok(disbursements::store::page_for_payee(self.db.reader(), account_id, page).await?)
    }

    /// What has no known outcome, newest first: for staff to find out.
    pub async fn unresolved_disbursements(
        &self,
        actor: Actor,
        page: Page<DisbursementId>,
    ) -> Result<Slice<Disbursement>> {
        actor.may(Right::SettleUnresolved)?;
        Ok(disbursements::store::page_of_unresolved(self.db.reader(), page).await?)
    }

    /// What disbursements that are seen already are made of, newest first.
    pub async fn disbursement_lines_of(
        &self,
        actor: Actor,
        ids: &[DisbursementId],
        page: Page<EarningId>,
    ) -> Result<Pages<DisbursementId, DisbursementLine>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let lists = disbursements::store::pages_of_lines(self.db.reader(), ids, page).await?;
        let collections: Vec<CollectionId> =
            lists.values().flat_map(|lines| &lines.items).filter_map(collection).collect();
        let bills = payments::store::bills_of_collections(self.db.reader(), &collections).await?;
        let bills: HashMap<_, _> = bills.into_iter().collect();
        let lines = |lines: Slice<LineOrigin>| {
            let items = lines.items.into_iter().map(|line| told(line, &bills)).collect::<Result<_, DbErr>>()?;
            Ok::<_, DbErr>(Slice { items, has_next: lines.has_next })
        };
        lists.into_iter().map(|(id, list)| Ok((id, lines(list)?))).collect()
    }
}

fn collection(line: &LineOrigin) -> Option<CollectionId> {
    match line.source {
        Source::Collection(id) => Some(id),
        Source::Disbursement(_) => None,
    }
}

fn told(origin: LineOrigin, bills: &HashMap<CollectionId, PaymentRequestId>) -> Result<DisbursementLine, DbErr> {
    let source = match origin.source {
        Source::Collection(id) => {
            LineSource::Bill(*bills.get(&id).ok_or_else(|| DbErr::RecordNotFound(id.to_string()))?)
        }
        Source::Disbursement(id) => LineSource::Disbursement(id),
    };
    Ok(DisbursementLine { earning_id: origin.line.earning_id, amount: origin.line.amount, source })
}
