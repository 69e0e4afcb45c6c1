use kernel::{AccountId, placeholders};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};

use crate::{Company, CompanyDetails};

/// The companies of several accounts, in no order; an account that is none is missing.
pub async fn find_companies(db: &impl ConnectionTrait, account_ids: &[AccountId]) -> Result<Vec<Company>, DbErr> {
    if account_ids.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, account_ids.len());
    let sql = format!("select * from company where account_id in ({places})");
    let values = account_ids.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(company).collect()
}

pub async fn find_company(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Option<Company>, DbErr> {
    Ok(find_companies(db, &[account_id]).await?.pop())
}

/// Writes it, in the place of what was saved before.
pub async fn save_company(tx: &DatabaseTransaction, company: &Company) -> Result<(), DbErr> {
    let sql = "insert into company (account_id, name, description, logo_upload_id, url, saved_at)
               values ($1, $2, $3, $4, $5, $6)
               on conflict (account_id) do update set
                 name = excluded.name, description = excluded.description,
                 logo_upload_id = excluded.logo_upload_id, url = excluded.url, saved_at = excluded.saved_at";
    let CompanyDetails { name, description, logo, url } = &company.details;
    let values = [
        company.account_id.into(),
        name.as_str().into(),
        description.as_str().into(),
        (*logo).into(),
        url.as_str().into(),
        company.saved_at.into(),
    ];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

fn company(row: &QueryResult) -> Result<Company, DbErr> {
    let details = CompanyDetails {
        name: row.try_get("", "name")?,
        description: row.try_get("", "description")?,
        logo: row.try_get("", "logo_upload_id")?,
        url: row.try_get("", "url")?,
    };
    Ok(Company { account_id: row.try_get("", "account_id")?, details, saved_at: row.try_get("", "saved_at")? })
}
