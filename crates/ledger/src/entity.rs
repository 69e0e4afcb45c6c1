//! The stored balance of an account with an owner; its row is what a use case locks.

use kernel::{LedgerAccountId, LedgerTransactionId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_balance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: LedgerAccountId,
    pub balance_minor: i64,
    pub transaction_id: Option<LedgerTransactionId>,
    pub leg: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
