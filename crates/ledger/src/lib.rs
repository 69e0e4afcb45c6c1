//! The books: double entry, append-only (invariant 7).
//!
//! A [`Posting`] is one business event, made of transfers, so it balances in each currency. [`store::post`] is the
//! only writer, and books each reference once. The database itself refuses what does not balance, has fewer than two
//! legs, comes after the seal, changes or deletes, takes an owned account below its floor, takes back what it is not
//! the opposite of, or puts a promotional unit where cash belongs.
//!
//! Accounts with an owner have a stored balance, which moves with its legs, and the database numbers their legs
//! without a gap; the operator's balances are sums, so no posting waits for another's row. Locks are taken in the
//! order of [`Account`].
//!
//! ```text
//! begun ─ legs ─► sealed ─ commit ─► waits for a batch ─ close_batch ─► chained
//! ```
//!
//! A batch is closed over what is committed and sealed, so over nothing that can still grow. Its digest covers every
//! row of its transactions and the batch before it; a [`Proof`] computes everything again and names what differs.

mod account;
mod booked;
mod digest;
mod entity;
mod journal;
mod posting;
mod proof;
pub mod store;

pub use account::{Account, AccountKind, Owner, Side};
pub use booked::{Booked, Chained, Entry, Posted, major};
pub use journal::JournalEntry;
pub use posting::{Credit, Debit, Leg, Posting, Transfer};
pub use proof::{Fault, Proof};
