use sea_orm_migration::prelude::*;

/// The DAC7 questionnaire in versions, one row each, with its review.
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
create table dac7_form (
    id             uuid        primary key,
    account_id     uuid        not null references account,
    version        integer     not null check (version > 0),
    legal_name     text,
    born_on        date,
    birth_city     text,
    birth_country  text        check (length(birth_country) = 2),
    street         text,
    city           text,
    postal_code    text,
    country        text        check (length(country) = 2),
    tax_residences text        not null, -- One a line: the country, and its number, 'none', or nothing while open.
    vat_id         text,
    account_holder text,
    saved_at       timestamptz not null,
    state          text        not null,
    changes        text        not null, -- What a reviewer asks for, one a line: the field and the reason.
    submitted_by   uuid        references member,
    submitted_at   timestamptz,
    review_due_on  date,
    alerted_at     timestamptz,
    reviewer_id    uuid        references staff,
    reviewed_at    timestamptz,

    unique (account_id, version),
    constraint dac7_form_state_check check (state in (
        'draft', 'submitted', 'in_review', 'approved', 'changes_requested')),
    constraint dac7_form_address_check check (
        (street is null) = (country is null) and (city is null) = (country is null)
        and (postal_code is null) = (country is null) and (birth_city is null) = (birth_country is null)),
    -- What is with the reviewers, or was approved, is complete and certified (IQ-42).
    constraint dac7_form_complete_check check (state in ('draft', 'changes_requested') or (
        legal_name is not null and born_on is not null and country is not null and tax_residences <> ''
        and account_holder is not null)),
    constraint dac7_form_submitted_check check (
        (submitted_by is null) = (state = 'draft') and (submitted_at is null) = (state = 'draft')
        and (review_due_on is null) = (state = 'draft') and (alerted_at is null or state <> 'draft')),
    constraint dac7_form_reviewed_check check (
        (reviewer_id is null) = (state in ('draft', 'submitted'))
        and (reviewed_at is null) = (state in ('draft', 'submitted'))),
    constraint dac7_form_changes_check check (case
        when state = 'changes_requested' then changes <> ''
        when state = 'draft'             then true
        else changes = '' end)
);

create index dac7_form_review on dac7_form (review_due_on, id)
    where alerted_at is null and state in ('submitted', 'in_review');
create index dac7_form_queue on dac7_form (state, id);
";

const DOWN: &str = r"
drop table dac7_form;
";
