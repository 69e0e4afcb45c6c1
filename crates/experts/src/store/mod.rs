//! Reads, locks and writes profiles, registrations, identity checks and certifications. Nothing is decided here.

mod call_slot;
mod certification;
mod company_check;
mod credential;
mod identity_check;
mod profile;
mod registration;
mod registry;
mod review_queue;
mod seller;
mod slug;
mod status_list;
mod timers;

pub use call_slot::{
    find_booked_slots, find_call, find_slots, free_slots, insert_call, insert_slot, lock_booked_call,
    lock_free_slots_of, lock_slot, page_slots, save_call, save_slot, times_of_staff,
};
pub use certification::{
    certification_holder, certified_since, claimed_links, expired_links, find_link, has_held_link, has_valid_link,
    hold_valid_links, insert_link, links_to_notice, lock_claims, lock_link, lock_verified_links, next_link_expiry,
    next_link_notice, page_links_in_review, page_links_of_account, pages_of_links, pages_of_valid_links, save_link,
};
pub use company_check::{
    OWNERS, company_backlog, company_reviews_due, find_company_check, find_company_check_account,
    find_company_checks_of, insert_company_check, lock_company_check, lock_company_check_of, next_company_review_due,
    page_company_checks, save_company_check, unpassed_companies,
};
pub use credential::{
    find_credential_issuer, find_credential_issuer_named, find_proofs, hold_credential_issuer,
    insert_credential_issuer, insert_proof, lock_credential_issuer, page_credential_issuers, save_credential_issuer,
};
pub use identity_check::{
    calls_wanted, check_backlog, find_check, find_check_of, find_checks, find_checks_of, insert_check, lock_check,
    lock_check_of, save_check,
};
pub use profile::{
    find_profile, find_profiles, insert_profile, is_photo_of_active, lock_profile, pages_of_profiles,
    profile_of_member, save_profile,
};
pub use registration::{
    activation_alarms_due, closed_accounts, find, find_many, find_of_profiles, has_active_registration, has_begun,
    identity_checks_due, insert, is_live_expert, lock, lock_begun, lock_filed, next_activation_alarm,
    next_identity_check_due, page, registration_backlog, registration_of_profile, save,
};
pub use registry::{
    begin_import, clear_obsolete_rows, count_unconfirmed_links, find_registered, give_up_import,
    give_up_imports_untouched_since, links_to_ask_again, stage_rows, take_import,
};
pub use review_queue::{certification_backlog, count_certification_queue, page_of_certification_queue};
pub use seller::{find_sellers, save_seller};
pub use slug::{current_slugs, profile_at, slugs_of, take_slug};
pub use status_list::{
    KeptStatusList, find_status_list, keep_status_list, links_resting_on, next_status_check, schedule_status_check,
    status_lists_due,
};
pub use timers::*;

use kernel::Money;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value};

/// On SQLite, where one transaction writes at a time, there is nothing to lock.
fn locking(tx: &DatabaseTransaction, sql: &str, how: &str) -> String {
    if tx.get_database_backend() == DbBackend::Postgres { format!("{sql} for {how}") } else { sql.to_owned() }
}

/// Writes, and says how many rows that changed.
async fn run(tx: &DatabaseTransaction, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, DbErr> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

async fn exists<const N: usize>(db: &impl ConnectionTrait, sql: &str, values: [Value; N]) -> Result<bool, DbErr> {
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    Ok(row.is_some())
}

fn contradiction(row: &impl ToString) -> DbErr {
    DbErr::Type(format!("{} has a state that its columns contradict", row.to_string()))
}

fn money(minor: i64, currency: &str) -> Result<Money, DbErr> {
    Money::from_columns(minor, currency).map_err(|error| DbErr::Type(error.to_string()))
}
