//! Read, lock, write. Nothing is decided here.

mod batch;
mod blocker;
mod disbursement;
mod earning;
mod hold;
mod payout_method;
mod payout_preference;
mod payout_run;
mod standing;
mod timers;
mod trail;

use std::fmt::Display;

use kernel::{Currency, Money};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};

pub use batch::{
    FileCount, count_files, find_batch, find_by_reference, hand_overs_due, insert_batch, lock_batch, lock_batch_named,
    members_of, next_batch_stale, next_file_due, next_hand_over_due, page_of_batches, pages_of_members, put_in_file,
    save_batch, settled_batches, stale_batches, waiting_for_file,
};
pub use blocker::{blockers_of, write_blockers};
pub use disbursement::{
    claim, find, find_many, insert, is_in_flight, lock, lock_scheduled_of, lock_scheduled_on, look_ups_due,
    next_look_up_due, next_send_due, page_for_payee, page_of_unresolved, pages_of_lines, save, sends_due,
};
pub use earning::{currencies_of, has_open_money, insert_earning, insert_recalled, lock_open_earnings};
pub use hold::{find_hold, holds_standing, insert_hold, lock_hold, lock_holds_for, page_of_holds, save_hold};
pub use payout_method::{
    find_method, find_methods, insert_method, lock_method, lock_methods_of, method_backlog, next_review_due,
    page_of_methods_for_payee, page_of_methods_to_review, reviews_due, save_method,
};
pub use payout_preference::{find_preference, lock_preference, preferences_of, save_preference};
pub use payout_run::{candidates, close_run, lock_runs, open_lines, tally, waiting};
pub use standing::{pools, standings};
pub use timers::*;
pub use trail::{collections_on_their_way, in_flight, trails};

fn money(minor: i64, code: &str) -> Result<Money, DbErr> {
    Money::from_columns(minor, code).map_err(|error| DbErr::Type(error.to_string()))
}

fn currency(code: &str) -> Result<Currency, DbErr> {
    kernel::currency(code).map_err(|error| DbErr::Type(error.to_string()))
}

/// What a row says that cannot be read.
fn contradiction(id: &impl Display) -> DbErr {
    DbErr::Type(format!("{id} has a state that its columns contradict"))
}

async fn run<const N: usize>(tx: &DatabaseTransaction, sql: &str, values: [Value; N]) -> Result<u64, DbErr> {
    let done = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(done.rows_affected())
}
