use sea_orm_migration::prelude::*;

/// What payees declare to the United States: Forms W-9, W-8BEN and W-8BEN-E (G-38).
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
create table us_tax_form (
    id              uuid        primary key,
    account_id      uuid        not null references account,
    version         integer     not null check (version > 0),
    -- Null until it is answered whether the payee is a person of the United States.
    kind            text        check (kind in ('w9', 'w8ben', 'w8bene')),
    answers         text        not null, -- One document, sealed.
    sealed_by       bigint      references data_key,
    saved_at        timestamptz not null,
    state           text        not null,
    changes         text        not null, -- What a reviewer asked for, one a line.
    signed_by       uuid        references member,
    signed_name     text,
    signed_capacity text,
    signed_at       timestamptz,
    reviewer_id     uuid        references staff,
    reviewed_at     timestamptz,
    expires_at      timestamptz,
    notice_at       timestamptz,

    unique (account_id, version),
    constraint us_tax_form_state_check check (state in
        ('draft', 'submitted', 'approved', 'expired', 'changes_requested')),
    constraint us_tax_form_changes_check check (changes = '' or state in ('draft', 'changes_requested')),
    constraint us_tax_form_signed_check check (
        (signed_by is not null) = (state <> 'draft') and (signed_name is not null) = (state <> 'draft')
        and (signed_at is not null) = (state <> 'draft') and (signed_capacity is null or state <> 'draft')
        and (kind is not null or state = 'draft')),
    constraint us_tax_form_reviewed_check check (
        (reviewer_id is not null) = (state in ('approved', 'expired', 'changes_requested'))
        and (reviewed_at is not null) = (state in ('approved', 'expired', 'changes_requested'))),
    constraint us_tax_form_expires_check check (case state
        when 'approved' then notice_at is null or expires_at is not null
        when 'expired'  then notice_at is null and expires_at is not null
        else notice_at is null and expires_at is null end)
);

create index us_tax_form_waiting on us_tax_form (signed_at, id) where state = 'submitted';
create index us_tax_form_notice on us_tax_form (notice_at, id) where state = 'approved' and notice_at is not null;
create index us_tax_form_expiry on us_tax_form (expires_at, id) where state = 'approved' and expires_at is not null;
";

const DOWN: &str = r"
drop table us_tax_form;
";
