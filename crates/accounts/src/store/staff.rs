use chrono::NaiveDate;
use kernel::{EmailAddress, LockRows, Page, Slice, StaffId, page_of};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, Select, Statement,
    sea_query::OnConflict,
};

use super::{contradiction, identity::exists, rights};
use crate::{
    Staff, StaffState,
    entity::staff::{ActiveModel, Column, Entity, Model, StateName},
};

pub async fn find_staff(db: &impl ConnectionTrait, id: StaffId) -> Result<Option<Staff>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Staff::try_from).transpose()
}

pub async fn lock_staff(tx: &DatabaseTransaction, id: StaffId) -> Result<Option<Staff>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Staff::try_from).transpose()
}

/// Whether anybody is appointed.
pub async fn any_appointed(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    exists(db, "select 1 from staff where state = 'appointed' limit 1", []).await
}

/// Whether an appointment waits for the person with that address to sign in first.
pub async fn has_untied(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<bool, DbErr> {
    let sql = "select 1 from staff where state = 'appointed' and subject is null and email = $1";
    exists(db, sql, [email.as_str().into()]).await
}

/// The appointment that waits for this person to sign in first.
pub async fn lock_untied(tx: &DatabaseTransaction, email: &EmailAddress) -> Result<Option<Staff>, DbErr> {
    let untied = Entity::find().filter(Column::State.eq(StateName::Appointed)).filter(Column::Subject.is_null());
    let row = untied.filter(Column::Email.eq(email.as_str())).lock_rows().one(tx).await?;
    row.map(Staff::try_from).transpose()
}

/// Whether the person is appointed, by token or by address (IQ-12).
pub async fn is_staff(db: &impl ConnectionTrait, subject: &str, email: &EmailAddress) -> Result<bool, DbErr> {
    let sql = "select 1 from staff where state = 'appointed' and (subject = $1 or email = $2)";
    exists(db, sql, [subject.into(), email.as_str().into()]).await
}

/// Everybody who is appointed, for a decision about who may appoint: in one order, so that two who dismiss each other
/// wait for one another instead of both going on.
pub async fn lock_appointed(tx: &DatabaseTransaction) -> Result<Vec<Staff>, DbErr> {
    appointed().lock_rows().all(tx).await?.into_iter().map(Staff::try_from).collect()
}

/// Everybody who is appointed.
pub async fn appointed_staff(db: &impl ConnectionTrait) -> Result<Vec<Staff>, DbErr> {
    appointed().all(db).await?.into_iter().map(Staff::try_from).collect()
}

/// Everybody who is appointed, and of which day they were written last what waits for them.
pub async fn staff_with_last_digest(db: &impl ConnectionTrait) -> Result<Vec<(Staff, Option<NaiveDate>)>, DbErr> {
    let with_day = |row: Model| {
        let last_on = row.digest_on;
        Ok((row.try_into()?, last_on))
    };
    appointed().all(db).await?.into_iter().map(with_day).collect()
}

/// Notes that somebody is written what waits for them on a day. `false`: they were already, or are dismissed.
pub async fn claim_digest(tx: &DatabaseTransaction, id: StaffId, on: NaiveDate) -> Result<bool, DbErr> {
    let sql = "update staff set digest_on = $2
               where id = $1 and state = 'appointed' and (digest_on is null or digest_on < $2)";
    let claimed = Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into(), on.into()]);
    Ok(tx.execute_raw(claimed).await?.rows_affected() == 1)
}

/// Who works for the operator, newest first.
pub async fn page_staff(db: &impl ConnectionTrait, page: Page<StaffId>) -> Result<Slice<Staff>, DbErr> {
    page_of(db, Entity::find(), Column::Id, page).await
}

/// Writes an appointment. `false`: somebody with that address is appointed already.
pub async fn insert_staff(tx: &DatabaseTransaction, staff: &Staff) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(staff.id),
        email: Set(staff.email.clone()),
        name: Set(staff.name.clone()),
        ..changeable_columns(staff)
    };
    let conflict = OnConflict::new().do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(conflict).exec_without_returning(tx).await? == 1)
}

/// Writes what a decision changes: who it is known as, the state and its columns.
pub async fn save_staff(tx: &DatabaseTransaction, staff: &Staff) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(staff.id), ..changeable_columns(staff) };
    row.update_without_returning(tx).await.map(drop)
}

fn changeable_columns(staff: &Staff) -> ActiveModel {
    let (name, rights, dismissed_at) = match staff.state {
        StaffState::Appointed { rights } => (StateName::Appointed, Some(rights.to_names()), None),
        StaffState::Dismissed { at } => (StateName::Dismissed, None, Some(at)),
    };
    ActiveModel {
        subject: Set(staff.subject.clone()),
        state: Set(name),
        rights: Set(rights),
        dismissed_at: Set(dismissed_at),
        ..Default::default()
    }
}

fn appointed() -> Select<Entity> {
    Entity::find().filter(Column::State.eq(StateName::Appointed)).order_by_asc(Column::Id)
}

impl TryFrom<Model> for Staff {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = match row.state {
            StateName::Appointed => StaffState::Appointed { rights: rights(row.rights.as_ref(), &row.id)? },
            StateName::Dismissed => {
                StaffState::Dismissed { at: row.dismissed_at.ok_or_else(|| contradiction(&row.id))? }
            }
        };
        let Model { id, email, name, subject, .. } = row;
        Ok(Self { id, email, name, subject, state })
    }
}
