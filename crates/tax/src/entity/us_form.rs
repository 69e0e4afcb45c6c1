use kernel::{AccountId, MemberId, StaffId, UsTaxFormId};
use sea_orm::entity::prelude::*;

use crate::{UsFormKind, UsFormStatus};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "us_tax_form")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UsTaxFormId,
    pub account_id: AccountId,
    pub version: i32,
    pub kind: Option<UsFormKind>,
    /// See `us_form/document`; sealed.
    pub answers: String,
    pub sealed_by: Option<i64>,
    pub saved_at: DateTimeUtc,
    pub state: UsFormStatus,
    pub changes: String,
    pub signed_by: Option<MemberId>,
    pub signed_name: Option<String>,
    pub signed_capacity: Option<String>,
    pub signed_at: Option<DateTimeUtc>,
    pub reviewer_id: Option<StaffId>,
    pub reviewed_at: Option<DateTimeUtc>,
    pub expires_at: Option<DateTimeUtc>,
    pub notice_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
