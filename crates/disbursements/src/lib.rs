//! Money on its way to payees: where it goes, when it goes, and each payment from the run to the bank's word.
//!
//! ```text
//! PayoutMethod  Pending -> Verified -> Errored -> Pending     Pending -> Rejected     any -> Removed
//! Disbursement  Scheduled -> Claimed -> Rendered -> Sent -> Paid -> Returned
//!               Scheduled -> Cancelled          Rendered | Sent | Unresolved -> Rejected
//!               Rendered -> Unresolved -> Sent | Rendered | Paid
//!               Scheduled -> InFile -> Sent | Paid | Rejected
//! Batch         Rendered -> Sending -> Accepted -> Settled     Sending -> Rendered     any before Settled -> Rejected
//! Hold          Placed -> Released
//! ```
//! Invariant 2: nothing is disbursed before it is collected: a disbursement is made of earnings, and only a
//! collected event makes a new one; what a bank gives back becomes an earning again, and so does what a refund leaves of
//! one. Invariant 8: the bank pays
//! once: the bytes are stored before they are sent, and what is sent again is those bytes under the same id.

mod account_number;
mod batch;
mod blocker;
mod candidate;
mod disbursement;
mod earning;
mod entity;
mod error;
mod hold;
mod payout_method;
mod payout_preference;
mod payout_run;
mod payout_schedule;
mod rail;
mod standing;
pub mod store;
mod trail;

pub use account_number::{ACCOUNT_NUMBER, AccountNumber, KeptNumber, Routing};
pub use batch::{BODY, Batch, BatchState, FILE_MAX};
pub use blocker::{Blocker, PayoutBlocker};
pub use candidate::{Bars, Candidate, UsableMethod};
pub use disbursement::{Answer, Disbursement, Evidence, Finding, MESSAGE, ReportStatus, State};
pub use earning::{Earning, Line, LineOrigin, Recalled, Source, Taker, recall};
pub use error::{DisbursementError, HoldError};
pub use hold::{Hold, HoldReason, HoldReasons, HoldState, NewHold};
pub use payout_method::{BankAccount, NewPayoutMethod, Payee, PayoutMethod, PayoutMethodState, evidence_of};
pub use payout_preference::{MonthDay, PayoutInterval, PayoutPreference, PreferenceState};
pub use payout_run::{PayoutRun, RunScope, Waiting};
pub use payout_schedule::PayoutSchedule;
pub use rail::{Rail, calendar};
pub use standing::{InFlight, Pool, Standing};
pub use trail::{Hop, Taken, Whereabouts, follow};
