//! Every use case, one file each, and the only place that begins a transaction.
//!
//! Read them in the order of an engagement: `accounts`, `experts`, `tax`, `requests`, `proposals`, `engagements`,
//! `payments`, `disbursements`; then `forecast`, where the money is; `postings`, what each event does to the books, `letters` and `notifications`, whom it is told, and `sweeps`, what time does.
//!
//! Locks are taken in this order, always, so that no two transactions wait for each other: idempotency key, message, data key,
//! account, member, staff, credential issuer, expert profile, DAC7 form, form for the United States, due-diligence case,
//! registration, identity check, call slot, identity call, company check, certification links, upload, customer request,
//! response, conversation, proposal, engagement, cancellation request, payment request, dispute, complaint, access grant,
//! review, charge, refund, payout run, payout preference, payout method, hold, disbursement, ledger (in the order of its chart).
//! Several of one kind are locked in the order of their ids.
//! A payout run goes through it again for each payee, whose method, disbursements and books nobody else's meet.
//!
//! What a decision is about is read by `lock`, what it only rests on by `hold`: an account that new work begins with
//! cannot close under it. Writing a row that refers to another locks nothing of that other.

mod accounts;
mod contention;
mod db;
mod deadlines;
mod disbursements;
mod engagements;
mod error;
mod experts;
mod files;
mod forecast;
mod keys;
mod ledger;
mod letters;
mod notifications;
mod operator;
mod payments;
mod ports;
mod postings;
mod proposals;
mod reports;
mod requests;
mod sandbox;
pub mod sweeps;
mod tax;

use std::sync::Arc;

use ::accounts::StaffDomains;
use ::tax::BlindIndex;
use kernel::{Clock, Vault};
use vault::Keyring;

pub use self::{
    accounts::*,
    db::{Connections, Db},
    deadlines::{Deadline, DeadlineKind},
    disbursements::*,
    engagements::*,
    error::{Error, Result},
    experts::*,
    files::*,
    forecast::*,
    keys::*,
    ledger::*,
    payments::*,
    ports::*,
    proposals::*,
    reports::*,
    requests::*,
    tax::*,
};

/// Everything the application can do. Cheap to clone.
#[derive(Clone)]
pub struct Marketplace {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) outside: Outside,
    pub(crate) vault: Keyring,
    blind_index: Option<BlindIndex>,
    pub(crate) needs_second_reviewer: bool,
    pub(crate) examining: Examining,
    pub(crate) staff_domains: StaffDomains,
    pub(crate) calls: Calls,
}

/// The world outside, as far as this installation is connected to it.
#[derive(Clone)]
pub struct Outside {
    /// Collects from customers; without one, approved bills wait in Invoiced.
    pub provider: Option<Arc<dyn PaymentProvider>>,
    /// Carries money to payees; without one, disbursements wait in Scheduled.
    pub rail: Option<Arc<dyn PayoutRail>>,
    /// Carries files to the operator's bank; without one, no rail goes by file.
    pub exchange: Option<Arc<dyn BankExchange>>,
    /// Knows certifications.
    pub registry: Arc<dyn CertificationRegistry>,
    /// Carries letters; without one, nobody is written, and what happened waits in the outbox.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Reads credentials.
    pub verifier: Arc<dyn CredentialVerifier>,
    /// Fetches what the credentials' issuers publish.
    pub status_lists: Arc<dyn StatusListSource>,
    /// Lets experts into customers' accounts; `None` where nobody is: only the front door lets people in.
    pub access_broker: Option<Arc<dyn AccessBroker>>,
    /// Keeps uploads.
    pub blobs: Arc<dyn BlobStore>,
    /// The hand that moves the clock; only the sandbox has one.
    pub hand: Option<Arc<dyn ClockHand>>,
}

impl Marketplace {
    pub fn new(db: Db, clock: Arc<dyn Clock>, outside: Outside) -> Self {
        let (vault, examining, staff_domains) = (Keyring::shut(), Examining::default(), StaffDomains::default());
        let (blind_index, needs_second_reviewer, calls) = (None, false, Calls::default());
        Self { db, clock, outside, vault, blind_index, needs_second_reviewer, examining, staff_domains, calls }
    }

    /// With the key by which identifiers are found again: what stands at the front door needs it, what only does what
    /// falls due does not.
    #[must_use]
    pub fn with_blind_index(self, blind_index: BlindIndex) -> Self {
        Self { blind_index: Some(blind_index), ..self }
    }

    /// Where the operator wants four eyes: of a DAC7 form that one reviewer approves, another confirms it.
    #[must_use]
    pub fn with_second_reviewer(self) -> Self {
        Self { needs_second_reviewer: true, ..self }
    }

    /// The same, for an operator whose people sign in under these domains.
    #[must_use]
    pub fn with_staff_domains(self, staff_domains: StaffDomains) -> Self {
        Self { staff_domains, ..self }
    }

    /// The same application, which lets experts into customers' accounts through this broker.
    #[must_use]
    pub fn with_access_broker(self, broker: Arc<dyn AccessBroker>) -> Self {
        Self { outside: Outside { access_broker: Some(broker), ..self.outside }, ..self }
    }

    pub(crate) fn blind_index(&self) -> Result<&BlindIndex> {
        let missing = || Error::Outside("this process has no key to find identifiers by".to_owned());
        self.blind_index.as_ref().ok_or_else(missing)
    }

    /// The same application, which collects and sends back through this provider.
    #[must_use]
    pub fn with_provider(self, provider: Arc<dyn PaymentProvider>) -> Self {
        Self { outside: Outside { provider: Some(provider), ..self.outside }, ..self }
    }

    /// The same application, which pays out in files that its bank takes, and over no other rail.
    #[must_use]
    pub fn with_exchange(self, exchange: Arc<dyn BankExchange>) -> Self {
        Self { outside: Outside { rail: None, exchange: Some(exchange), ..self.outside }, ..self }
    }

    /// The rails whose disbursements go out in bank files.
    pub(crate) fn rails_by_file(&self) -> &[::disbursements::Rail] {
        self.outside.exchange.as_deref().map_or(&[], BankExchange::rails)
    }

    /// The same application, whose letters go to this post.
    #[must_use]
    pub fn with_post(self, mailer: Option<Arc<dyn Mailer>>) -> Self {
        Self { outside: Outside { mailer, ..self.outside }, ..self }
    }

    /// For reads of what lies sealed.
    pub fn vault(&self) -> &dyn Vault {
        &self.vault
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    pub const fn outside(&self) -> &Outside {
        &self.outside
    }

    /// The hand that moves the sandbox's clock; `None` outside of it.
    pub fn clock_hand(&self) -> Option<&dyn ClockHand> {
        self.outside.hand.as_deref()
    }

    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }
}
