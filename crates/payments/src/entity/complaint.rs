use kernel::{AccountId, ComplaintId, MemberId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "complaint")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ComplaintId,
    pub account_id: AccountId,
    pub member_id: MemberId,
    pub statement: String,
    pub filed_at: DateTimeUtc,
    pub answer_due_at: DateTimeUtc,
    pub final_due_at: DateTimeUtc,
    pub state: StateName,
    pub alert_at: Option<DateTimeUtc>,
    pub extension: Option<String>,
    pub extended_at: Option<DateTimeUtc>,
    pub answer: Option<String>,
    pub answered_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Received,
    Extended,
    Answered,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
