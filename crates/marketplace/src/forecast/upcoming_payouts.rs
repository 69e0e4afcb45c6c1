use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kernel::{AccountId, Actor, DayWindow, Money, MoneyError, Page, PaymentRequestId, Right, Slice};
use payments::PaymentRequest;
use sea_orm::{DatabaseTransaction, DbErr};

use super::{
    outlook::{Outlook, once},
    part::{Assumption, Part, Reason},
    payout_key::PayoutKey,
    read_outlooks::outlooks_of,
};
use crate::{Marketplace, Result};

/// How many bills are read at a time.
const BATCH_MAX: usize = 1_000;

/// What comes to a payee in one currency by one run, as surely as the rest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpcomingPayout {
    pub key: PayoutKey,
    pub amount: Money,
    /// The first run that may take some of it; `None` while something stands in the way.
    pub earliest_run_on: Option<NaiveDate>,
    /// Between which days it reaches the bank; `None` while something stands in the way.
    pub arrival: Option<DayWindow>,
    /// In the order in which they were sent.
    pub bills: Vec<UpcomingBill>,
}

/// What a payout to come has of one bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpcomingBill {
    pub bill: PaymentRequest,
    pub amount: Money,
    pub reasons: Vec<Reason>,
    pub assumes: Vec<Assumption>,
}

impl Marketplace {
    /// What is coming to one's own account, soonest first: everything of its bills that is neither paid nor refused.
    pub async fn upcoming_payouts(&self, actor: Actor, page: Page<PayoutKey>) -> Result<Slice<UpcomingPayout>> {
        let payee = actor.account_by(Right::ViewMoney)?;
        let now = self.clock.now();
        let tx = self.db.snapshot().await?;
        let ids: Vec<_> = unpaid_bills(&tx, payee).await?.into_iter().collect();
        let mut payouts = BTreeMap::new();
        for ids in ids.chunks(BATCH_MAX) {
            let mut bills = payments::store::find_many(&tx, ids).await?;
            bills.sort_by_key(|bill| bill.id);
            for outlook in outlooks_of(&tx, bills, now).await? {
                add(&mut payouts, &outlook)?;
            }
        }
        let after = payouts.into_iter().filter(|(key, _)| page.after.is_none_or(|after| *key > after));
        let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
        Ok(page.slice(after.map(|(_, payout)| payout).take(limit).collect()))
    }
}

/// The bills of a payee that wait for a decision, for their collection, for a run or for the bank.
async fn unpaid_bills(tx: &DatabaseTransaction, payee: AccountId) -> Result<BTreeSet<PaymentRequestId>, DbErr> {
    let open = payments::store::open_bills_of(tx, payee).await?;
    let mut bills: BTreeSet<_> = open.into_iter().collect();
    let collections = disbursements::store::collections_on_their_way(tx, payee).await?;
    for collections in collections.chunks(BATCH_MAX) {
        let collected = payments::store::bills_of_collections(tx, collections).await?;
        bills.extend(collected.into_iter().map(|(_, bill)| bill));
    }
    Ok(bills)
}

fn add(payouts: &mut BTreeMap<PayoutKey, UpcomingPayout>, outlook: &Outlook) -> Result<(), MoneyError> {
    for part in &outlook.parts {
        let Some(stage) = part.stage() else { continue };
        let (currency, leaves_by) = (part.amount.currency(), part.leaves_by());
        let key = PayoutKey { leaves_by, currency, rail: None, stage };
        let nothing = Money::zero(currency);
        let payout = payouts.entry(key).or_insert_with(|| UpcomingPayout {
            key,
            amount: nothing,
            earliest_run_on: None,
            arrival: None,
            bills: vec![],
        });
        payout.add(&outlook.bill, part)?;
    }
    Ok(())
}

impl UpcomingPayout {
    fn add(&mut self, bill: &PaymentRequest, part: &Part) -> Result<(), MoneyError> {
        self.amount = self.amount.checked_add(part.amount)?;
        if self.key.leaves_by.is_some() {
            let soonest = part.run.map(DayWindow::earliest);
            self.earliest_run_on = self.earliest_run_on.into_iter().chain(soonest).min();
            self.arrival = self.arrival.into_iter().chain(part.arrival).reduce(DayWindow::with);
        }
        if let Some(last) = self.bills.last_mut().filter(|last| last.bill.id == bill.id) {
            return last.add(part);
        }
        let (reasons, assumes) = (part.reasons.clone(), part.assumes.clone());
        self.bills.push(UpcomingBill { bill: bill.clone(), amount: part.amount, reasons, assumes });
        Ok(())
    }
}

impl UpcomingBill {
    fn add(&mut self, part: &Part) -> Result<(), MoneyError> {
        self.amount = self.amount.checked_add(part.amount)?;
        self.reasons = once(self.reasons.iter().chain(&part.reasons));
        self.assumes = once(self.assumes.iter().chain(&part.assumes));
        Ok(())
    }
}
