//! The tables, one file per table or closely related group: text that PostgreSQL and SQLite both take, and side
//! by side where they cannot agree. Imports no other crate of ours, and a merged file is never edited.

mod m20261122_000010_create_account;
mod m20261122_000020_create_audit_row;
mod m20261122_000030_create_ledger;
mod m20261122_000040_create_dac7_form;
mod m20261122_000050_create_expert_profile;
mod m20261122_000060_create_customer_request;
mod m20261122_000070_create_proposal;
mod m20261122_000080_create_engagement;
mod m20261122_000090_create_payment_request;
mod m20261122_000100_create_disbursement;
mod m20261122_000110_create_sandbox;
mod m20261122_000120_widen_payout_blocker;
mod m20261122_000125_index_open_money;
mod m20261122_000150_add_inbox_event_at;
mod m20261122_000160_keep_answers_in_one_document;
mod m20261122_000170_create_hold;
mod m20261122_000171_add_dac7_reconfirmation;
mod m20261122_000172_create_due_diligence;
mod m20261122_000173_create_dac7_review_queue;
mod m20261122_000174_index_reveals;
mod m20261122_000175_add_dac7_proposal;
mod m20261122_000180_create_registry;
mod m20261122_000181_create_credential_issuer;
mod m20261122_000190_create_upload;
mod m20261122_000191_create_company;
mod m20261122_000210_create_letter;
mod m20261122_000220_seal_identifiers;
mod m20261122_000230_add_certification_notice;
mod m20261122_000231_index_certification_queue;
mod m20261122_000232_add_staff_digest;
mod m20261122_000233_create_us_tax_form;
mod m20261122_000240_create_call_slot;
mod m20261122_000241_add_invitation;
mod m20261122_000242_create_company_check;
mod m20261122_000243_add_checks_companies;
mod m20261122_000251_create_conversation_member;
mod m20261122_000252_create_direct_message;
mod m20261122_000261_add_payment_types;
mod m20261122_000262_create_cancellation_request;
mod m20261122_000263_create_dispute;
mod m20261122_000264_create_complaint;
mod m20261122_000271_create_access_grant;
mod m20261122_000272_create_review;
mod m20261122_000273_create_profile_slug;
mod m20261122_000281_create_request_search;
mod m20261122_000291_create_notification;
mod m20261122_000292_create_message_attachment;
mod m20261122_000293_create_saved_search;
mod m20261122_000301_create_refund;
mod m20261122_000302_give_up_charges;
mod m20261122_000303_create_reversal;
mod m20261122_000304_create_receivable_write_off;
mod m20261122_000305_assign_suspended_money;
mod m20261122_000307_keep_messages;
mod m20261122_000310_bound_fee;
mod m20261122_000311_chain_ledger;
mod m20261122_000312_create_disbursement_batch;

use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    },
};

/// What every process that migrates locks on PostgreSQL, so that of two that start at once one waits: for as long as
/// the other takes, for a large table is not altered within the limits of a request.
const ADVISORY_LOCK: &str = "
    set local lock_timeout = 0;
    set local statement_timeout = 0;
    select pg_advisory_xact_lock(7236012045)";

/// The same for SQLite, in milliseconds; and, once we are alone, what a request waits.
const WAIT_LONG: &str = "pragma busy_timeout = 3600000";
const WAIT_AS_EVER: &str = "pragma busy_timeout = 5000";

/// Brings the database up to date: all or nothing, one process at a time.
pub async fn up(db: &DatabaseConnection) -> Result<(), DbErr> {
    let tx = begin_alone(db).await?;
    Migrator::up(&tx, None).await?;
    tx.commit().await
}

/// Takes every table away again.
pub async fn down(db: &DatabaseConnection) -> Result<(), DbErr> {
    let tx = begin_alone(db).await?;
    Migrator::down(&tx, None).await?;
    tx.commit().await
}

/// The names of the migrations that were not run yet, in order. Asks over a connection that may write, and waits for
/// whoever migrates: where nothing was ever run, the list of what was is made.
pub async fn pending(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let tx = begin_alone(db).await?;
    let pending = Migrator::get_pending_migrations(&tx).await?;
    tx.commit().await?;
    Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
}

/// On SQLite the write lock itself keeps others out; both backends take tables back when they roll back.
async fn begin_alone(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let is_sqlite = db.get_database_backend() == DbBackend::Sqlite;
    if is_sqlite {
        db.execute_unprepared(WAIT_LONG).await?; // Whoever writes has one connection, so it is this one that begins.
    }
    let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
    let tx = db.begin_with_options(TransactionOptions { sqlite_transaction_mode, ..Default::default() }).await?;
    tx.execute_unprepared(if is_sqlite { WAIT_AS_EVER } else { ADVISORY_LOCK }).await?;
    Ok(tx)
}

/// All migrations, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    #[expect(clippy::too_many_lines, reason = "a line for each migration")]
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000010_create_account::Migration),
            Box::new(m20261122_000020_create_audit_row::Migration),
            Box::new(m20261122_000030_create_ledger::Migration),
            Box::new(m20261122_000040_create_dac7_form::Migration),
            Box::new(m20261122_000050_create_expert_profile::Migration),
            Box::new(m20261122_000060_create_customer_request::Migration),
            Box::new(m20261122_000070_create_proposal::Migration),
            Box::new(m20261122_000080_create_engagement::Migration),
            Box::new(m20261122_000090_create_payment_request::Migration),
            Box::new(m20261122_000100_create_disbursement::Migration),
            Box::new(m20261122_000110_create_sandbox::Migration),
            Box::new(m20261122_000120_widen_payout_blocker::Migration),
            Box::new(m20261122_000125_index_open_money::Migration),
            Box::new(m20261122_000150_add_inbox_event_at::Migration),
            Box::new(m20261122_000160_keep_answers_in_one_document::Migration),
            Box::new(m20261122_000170_create_hold::Migration),
            Box::new(m20261122_000171_add_dac7_reconfirmation::Migration),
            Box::new(m20261122_000172_create_due_diligence::Migration),
            Box::new(m20261122_000173_create_dac7_review_queue::Migration),
            Box::new(m20261122_000174_index_reveals::Migration),
            Box::new(m20261122_000175_add_dac7_proposal::Migration),
            Box::new(m20261122_000180_create_registry::Migration),
            Box::new(m20261122_000181_create_credential_issuer::Migration),
            Box::new(m20261122_000210_create_letter::Migration),
            Box::new(m20261122_000190_create_upload::Migration),
            Box::new(m20261122_000191_create_company::Migration),
            Box::new(m20261122_000230_add_certification_notice::Migration),
            Box::new(m20261122_000231_index_certification_queue::Migration),
            Box::new(m20261122_000232_add_staff_digest::Migration),
            Box::new(m20261122_000220_seal_identifiers::Migration),
            Box::new(m20261122_000233_create_us_tax_form::Migration),
            Box::new(m20261122_000240_create_call_slot::Migration),
            Box::new(m20261122_000241_add_invitation::Migration),
            Box::new(m20261122_000242_create_company_check::Migration),
            Box::new(m20261122_000243_add_checks_companies::Migration),
            Box::new(m20261122_000251_create_conversation_member::Migration),
            Box::new(m20261122_000252_create_direct_message::Migration),
            Box::new(m20261122_000261_add_payment_types::Migration),
            Box::new(m20261122_000262_create_cancellation_request::Migration),
            Box::new(m20261122_000263_create_dispute::Migration),
            Box::new(m20261122_000264_create_complaint::Migration),
            Box::new(m20261122_000271_create_access_grant::Migration),
            Box::new(m20261122_000272_create_review::Migration),
            Box::new(m20261122_000273_create_profile_slug::Migration),
            Box::new(m20261122_000281_create_request_search::Migration),
            Box::new(m20261122_000291_create_notification::Migration),
            Box::new(m20261122_000292_create_message_attachment::Migration),
            Box::new(m20261122_000293_create_saved_search::Migration),
            Box::new(m20261122_000301_create_refund::Migration),
            Box::new(m20261122_000311_chain_ledger::Migration),
            Box::new(m20261122_000302_give_up_charges::Migration),
            Box::new(m20261122_000310_bound_fee::Migration),
            Box::new(m20261122_000303_create_reversal::Migration),
            Box::new(m20261122_000304_create_receivable_write_off::Migration),
            Box::new(m20261122_000305_assign_suspended_money::Migration),
            Box::new(m20261122_000307_keep_messages::Migration),
            Box::new(m20261122_000312_create_disbursement_batch::Migration),
        ]
    }
}
