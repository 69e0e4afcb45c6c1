use kernel::{EventId, MemberId, NotificationId};
use sea_orm::entity::prelude::*;

use crate::Topic;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NotificationId,
    pub member_id: MemberId,
    pub event_id: EventId,
    pub kind: String,
    pub topic: Topic,
    pub subject: String,
    pub title: String,
    pub words: String,
    pub at: DateTimeUtc,
    pub told_at: DateTimeUtc,
    pub read_at: Option<DateTimeUtc>,
    pub digest_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
