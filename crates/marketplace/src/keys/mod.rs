//! The keys to what lies sealed: made, replaced, wrapped anew. Nobody does it through the API: who may is who holds the
//! master key.

mod change_master_key;
mod drop_old_keys;
mod install_keys;
mod rotate_keys;

use kernel::SealedColumn;

pub use rotate_keys::Rotation;

/// Every column whose values lie sealed.
pub const SEALED: [SealedColumn; 6] = [
    tax::store::ANSWERS,
    tax::store::US_ANSWERS,
    experts::store::OWNERS,
    disbursements::ACCOUNT_NUMBER,
    disbursements::MESSAGE,
    disbursements::BODY,
];

/// What the audit trail calls a data key.
fn subject(number: i64) -> String {
    format!("key_{number}")
}
