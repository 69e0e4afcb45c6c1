use chrono::{DateTime, NaiveDate, Utc};
use kernel::{AccountId, Money};

use crate::{Candidate, PayoutSchedule, Rail};

/// A payee in one currency as the next run would find it, money or not, and when its runs come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub candidate: Candidate,
    pub schedule: PayoutSchedule,
    /// What carries the money; `None` while no payout method is verified.
    pub rail: Option<Rail>,
}

/// What is available to one payee in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    pub expert_account_id: AccountId,
    /// Never zero.
    pub amount: Money,
    pub newest_available_at: DateTime<Utc>,
}

/// What is on its way to payees by one run, over one rail, in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InFlight {
    pub run_on: NaiveDate,
    pub rail: Rail,
    pub amount: Money,
    /// How many disbursements, one a payee.
    pub payees: u32,
    /// When the rail took the first and the last of them; `None` for what it has not, or may not have.
    pub sent: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Whether it is not known if the rail has it.
    pub is_unresolved: bool,
}
