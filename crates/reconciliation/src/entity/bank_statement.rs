use kernel::BankDocumentId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bank_statement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: BankDocumentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub statement: String,
    pub account: String,
    pub currency: String,
    pub opening_minor: i64,
    pub closing_minor: i64,
    pub closes_on: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
