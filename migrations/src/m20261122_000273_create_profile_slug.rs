use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Under which names experts' pages are found. A name that was taken leads to the same expert for ever. Those who show
/// themselves already get one by their id, and may choose another.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(UP).await?;
        let sqlite = db.get_database_backend() == DbBackend::Sqlite;
        db.execute_unprepared(if sqlite { GIVE_SQLITE } else { GIVE_POSTGRES }).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}

const UP: &str = r"
create table profile_slug (
    slug              text        primary key check (length(slug) between 3 and 60),
    expert_profile_id uuid        not null references expert_profile,
    taken_at          timestamptz not null,
    is_current        boolean     not null -- The others still lead there.
);

create unique index profile_slug_current on profile_slug (expert_profile_id) where is_current;
create index profile_slug_profile on profile_slug (expert_profile_id);
";

const GIVE_SQLITE: &str = r"
insert into profile_slug (slug, expert_profile_id, taken_at, is_current)
select 'expert-' || lower(hex(profile.id)), profile.id, profile.saved_at, true
from expert_profile profile
join registration on registration.expert_profile_id = profile.id
where registration.state in ('active', 'suspended');
";

const GIVE_POSTGRES: &str = r"
insert into profile_slug (slug, expert_profile_id, taken_at, is_current)
select 'expert-' || replace(cast(profile.id as text), '-', ''), profile.id, profile.saved_at, true
from expert_profile profile
join registration on registration.expert_profile_id = profile.id
where registration.state in ('active', 'suspended');
";

const DOWN: &str = r"
drop table profile_slug;
";
