use std::collections::HashMap;

use kernel::{CertificationLinkId, CredentialIssuerId, Page, Slice, placeholders};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};

use super::{contradiction, locking, run};
use crate::{CertificationLevel, CredentialIssuer, CredentialIssuerDetails, CredentialProof, StatusEntry, Trust};

pub async fn find_credential_issuer(
    db: &impl ConnectionTrait,
    id: CredentialIssuerId,
) -> Result<Option<CredentialIssuer>, DbErr> {
    one(db, "select * from credential_issuer where id = $1", id.into()).await
}

/// By what its credentials call it.
pub async fn find_credential_issuer_named(
    db: &impl ConnectionTrait,
    issuer: &str,
) -> Result<Option<CredentialIssuer>, DbErr> {
    one(db, "select * from credential_issuer where issuer = $1", issuer.into()).await
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock_credential_issuer(
    tx: &DatabaseTransaction,
    id: CredentialIssuerId,
) -> Result<Option<CredentialIssuer>, DbErr> {
    one(tx, &locking(tx, "select * from credential_issuer where id = $1", "no key update"), id.into()).await
}

/// Reads it for a decision that rests on it: it stays as it is until the transaction ends.
pub async fn hold_credential_issuer(
    tx: &DatabaseTransaction,
    id: CredentialIssuerId,
) -> Result<Option<CredentialIssuer>, DbErr> {
    one(tx, &locking(tx, "select * from credential_issuer where id = $1", "share"), id.into()).await
}

/// Every issuer that was ever trusted, newest first.
pub async fn page_credential_issuers(
    db: &impl ConnectionTrait,
    page: Page<CredentialIssuerId>,
) -> Result<Slice<CredentialIssuer>, DbErr> {
    let sql = "select * from credential_issuer where cast($1 as uuid) is null or id < $1 order by id desc limit $2";
    let limit = i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?;
    Ok(page.slice(all(db, sql, [page.after.into(), limit.into()]).await?))
}

/// Writes a new one. `false`: there is one of that name already.
pub async fn insert_credential_issuer(tx: &DatabaseTransaction, issuer: &CredentialIssuer) -> Result<bool, DbErr> {
    let sql = "insert into credential_issuer (id, issuer, name, keys, state, since_at, reason)
               values ($1, $2, $3, $4, $5, $6, $7) on conflict (issuer) do nothing";
    let (state, reason) = trust_columns(&issuer.trust);
    let CredentialIssuerDetails { name, keys, .. } = &issuer.details;
    let values: [Value; 7] = [
        issuer.id.into(),
        issuer.issuer.as_str().into(),
        name.as_str().into(),
        keys.as_str().into(),
        state.into(),
        issuer.since.into(),
        reason.into(),
    ];
    let is_new = run(tx, sql, values).await? == 1;
    if is_new {
        write_achievements(tx, issuer).await?;
    }
    Ok(is_new)
}

/// Writes what staff decided of it.
pub async fn save_credential_issuer(tx: &DatabaseTransaction, issuer: &CredentialIssuer) -> Result<(), DbErr> {
    let sql = "update credential_issuer set name = $2, keys = $3, state = $4, since_at = $5, reason = $6 where id = $1";
    let (state, reason) = trust_columns(&issuer.trust);
    let CredentialIssuerDetails { name, keys, .. } = &issuer.details;
    let values: [Value; 6] = [
        issuer.id.into(),
        name.as_str().into(),
        keys.as_str().into(),
        state.into(),
        issuer.since.into(),
        reason.into(),
    ];
    run(tx, sql, values).await?;
    run(tx, "delete from credential_achievement where credential_issuer_id = $1", [issuer.id.into()]).await?;
    write_achievements(tx, issuer).await
}

async fn write_achievements(tx: &DatabaseTransaction, issuer: &CredentialIssuer) -> Result<(), DbErr> {
    let mut values: Vec<Value> = vec![issuer.id.into()];
    let mut places = vec![];
    for (index, (achievement, level)) in issuer.details.achievements.iter().enumerate() {
        places.push(format!("($1, {})", placeholders(index * 2 + 2, 2)));
        values.extend([achievement.as_str().into(), level.to_value().into()]);
    }
    let places = places.join(", ");
    let sql = format!("insert into credential_achievement (credential_issuer_id, achievement, level) values {places}");
    run(tx, &sql, values).await.map(drop)
}

/// Notes what a certification rests on.
pub async fn insert_proof(
    tx: &DatabaseTransaction,
    link: CertificationLinkId,
    proof: &CredentialProof,
    statuses: &[StatusEntry],
) -> Result<(), DbErr> {
    let sql = "insert into credential_proof (certification_link_id, credential_issuer_id, achievement, verified_at)
               values ($1, $2, $3, $4)";
    let values =
        [link.into(), proof.credential_issuer_id.into(), proof.achievement.as_str().into(), proof.verified_at.into()];
    run(tx, sql, values).await?;
    for StatusEntry { list_url, index, purpose } in statuses {
        let sql = "insert into credential_status (certification_link_id, list_url, list_index, purpose)
                   values ($1, $2, $3, $4) on conflict do nothing";
        let index = i64::try_from(*index).map_err(|error| DbErr::Type(error.to_string()))?;
        run(tx, sql, [link.into(), list_url.as_str().into(), index.into(), purpose.to_value().into()]).await?;
    }
    Ok(())
}

/// What these certifications rest on, as far as they rest on credentials.
pub async fn find_proofs(
    db: &impl ConnectionTrait,
    links: &[CertificationLinkId],
) -> Result<Vec<(CertificationLinkId, CredentialProof)>, DbErr> {
    let places = placeholders(1, links.len());
    let sql = format!(
        "select proof.*, issuer.name as issuer_name,
                (select min(list.fresh_until) from credential_status status
                 join credential_status_list list on list.url = status.list_url
                 where status.certification_link_id = proof.certification_link_id) as status_fresh_until
         from credential_proof proof join credential_issuer issuer on issuer.id = proof.credential_issuer_id
         where proof.certification_link_id in ({places})"
    );
    let values = links.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "certification_link_id")?, proof(row)?))).collect()
}

fn proof(row: &QueryResult) -> Result<CredentialProof, DbErr> {
    Ok(CredentialProof {
        credential_issuer_id: row.try_get("", "credential_issuer_id")?,
        issuer_name: row.try_get("", "issuer_name")?,
        achievement: row.try_get("", "achievement")?,
        verified_at: row.try_get("", "verified_at")?,
        status_fresh_until: row.try_get("", "status_fresh_until")?,
    })
}

async fn one(db: &impl ConnectionTrait, sql: &str, value: Value) -> Result<Option<CredentialIssuer>, DbErr> {
    Ok(all(db, sql, [value]).await?.pop())
}

/// The issuers of a statement, with their achievements: two statements, however many.
async fn all(
    db: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<CredentialIssuer>, DbErr> {
    let backend = db.get_database_backend();
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let ids = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<Vec<CredentialIssuerId>, _>>()?;
    let mut achievements = achievements_of(db, &ids).await?;
    let issuer =
        |(row, id): (&QueryResult, &CredentialIssuerId)| issuer(row, *id, achievements.remove(id).unwrap_or_default());
    rows.iter().zip(&ids).map(issuer).collect()
}

async fn achievements_of(
    db: &impl ConnectionTrait,
    ids: &[CredentialIssuerId],
) -> Result<HashMap<CredentialIssuerId, Vec<(String, CertificationLevel)>>, DbErr> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let places = placeholders(1, ids.len());
    let sql = format!(
        "select credential_issuer_id, achievement, level from credential_achievement
         where credential_issuer_id in ({places}) order by achievement"
    );
    let values = ids.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    for row in rows {
        let level = CertificationLevel::try_from_value(&row.try_get("", "level")?)?;
        let of = found.entry(row.try_get("", "credential_issuer_id")?).or_default();
        of.push((row.try_get("", "achievement")?, level));
    }
    Ok(found)
}

fn issuer(
    row: &QueryResult,
    id: CredentialIssuerId,
    achievements: Vec<(String, CertificationLevel)>,
) -> Result<CredentialIssuer, DbErr> {
    let (state, reason): (String, Option<String>) = (row.try_get("", "state")?, row.try_get("", "reason")?);
    let trust = match (state.as_str(), reason) {
        ("trusted", None) => Trust::Trusted,
        ("distrusted", Some(reason)) => Trust::Distrusted { reason },
        (_, _) => return Err(contradiction(&id)),
    };
    let details =
        CredentialIssuerDetails { name: row.try_get("", "name")?, keys: row.try_get("", "keys")?, achievements };
    Ok(CredentialIssuer { id, issuer: row.try_get("", "issuer")?, details, trust, since: row.try_get("", "since_at")? })
}

fn trust_columns(trust: &Trust) -> (&'static str, Option<String>) {
    match trust {
        Trust::Trusted => ("trusted", None),
        Trust::Distrusted { reason } => ("distrusted", Some(reason.clone())),
    }
}
