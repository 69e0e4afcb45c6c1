use std::{collections::HashMap, str::FromStr};

use kernel::{Actor, CollectionId, Currency, DisbursementId, Page, PaymentRequestId, RefundId, Right, Slice};
use ledger::{Account, AccountKind, store::StatementLine};
use sea_orm::{DatabaseTransaction, DbErr};

use crate::{Marketplace, Result};

/// A line of a statement, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLine {
    pub booked: StatementLine,
    /// `None` where it is about neither.
    pub about: Option<LineSubject>,
}

/// What a posting is about that an account may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineSubject {
    Bill(PaymentRequestId),
    Disbursement(DisbursementId),
}

impl Marketplace {
    /// What happened to one's own money of one kind in one currency, what was booked last first, each with the balance
    /// after it.
    pub async fn account_statement(
        &self,
        actor: Actor,
        (kind, currency): (AccountKind, Currency),
        page: Page<i64>,
    ) -> Result<Slice<AccountLine>> {
        let account = Account::of(kind, actor.account_by(Right::ViewMoney)?);
        let books = self.db.snapshot().await?;
        let lines = ledger::store::statement(&books, (account, currency), page).await?;
        let bills = Bills::of(&books, &lines.items).await?;
        Ok(lines.map(|booked| AccountLine { about: bills.subject(&booked.reference), booked }))
    }
}

/// The bills behind what postings name.
struct Bills {
    of_collections: HashMap<CollectionId, PaymentRequestId>,
    of_refunds: HashMap<RefundId, PaymentRequestId>,
}

impl Bills {
    async fn of(books: &DatabaseTransaction, lines: &[StatementLine]) -> Result<Self, DbErr> {
        let (collections, refunds): (Vec<_>, Vec<_>) = (named(lines), named(lines));
        let of_collections = payments::store::bills_of_collections(books, &collections).await?;
        let refunds = payments::store::find_refunds(books, &refunds).await?;
        let of_refunds = refunds.into_iter().map(|refund| (refund.id, refund.payment_request_id));
        Ok(Self { of_collections: of_collections.into_iter().collect(), of_refunds: of_refunds.collect() })
    }

    fn subject(&self, reference: &str) -> Option<LineSubject> {
        let id = subject_id(reference)?;
        if let Ok(disbursement) = id.parse() {
            return Some(LineSubject::Disbursement(disbursement));
        }
        let bill = id.parse().ok();
        let bill = bill.or_else(|| self.of_collections.get(&id.parse().ok()?).copied());
        bill.or_else(|| self.of_refunds.get(&id.parse().ok()?).copied()).map(LineSubject::Bill)
    }
}

/// The ids of one kind that are named.
fn named<I: FromStr>(lines: &[StatementLine]) -> Vec<I> {
    lines.iter().filter_map(|line| subject_id(&line.reference)?.parse().ok()).collect()
}

/// The id in a reference: `refund_failed:rf_…_2` names an attempt at it after the id.
fn subject_id(reference: &str) -> Option<&str> {
    let (_, rest) = reference.split_once(':')?;
    let id = rest.split(':').next()?;
    let end = id.match_indices('_').nth(1).map_or(id.len(), |(at, _)| at);
    id.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_names_an_id() {
        let references = ["approve:preq_1-2", "refund_failed:rf_1-2_2", "credit_paid_out:rf_1-2:3", "nothing"];
        let ids = references.map(subject_id);
        assert_eq!(ids, [Some("preq_1-2"), Some("rf_1-2"), Some("rf_1-2"), None]);
    }
}
