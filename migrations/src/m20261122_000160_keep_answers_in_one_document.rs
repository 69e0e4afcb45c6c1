use sea_orm_migration::{
    prelude::*,
    sea_orm::{QueryResult, Statement, prelude::Uuid},
};
use serde_json::{Value, json};

/// The answers of a DAC7 form in one text, which can be sealed as one; and beside it what was found of each number,
/// without the number. SQLite takes no check away from a table that is there, so the table is made anew. The way down
/// forgets the forms: what they can answer now has no place in the columns of before.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let ask = Statement::from_string(db.get_database_backend(), ANSWERS);
        let documents: Vec<_> = db.query_all_raw(ask).await?.iter().map(document).collect::<Result<_, _>>()?;
        db.execute_unprepared(UP).await?;
        for (id, document) in documents {
            let values = [document.to_string().into(), id.into()];
            let write = "update dac7_form set answers = $1 where id = $2";
            db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), write, values)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}

const ANSWERS: &str = r"
select id, legal_name, cast(born_on as text) as born_on, birth_city, birth_country, street, city, postal_code, country,
    tax_residences, vat_id, account_holder
from dac7_form
";

/// The form, and its answers as the document has them.
fn document(row: &QueryResult) -> Result<(Uuid, Value), DbErr> {
    let text = |column: &str| row.try_get::<Option<String>>("", column);
    let (birth_city, birth_country) = (text("birth_city")?, text("birth_country")?);
    let (street, city, postal_code) = (text("street")?, text("city")?, text("postal_code")?);
    let country = text("country")?;
    let lines: String = row.try_get("", "tax_residences")?;
    let document = json!({
        "legal_name": text("legal_name")?,
        "born_on": text("born_on")?,
        "birth_place": birth_city.map(|city| json!({ "city": city, "country": birth_country })),
        "address": street.map(|street| json!({
            "street": street, "city": city, "postal_code": postal_code, "country": country,
        })),
        "tax_residences": lines.lines().map(residence).collect::<Vec<_>>(),
        "vat_id": text("vat_id")?.map(|number| with_state(number, country.as_deref())),
        "account_holder": text("account_holder")?,
    });
    Ok((row.try_get("", "id")?, document))
}

/// The country, and its number, 'none', or nothing while open.
fn residence(line: &str) -> Value {
    match line.split_once(' ') {
        None => json!({ "country": line, "number": null, "without": null }),
        Some((country, "none")) => json!({ "country": country, "number": null, "without": "not_issued" }),
        Some((country, number)) => json!({ "country": country, "number": number, "without": null }),
    }
}

/// A VAT number begins with its state's letters now; one that has none is taken for that of the address.
fn with_state(number: String, country: Option<&str>) -> String {
    let has_letters = number.len() > 2 && number.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    match country {
        Some("GR") if !has_letters => format!("EL{number}"),
        Some(country) if !has_letters => format!("{country}{number}"),
        Some(_) | None => number,
    }
}

const UP: &str = r"
create table dac7_form_kept as select * from dac7_form;
drop table dac7_form;
create table dac7_form (
    id             uuid        primary key,
    account_id     uuid        not null references account,
    version        integer     not null check (version > 0),
    answers        text        not null, -- One document.
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
insert into dac7_form (id, account_id, version, answers, saved_at, state, changes, submitted_by, submitted_at,
        review_due_on, alerted_at, reviewer_id, reviewed_at)
    select id, account_id, version, '{}', saved_at, state, changes, submitted_by, submitted_at,
        review_due_on, alerted_at, reviewer_id, reviewed_at
    from dac7_form_kept;
drop table dac7_form_kept;

create index dac7_form_review on dac7_form (review_due_on, id)
    where alerted_at is null and state in ('submitted', 'in_review');
create index dac7_form_queue on dac7_form (state, id);

create table tax_identifier (
    dac7_form_id  uuid    not null references dac7_form,
    kind          text    not null check (kind in ('tin', 'vat', 'business_register')),
    country       text    not null check (length(country) = 2), -- Of VAT numbers the letters they begin with.
    last_four     text    not null check (length(last_four) between 1 and 4),
    checked       text    not null check (checked in (
        'ok', 'unchecked', 'disputed', 'unusual', 'placeholder', 'invalid')),
    rules_version integer not null check (rules_version > 0),

    primary key (dac7_form_id, kind, country)
);
";

const DOWN: &str = r"
drop table tax_identifier;
drop table dac7_form;
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
    tax_residences text        not null,
    vat_id         text,
    account_holder text,
    saved_at       timestamptz not null,
    state          text        not null,
    changes        text        not null,
    submitted_by   uuid        references member,
    submitted_at   timestamptz,
    review_due_on  date,
    alerted_at     timestamptz,
    reviewer_id    uuid        references staff,
    reviewed_at    timestamptz,

    unique (account_id, version)
);

create index dac7_form_review on dac7_form (review_due_on, id)
    where alerted_at is null and state in ('submitted', 'in_review');
create index dac7_form_queue on dac7_form (state, id);
";
