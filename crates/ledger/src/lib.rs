//! The books: double entry, append-only (invariant 7).
//!
//! A [`Posting`] is one business event, made of transfers, so it balances in each currency. [`store::post`] is the
//! only writer. The database itself refuses what does not balance, has fewer than two legs, comes after the seal,
//! changes or deletes, takes an owned account below its floor, or puts a promotional unit where cash belongs.
//!
//! Accounts with an owner have a stored balance, which moves with its legs; the operator's balances are sums, so
//! no posting waits for another's row. Locks are taken in the order of [`Account`].

mod account;
mod entity;
mod posting;
pub mod store;

pub use account::{Account, AccountKind, Owner, Side};
pub use posting::{Credit, Debit, Leg, Posting, Transfer};
