//! The tables. Nothing outside `store` sees them.

pub mod due_diligence;
pub mod us_form;

use kernel::{AccountId, Dac7FormId, MemberId, StaffId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dac7_form")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Dac7FormId,
    pub account_id: AccountId,
    pub version: i32,
    /// See `document`; sealed.
    pub answers: String,
    pub sealed_by: Option<i64>,
    pub saved_at: DateTimeUtc,
    pub state: StateName,
    pub changes: String,
    pub submitted_by: Option<MemberId>,
    pub submitted_at: Option<DateTimeUtc>,
    pub review_due_on: Option<Date>,
    pub alerted_at: Option<DateTimeUtc>,
    pub reviewer_id: Option<StaffId>,
    pub reviewed_at: Option<DateTimeUtc>,
    pub proposed: bool,
    pub reconfirm_at: Option<DateTimeUtc>,
    pub expires_at: Option<DateTimeUtc>,
    pub expired_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum StateName {
    Draft,
    Submitted,
    InReview,
    /// Approved, waiting for a confirmation, or expired: the other columns say which.
    Approved,
    ChangesRequested,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
