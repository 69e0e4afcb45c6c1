//! The table. Nothing outside `store` sees it.

use sea_orm::entity::prelude::*;

use crate::DataKey;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub master: String,
    pub wrapped: String,
    pub created_at: DateTimeUtc,
    pub spread_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for DataKey {
    fn from(Model { number, master, wrapped, created_at, spread_at }: Model) -> Self {
        Self { number, master, wrapped, created_at, spread_at }
    }
}
