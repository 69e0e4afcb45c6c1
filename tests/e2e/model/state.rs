//! The small model: what there is, and what follows from it. Sums are not kept but taken, so that they cannot be
//! wrong: an engagement's approved amount *is* the sum of its approved bills.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};

use super::{
    calendar::Instant,
    cancellations::Cancellation,
    command::{Bank, Command, Thing, Token},
    disputes::Dispute,
    grants::Grant,
    reviews::Review,
    talk::{Message, Talk},
    terms::Plan,
};

/// US dollars in cents: the model's only money.
pub type Cents = i64;

#[derive(Clone, Debug)]
pub struct Model {
    pub now: Instant,
    /// The fee in basis points, from an instant on.
    pub fees: Vec<(Instant, i64)>,
    pub requests: Vec<Request>,
    pub responses: Vec<Response>,
    pub proposals: Vec<Proposal>,
    pub engagements: Vec<Engagement>,
    pub bills: Vec<Bill>,
    pub cancellations: Vec<Cancellation>,
    pub disputes: Vec<Dispute>,
    pub grants: Vec<Grant>,
    pub reviews: Vec<Review>,
    pub messages: Vec<Message>,
    pub payment_methods: Vec<PaymentMethod>,
    pub payout_methods: Vec<PayoutMethod>,
    /// By account.
    pub payees: BTreeMap<usize, Payee>,
    pub earnings: Vec<Earning>,
    pub disbursements: Vec<Disbursement>,
    /// What the payment provider will report, and what it has.
    pub payments: Vec<Payment>,
    /// What the payout rail will report.
    pub payouts: Vec<Payout>,
    /// The last day whose payout run was made by time.
    pub ran_through: NaiveDate,
    /// What was taken under a key, and what it made.
    pub keys: BTreeMap<usize, (Command, Vec<Thing>)>,
    /// What customers paid beyond what was open.
    pub credit: Cents,
}

/// 1.5.
#[derive(Clone, Debug)]
pub struct Request {
    pub customer: usize,
    pub is_open: bool,
    /// When the customer last said something to it.
    pub active_at: Instant,
    pub is_archived: bool,
    /// By these experts.
    pub hidden_by: BTreeSet<usize>,
}

/// 1.6, and the conversation that it opened.
#[derive(Clone, Debug)]
pub struct Response {
    pub request: usize,
    pub expert: usize,
    pub is_withdrawn: bool,
    pub talk: Talk,
}

/// 1.8.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub response: usize,
    pub maximum: Cents,
    pub plan: Plan,
    pub expires_at: Option<Instant>,
    pub state: ProposalState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    Proposed,
    Accepted,
    Declined,
    Withdrawn,
    Expired,
}

/// 1.9.
#[derive(Clone, Debug)]
pub struct Engagement {
    pub customer: usize,
    pub expert: usize,
    pub maximum: Cents,
    pub plan: Plan,
    /// What new charges are collected from.
    pub paid_by: usize,
    /// After how many days silence approves a bill; none if bills wait.
    pub silence_days: Option<i64>,
    pub ended: Option<(End, Instant)>,
}

/// How work ends, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Completed,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngagementState {
    Active,
    FinalBilled,
    Completed,
    Cancelled,
}

/// 1.10.
#[derive(Clone, Debug)]
pub struct Bill {
    pub engagement: usize,
    pub amount: Cents,
    pub is_final: bool,
    pub state: BillState,
}

#[derive(Clone, Debug)]
pub enum BillState {
    /// By a schedule: the acceptance approves it once its day has come.
    Planned {
        due_at: Instant,
    },
    Submitted {
        auto_approve_at: Option<Instant>,
    },
    /// A dispute stopped its clock, with so much left on it; none if the bill waits for ever.
    Frozen {
        left: Option<TimeDelta>,
    },
    Approved {
        at: Instant,
        by: Approver,
        fee: Cents,
        charge: Box<Charge>,
    },
    Declined,
    Withdrawn,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approver {
    Customer,
    Silence,
    Acceptance,
}

/// 1.14: what the customer owes on an approved bill.
#[derive(Clone, Debug)]
pub struct Charge {
    pub state: ChargeState,
    /// What the next attempt is made with.
    pub paid_by: usize,
    pub due_at: Instant,
    /// It passed unpaid, and that was noted.
    pub fell_due: bool,
    /// When the provider is asked next, unless we wait for it, for the customer or for staff.
    pub ask_at: Option<Instant>,
    /// The last attempt has no outcome yet.
    pub in_flight: bool,
    pub attempts: Vec<Attempt>,
    /// The whole amount at once, or nothing: the sandbox collects no parts.
    pub is_collected: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeState {
    Invoiced,
    Collecting,
    Collected,
    Overdue,
    Unresolved,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    Processing,
    /// No answer came; whether it reached the provider is only known there.
    Unknown {
        since: Instant,
        arrived: bool,
    },
    Failed,
    Collected,
}

#[derive(Clone, Debug)]
pub struct PaymentMethod {
    pub customer: usize,
    pub token: Token,
}

/// A line of the provider's reports.
#[derive(Clone, Debug)]
pub struct Payment {
    pub bill: usize,
    /// The attempt that brought it; none for a transfer.
    pub attempt: Option<usize>,
    pub at: Instant,
    pub succeeds: bool,
    pub was_told: bool,
}

/// 1.17.
#[derive(Clone, Debug)]
pub struct PayoutMethod {
    pub expert: usize,
    pub bank: Bank,
    pub state: PayoutMethodState,
    pub since: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutMethodState {
    Pending,
    Verified,
    Rejected,
    Errored,
    Removed,
}

/// 1.18, and why runs did not pay.
#[derive(Clone, Debug, Default)]
pub struct Payee {
    /// None: daily. Above 28: the month's end.
    pub month_day: Option<u32>,
    pub minimum: Cents,
    pub is_paused: bool,
    /// By run; empty where it paid.
    pub blockers: BTreeMap<NaiveDate, BTreeSet<&'static str>>,
}

/// Money that the next run may take.
#[derive(Clone, Debug)]
pub struct Earning {
    pub expert: usize,
    pub amount: Cents,
    pub since: Instant,
    pub is_taken: bool,
}

/// 1.19.
#[derive(Clone, Debug)]
pub struct Disbursement {
    pub expert: usize,
    pub method: usize,
    pub amount: Cents,
    pub run_on: NaiveDate,
    pub state: DisbursementState,
    /// Since when it is scheduled, or may go again.
    pub since: Instant,
    /// Whether the rail lost it once, and whether it has it.
    pub was_lost: bool,
    pub is_with_rail: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisbursementState {
    Scheduled,
    Rendered,
    Sent,
    Unresolved { look_up_at: Instant },
    Paid,
    Rejected,
    Returned,
    Cancelled,
}

/// A line of the rail's reports.
#[derive(Clone, Debug)]
pub struct Payout {
    pub disbursement: usize,
    pub at: Instant,
    pub becomes: DisbursementState,
}

impl Model {
    /// Nobody has done anything.
    pub fn at(now: Instant) -> Self {
        Self {
            now,
            fees: vec![(Instant::UNIX_EPOCH, 250)], // 2.5 % (IQ-28).
            requests: vec![],
            responses: vec![],
            proposals: vec![],
            engagements: vec![],
            bills: vec![],
            cancellations: vec![],
            disputes: vec![],
            grants: vec![],
            reviews: vec![],
            messages: vec![],
            payment_methods: vec![],
            payout_methods: vec![],
            payees: BTreeMap::from([(2, Payee::default()), (3, Payee::default())]),
            earnings: vec![],
            disbursements: vec![],
            payments: vec![],
            payouts: vec![],
            ran_through: now.date_naive().pred_opt().expect("histories do not begin with time"),
            keys: BTreeMap::new(),
            credit: 0,
        }
    }
}
