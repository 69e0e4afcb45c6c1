//! What the books tell: to an account its balances, to staff whether everything balances, to whoever runs the
//! installation whether anything was changed.

mod close_batch;
mod read_balances;
mod trial_balance;
mod verify_ledger;

pub use read_balances::Balances;
pub use verify_ledger::{ChainHead, Verdict, verify_ledger};
