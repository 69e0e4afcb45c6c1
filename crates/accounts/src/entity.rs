//! The tables `account`, `member` and `staff`. Nothing outside `store` sees them.

pub mod account {
    use kernel::{AccountId, Country};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AccountId,
        pub name: String,
        pub street: String,
        pub city: String,
        pub postal_code: String,
        pub country: Country,
        pub time_zone: String,
        pub currency: String,
        pub opened_at: DateTimeUtc,
        pub state: StateName,
        pub suspended_at: Option<DateTimeUtc>,
        pub suspend_reason: Option<String>,
        pub closed_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
    pub enum StateName {
        Open,
        Suspended,
        Closed,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod member {
    use kernel::{AccountId, EmailAddress, MemberId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "member")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MemberId,
        pub account_id: AccountId,
        pub email: EmailAddress,
        pub name: String,
        pub state: StateName,
        pub invitation_expires_at: Option<DateTimeUtc>,
        pub subject: Option<String>,
        pub rights: Option<String>,
        pub removed_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
    pub enum StateName {
        Invited,
        Active,
        Removed,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod staff {
    use kernel::{EmailAddress, StaffId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StaffId,
        pub email: EmailAddress,
        pub name: String,
        pub subject: Option<String>,
        pub state: StateName,
        pub rights: Option<String>,
        /// Of which day they were written last what waits for them.
        pub digest_on: Option<Date>,
        pub dismissed_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
    pub enum StateName {
        Appointed,
        Dismissed,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
