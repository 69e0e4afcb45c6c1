//! The table for SQLite, as it is and as it was.

use super::{FILE_CHECK, STATE_CHECK, STATE_CHECK_OF_BEFORE};

pub fn up() -> String {
    remade(&DISBURSEMENT.replace("{columns}", COLUMNS).replace("{checks}", &format!("{FILE_CHECK}, {STATE_CHECK}")))
}

pub fn down() -> String {
    remade(&DISBURSEMENT.replace("{columns}", "").replace("{checks}", STATE_CHECK_OF_BEFORE))
}

/// Makes it anew. Others refer to it; by the end of the transaction it is there again.
fn remade(disbursement: &str) -> String {
    format!(
        "pragma defer_foreign_keys = on;
         create table disbursement_kept as select * from disbursement;
         drop table disbursement;
         {disbursement}
         insert into disbursement ({KEPT}) select {KEPT} from disbursement_kept;
         drop table disbursement_kept;
         {INDEXES}"
    )
}

const KEPT: &str =
    "id, expert_account_id, payout_method_id, currency, amount_minor, run_on, scheduled_at, state, since_at,
    due_at, message, bank_trace, reason, sealed_by";

/// Those that went with the table and are as before.
const INDEXES: &str = "
    create index disbursement_account on disbursement (expert_account_id, id);
    create index disbursement_due on disbursement (due_at, id) where due_at is not null;
    create index disbursement_unresolved on disbursement (id) where state = 'unresolved';
    create index disbursement_sealed on disbursement (sealed_by, id) where message is not null;";

const DISBURSEMENT: &str = r"
create table disbursement (
    id                uuid        primary key,
    expert_account_id uuid        not null references account,
    payout_method_id  uuid        not null references payout_method,
    currency          text        not null,
    amount_minor      bigint      not null check (amount_minor > 0),
    run_on            date        not null,
    scheduled_at      timestamptz not null,
    state             text        not null,
    since_at          timestamptz,
    due_at            timestamptz, -- When a worker has to act on it next.
    message           bytea,
    bank_trace        text,
    reason            text,
    sealed_by         bigint      references data_key,
    {columns}

    unique (expert_account_id, currency, run_on), -- Running a day twice pays once.
    {checks},
    constraint disbursement_due_check check
        ((due_at is not null) = (state in ('scheduled', 'claimed', 'rendered', 'unresolved')))
);";

const COLUMNS: &str = "
    batch_id          uuid        references disbursement_batch,
    reference         text,";
