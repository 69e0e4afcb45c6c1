use kernel::{AccountId, CustomerRequestId, MemberId};
use sea_orm::entity::prelude::*;

use crate::RequestState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerRequestId,
    pub customer_account_id: AccountId,
    pub title: String,
    pub description: String,
    pub budget_currency: Option<String>,
    pub budget_at_least_minor: Option<i64>,
    pub budget_at_most_minor: Option<i64>,
    pub preferred_location: Option<String>,
    pub responder_count: i32,
    pub opened_at: DateTimeUtc,
    pub active_at: DateTimeUtc,
    pub state: RequestState,
    pub member_id: Option<MemberId>,
    pub archived_at: Option<DateTimeUtc>,
    pub direct_account_id: Option<AccountId>,
    /// A line each.
    pub skills: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
