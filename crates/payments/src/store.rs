//! Read, lock, write. Nothing is decided here.

mod ageing;
mod attempt;
mod charge;
mod collection;
mod complaint;
mod dispute;
mod fee_schedule;
mod payment_method;
mod payment_request;
mod receivable_write_off;
mod refund;
mod reversal;
mod suspended_money;
mod timers;
mod write_off;

use kernel::{FeeRate, Money};
use sea_orm::DbErr;

use crate::Split;

pub use ageing::{OpenByAge, open_by_age};
pub use attempt::{attempts, find_attempt, insert_attempt, next_open_since, open_attempts, save_attempt};
pub use charge::{
    charge_of, charges_due, charges_of, charges_to_attempt, charges_to_remind, find_charge, find_charges,
    has_collected_charge, insert_charge, lock_charge, lock_free_charge, lock_open_charges, next_attempt_due,
    next_charge_due, next_reminder_due, open_charges, page_of_charges_in_state, save_charge,
};
pub use collection::{bills_of_collections, collections_of, find_collection, insert_collection, pages_of_collections};
pub use complaint::{
    complaint_backlog, complaints_due, find_complaint, insert_complaint, lock_complaint, next_complaint_due,
    page_of_complaint_queue, page_of_complaints_for_account, save_complaint,
};
pub use dispute::{
    disputes_due, find_dispute, insert_dispute, lock_dispute, next_dispute_due, page_of_open_disputes,
    pages_of_disputes, save_dispute,
};
pub use fee_schedule::{
    fee_schedule_at, fee_schedules, fee_schedules_until, find_fee_schedule, insert_fee_schedule_if_none,
};
pub use payment_method::{
    find_payment_method, find_payment_methods, insert_payment_method, page_of_payment_methods_for_account,
};
pub use payment_request::{
    due, final_bill_due_at, find, find_many, has_undecided, insert, lock, lock_planned, next_due, next_scheduled,
    open_bills_of, pages_of_engagements, save, scheduled,
};
pub use receivable_write_off::{find_receivable_write_off, insert_receivable_write_off};
pub use refund::{
    find_refund, find_refunds, has_open_refund, insert_refund, lock_free_refund, lock_pending_refunds, lock_refund,
    next_refund_to_look_up, next_refund_to_send, page_of_unresolved_refunds, pages_of_refunds, refunds_to_look_up,
    refunds_to_send, save_refund,
};
pub use reversal::{bills_of_reversals, insert_reversal, parked_reversals, reversals_of, reversed_of, save_reversal};
pub use suspended_money::{
    assign_suspended, assign_suspended_of, charge_paid_instead, find_suspended, insert_suspended, lock_suspended,
    lock_suspended_of, page_of_suspended,
};
pub use timers::*;
pub use write_off::{insert_write_off, undo_write_offs, write_offs};

fn money(minor: i64, code: &str) -> Result<Money, DbErr> {
    Money::from_columns(minor, code).map_err(|error| unreadable(&error))
}

/// What the parts of an amount come to, in minor units.
fn amount_of(split: Split) -> i64 {
    split.total().expect("the parts of an amount come to it").minor()
}

fn rate(basis_points: i32) -> Result<FeeRate, DbErr> {
    let points = u16::try_from(basis_points).map_err(|error| DbErr::Type(error.to_string()))?;
    FeeRate::from_basis_points(points).map_err(|error| unreadable(&error))
}

fn unreadable(error: &impl ToString) -> DbErr {
    DbErr::Type(error.to_string())
}
