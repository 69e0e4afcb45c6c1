//! What the books tell: to an account its balances, to staff whether everything balances.

mod read_balances;
mod trial_balance;

pub use read_balances::Balances;
