use chrono::{DateTime, Utc};
use kernel::{
    AccountId, EmailAddress, ListColumns, LockRows, MemberId, Page, Pages, Right, Slice, page_of, page_of_each, pages,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use super::{contradiction, identity::exists, rights};
use crate::{
    Identity, Member, MemberState,
    entity::member::{ActiveModel, Column, Entity, Model, StateName},
};

pub async fn find_member(db: &impl ConnectionTrait, id: MemberId) -> Result<Option<Member>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Member::try_from).transpose()
}

/// Those of `ids` that exist, in no particular order.
pub async fn find_members(db: &impl ConnectionTrait, ids: &[MemberId]) -> Result<Vec<Member>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Member::try_from).collect()
}

/// The active member with that address: a person is in one account at most.
pub async fn active_member_by_email(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<Option<Member>, DbErr> {
    let active = Entity::find().filter(Column::State.eq(StateName::Active)).filter(Column::Email.eq(email.as_str()));
    active.one(db).await?.map(Member::try_from).transpose()
}

/// Everybody who acts for the account.
pub async fn active_members_of(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<Member>, DbErr> {
    let active = Entity::find().filter(Column::State.eq(StateName::Active)).filter(Column::AccountId.eq(account_id));
    active.order_by_asc(Column::Id).all(db).await?.into_iter().map(Member::try_from).collect()
}

/// Those of `ids` who act for the account; they go on to until this transaction ends.
pub async fn hold_active_members(
    tx: &DatabaseTransaction,
    account_id: AccountId,
    ids: &[MemberId],
) -> Result<Vec<Member>, DbErr> {
    let active = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).filter(Column::AccountId.eq(account_id));
    let active = active.filter(Column::State.eq(StateName::Active)).order_by_asc(Column::Id).hold_rows();
    active.all(tx).await?.into_iter().map(Member::try_from).collect()
}

/// Reads it for a decision. Lock its account first where the decision asks who else manages it.
pub async fn lock_member(tx: &DatabaseTransaction, id: MemberId) -> Result<Option<Member>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Member::try_from).transpose()
}

/// Keeps whoever has that address from joining or opening another account until this transaction ends, as far as
/// anybody invited them: in one order, so that two do not wait for one another.
pub async fn lock_members_of_email(tx: &DatabaseTransaction, email: &EmailAddress) -> Result<(), DbErr> {
    let here = Entity::find().filter(Column::Email.eq(email.as_str())).order_by_asc(Column::Id);
    here.lock_rows().all(tx).await.map(drop)
}

/// The member of the account, or the one invited to it, who has that address.
pub async fn member_by_email(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    email: &EmailAddress,
) -> Result<Option<Member>, DbErr> {
    let here = Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::Email.eq(email.as_str()));
    let row = here.filter(Column::State.ne(StateName::Removed)).one(db).await?;
    row.map(Member::try_from).transpose()
}

/// Whether the person already acts for any account.
pub async fn is_somewhere_active(tx: &DatabaseTransaction, identity: &Identity) -> Result<bool, DbErr> {
    let sql = "select 1 from member where state = 'active' and (subject = $1 or email = $2)";
    exists(tx, sql, [identity.subject.as_str().into(), identity.email.as_str().into()]).await
}

/// Whether anybody but `member` may manage the account. Ask under the lock of the account.
pub async fn has_other_manager(
    tx: &DatabaseTransaction,
    account_id: AccountId,
    member: MemberId,
) -> Result<bool, DbErr> {
    let others = Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::Id.ne(member));
    let others = others.filter(Column::State.eq(StateName::Active)).all(tx).await?;
    for other in others {
        if Member::try_from(other)?.rights().contains(Right::ManageAccount) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// As [`page_members`], of several accounts.
pub async fn pages_of_members(
    db: &impl ConnectionTrait,
    parents: &[AccountId],
    page: Page<MemberId>,
) -> Result<Pages<AccountId, Member>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::AccountId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(Member::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.account_id, page))
}

/// The members of an account and those invited to it, newest first.
pub async fn page_members(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    page: Page<MemberId>,
) -> Result<Slice<Member>, DbErr> {
    page_of(db, Entity::find().filter(Column::AccountId.eq(account_id)), Column::Id, page).await
}

/// The invitations that wait for the person with that address, those that end first first, at most `max`.
pub async fn invitations(
    db: &impl ConnectionTrait,
    email: &EmailAddress,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<Member>, DbErr> {
    let waiting = Entity::find().filter(Column::State.eq(StateName::Invited)).filter(Column::Email.eq(email.as_str()));
    let waiting = waiting.filter(Column::InvitationExpiresAt.gt(now)).order_by_asc(Column::InvitationExpiresAt);
    waiting.limit(max).all(db).await?.into_iter().map(Member::try_from).collect()
}

/// `false`: the person is somewhere active already, or that address is already invited here.
pub async fn insert_member(tx: &DatabaseTransaction, member: &Member) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(member.id),
        account_id: Set(member.account_id),
        email: Set(member.email.clone()),
        ..changeable_columns(member)
    };
    let conflict = OnConflict::new().do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(conflict).exec_without_returning(tx).await? == 1)
}

/// Writes what a decision changes: the name, the state and its columns.
pub async fn save_member(tx: &DatabaseTransaction, member: &Member) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(member.id), ..changeable_columns(member) };
    row.update_without_returning(tx).await.map(drop)
}

/// The name and the columns of the state, all others null, as the table's check demands.
fn changeable_columns(member: &Member) -> ActiveModel {
    let row = |state| ActiveModel {
        name: Set(member.name.clone()),
        state: Set(state),
        invitation_expires_at: Set(None),
        subject: Set(member.subject().map(str::to_owned)),
        rights: Set(None),
        removed_at: Set(None),
        ..Default::default()
    };
    match &member.state {
        MemberState::Invited { expires_at } => {
            ActiveModel { invitation_expires_at: Set(Some(*expires_at)), ..row(StateName::Invited) }
        }
        MemberState::Active { rights, .. } => {
            ActiveModel { rights: Set(Some(rights.to_names())), ..row(StateName::Active) }
        }
        MemberState::Removed { at, .. } => ActiveModel { removed_at: Set(Some(*at)), ..row(StateName::Removed) },
    }
}

impl TryFrom<Model> for Member {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = state(&row)?;
        let Model { id, account_id, email, name, .. } = row;
        Ok(Self { id, account_id, email, name, state })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<MemberState, DbErr> {
    let contradiction = || contradiction(&row.id);
    let subject = || row.subject.clone().ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Invited => MemberState::Invited { expires_at: row.invitation_expires_at.ok_or_else(contradiction)? },
        StateName::Active => MemberState::Active { subject: subject()?, rights: rights(row.rights.as_ref(), &row.id)? },
        StateName::Removed => {
            MemberState::Removed { subject: subject()?, at: row.removed_at.ok_or_else(contradiction)? }
        }
    })
}
