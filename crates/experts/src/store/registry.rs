use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use kernel::{CertificationLinkId, RegistryImportId};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};

use super::run;
use crate::{CertificationLevel, Finding, RegisteredCertification, RegistryRow};

/// How many values a row of [`stage_rows`] binds.
const ROW_VALUES: usize = 7;

/// What the registry in force says of a certification.
pub async fn find_registered(
    db: &impl ConnectionTrait,
    issuer: &str,
    external_id: &str,
) -> Result<Option<RegisteredCertification>, DbErr> {
    let sql = "select row.holder, row.level, row.issued_on, row.expires_on from registry_part part
               join registered_certification row
                 on row.import_id = part.import_id and row.issuer_key = part.issuer_key
               where part.issuer_key = $1 and part.state = 'current' and row.external_id = $2";
    let values = [key(issuer).into(), external_id.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    row.map(|row| {
        let level = CertificationLevel::try_from_value(&row.try_get("", "level")?)?;
        let (issued_on, expires_on) = (row.try_get("", "issued_on")?, row.try_get("", "expires_on")?);
        Ok(RegisteredCertification {
            issuer: issuer.to_owned(),
            external_id: external_id.to_owned(),
            holder: row.try_get("", "holder")?,
            finding: Finding { level, issued_on, expires_on },
        })
    })
    .transpose()
}

/// Begins an import; nothing of it is in force before [`take_import`].
pub async fn begin_import(tx: &DatabaseTransaction, id: RegistryImportId, now: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "insert into registry_import (id, began_at, touched_at) values ($1, $2, $2)";
    run(tx, sql, [id.into(), now.into()]).await.map(drop)
}

/// Loads rows beside what is in force. Returns those whose certification the file holds on an earlier line: the row's
/// line and the earlier one.
pub async fn stage_rows(
    tx: &DatabaseTransaction,
    id: RegistryImportId,
    rows: &[RegistryRow],
    now: DateTime<Utc>,
) -> Result<Vec<(u64, u64)>, DbErr> {
    let issuers: BTreeSet<_> = rows.iter().map(|row| key(&row.certification.issuer)).collect();
    for issuer in issuers {
        let sql = "insert into registry_part (import_id, issuer_key, state) values ($1, $2, 'loading')
                   on conflict (import_id, issuer_key) do nothing";
        run(tx, sql, [id.into(), issuer.into()]).await?;
    }
    run(tx, "update registry_import set touched_at = $2 where id = $1", [id.into(), now.into()]).await?;
    if stage(tx, id, rows).await? == rows.len() as u64 {
        return Ok(vec![]);
    }
    let mut duplicates = vec![];
    for row in rows {
        let first = staged_line(tx, id, &row.certification).await?.filter(|first| *first != row.line);
        duplicates.extend(first.map(|first| (row.line, first)));
    }
    Ok(duplicates)
}

async fn stage(tx: &DatabaseTransaction, id: RegistryImportId, rows: &[RegistryRow]) -> Result<u64, DbErr> {
    let mut values: Vec<Value> = vec![id.into()];
    let mut places = Vec::with_capacity(rows.len());
    for (index, RegistryRow { line, certification }) in rows.iter().enumerate() {
        let RegisteredCertification { issuer, external_id, holder, finding } = certification;
        let line = i64::try_from(*line).map_err(|error| DbErr::Type(error.to_string()))?;
        values.extend([key(issuer).into(), external_id.as_str().into(), line.into(), holder.as_str().into()]);
        values.extend([finding.level.to_value().into(), finding.issued_on.into(), finding.expires_on.into()]);
        places.push(format!("($1, {})", kernel::placeholders(index * ROW_VALUES + 2, ROW_VALUES)));
    }
    let sql = format!(
        "insert into registered_certification
            (import_id, issuer_key, external_id, line, holder, level, issued_on, expires_on) values {}
         on conflict (import_id, issuer_key, external_id) do nothing",
        places.join(", ")
    );
    run(tx, &sql, values).await
}

async fn staged_line(
    tx: &DatabaseTransaction,
    id: RegistryImportId,
    RegisteredCertification { issuer, external_id, .. }: &RegisteredCertification,
) -> Result<Option<u64>, DbErr> {
    let sql = "select line from registered_certification
               where import_id = $1 and issuer_key = $2 and external_id = $3";
    let values = [id.into(), key(issuer).into(), external_id.as_str().into()];
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    let line: Option<i64> = row.map(|row| row.try_get("", "line")).transpose()?;
    line.map(|line| u64::try_from(line).map_err(|error| DbErr::Type(error.to_string()))).transpose()
}

/// Puts a loaded import in force, for every issuer that it names, and has claims that the registry did not know asked
/// again where it may know them now. Returns how many those are.
pub async fn take_import(tx: &DatabaseTransaction, id: RegistryImportId, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let replaced = "update registry_part set state = 'obsolete' where state = 'current' and issuer_key in
                        (select issuer_key from registry_part where import_id = $1)";
    run(tx, replaced, [id.into()]).await?;
    run(tx, "update registry_part set state = 'current' where import_id = $1", [id.into()]).await?;
    run(tx, "update registry_import set taken_at = $2 where id = $1", [id.into(), now.into()]).await?;
    let again = "update certification_link set ask_again_at = $2 where state = 'not_found' and exists (
                     select 1 from registered_certification row
                     where row.import_id = $1 and row.issuer_key = lower(certification_link.issuer)
                       and row.external_id = certification_link.external_id)";
    run(tx, again, [id.into(), now.into()]).await
}

/// Gives up an import that was not taken.
pub async fn give_up_import(tx: &DatabaseTransaction, id: RegistryImportId) -> Result<(), DbErr> {
    let sql = "update registry_part set state = 'obsolete' where import_id = $1 and state = 'loading'";
    run(tx, sql, [id.into()]).await.map(drop)
}

/// Gives up the imports of which nothing came since `before`: they have died.
pub async fn give_up_imports_untouched_since(tx: &DatabaseTransaction, before: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "update registry_part set state = 'obsolete' where state = 'loading' and import_id in
                   (select id from registry_import where taken_at is null and touched_at < $1)";
    run(tx, sql, [before.into()]).await.map(drop)
}

/// Removes at most `max` rows that are in force no more. `false`: none is left.
pub async fn clear_obsolete_rows(tx: &DatabaseTransaction, max: u64) -> Result<bool, DbErr> {
    let sql = "select import_id, issuer_key from registry_part where state = 'obsolete' limit 1";
    let part = tx.query_one_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    let Some(part) = part else { return Ok(false) };
    let (id, issuer): (RegistryImportId, String) = (part.try_get("", "import_id")?, part.try_get("", "issuer_key")?);
    let limit = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let rows = "delete from registered_certification where import_id = $1 and issuer_key = $2 and external_id in (
                    select external_id from registered_certification where import_id = $1 and issuer_key = $2 limit $3)";
    if run(tx, rows, [id.into(), issuer.as_str().into(), limit.into()]).await? == 0 {
        let part = "delete from registry_part where import_id = $1 and issuer_key = $2 and state = 'obsolete'";
        run(tx, part, [id.into(), issuer.into()]).await?;
    }
    Ok(true)
}

/// How many verified certifications the registry in force confirmed once and does not know any more: their issuers are
/// in it, they are not.
pub async fn count_unconfirmed_links(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let sql = "select count(*) as count from certification_link link
               join registry_part part on part.issuer_key = lower(link.issuer) and part.state = 'current'
               where link.state = 'verified' and link.evidence is null
                 and not exists (select 1 from credential_proof proof where proof.certification_link_id = link.id)
                 and not exists (
                   select 1 from registered_certification row
                   where row.import_id = part.import_id and row.issuer_key = part.issuer_key
                     and row.external_id = link.external_id)";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "count"))?;
    u64::try_from(count).map_err(|error| DbErr::Type(error.to_string()))
}

/// Claims that were not found, and that the registry may know since, at most `max`.
pub async fn links_to_ask_again(db: &impl ConnectionTrait, max: u64) -> Result<Vec<CertificationLinkId>, DbErr> {
    let sql = "select id from certification_link where ask_again_at is not null order by id limit $1";
    let limit = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let rows = Statement::from_sql_and_values(db.get_database_backend(), sql, [limit.into()]);
    db.query_all_raw(rows).await?.iter().map(|row| row.try_get("", "id")).collect()
}

fn key(issuer: &str) -> String {
    issuer.to_lowercase()
}
