use kernel::{AccountId, Country, PayoutMethodId};
use sea_orm::entity::prelude::*;

use crate::Rail;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payout_method")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PayoutMethodId,
    pub expert_account_id: AccountId,
    pub currency: String,
    pub rail: Rail,
    /// Sealed.
    pub account_number: String,
    pub sealed_by: Option<i64>,
    pub last_four: String,
    pub holder: String,
    pub holder_reason: Option<String>,
    pub street: String,
    pub city: String,
    pub postal_code: String,
    pub country: Country,
    pub document_issued_on: Date,
    pub added_at: DateTimeUtc,
    pub state: StateName,
    pub since_at: DateTimeUtc,
    pub review_due_on: Option<Date>,
    pub alerted_at: Option<DateTimeUtc>,
    pub evidence: Option<String>,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Pending,
    Verified,
    Rejected,
    Errored,
    Removed,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
