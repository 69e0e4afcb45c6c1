use kernel::{AccountId, EmailAddress, ExpertProfileId, MemberId, UploadId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expert_profile")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExpertProfileId,
    pub account_id: AccountId,
    pub member_id: MemberId,
    pub subject: String,
    pub display_name: String,
    pub headline: Option<String>,
    pub bio: Option<String>,
    pub photo_upload_id: Option<UploadId>,
    pub links: String,
    pub experience: String,
    pub rate_currency: Option<String>,
    pub rate_min_minor: Option<i64>,
    pub rate_max_minor: Option<i64>,
    pub contact_email: Option<EmailAddress>,
    pub legal_name: Option<String>,
    pub saved_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
