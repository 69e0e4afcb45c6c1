//! A worker is killed, with SIGKILL, at every step of what it does; another goes on where it left. However it died:
//! the money moves once, the books are right at every instant, and nothing is left undone (invariants 8, 9 and 10).
//!
//! A worker is a process of its own: this program, started anew with an [`orders::Order`]. Its connections and its
//! world outside are [`watch`]ed, not the product changed: each statement, each commit that can be seen and each call
//! is a point, and at the one that it is told it stops, says so, and is killed. A [`stage::Scene`] does that for all
//! points, each on a copy of one prepared world; [`judge`] says what is wrong, in words of its own, and what [`naive`]
//! workers do is found wrong by the same judge.
//!
//! `GUILDHALL_LONG=1 cargo test --workspace --test e2e crash -- --nocapture` kills at every statement instead of those
//! that write, kills the second worker too, and prints what was left at each point and what became of it.

mod asleep;
mod caught;
mod charges;
mod commands;
pub mod dump;
mod files;
mod installation;
mod judge;
mod keys;
mod matrix;
mod messages;
mod naive;
mod orders;
mod outage;
mod outside;
mod payouts;
mod refunds;
mod stage;
mod watch;
mod worker;
mod world;
