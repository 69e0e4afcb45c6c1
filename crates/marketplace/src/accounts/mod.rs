//! Who takes part: accounts, their members, the operator's staff.

mod appoint_staff;
mod close_account;
mod dismiss_staff;
mod invite_member;
mod join_account;
mod lock_managed;
mod open_account;
mod open_money;
mod read_accounts;
mod remove_member;
mod save_company;
mod set_country;
mod set_member_rights;
mod suspend_account;
mod tie_appointment;

pub use appoint_staff::AppointStaff;
pub use invite_member::InviteMember;
pub use open_account::OpenAccount;
pub(crate) use open_money::{has_open_bills, has_open_money};
pub use set_country::SetCountry;
