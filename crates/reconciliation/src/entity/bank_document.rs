use kernel::BankDocumentId;
use sea_orm::entity::prelude::*;

use crate::DocumentKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bank_document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BankDocumentId,
    pub digest: String,
    pub name: String,
    pub kind: DocumentKind,
    pub received_at: DateTimeUtc,
    pub problem: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
