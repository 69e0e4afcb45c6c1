use kernel::{AccountId, Address, placeholders};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value};

use super::run;
use crate::{SellerKind, SellerRegistration};

/// What several accounts declared, in no order; who declared nothing is missing.
pub async fn find_sellers(
    db: &impl ConnectionTrait,
    account_ids: &[AccountId],
) -> Result<Vec<SellerRegistration>, DbErr> {
    if account_ids.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, account_ids.len());
    let sql = format!("select * from seller_registration where account_id in ({places})");
    let values = account_ids.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(seller).collect()
}

/// Writes it, in the place of what was declared before.
pub async fn save_seller(tx: &DatabaseTransaction, seller: &SellerRegistration) -> Result<(), DbErr> {
    let sql = "insert into seller_registration
               (account_id, legal_name, kind, tax_country, bank_street, bank_city, bank_postal_code, bank_country,
                saved_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
               on conflict (account_id) do update set
                 legal_name = excluded.legal_name, kind = excluded.kind, tax_country = excluded.tax_country,
                 bank_street = excluded.bank_street, bank_city = excluded.bank_city,
                 bank_postal_code = excluded.bank_postal_code, bank_country = excluded.bank_country,
                 saved_at = excluded.saved_at";
    let Address { street, city, postal_code, country } = &seller.bank_address;
    let values = [
        seller.account_id.into(),
        seller.legal_name.as_str().into(),
        seller.kind.to_value().into(),
        seller.tax_country.into(),
        street.as_str().into(),
        city.as_str().into(),
        postal_code.as_str().into(),
        (*country).into(),
        seller.saved_at.into(),
    ];
    run(tx, sql, values).await.map(drop)
}

fn seller(row: &QueryResult) -> Result<SellerRegistration, DbErr> {
    Ok(SellerRegistration {
        account_id: row.try_get("", "account_id")?,
        legal_name: row.try_get("", "legal_name")?,
        kind: SellerKind::try_from_value(&row.try_get("", "kind")?)?,
        tax_country: row.try_get("", "tax_country")?,
        bank_address: Address {
            street: row.try_get("", "bank_street")?,
            city: row.try_get("", "bank_city")?,
            postal_code: row.try_get("", "bank_postal_code")?,
            country: row.try_get("", "bank_country")?,
        },
        saved_at: row.try_get("", "saved_at")?,
    })
}
