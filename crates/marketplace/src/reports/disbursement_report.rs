use std::collections::{BTreeMap, HashMap};

use disbursements::Disbursement;
use kernel::{AccountId, Actor, DisbursementId, PaymentRequestId, Right};
use payments::PaymentRequest;
use sea_orm::DatabaseTransaction;

use super::Month;
use crate::{
    BillingEvent, BillingEventKind, Marketplace, Result, Subject,
    ledger::{Subjects, billing_events},
};

/// How many postings are read at once.
const PAGE: u64 = 200;

/// What was earned, given back and paid out of one account in a month, by when it was booked: once the month is over its
/// lines and sums never change (G-43, G-44). Accounts are called as they are today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisbursementReport {
    pub month: Month,
    pub account: String,
    pub currencies: Vec<CurrencyMonth>,
    /// In the order of booking.
    pub lines: Vec<ReportLine>,
}

/// What a month came to in one currency. What it began with and what changed the balance add up to what it ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyMonth {
    pub currency: String,
    /// What the payee had, in minor units: pending, available and on its way, less what was owed back.
    pub opening_minor: i128,
    /// What changed the balance, by what it was: what is the payee's gain is positive.
    pub changes: BTreeMap<BillingEventKind, i128>,
    pub closing_minor: i128,
}

/// What happened, and what it was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLine {
    pub event: BillingEvent,
    pub bill: Option<PaymentRequest>,
    /// Who was billed.
    pub customer: Option<String>,
    pub disbursement: Option<Disbursement>,
}

impl Marketplace {
    /// The month of one's own account as payee. Of the month that runs, what is booked so far.
    pub async fn disbursement_report(&self, actor: Actor, month: Month) -> Result<DisbursementReport> {
        let payee = actor.account_by(Right::ViewMoney)?;
        let books = self.db.snapshot().await?;
        let lines = lines(&books, payee, month).await?;
        let held = ledger::store::held_by_payee_before(&books, payee, month.begins_at()).await?;
        let account =
            accounts::store::find(&books, payee).await?.map(|account| account.details.name).unwrap_or_default();
        Ok(DisbursementReport { month, account, currencies: currencies(held, &lines), lines })
    }
}

async fn lines(books: &DatabaseTransaction, payee: AccountId, month: Month) -> Result<Vec<ReportLine>> {
    let (mut lines, mut last) = (vec![], None);
    loop {
        let span = (month.begins_at(), month.ends_at());
        let postings = ledger::store::booked_of_payee(books, payee, span, last, PAGE).await?;
        let Some(end) = postings.last() else { return Ok(lines) };
        last = Some(end.id);
        let events: Vec<_> = postings.iter().flat_map(|booked| billing_events(booked, payee)).collect();
        lines.extend(told(books, events).await?);
    }
}

/// The events, and what they are about.
async fn told(books: &DatabaseTransaction, events: Vec<BillingEvent>) -> Result<Vec<ReportLine>> {
    let subjects = Subjects::of(books, events.iter().map(|event| event.reference.as_str())).await?;
    let about: Vec<_> = events.iter().map(|event| subjects.of_reference(&event.reference)).collect();
    let things = Things::of(books, &about).await?;
    Ok(events.into_iter().zip(about).map(|(event, about)| things.line(event, about)).collect())
}

/// What a page of lines is about, looked up at once.
struct Things {
    bills: HashMap<PaymentRequestId, PaymentRequest>,
    customers: HashMap<AccountId, String>,
    disbursements: HashMap<DisbursementId, Disbursement>,
}

impl Things {
    async fn of(books: &DatabaseTransaction, about: &[Option<Subject>]) -> Result<Self> {
        let (mut bills, mut disbursements) = (vec![], vec![]);
        for subject in about.iter().flatten() {
            match subject {
                Subject::Bill(id) => bills.push(*id),
                Subject::Disbursement(id) => disbursements.push(*id),
            }
        }
        let bills = payments::store::find_many(books, &bills).await?;
        let customers: Vec<_> = bills.iter().map(|bill| bill.bill.customer_account_id).collect();
        let customers = accounts::store::find_many(books, &customers).await?;
        let disbursements = disbursements::store::find_many(books, &disbursements).await?;
        Ok(Self {
            bills: bills.into_iter().map(|bill| (bill.id, bill)).collect(),
            customers: customers.into_iter().map(|account| (account.id, account.details.name)).collect(),
            disbursements: disbursements.into_iter().map(|one| (one.id, one)).collect(),
        })
    }

    fn line(&self, event: BillingEvent, about: Option<Subject>) -> ReportLine {
        let (bill, disbursement) = match about {
            Some(Subject::Bill(id)) => (self.bills.get(&id).cloned(), None),
            Some(Subject::Disbursement(id)) => (None, self.disbursements.get(&id).cloned()),
            None => (None, None),
        };
        let customer = bill.as_ref().and_then(|bill| self.customers.get(&bill.bill.customer_account_id)).cloned();
        ReportLine { event, bill, customer, disbursement }
    }
}

/// Each currency that the payee had or that something happened in, in the order of their codes.
fn currencies(held: Vec<(String, i128)>, lines: &[ReportLine]) -> Vec<CurrencyMonth> {
    let begun =
        |(currency, opening_minor): (String, i128)| (currency.clone(), CurrencyMonth::begun(currency, opening_minor));
    let mut months: BTreeMap<_, _> = held.into_iter().map(begun).collect();
    for ReportLine { event, .. } in lines {
        let currency = event.currency.clone();
        months.entry(currency.clone()).or_insert_with(|| CurrencyMonth::begun(currency, 0)).count(event);
    }
    months.into_values().collect()
}

impl CurrencyMonth {
    fn begun(currency: String, opening_minor: i128) -> Self {
        Self { currency, opening_minor, changes: BTreeMap::new(), closing_minor: opening_minor }
    }

    fn count(&mut self, event: &BillingEvent) {
        if event.affects_balance {
            *self.changes.entry(event.kind).or_default() += event.signed_minor;
            self.closing_minor += event.signed_minor;
        }
    }
}
