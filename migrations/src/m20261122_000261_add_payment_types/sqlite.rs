//! The two tables for SQLite, as they are and as they were.

/// Makes both anew. Others refer to them; by the end of the transaction they are there again.
pub fn remade(engagement: &str, bill: &str) -> String {
    let [engagement_columns, bill_columns] = COLUMNS;
    format!(
        "pragma defer_foreign_keys = on;
         create table engagement_kept as select * from engagement;
         create table payment_request_kept as select * from payment_request;
         drop table payment_request;
         drop table engagement;
         {engagement}
         {bill}
         insert into engagement ({engagement_columns}) select {engagement_columns} from engagement_kept;
         insert into payment_request ({bill_columns}) select {bill_columns} from payment_request_kept;
         drop table payment_request_kept;
         drop table engagement_kept;"
    )
}

/// What both ways have in common: what is new has no value in old rows, and no old row has anything of it.
const COLUMNS: [&str; 2] = [
    "id, proposal_id, customer_request_id, conversation_id, customer_account_id, expert_account_id, title, currency,
     maximum_minor, approved_minor, pending_minor, payment_method_id, silence_days, started_at, state, completed_at",
    "id, engagement_id, customer_account_id, expert_account_id, answers_id, currency, amount_minor, name, description,
     is_final, submitted_at, state, auto_approve_at, decided_at, approved_by, fee_basis_points, fee_minor,
     decline_reason",
];

pub const ENGAGEMENT: &str = r"
create table engagement (
    id                  uuid        primary key,
    proposal_id         uuid        not null unique references proposal, -- One acceptance makes one.
    customer_request_id uuid        not null references customer_request,
    conversation_id     uuid        not null references conversation,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    title               text        not null check (length(title) between 1 and 140),
    currency            text        not null check (length(currency) = 3),
    maximum_minor       bigint      not null check (maximum_minor > 0),
    approved_minor      bigint      not null check (approved_minor >= 0),
    pending_minor       bigint      not null check (pending_minor >= 0),
    payment_method_id   uuid        not null, -- Its table is a later one.
    payment_type        text        not null default 'milestone'
                                    check (payment_type in ('upfront', 'milestone', 'scheduled')),
    silence_days        integer     check (silence_days between 1 and 90), -- Null: bills wait, or need no decision.
    started_at          timestamptz not null,
    state               text        not null,
    completed_at        timestamptz,
    cancelled_at        timestamptz,

    constraint engagement_sides_check check (customer_account_id <> expert_account_id),
    constraint engagement_silence_check check (silence_days is null or payment_type = 'milestone'),
    -- Pending and approved bills never exceed the agreed amount (G-14).
    constraint engagement_remaining_check check (pending_minor <= maximum_minor - approved_minor),
    constraint engagement_state_check check (case state
        when 'active'       then completed_at is null     and cancelled_at is null
        when 'final_billed' then completed_at is null     and cancelled_at is null and pending_minor > 0
        when 'completed'    then completed_at is not null and cancelled_at is null and pending_minor = 0
        when 'cancelled'    then completed_at is null     and cancelled_at is not null -- What is sent is decided (G-46).
        else false end)
);
";

pub const BILL: &str = r"
create table payment_request (
    id                  uuid        primary key,
    engagement_id       uuid        not null references engagement,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account check (expert_account_id <> customer_account_id),
    answers_id          uuid        references payment_request,
    currency            text        not null,
    amount_minor        bigint      not null check (amount_minor > 0),
    name                text        not null,
    description         text        not null,
    is_final            boolean     not null,
    scheduled_on        date,       -- Null: no schedule bills it.
    submitted_at        timestamptz not null,
    state               text        not null check (state in
        ('planned', 'submitted', 'frozen', 'approved', 'declined', 'withdrawn', 'cancelled')),
    auto_approve_at     timestamptz check (auto_approve_at >= submitted_at),
    frozen_left_micros  bigint      check (frozen_left_micros is null or (state = 'frozen' and frozen_left_micros > 0)),
    decided_at          timestamptz check (decided_at >= submitted_at),
    approved_by         text        check (approved_by in ('customer', 'silence', 'acceptance')),
    fee_basis_points    integer     check (fee_basis_points between 0 and 10000),
    fee_minor           bigint      check (fee_minor between 0 and amount_minor),
    decline_reason      text,

    -- The columns say what state the row is in, and only that.
    constraint payment_request_planned_check check (scheduled_on is not null or state not in ('planned', 'cancelled')),
    constraint payment_request_due_check check (auto_approve_at is null or state = 'submitted'),
    constraint payment_request_decided_check check
        ((decided_at is null) = (state in ('planned', 'submitted', 'frozen'))),
    -- A fee exists only on an approved bill (IQ-28).
    constraint payment_request_fee_check check
        (case when state = 'approved'
            then approved_by is not null and fee_basis_points is not null and fee_minor is not null
            else approved_by is null     and fee_basis_points is null     and fee_minor is null end),
    constraint payment_request_declined_check check ((decline_reason is not null) = (state = 'declined'))
);
";

pub const ENGAGEMENT_OF_BEFORE: &str = r"
create table engagement (
    id                  uuid        primary key,
    proposal_id         uuid        not null unique references proposal, -- One acceptance makes one.
    customer_request_id uuid        not null references customer_request,
    conversation_id     uuid        not null references conversation,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account,
    title               text        not null check (length(title) between 1 and 140),
    currency            text        not null check (length(currency) = 3),
    maximum_minor       bigint      not null check (maximum_minor > 0),
    approved_minor      bigint      not null check (approved_minor >= 0),
    pending_minor       bigint      not null check (pending_minor >= 0),
    payment_method_id   uuid        not null, -- Its table is a later one.
    silence_days        integer     check (silence_days between 1 and 90), -- Null: bills wait.
    started_at          timestamptz not null,
    state               text        not null,
    completed_at        timestamptz,

    constraint engagement_sides_check check (customer_account_id <> expert_account_id),
    -- Pending and approved bills never exceed the agreed amount (G-14).
    constraint engagement_remaining_check check (pending_minor <= maximum_minor - approved_minor),
    constraint engagement_state_check check (case state
        when 'active'       then completed_at is null
        when 'final_billed' then completed_at is null     and pending_minor > 0
        when 'completed'    then completed_at is not null and pending_minor = 0
        else false end)
);
";

pub const BILL_OF_BEFORE: &str = r"
create table payment_request (
    id                  uuid        primary key,
    engagement_id       uuid        not null references engagement,
    customer_account_id uuid        not null references account,
    expert_account_id   uuid        not null references account check (expert_account_id <> customer_account_id),
    answers_id          uuid        references payment_request,
    currency            text        not null,
    amount_minor        bigint      not null check (amount_minor > 0),
    name                text        not null,
    description         text        not null,
    is_final            boolean     not null,
    submitted_at        timestamptz not null,
    state               text        not null check (state in ('submitted', 'approved', 'declined', 'withdrawn')),
    auto_approve_at     timestamptz check (auto_approve_at >= submitted_at),
    decided_at          timestamptz check (decided_at >= submitted_at),
    approved_by         text        check (approved_by in ('customer', 'silence')),
    fee_basis_points    integer     check (fee_basis_points between 0 and 10000),
    fee_minor           bigint      check (fee_minor between 0 and amount_minor),
    decline_reason      text,

    -- The columns say what state the row is in, and only that.
    constraint payment_request_due_check check (auto_approve_at is null or state = 'submitted'),
    constraint payment_request_decided_check check ((decided_at is null) = (state = 'submitted')),
    -- A fee exists only on an approved bill (IQ-28).
    constraint payment_request_fee_check check
        (case when state = 'approved'
            then approved_by is not null and fee_basis_points is not null and fee_minor is not null
            else approved_by is null     and fee_basis_points is null     and fee_minor is null end),
    constraint payment_request_declined_check check ((decline_reason is not null) = (state = 'declined'))
);
";
