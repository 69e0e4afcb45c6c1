use kernel::{AccessGrantId, AccountId, EngagementId, ListColumns, LockRows, MemberId, Page, Pages, Slice};
use kernel::{page_of, page_of_each, pages};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, Select,
};

use crate::{
    AccessEnd, AccessGrant, AccessGrantState, GivenAccess,
    entity::access_grant::{ActiveModel, CauseName, Column, Entity, Model, StateName},
};

pub async fn find_grant(db: &impl ConnectionTrait, id: AccessGrantId) -> Result<Option<AccessGrant>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(AccessGrant::try_from).transpose()
}

/// Those of `ids` that exist, in no order.
pub async fn find_grants(db: &impl ConnectionTrait, ids: &[AccessGrantId]) -> Result<Vec<AccessGrant>, DbErr> {
    read(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock_grant(tx: &DatabaseTransaction, id: AccessGrantId) -> Result<Option<AccessGrant>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(AccessGrant::try_from).transpose()
}

/// Those of an engagement that are asked for or given, in the order of their ids.
pub async fn lock_live_grants(tx: &DatabaseTransaction, id: EngagementId) -> Result<Vec<AccessGrant>, DbErr> {
    read(live().filter(Column::EngagementId.eq(id)).lock_rows().all(tx).await?)
}

/// Those that name a person and are asked for or given, in the order of their ids.
pub async fn lock_live_grants_of_person(tx: &DatabaseTransaction, id: MemberId) -> Result<Vec<AccessGrant>, DbErr> {
    read(live().filter(Column::MemberId.eq(id)).lock_rows().all(tx).await?)
}

/// What lets somebody into the account, or is asked for or over, newest first.
pub async fn page_grants_for_customer(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    page: Page<AccessGrantId>,
) -> Result<Slice<AccessGrant>, DbErr> {
    page_of(db, Entity::find().filter(Column::CustomerAccountId.eq(account_id)), Column::Id, page).await
}

/// What lets members of the account into others, or is asked for or over, newest first.
pub async fn page_grants_for_expert(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    page: Page<AccessGrantId>,
) -> Result<Slice<AccessGrant>, DbErr> {
    page_of(db, Entity::find().filter(Column::ExpertAccountId.eq(account_id)), Column::Id, page).await
}

/// Those of engagements, newest first.
pub async fn pages_of_grants(
    db: &impl ConnectionTrait,
    parents: &[EngagementId],
    page: Page<AccessGrantId>,
) -> Result<Pages<EngagementId, AccessGrant>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::EngagementId, id: Column::Id });
    let rows = read(page_of_each(db, rows, of_parent, parents, page).await?)?;
    Ok(pages(rows, |row| row.engagement_id, page))
}

pub async fn insert_grant(tx: &DatabaseTransaction, grant: &AccessGrant) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(grant.id),
        engagement_id: Set(grant.engagement_id),
        customer_account_id: Set(grant.customer_account_id),
        expert_account_id: Set(grant.expert_account_id),
        member_id: Set(grant.member_id),
        level: Set(grant.level.clone()),
        purpose: Set(grant.purpose.clone()),
        requested_at: Set(grant.requested_at),
        ..changing_columns(grant)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what its life changes: the flag, and the state with its columns.
pub async fn save_grant(tx: &DatabaseTransaction, grant: &AccessGrant) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(grant.id), ..changing_columns(grant) };
    row.update_without_returning(tx).await.map(drop)
}

fn live() -> Select<Entity> {
    let live = Column::State.is_in([StateName::Requested, StateName::Approved]);
    Entity::find().filter(live).order_by_asc(Column::Id)
}

fn read(rows: Vec<Model>) -> Result<Vec<AccessGrant>, DbErr> {
    rows.into_iter().map(AccessGrant::try_from).collect()
}

/// The columns of the state, all others null, as the table's check demands.
fn changing_columns(grant: &AccessGrant) -> ActiveModel {
    let (state, cause, reason) = match &grant.state {
        AccessGrantState::Requested => (StateName::Requested, None, None),
        AccessGrantState::Approved { .. } => (StateName::Approved, None, None),
        AccessGrantState::Declined { reason, .. } => (StateName::Declined, None, reason.clone()),
        AccessGrantState::Withdrawn { cause, .. } => (StateName::Withdrawn, *cause, None),
        AccessGrantState::Revoked { reason, .. } => (StateName::Revoked, None, reason.clone()),
        AccessGrantState::AutoRevoked { cause, .. } => (StateName::AutoRevoked, Some(*cause), None),
    };
    ActiveModel {
        flagged_at: Set(grant.flagged_at),
        state: Set(state),
        given_level: Set(grant.given().map(|given| given.level.clone())),
        given_at: Set(grant.given().map(|given| given.at)),
        ended_at: Set(grant.ended_at()),
        cause: Set(cause.map(CauseName::from)),
        reason: Set(reason),
        ..Default::default()
    }
}

impl TryFrom<Model> for AccessGrant {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        Ok(Self {
            state: state(&row)?,
            id: row.id,
            engagement_id: row.engagement_id,
            customer_account_id: row.customer_account_id,
            expert_account_id: row.expert_account_id,
            member_id: row.member_id,
            level: row.level,
            purpose: row.purpose,
            requested_at: row.requested_at,
            flagged_at: row.flagged_at,
        })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<AccessGrantState, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let given = || {
        let (level, at) = row.given_level.clone().zip(row.given_at).ok_or_else(contradiction)?;
        Ok::<_, DbErr>(GivenAccess { level, at })
    };
    let at = || row.ended_at.ok_or_else(contradiction);
    let (reason, cause) = (row.reason.clone(), row.cause.map(AccessEnd::from));
    Ok(match row.state {
        StateName::Requested => AccessGrantState::Requested,
        StateName::Approved => AccessGrantState::Approved { given: given()? },
        StateName::Declined => AccessGrantState::Declined { at: at()?, reason },
        StateName::Withdrawn => AccessGrantState::Withdrawn { at: at()?, cause },
        StateName::Revoked => AccessGrantState::Revoked { given: given()?, at: at()?, reason },
        StateName::AutoRevoked => {
            let cause = cause.ok_or_else(contradiction)?;
            AccessGrantState::AutoRevoked { given: given()?, at: at()?, cause }
        }
    })
}

impl From<AccessEnd> for CauseName {
    fn from(cause: AccessEnd) -> Self {
        match cause {
            AccessEnd::EngagementOver => Self::EngagementOver,
            AccessEnd::PersonLeft => Self::PersonLeft,
        }
    }
}

impl From<CauseName> for AccessEnd {
    fn from(name: CauseName) -> Self {
        match name {
            CauseName::EngagementOver => Self::EngagementOver,
            CauseName::PersonLeft => Self::PersonLeft,
        }
    }
}
