//! The table for SQLite, as it is and as it was.

pub fn up() -> String {
    let charge = CHARGE.replace("{columns}", COLUMNS).replace("{checks}", CHECKS);
    let filled = "
        update charge set reduced_fee_minor = (
            select coalesce(sum(refund.reduced_fee_minor), 0) from refund where refund.charge_id = charge.id);
        update charge set reminders = 4, reminder_at = strftime('%Y-%m-%dT%H:%M:%f+00:00', due_at, '+120 days')
            where overdue_at is not null and collected_minor + reduced_minor < amount_minor;";
    remade(&charge) + filled
}

pub fn down() -> String {
    remade(&CHARGE.replace("{columns}", "").replace("{checks}", CHECKS_OF_BEFORE))
}

/// Makes it anew. Others refer to it; by the end of the transaction it is there again.
fn remade(charge: &str) -> String {
    format!(
        "pragma defer_foreign_keys = on;
         create table charge_kept as select * from charge;
         drop table charge;
         {charge}
         insert into charge ({KEPT}) select {KEPT} from charge_kept;
         drop table charge_kept;
         {INDEXES}"
    )
}

const KEPT: &str = "id, payment_request_id, engagement_id, customer_account_id, expert_account_id, currency,
    amount_minor, fee_minor, collected_minor, collected_fee_minor, reduced_minor, returned_minor, returned_fee_minor,
    promised_minor, payment_method_id, tender, net_days, approved_at, due_at, overdue_at, attempts, next_attempt_at,
    in_flight, state";

/// Those that went with the table and are as before.
const INDEXES: &str = "
    create index charge_state on charge (state, id);
    create index charge_engagement on charge (engagement_id, id);
    create index charge_attempt_due on charge (next_attempt_at, id) where next_attempt_at is not null;
    create index charge_due on charge (due_at, id)
        where overdue_at is null and state in ('invoiced', 'collecting', 'partially_collected', 'overdue');";

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
    collected_minor     bigint      not null,
    collected_fee_minor bigint      not null default 0,
    reduced_minor       bigint      not null default 0 check (reduced_minor >= 0),
    returned_minor      bigint      not null default 0 check (returned_minor >= 0),
    returned_fee_minor  bigint      not null default 0 check (returned_fee_minor >= 0),
    promised_minor      bigint      not null default 0 check (promised_minor >= 0),
    {columns}
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
    {checks}
);
";

const COLUMNS: &str = "
    reduced_fee_minor     bigint    not null default 0,
    reversed_minor        bigint    not null default 0 check (reversed_minor >= 0),
    reversed_fee_minor    bigint    not null default 0 check (reversed_fee_minor >= 0),
    written_off_minor     bigint    not null default 0 check (written_off_minor >= 0),
    written_off_fee_minor bigint    not null default 0,
    reminders             integer   not null default 0 check (reminders between 0 and 5),
    reminder_at           timestamptz,";

const CHECKS: &str = "
    constraint charge_open_check check (collected_minor >= 0 and reversed_minor <= collected_minor
        and collected_minor - reversed_minor + reduced_minor + written_off_minor <= amount_minor),
    constraint charge_fees_check check (returned_fee_minor + reversed_fee_minor <= collected_fee_minor
        and reduced_fee_minor between 0 and reduced_minor and written_off_fee_minor between 0 and written_off_minor
        and collected_fee_minor - reversed_fee_minor + reduced_fee_minor + written_off_fee_minor
            between 0 and fee_minor),
    constraint charge_refunds_check check (returned_minor <= collected_minor - reversed_minor
        and promised_minor <= amount_minor - reduced_minor - written_off_minor - returned_minor),
    constraint charge_reminder_check check (reminder_at is null or overdue_at is not null),
    constraint charge_state_check check (case
        when state = 'invoiced'            then collected_minor = 0 and attempts = 0 and not in_flight
                                                and reduced_minor < amount_minor
        when state = 'collecting'
            then collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor and in_flight
        when state = 'unresolved'
            then collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor and in_flight
        when state = 'partially_collected' then collected_minor - reversed_minor > 0
            and collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor
        when state = 'overdue'
            then collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor
        when state = 'charged_back'        then reversed_minor > 0
            and collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor
        when state = 'uncollectible'       then not in_flight and (next_attempt_at is null or tender = 'net_terms')
            and collected_minor - reversed_minor + reduced_minor + written_off_minor < amount_minor
        when state = 'written_off'         then not in_flight and written_off_minor > 0
            and (next_attempt_at is null or tender = 'net_terms')
            and collected_minor - reversed_minor + reduced_minor + written_off_minor = amount_minor
        when state = 'collected'           then collected_minor - reversed_minor > 0 and written_off_minor = 0
                                                and collected_minor - reversed_minor + reduced_minor = amount_minor
                                                and not in_flight and (next_attempt_at is null or tender = 'net_terms')
        when state = 'forgiven'            then collected_minor = reversed_minor and reduced_minor = amount_minor
                                                and not in_flight and (next_attempt_at is null or tender = 'net_terms')
        else false end)";

const CHECKS_OF_BEFORE: &str = "
    constraint charge_collected_check check (collected_minor between 0 and amount_minor),
    constraint charge_fees_check check
        (collected_fee_minor between 0 and fee_minor and returned_fee_minor <= collected_fee_minor),
    constraint charge_refunds_check check (returned_minor <= collected_minor
        and reduced_minor <= amount_minor - collected_minor
        and promised_minor <= amount_minor - reduced_minor - returned_minor),
    constraint charge_state_check check (case
        when state = 'invoiced'            then collected_minor = 0 and attempts = 0 and not in_flight
                                                and reduced_minor < amount_minor
        when state = 'collecting'          then collected_minor + reduced_minor < amount_minor and in_flight
        when state = 'unresolved'          then collected_minor + reduced_minor < amount_minor and in_flight
        when state = 'partially_collected' then collected_minor > 0 and collected_minor + reduced_minor < amount_minor
        when state = 'overdue'             then collected_minor + reduced_minor < amount_minor
        when state = 'collected'           then collected_minor > 0 and collected_minor + reduced_minor = amount_minor
                                                and not in_flight and (next_attempt_at is null or tender = 'net_terms')
        when state = 'forgiven'            then collected_minor = 0 and reduced_minor = amount_minor
                                                and not in_flight and (next_attempt_at is null or tender = 'net_terms')
        else false end)";
