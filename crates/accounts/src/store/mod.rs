//! Reads, locks and writes accounts, members, staff and the list of eligible countries. Nothing is decided here.

mod account;
mod company;
mod country;
mod identity;
mod member;
mod staff;
mod timers;

pub use account::{any, find, find_many, hold, insert, lock, save};
pub use company::{find_companies, find_company, save_company};
pub use country::{countries, entries_of, insert_eligible_country, lock_countries, save_entries};
pub use identity::{actor_of, is_same_person, staff_among, works_for};
pub use member::{
    active_member_by_email, active_members_of, find_member, find_members, has_other_manager, hold_active_members,
    insert_member, invitations, is_somewhere_active, lock_member, lock_members_of_email, member_by_email, page_members,
    pages_of_members, save_member,
};
pub use staff::{
    any_appointed, appointed_staff, claim_digest, find_staff, has_untied, insert_staff, is_staff, lock_appointed,
    lock_staff, lock_untied, page_staff, save_staff, staff_with_last_digest,
};
pub use timers::*;

use kernel::Rights;
use sea_orm::DbErr;

fn rights(names: Option<&String>, row: &impl ToString) -> Result<Rights, DbErr> {
    let names = names.ok_or_else(|| contradiction(row))?;
    Rights::from_names(names).map_err(|error| DbErr::Type(format!("{}: {error}", row.to_string())))
}

fn contradiction(row: &impl ToString) -> DbErr {
    DbErr::Type(format!("{} has a state that its columns contradict", row.to_string()))
}
