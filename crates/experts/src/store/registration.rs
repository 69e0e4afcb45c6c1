use chrono::{DateTime, Utc};
use kernel::{
    AccountId, Backlog, DueColumns, ExpertProfileId, LockRows, NextDue, Page, Queue, RegistrationId, Slice, due_rows,
    page_of,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{contradiction, exists};
use crate::{
    Filing, Registration, RegistrationStage, RegistrationState, RegistrationStatus,
    entity::registration::{ActiveModel, Column, Entity, Model},
};

const FILED: [RegistrationStatus; 4] = [
    RegistrationStatus::Submitted,
    RegistrationStatus::UnderReview,
    RegistrationStatus::IdentityCheckRequired,
    RegistrationStatus::VideoCallScheduled,
];

pub async fn find(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Option<Registration>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Registration::try_from).transpose()
}

/// Those of `ids` that exist, in no particular order.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[RegistrationId]) -> Result<Vec<Registration>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Registration::try_from).collect()
}

/// The registrations that name these profiles: one each.
pub async fn find_of_profiles(
    db: &impl ConnectionTrait,
    profiles: &[ExpertProfileId],
) -> Result<Vec<Registration>, DbErr> {
    let rows = Entity::find().filter(Column::ExpertProfileId.is_in(profiles.iter().copied())).all(db).await?;
    rows.into_iter().map(Registration::try_from).collect()
}

pub async fn registration_of_profile(
    db: &impl ConnectionTrait,
    profile: ExpertProfileId,
) -> Result<Option<Registration>, DbErr> {
    let row = Entity::find().filter(Column::ExpertProfileId.eq(profile)).one(db).await?;
    row.map(Registration::try_from).transpose()
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock(tx: &DatabaseTransaction, id: RegistrationId) -> Result<Option<Registration>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Registration::try_from).transpose()
}

/// The account's registrations that are filed and not decided: those that an approved DAC7 form completes.
pub async fn lock_filed(tx: &DatabaseTransaction, account_id: AccountId) -> Result<Vec<Registration>, DbErr> {
    let filed = Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::State.is_in(FILED));
    let rows = filed.order_by_asc(Column::Id).lock_rows().all(tx).await?;
    rows.into_iter().map(Registration::try_from).collect()
}

/// The account's registrations that are active or suspended, in the order of their ids.
pub async fn lock_begun(tx: &DatabaseTransaction, account_id: AccountId) -> Result<Vec<Registration>, DbErr> {
    let begun = [RegistrationStatus::Active, RegistrationStatus::Suspended];
    let begun = Entity::find().filter(Column::AccountId.eq(account_id)).filter(Column::State.is_in(begun));
    let rows = begun.order_by_asc(Column::Id).lock_rows().all(tx).await?;
    rows.into_iter().map(Registration::try_from).collect()
}

/// What staff have to decide on.
const QUEUE: Queue =
    Queue { table: "registration", since: "submitted_at", waiting: "where q.state in ('submitted', 'under_review')" };

/// How many registrations staff have to decide on, and for how long.
pub async fn registration_backlog(db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
    QUEUE.backlog(db, vec![]).await
}

/// Whether the account, as payee, has an active expert (IQ-10).
pub async fn has_active_registration(db: &impl ConnectionTrait, account_id: AccountId) -> Result<bool, DbErr> {
    let sql = "select 1 from registration where account_id = $1 and state = 'active' limit 1";
    exists(db, sql, [account_id.into()]).await
}

/// Whether an expert of the account is or was active, suspended ones included, and is not closed: money of theirs may
/// come (IQ-30).
pub async fn has_begun(db: &impl ConnectionTrait, account_id: AccountId) -> Result<bool, DbErr> {
    let sql = "select 1 from registration where account_id = $1 and state in ('active', 'suspended') limit 1";
    exists(db, sql, [account_id.into()]).await
}

/// Those of `account_ids` that sold, and whose registrations are all closed: only staff pay them (IQ-30).
pub async fn closed_accounts(db: &impl ConnectionTrait, account_ids: &[AccountId]) -> Result<Vec<AccountId>, DbErr> {
    let of_these = Entity::find().filter(Column::AccountId.is_in(account_ids.iter().copied()));
    let states = of_these.select_only().column(Column::AccountId).column(Column::State);
    let states: Vec<(AccountId, RegistrationStatus)> = states.into_tuple().all(db).await?;
    let of = |id| states.iter().filter(move |(account_id, _)| *account_id == id);
    let is_closed =
        |id: &AccountId| of(*id).next().is_some() && of(*id).all(|(_, status)| *status == RegistrationStatus::Closed);
    Ok(account_ids.iter().copied().filter(is_closed).collect())
}

/// Whether the person has a registration that is filed or in force (IQ-12).
pub async fn is_live_expert(db: &impl ConnectionTrait, subject: &str) -> Result<bool, DbErr> {
    let sql = "select 1 from registration r join expert_profile p on p.id = r.expert_profile_id
               where p.subject = $1 and r.state not in ('draft', 'rejected', 'closed')";
    exists(db, sql, [subject.into()]).await
}

/// The staff's queue: those of one status, or all, newest first.
pub async fn page(
    db: &impl ConnectionTrait,
    status: Option<RegistrationStatus>,
    page: Page<RegistrationId>,
) -> Result<Slice<Registration>, DbErr> {
    let wanted = Condition::all().add_option(status.map(|status| Column::State.eq(status)));
    page_of(db, Entity::find().filter(wanted), Column::Id, page).await
}

/// Those whose 14 days are over by `now`, in due order, at most `max`.
pub async fn identity_checks_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<RegistrationId>, DbErr> {
    due_rows(db, Entity::find(), DueColumns { id: Column::Id, due_at: Column::IdentityCheckDueAt }, now, max).await
}

/// Those whose 21 days are over by `now`, in due order, at most `max`.
pub async fn activation_alarms_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<RegistrationId>, DbErr> {
    due_rows(db, Entity::find(), DueColumns { id: Column::Id, due_at: Column::ActivationAlarmAt }, now, max).await
}

/// The earliest due instant after `after`.
pub fn next_identity_check_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find(), Column::IdentityCheckDueAt, after)
}

/// The earliest due instant after `after`.
pub fn next_activation_alarm(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find(), Column::ActivationAlarmAt, after)
}

pub async fn insert(tx: &DatabaseTransaction, registration: &Registration) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(registration.id),
        expert_profile_id: Set(registration.expert_profile_id),
        account_id: Set(registration.account_id),
        ..state_columns(&registration.state)
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Writes what a decision changes: the state and its columns.
pub async fn save(tx: &DatabaseTransaction, registration: &Registration) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(registration.id), ..state_columns(&registration.state) };
    row.update_without_returning(tx).await.map(drop)
}

/// The columns of a state, all others null, as the table's checks demand.
fn state_columns(state: &RegistrationState) -> ActiveModel {
    match state {
        RegistrationState::Draft => named(RegistrationStatus::Draft, None),
        RegistrationState::Filed { stage, filing } => named((*stage).into(), Some(filing)),
        RegistrationState::Active { filing, at } => {
            ActiveModel { activated_at: Set(Some(*at)), ..named(RegistrationStatus::Active, Some(filing)) }
        }
        RegistrationState::Suspended { filing, activated_at, at, reason } => ActiveModel {
            activated_at: Set(Some(*activated_at)),
            suspended_at: Set(Some(*at)),
            suspend_reason: Set(Some(reason.clone())),
            ..named(RegistrationStatus::Suspended, Some(filing))
        },
        RegistrationState::Rejected { at, reason, correctable } => ActiveModel {
            rejected_at: Set(Some(*at)),
            reject_reason: Set(Some(reason.clone())),
            correctable: Set(Some(*correctable)),
            ..named(RegistrationStatus::Rejected, None)
        },
        RegistrationState::Closed { at } => {
            ActiveModel { closed_at: Set(Some(*at)), ..named(RegistrationStatus::Closed, None) }
        }
    }
}

fn named(name: RegistrationStatus, filing: Option<&Filing>) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        expert_profile_id: NotSet,
        account_id: NotSet,
        state: Set(name),
        submitted_at: Set(filing.map(|filing| filing.submitted_at)),
        identity_check_due_at: Set(filing.and_then(|filing| filing.identity_check_due_at)),
        completed_at: Set(filing.and_then(|filing| filing.completed_at)),
        activation_alarm_at: Set(filing.and_then(|filing| filing.activation_alarm_at)),
        activated_at: Set(None),
        suspended_at: Set(None),
        suspend_reason: Set(None),
        rejected_at: Set(None),
        reject_reason: Set(None),
        correctable: Set(None),
        closed_at: Set(None),
    }
}

impl TryFrom<Model> for Registration {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let Model { id, expert_profile_id, account_id, .. } = row;
        Ok(Self { id, expert_profile_id, account_id, state: state(&row)? })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<RegistrationState, DbErr> {
    let contradiction = || contradiction(&row.id);
    let filed = |stage| Ok::<_, DbErr>(RegistrationState::Filed { stage, filing: filing(row)? });
    let activated_at = || row.activated_at.ok_or_else(contradiction);
    Ok(match row.state {
        RegistrationStatus::Draft => RegistrationState::Draft,
        RegistrationStatus::Submitted => filed(RegistrationStage::Submitted)?,
        RegistrationStatus::UnderReview => filed(RegistrationStage::UnderReview)?,
        RegistrationStatus::IdentityCheckRequired => filed(RegistrationStage::IdentityCheckRequired)?,
        RegistrationStatus::VideoCallScheduled => filed(RegistrationStage::VideoCallScheduled)?,
        RegistrationStatus::Active => RegistrationState::Active { filing: filing(row)?, at: activated_at()? },
        RegistrationStatus::Suspended => RegistrationState::Suspended {
            filing: filing(row)?,
            activated_at: activated_at()?,
            at: row.suspended_at.ok_or_else(contradiction)?,
            reason: row.suspend_reason.clone().ok_or_else(contradiction)?,
        },
        RegistrationStatus::Rejected => RegistrationState::Rejected {
            at: row.rejected_at.ok_or_else(contradiction)?,
            reason: row.reject_reason.clone().ok_or_else(contradiction)?,
            correctable: row.correctable.ok_or_else(contradiction)?,
        },
        RegistrationStatus::Closed => RegistrationState::Closed { at: row.closed_at.ok_or_else(contradiction)? },
    })
}

fn filing(row: &Model) -> Result<Filing, DbErr> {
    Ok(Filing {
        submitted_at: row.submitted_at.ok_or_else(|| contradiction(&row.id))?,
        identity_check_due_at: row.identity_check_due_at,
        completed_at: row.completed_at,
        activation_alarm_at: row.activation_alarm_at,
    })
}
