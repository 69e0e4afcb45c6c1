//! Every use case, one file each, and the only place that begins a transaction.
//!
//! Read them in the order of an engagement: `accounts`, `experts`, `tax`, `requests`, `proposals`, `engagements`,
//! `payments`, `disbursements`; then `forecast`, where the money is; `postings`, what each event does to the books, and `sweeps`, what time does.
//!
//! Locks are taken in this order, always, so that no two transactions wait for each other: idempotency key, account,
//! member, staff, expert profile, DAC7 form, registration, identity check, certification links, upload, customer
//! request, response, conversation, proposal, engagement, payment request, charge, payout run, payout preference,
//! payout method, hold, disbursement, ledger (in the order of its chart). Several of one kind are locked in the order
//! of their ids.
//! A payout run goes through it again for each payee, whose method, disbursements and books nobody else's meet.
//!
//! What a decision is about is read by `lock`, what it only rests on by `hold`: an account that new work begins with
//! cannot close under it. Writing a row that refers to another locks nothing of that other.

mod accounts;
mod contention;
mod db;
mod disbursements;
mod engagements;
mod error;
mod experts;
mod files;
mod forecast;
mod ledger;
mod operator;
mod payments;
mod ports;
mod postings;
mod proposals;
mod requests;
mod sandbox;
pub mod sweeps;
mod tax;

use std::sync::Arc;

use ::accounts::StaffDomains;
use kernel::Clock;

pub use self::{
    accounts::*,
    db::Db,
    disbursements::*,
    engagements::*,
    error::{Error, Result},
    experts::*,
    files::*,
    forecast::*,
    ledger::*,
    payments::*,
    ports::*,
    proposals::*,
    requests::*,
    tax::*,
};

/// Everything the application can do. Cheap to clone.
#[derive(Clone)]
pub struct Marketplace {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) outside: Outside,
    pub(crate) examining: Examining,
    pub(crate) staff_domains: StaffDomains,
}

/// The world outside, as far as this installation is connected to it.
#[derive(Clone)]
pub struct Outside {
    /// Collects from customers; without one, approved bills wait in Invoiced.
    pub provider: Option<Arc<dyn PaymentProvider>>,
    /// Carries money to payees; without one, disbursements wait in Scheduled.
    pub rail: Option<Arc<dyn PayoutRail>>,
    /// Knows certifications.
    pub registry: Arc<dyn CertificationRegistry>,
    /// Keeps uploads.
    pub blobs: Arc<dyn BlobStore>,
    /// The hand that moves the clock; only the sandbox has one.
    pub hand: Option<Arc<dyn ClockHand>>,
}

impl Marketplace {
    pub fn new(db: Db, clock: Arc<dyn Clock>, outside: Outside) -> Self {
        let (examining, staff_domains) = (Examining::default(), StaffDomains::default());
        Self { db, clock, outside, examining, staff_domains }
    }

    /// The same, for an operator whose people sign in under these domains.
    #[must_use]
    pub fn with_staff_domains(self, staff_domains: StaffDomains) -> Self {
        Self { staff_domains, ..self }
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The hand that moves the sandbox's clock; `None` outside of it.
    pub fn clock_hand(&self) -> Option<&dyn ClockHand> {
        self.outside.hand.as_deref()
    }

    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }
}
