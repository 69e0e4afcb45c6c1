use sea_orm_migration::prelude::*;

/// Where companies are checked is the operator's to decide, by days, as where experts come from.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}

// Until now it was one list for all days.
const UP: &str = r"
alter table eligible_country add column checks_companies boolean not null default false;
update eligible_country set checks_companies = true where country in (
    'AE', 'AT', 'BE', 'BG', 'BH', 'CH', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR', 'HU', 'IE',
    'IL', 'IT', 'KR', 'LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'QA', 'RO', 'SE', 'SI', 'SK');
";

const DOWN: &str = r"
alter table eligible_country drop column checks_companies;
";
