//! The two tables for SQLite, as they are and as they were.

pub fn up() -> String {
    let charge = CHARGE
        .replace("{new columns}", CHARGE_COLUMNS)
        .replace("{new checks}", CHARGE_CHECKS)
        .replace("{states}", CHARGE_STATES);
    let fees = "update charge set collected_fee_minor = (
        select coalesce(sum(collection.fee_minor), 0) from collection where collection.charge_id = charge.id);";
    let rest = "rest_of_id        uuid        unique references earning check (rest_of_id <> id),";
    let earning = EARNING.replace("{unique}", "").replace("{rest}", rest);
    remade(&charge, &earning) + fees
}

pub fn down() -> String {
    let charge =
        CHARGE.replace("{new columns}", "").replace("{new checks}", "").replace("{states}", CHARGE_STATES_OF_BEFORE);
    remade(&charge, &EARNING.replace("{unique}", "unique").replace("{rest}", ""))
}

/// Makes both anew. Others refer to them; by the end of the transaction they are there again.
fn remade(charge: &str, earning: &str) -> String {
    format!(
        "pragma defer_foreign_keys = on;
         create table charge_kept as select * from charge;
         create table earning_kept as select * from earning;
         drop table earning;
         drop table charge;
         {charge}
         {earning}
         insert into charge ({CHARGE_KEPT}) select {CHARGE_KEPT} from charge_kept;
         insert into earning ({EARNING_KEPT}) select {EARNING_KEPT} from earning_kept;
         drop table earning_kept;
         drop table charge_kept;"
    )
}

const CHARGE_KEPT: &str = "id, payment_request_id, engagement_id, customer_account_id, expert_account_id, currency,
    amount_minor, fee_minor, collected_minor, payment_method_id, tender, net_days, approved_at, due_at, overdue_at,
    attempts, next_attempt_at, in_flight, state";

const EARNING_KEPT: &str =
    "id, expert_account_id, collection_id, given_back_by_id, currency, amount_minor, available_at, taken_at";

const CHARGE: &str = r"
create table charge (
    id                  uuid        primary key,
    payment_request_id  uuid        not null unique references payment_request, -- No bill has two charges.
    engagement_id       uuid        not null references engagement,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    currency            text        not null,
    amount_minor        bigint      not null check (amount_minor > 0),
    fee_minor           bigint      not null check (fee_minor between 0 and amount_minor),
    collected_minor     bigint      not null check (collected_minor between 0 and amount_minor),
    {new columns}
    payment_method_id   uuid        not null references payment_method,
    tender              text        not null check (tender in ('card', 'ach', 'net_terms')), -- Never a credit (IQ-35).
    net_days            integer     check (net_days > 0),
    approved_at         timestamptz not null,
    due_at              timestamptz not null check (due_at > approved_at),
    overdue_at          timestamptz check (overdue_at = due_at),
    attempts            integer     not null check (attempts between 0 and 8),
    next_attempt_at     timestamptz,
    in_flight           boolean     not null check (next_attempt_at is null or not in_flight),
    state               text        not null,

    constraint charge_terms_check check ((net_days is not null) = (tender = 'net_terms')),
    constraint charge_transfer_check check (attempts = 0 or tender <> 'net_terms'),
    {new checks}
    constraint charge_state_check check (case
        {states}
        else false end)
);
";

const CHARGE_COLUMNS: &str = "
    collected_fee_minor bigint      not null default 0,
    reduced_minor       bigint      not null default 0 check (reduced_minor >= 0),
    returned_minor      bigint      not null default 0 check (returned_minor >= 0),
    returned_fee_minor  bigint      not null default 0 check (returned_fee_minor >= 0),
    promised_minor      bigint      not null default 0 check (promised_minor >= 0),";

const CHARGE_CHECKS: &str = "
    constraint charge_fees_check check
        (collected_fee_minor between 0 and fee_minor and returned_fee_minor <= collected_fee_minor),
    constraint charge_refunds_check check (returned_minor <= collected_minor
        and reduced_minor <= amount_minor - collected_minor
        and promised_minor <= amount_minor - reduced_minor - returned_minor),";

const CHARGE_STATES: &str = "
    when state = 'invoiced'            then collected_minor = 0 and attempts = 0 and not in_flight
                                            and reduced_minor < amount_minor
    when state = 'collecting'          then collected_minor + reduced_minor < amount_minor and in_flight
    when state = 'unresolved'          then collected_minor + reduced_minor < amount_minor and in_flight
    when state = 'partially_collected' then collected_minor > 0 and collected_minor + reduced_minor < amount_minor
    when state = 'overdue'             then collected_minor + reduced_minor < amount_minor
    when state = 'collected'           then collected_minor > 0 and collected_minor + reduced_minor = amount_minor
                                            and not in_flight and (next_attempt_at is null or tender = 'net_terms')
    when state = 'forgiven'            then collected_minor = 0 and reduced_minor = amount_minor
                                            and not in_flight and (next_attempt_at is null or tender = 'net_terms')";

const CHARGE_STATES_OF_BEFORE: &str = "
    when state = 'invoiced'            then collected_minor = 0 and attempts = 0 and not in_flight
    when state = 'collecting'          then collected_minor < amount_minor and in_flight
    when state = 'unresolved'          then collected_minor < amount_minor and in_flight
    when state = 'partially_collected' then collected_minor > 0 and collected_minor < amount_minor
    when state = 'overdue'             then collected_minor < amount_minor
    when state = 'collected'           then collected_minor = amount_minor and not in_flight
                                            and next_attempt_at is null";

const EARNING: &str = r"
create table earning (
    id                uuid        primary key,
    expert_account_id uuid        not null references account,
    -- Nothing is payable that was not collected (IQ-30), or came back after it was.
    collection_id     uuid        {unique} references collection,
    given_back_by_id  uuid        {unique} references disbursement,
    currency          text        not null,
    amount_minor      bigint      not null check (amount_minor > 0),
    available_at      timestamptz not null,
    taken_at          timestamptz, -- Null while no disbursement and no refund has it.
    {rest}
    constraint earning_source_check check ((collection_id is null) <> (given_back_by_id is null))
);
";
