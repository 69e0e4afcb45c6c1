use std::{collections::HashMap, str::FromStr};

use kernel::{CollectionId, DisbursementId, PaymentRequestId, RefundId};
use sea_orm::{DatabaseTransaction, DbErr};

/// What a posting is about that an account may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Bill(PaymentRequestId),
    Disbursement(DisbursementId),
}

/// What the postings of a page are about: the bills behind collections, refunds and reversals are looked up at once.
pub struct Subjects {
    collections: HashMap<CollectionId, PaymentRequestId>,
    refunds: HashMap<RefundId, PaymentRequestId>,
    /// By the provider's events.
    reversals: HashMap<String, PaymentRequestId>,
}

impl Subjects {
    pub async fn of<'a>(
        books: &DatabaseTransaction,
        references: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<Self, DbErr> {
        let (collections, refunds): (Vec<_>, Vec<_>) = (named(references.clone()), named(references.clone()));
        let reversals: Vec<_> = references.filter_map(reversal).collect();
        let collections = payments::store::bills_of_collections(books, &collections).await?;
        let refunds = payments::store::find_refunds(books, &refunds).await?;
        let refunds = refunds.into_iter().map(|refund| (refund.id, refund.payment_request_id));
        let reversals = payments::store::bills_of_reversals(books, &reversals).await?;
        Ok(Self {
            collections: collections.into_iter().collect(),
            refunds: refunds.collect(),
            reversals: reversals.into_iter().collect(),
        })
    }

    pub fn of_reference(&self, reference: &str) -> Option<Subject> {
        if let Some(event) = reversal(reference) {
            return self.reversals.get(event).copied().map(Subject::Bill);
        }
        let id = subject_id(reference)?;
        if let Ok(disbursement) = id.parse() {
            return Some(Subject::Disbursement(disbursement));
        }
        let bill = id.parse().ok();
        let bill = bill.or_else(|| self.collections.get(&id.parse().ok()?).copied());
        bill.or_else(|| self.refunds.get(&id.parse().ok()?).copied()).map(Subject::Bill)
    }
}

/// What took something back is named by the provider's event.
fn reversal(reference: &str) -> Option<&str> {
    reference.strip_prefix("clawback:")
}

/// The ids of one kind that are named.
fn named<'a, I: FromStr>(references: impl Iterator<Item = &'a str>) -> Vec<I> {
    references.filter_map(|reference| subject_id(reference)?.parse().ok()).collect()
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
