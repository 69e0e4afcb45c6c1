use chrono::{DateTime, Utc};
use kernel::{CertificationLinkId, CredentialIssuerId, NextDue};
use sea_orm::{
    ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value,
    sea_query::{Expr, ExprTrait, Order, Query},
};

use super::run;
use crate::StatusPurpose;

/// What was last had of an issuer's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptStatusList {
    pub url: String,
    pub credential_issuer_id: CredentialIssuerId,
    pub purposes: Vec<StatusPurpose>,
    pub encoded: String,
    pub fetched_at: DateTime<Utc>,
    pub fresh_until: DateTime<Utc>,
    pub next_check_at: Option<DateTime<Utc>>,
}

pub async fn find_status_list(db: &impl ConnectionTrait, url: &str) -> Result<Option<KeptStatusList>, DbErr> {
    let sql = "select * from credential_status_list where url = $1";
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [url.into()])).await?;
    row.map(|row| {
        let purposes: String = row.try_get("", "purposes")?;
        let purpose = |name: &str| StatusPurpose::try_from_value(&name.to_owned());
        Ok(KeptStatusList {
            url: url.to_owned(),
            credential_issuer_id: row.try_get("", "credential_issuer_id")?,
            purposes: purposes.split(',').filter(|name| !name.is_empty()).map(purpose).collect::<Result<_, _>>()?,
            encoded: row.try_get("", "encoded")?,
            fetched_at: row.try_get("", "fetched_at")?,
            fresh_until: row.try_get("", "fresh_until")?,
            next_check_at: row.try_get("", "next_check_at")?,
        })
    })
    .transpose()
}

/// Keeps what was had of a list; an older one of the same place goes.
pub async fn keep_status_list(tx: &DatabaseTransaction, list: &KeptStatusList) -> Result<(), DbErr> {
    let sql = "insert into credential_status_list
                   (url, credential_issuer_id, purposes, encoded, fetched_at, fresh_until, next_check_at)
               values ($1, $2, $3, $4, $5, $6, $7)
               on conflict (url) do update set credential_issuer_id = excluded.credential_issuer_id,
                   purposes = excluded.purposes, encoded = excluded.encoded, fetched_at = excluded.fetched_at,
                   fresh_until = excluded.fresh_until, next_check_at = excluded.next_check_at";
    let purposes: Vec<_> = list.purposes.iter().map(ActiveEnum::to_value).collect();
    let values: [Value; 7] = [
        list.url.as_str().into(),
        list.credential_issuer_id.into(),
        purposes.join(",").into(),
        list.encoded.as_str().into(),
        list.fetched_at.into(),
        list.fresh_until.into(),
        list.next_check_at.into(),
    ];
    run(tx, sql, values).await.map(drop)
}

/// When a list is looked at next; never, while nothing rests on it.
pub async fn schedule_status_check(
    tx: &DatabaseTransaction,
    url: &str,
    next_check_at: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    let sql = "update credential_status_list set next_check_at = $2 where url = $1";
    run(tx, sql, [url.into(), next_check_at.into()]).await.map(drop)
}

/// The lists that are to be looked at by `now`, in due order, at most `max`.
pub async fn status_lists_due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<String>, DbErr> {
    let sql = "select url from credential_status_list where next_check_at <= $1 order by next_check_at, url limit $2";
    let limit = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let rows = Statement::from_sql_and_values(db.get_database_backend(), sql, [now.into(), limit.into()]);
    db.query_all_raw(rows).await?.iter().map(|row| row.try_get("", "url")).collect()
}

/// The earliest instant after `after` at which a list is looked at.
pub fn next_status_check(after: DateTime<Utc>) -> NextDue {
    let mut next = Query::select();
    let later = Expr::col("next_check_at").gt(after);
    next.column("next_check_at").from("credential_status_list").and_where(later);
    NextDue::of_statement(next.order_by("next_check_at", Order::Asc).limit(1).take())
}

/// The verified certifications that rest on a list, and the bits that speak of them.
pub async fn links_resting_on(
    db: &impl ConnectionTrait,
    url: &str,
) -> Result<Vec<(CertificationLinkId, u64, StatusPurpose)>, DbErr> {
    let sql = "select status.certification_link_id, status.list_index, status.purpose from credential_status status
               join certification_link link on link.id = status.certification_link_id
               where status.list_url = $1 and link.state = 'verified' order by link.id";
    let rows = Statement::from_sql_and_values(db.get_database_backend(), sql, [url.into()]);
    let rows = db.query_all_raw(rows).await?;
    rows.iter()
        .map(|row| {
            let (id, index): (_, i64) = (row.try_get("", "certification_link_id")?, row.try_get("", "list_index")?);
            let index = u64::try_from(index).map_err(|error| DbErr::Type(error.to_string()))?;
            Ok((id, index, StatusPurpose::try_from_value(&row.try_get("", "purpose")?)?))
        })
        .collect()
}
