use kernel::{ChargeId, SuspendedMoneyId};
use sea_orm::entity::prelude::*;

use crate::SuspendedKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suspended_money")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SuspendedMoneyId,
    pub charge_id: ChargeId,
    pub kind: SuspendedKind,
    pub external_id: String,
    pub reference: String,
    pub currency: String,
    pub amount_minor: i64,
    pub at: DateTimeUtc,
    pub held_at: DateTimeUtc,
    pub assigned_at: Option<DateTimeUtc>,
    /// Null: the charge that it came for.
    pub assigned_charge_id: Option<ChargeId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
