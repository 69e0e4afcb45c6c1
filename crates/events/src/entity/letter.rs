use kernel::{EmailAddress, EventId, LetterId};
use sea_orm::entity::prelude::*;

use crate::InvitationMethod;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LetterId,
    pub event_id: EventId,
    pub email: EmailAddress,
    pub name: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub written_at: DateTimeUtc,
    pub state: StateName,
    pub attempts: i32,
    pub next_try_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub problem: Option<String>,
    pub calendar_method: Option<InvitationMethod>,
    pub calendar: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Waiting,
    Sent,
    Undeliverable,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
