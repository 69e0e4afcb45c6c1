use sea_orm_migration::prelude::*;

/// The way to being an expert: profiles, seller registrations, registrations, identity checks, certifications.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}

const UP: &str = r"
create table expert_profile (
    id             uuid        primary key,
    account_id     uuid        not null references account,
    member_id      uuid        not null references member,
    subject        text        not null unique, -- A person has one profile (G-03).
    display_name   text        not null,
    headline       text,
    bio            text,
    photo_url      text,
    links          text        not null, -- One a line.
    rate_currency  text,
    rate_min_minor bigint      check (rate_min_minor > 0),
    rate_max_minor bigint      check (rate_max_minor >= rate_min_minor),
    contact_email  text,
    legal_name     text,
    saved_at       timestamptz not null,

    constraint expert_profile_rate_check check (
        (rate_currency is null) = (rate_min_minor is null) and (rate_currency is null) = (rate_max_minor is null))
);

create index expert_profile_account on expert_profile (account_id, id);
create index expert_profile_member on expert_profile (member_id);

create table seller_registration (
    account_id       uuid        primary key references account, -- One an account, shared by its experts (G-04).
    legal_name       text        not null,
    kind             text        not null check (kind in ('individual')),
    tax_country      text        not null check (length(tax_country) = 2),
    bank_street      text        not null,
    bank_city        text        not null,
    bank_postal_code text        not null,
    bank_country     text        not null check (length(bank_country) = 2),
    saved_at         timestamptz not null
);

create table registration (
    id                    uuid    primary key,
    expert_profile_id     uuid    not null unique references expert_profile,
    account_id            uuid    not null references account,
    state                 text    not null,
    submitted_at          timestamptz,
    identity_check_due_at timestamptz,
    completed_at          timestamptz,
    activation_alarm_at   timestamptz,
    activated_at          timestamptz,
    suspended_at          timestamptz,
    suspend_reason        text,
    rejected_at           timestamptz,
    reject_reason         text,
    correctable           boolean,
    closed_at             timestamptz,

    constraint registration_state_check check (state in (
        'draft', 'submitted', 'under_review', 'identity_check_required', 'video_call_scheduled',
        'active', 'suspended', 'rejected', 'closed')),
    constraint registration_filed_check check ((submitted_at is not null) = (state in (
        'submitted', 'under_review', 'identity_check_required', 'video_call_scheduled', 'active', 'suspended'))),
    constraint registration_identity_check_due_check check
        (identity_check_due_at is null or state in ('submitted', 'under_review')),
    -- An active expert has an approved DAC7 form (IQ-42): only that sets completed_at.
    constraint registration_completed_check check (case
        when state in ('active', 'suspended') then completed_at is not null and completed_at >= submitted_at
        else completed_at is null or (submitted_at is not null and completed_at >= submitted_at) end),
    constraint registration_alarm_check check (activation_alarm_at is null or (completed_at is not null and state in (
        'submitted', 'under_review', 'identity_check_required', 'video_call_scheduled'))),
    constraint registration_activated_check check ((activated_at is not null) = (state in ('active', 'suspended'))),
    constraint registration_suspended_check check (
        (suspended_at is not null) = (state = 'suspended') and (suspend_reason is not null) = (state = 'suspended')),
    constraint registration_rejected_check check (
        (rejected_at is not null) = (state = 'rejected') and (reject_reason is not null) = (state = 'rejected')
        and (correctable is not null) = (state = 'rejected')),
    constraint registration_closed_check check ((closed_at is not null) = (state = 'closed'))
);

create index registration_account on registration (account_id, id);
create index registration_state on registration (state, id);
create index registration_identity_check_due on registration (identity_check_due_at, id)
    where identity_check_due_at is not null;
create index registration_activation_alarm on registration (activation_alarm_at, id)
    where activation_alarm_at is not null;

create table identity_check (
    id              uuid        primary key,
    registration_id uuid        not null unique references registration,
    state           text        not null,
    since_at        timestamptz not null,
    document        text,
    call_at         timestamptz,
    evidence        text,
    reason          text,

    constraint identity_check_state_check check (case state
        when 'pending'         then document is null     and call_at is null     and evidence is null     and reason is null
        when 'under_review'    then document is not null and call_at is null     and evidence is null     and reason is null
        when 'action_required' then document is null     and call_at is null     and evidence is null     and reason is not null
        when 'call_required'   then document is null     and call_at is null     and evidence is null     and reason is null
        when 'call_scheduled'  then document is null     and call_at is not null and evidence is null     and reason is null
        when 'passed'          then document is null     and call_at is null     and evidence is not null and reason is null
        when 'failed'          then document is null     and call_at is null     and evidence is not null and reason is not null
        else false end)
);

-- At most one call begins at an instant.
create table identity_call_slot (
    at                timestamptz primary key,
    identity_check_id uuid        not null unique references identity_check
);

create table certification_link (
    id                uuid        primary key,
    expert_profile_id uuid        not null references expert_profile,
    account_id        uuid        not null references account,
    issuer            text        not null,
    external_id       text        not null,
    state             text        not null,
    since_at          timestamptz not null,
    level             text        check (level in ('associate', 'professional', 'specialty')), -- Below does not count (G-02).
    issued_on         date,
    expires_at        timestamptz,
    evidence          text,
    rejection         text        check (rejection in ('level_too_low', 'expired', 'by_staff')),
    reason            text,

    constraint certification_link_state_check check (case
        when state in ('claimed', 'not_found', 'unlinked')
            then level is null and issued_on is null and evidence is null and rejection is null and reason is null
        when state = 'manual_review'
            then level is null and issued_on is null and evidence is not null and rejection is null and reason is null
        when state = 'verified'
            then level is not null and issued_on is not null and rejection is null and reason is null
        when state = 'expired'
            then level is not null and issued_on is not null and evidence is null and rejection is null and reason is null
        when state = 'rejected'
            then level is null and issued_on is null and evidence is null and rejection is not null
                and (reason is not null) = (rejection = 'by_staff')
        when state = 'revoked'
            then level is null and issued_on is null and evidence is null and rejection is null and reason is not null
        else false end),
    constraint certification_link_expires_check check (expires_at is null or state in ('verified', 'expired'))
);

-- A certification is on one profile (G-03). One that nobody confirmed yet is held only while it is looked at.
create unique index certification_link_held on certification_link (lower(issuer), external_id)
    where state in ('claimed', 'manual_review', 'verified');
create index certification_link_profile on certification_link (expert_profile_id, id);
create index certification_link_gate on certification_link (account_id, expires_at) where state = 'verified';
create index certification_link_expiry on certification_link (expires_at, id)
    where state = 'verified' and expires_at is not null;
create index certification_link_review on certification_link (state, id);
";

const DOWN: &str = r"
drop table certification_link;
drop table identity_call_slot;
drop table identity_check;
drop table registration;
drop table seller_registration;
drop table expert_profile;
";
