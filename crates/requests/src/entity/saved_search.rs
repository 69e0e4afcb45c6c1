use kernel::{AccountId, MemberId, SavedSearchId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_search")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SavedSearchId,
    pub account_id: AccountId,
    pub member_id: MemberId,
    pub name: String,
    pub text: Option<String>,
    /// One a line.
    pub skills: String,
    pub location: Option<String>,
    pub budget_currency: Option<String>,
    pub budget_at_least_minor: Option<i64>,
    pub saved_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
