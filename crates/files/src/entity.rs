use kernel::{AccountId, MemberId, UploadId};
use sea_orm::entity::prelude::*;

use crate::{MediaType, Purpose};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UploadId,
    pub account_id: AccountId,
    pub member_id: MemberId,
    pub media_type: MediaType,
    pub size: i32,
    pub received_at: DateTimeUtc,
    pub state: StateName,
    pub due_at: Option<DateTimeUtc>,
    pub purpose: Option<Purpose>,
    pub used_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Receiving,
    Unused,
    Used,
    Discarded,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
