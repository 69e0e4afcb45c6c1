//! What the books tell: to an account its balances, to staff whether everything balances, to whoever runs the
//! installation whether anything was changed.

mod billing_event;
mod close_batch;
mod export_journal;
mod read_balances;
mod read_billing_events;
mod read_receivables;
mod read_statement;
mod read_transactions;
mod subject;
mod trial_balance;
mod verify_ledger;

pub use billing_event::{BillingAction, BillingEvent, BillingEventKind, billing_events};
pub use export_journal::export_journal;
pub use read_balances::Balances;
pub use read_billing_events::{FeedLine, FeedPlace};
pub use read_statement::AccountLine;
pub use subject::Subject;
pub(crate) use subject::Subjects;
pub use verify_ledger::{ChainHead, Verdict, verify_ledger};
