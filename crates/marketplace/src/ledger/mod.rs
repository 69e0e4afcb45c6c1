//! What the books tell: to an account its balances, to staff whether everything balances, to whoever runs the
//! installation whether anything was changed.

mod close_batch;
mod export_journal;
mod read_balances;
mod read_statement;
mod read_transactions;
mod trial_balance;
mod verify_ledger;

pub use export_journal::export_journal;
pub use read_balances::Balances;
pub use read_statement::{AccountLine, LineSubject};
pub use verify_ledger::{ChainHead, Verdict, verify_ledger};
