use chrono::{DateTime, Utc};
use kernel::{
    AccountId, CertificationLinkId, ExpertProfileId, ListColumns, LockRows, NextDue, Page, Pages, Slice, page_of,
    page_of_each, pages, placeholders,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Statement, Value,
    sea_query::{Expr, ExprTrait, Func, OnConflict},
};

use super::{contradiction, exists, locking};
use crate::{
    Certificate, CertificationLink, CertificationState, Rejection,
    entity::certification_link::{ActiveModel, Column, Entity, Model, RejectionName, StateName},
};

pub async fn find_link(db: &impl ConnectionTrait, id: CertificationLinkId) -> Result<Option<CertificationLink>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(CertificationLink::try_from).transpose()
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock_link(tx: &DatabaseTransaction, id: CertificationLinkId) -> Result<Option<CertificationLink>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(CertificationLink::try_from).transpose()
}

/// The verified ones of a profile.
pub async fn lock_verified_links(
    tx: &DatabaseTransaction,
    profile: ExpertProfileId,
) -> Result<Vec<CertificationLink>, DbErr> {
    let verified = Entity::find().filter(Column::ExpertProfileId.eq(profile));
    let verified = verified.filter(Column::State.eq(StateName::Verified)).order_by_asc(Column::Id);
    verified.lock_rows().all(tx).await?.into_iter().map(CertificationLink::try_from).collect()
}

/// Keeps others from taking a certification that was claimed before until the transaction ends: in one order, so that
/// two do not wait for one another.
pub async fn lock_claims(tx: &DatabaseTransaction, issuer: &str, external_id: &str) -> Result<(), DbErr> {
    let issuer = issuer.to_lowercase();
    let claims = Entity::find().filter(Func::lower(Expr::col(Column::Issuer)).eq(issuer));
    let claims = claims.filter(Column::ExternalId.eq(external_id)).order_by_asc(Column::Id);
    claims.lock_rows().all(tx).await.map(drop)
}

/// The link that holds a certification now: verified, claimed, or before staff (G-03).
pub async fn certification_holder(
    db: &impl ConnectionTrait,
    issuer: &str,
    external_id: &str,
) -> Result<Option<CertificationLink>, DbErr> {
    let sql = "select * from certification_link
               where lower(issuer) = lower($1) and external_id = $2
                 and state in ('claimed', 'manual_review', 'verified')";
    let values = [issuer.into(), external_id.into()];
    let held = Entity::find().from_raw_sql(Statement::from_sql_and_values(db.get_database_backend(), sql, values));
    held.one(db).await?.map(CertificationLink::try_from).transpose()
}

/// Whether the profile holds a certification: verified, claimed, or before staff.
pub async fn has_held_link(db: &impl ConnectionTrait, profile: ExpertProfileId) -> Result<bool, DbErr> {
    let sql = "select 1 from certification_link
               where expert_profile_id = $1 and state in ('claimed', 'manual_review', 'verified') limit 1";
    exists(db, sql, [profile.into()]).await
}

/// Gate (a), to seeing and answering requests: one valid certification anywhere in the account (IQ-16).
pub async fn has_valid_link(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let sql = "select 1 from certification_link
               where account_id = $1 and state = 'verified' and (expires_at is null or expires_at > $2) limit 1";
    exists(db, sql, [account_id.into(), now.into()]).await
}

/// Gate (b), into a customer's account: a valid certification of the person's own (IQ-17). What is valid stays so until
/// the transaction ends.
pub async fn hold_valid_links(
    tx: &DatabaseTransaction,
    profile: ExpertProfileId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let sql = "select 1 from certification_link
               where expert_profile_id = $1 and state = 'verified' and (expires_at is null or expires_at > $2)
               order by id";
    exists(tx, &locking(tx, sql, "share"), [profile.into(), now.into()]).await
}

/// Since when these accounts have had a valid certification; nothing of those that have none.
pub async fn certified_since(
    db: &impl ConnectionTrait,
    accounts: &[AccountId],
    now: DateTime<Utc>,
) -> Result<Vec<(AccountId, DateTime<Utc>)>, DbErr> {
    let places = placeholders(2, accounts.len());
    let sql = format!(
        "select account_id, min(since_at) as since_at from certification_link
         where account_id in ({places}) and state = 'verified' and (expires_at is null or expires_at > $1)
         group by account_id"
    );
    let values = [now.into()].into_iter().chain(accounts.iter().map(|id| Value::from(*id)));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "account_id")?, row.try_get("", "since_at")?))).collect()
}

/// The certifications of the profiles, newest first.
pub async fn pages_of_links(
    db: &impl ConnectionTrait,
    parents: &[ExpertProfileId],
    page: Page<CertificationLinkId>,
) -> Result<Pages<ExpertProfileId, CertificationLink>, DbErr> {
    let (rows, of_parent) = (Entity::find(), ListColumns { parent: Column::ExpertProfileId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(CertificationLink::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.expert_profile_id, page))
}

/// The certifications of the profiles as others see them: those that are valid, newest first.
pub async fn pages_of_valid_links(
    db: &impl ConnectionTrait,
    parents: &[ExpertProfileId],
    now: DateTime<Utc>,
    page: Page<CertificationLinkId>,
) -> Result<Pages<ExpertProfileId, CertificationLink>, DbErr> {
    let verified = Entity::find().filter(Column::State.eq(StateName::Verified));
    let valid = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now));
    let (rows, of_parent) = (verified.filter(valid), ListColumns { parent: Column::ExpertProfileId, id: Column::Id });
    let rows = page_of_each(db, rows, of_parent, parents, page).await?.into_iter().map(CertificationLink::try_from);
    Ok(pages(rows.collect::<Result<_, _>>()?, |row| row.expert_profile_id, page))
}

/// The certifications of an account, newest first.
pub async fn page_links_of_account(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    page: Page<CertificationLinkId>,
) -> Result<Slice<CertificationLink>, DbErr> {
    page_of(db, Entity::find().filter(Column::AccountId.eq(account_id)), Column::Id, page).await
}

/// Claims that the registry has not answered, oldest first, at most `max`.
pub async fn claimed_links(db: &impl ConnectionTrait, max: u64) -> Result<Vec<CertificationLinkId>, DbErr> {
    let claimed = Entity::find().select_only().column(Column::Id).filter(Column::State.eq(StateName::Claimed));
    claimed.order_by_asc(Column::Id).limit(max).into_tuple().all(db).await
}

/// What waits for staff, newest first (IQ-19).
pub async fn page_links_in_review(
    db: &impl ConnectionTrait,
    page: Page<CertificationLinkId>,
) -> Result<Slice<CertificationLink>, DbErr> {
    page_of(db, Entity::find().filter(Column::State.eq(StateName::ManualReview)), Column::Id, page).await
}

/// Those whose end has come by `now`, in due order, at most `max`.
pub async fn expired_links(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<CertificationLinkId>, DbErr> {
    let due = Entity::find().select_only().column(Column::Id).filter(Column::State.eq(StateName::Verified));
    let due = due.filter(Column::ExpiresAt.lte(now)).order_by_asc(Column::ExpiresAt).order_by_asc(Column::Id);
    due.limit(max).into_tuple().all(db).await
}

/// The earliest end after `after`.
pub fn next_link_expiry(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(verified(), Column::ExpiresAt, after)
}

/// Those that count.
fn verified() -> Select<Entity> {
    Entity::find().filter(Column::State.eq(StateName::Verified))
}

/// Those of whose end somebody is to be told by `now`, in due order, at most `max`.
pub async fn links_to_notice(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<CertificationLinkId>, DbErr> {
    let due = Entity::find().select_only().column(Column::Id).filter(Column::State.eq(StateName::Verified));
    let due = due.filter(Column::NoticeAt.lte(now)).order_by_asc(Column::NoticeAt).order_by_asc(Column::Id);
    due.limit(max).into_tuple().all(db).await
}

/// The earliest instant after `after` at which somebody is to be told of an end.
pub fn next_link_notice(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(verified(), Column::NoticeAt, after)
}

/// Writes a claim. `false`: the certification is held already (G-03).
pub async fn insert_link(tx: &DatabaseTransaction, link: &CertificationLink) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(link.id),
        expert_profile_id: Set(link.expert_profile_id),
        account_id: Set(link.account_id),
        issuer: Set(link.issuer.clone()),
        external_id: Set(link.external_id.clone()),
        ..state_columns(link)
    };
    let conflict = OnConflict::new().do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(conflict).exec_without_returning(tx).await? == 1)
}

/// Writes what a decision changes: the state and its columns.
pub async fn save_link(tx: &DatabaseTransaction, link: &CertificationLink) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(link.id), ..state_columns(link) };
    row.update_without_returning(tx).await.map(drop)
}

/// The columns of a state, all others null, as the table's check demands.
fn state_columns(link: &CertificationLink) -> ActiveModel {
    let row = |name| named(name, link.since);
    match &link.state {
        CertificationState::Claimed => row(StateName::Claimed),
        CertificationState::NotFound => row(StateName::NotFound),
        CertificationState::ManualReview { evidence } => {
            ActiveModel { evidence: Set(Some(evidence.clone())), ..row(StateName::ManualReview) }
        }
        CertificationState::Verified { certificate, evidence, notice_at } => ActiveModel {
            evidence: Set(evidence.clone()),
            notice_at: Set(*notice_at),
            ..certified(*certificate, row(StateName::Verified))
        },
        CertificationState::Rejected { why } => rejected(why, row(StateName::Rejected)),
        CertificationState::Expired { certificate } => certified(*certificate, row(StateName::Expired)),
        CertificationState::Unlinked => row(StateName::Unlinked),
        CertificationState::Revoked { reason } => {
            ActiveModel { reason: Set(Some(reason.clone())), ..row(StateName::Revoked) }
        }
    }
}

fn named(name: StateName, since: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        expert_profile_id: NotSet,
        account_id: NotSet,
        issuer: NotSet,
        external_id: NotSet,
        state: Set(name),
        since_at: Set(since),
        level: Set(None),
        issued_on: Set(None),
        expires_at: Set(None),
        evidence: Set(None),
        rejection: Set(None),
        reason: Set(None),
        notice_at: Set(None),
        ask_again_at: Set(None), // Whatever is written, the answer is in it.
    }
}

fn certified(certificate: Certificate, row: ActiveModel) -> ActiveModel {
    ActiveModel {
        level: Set(Some(certificate.level)),
        issued_on: Set(Some(certificate.issued_on)),
        expires_at: Set(certificate.expires_at),
        ..row
    }
}

fn rejected(why: &Rejection, row: ActiveModel) -> ActiveModel {
    let (name, reason) = match why {
        Rejection::LevelTooLow => (RejectionName::LevelTooLow, None),
        Rejection::Expired => (RejectionName::Expired, None),
        Rejection::ByStaff { reason } => (RejectionName::ByStaff, Some(reason.clone())),
    };
    ActiveModel { rejection: Set(Some(name)), reason: Set(reason), ..row }
}

impl TryFrom<Model> for CertificationLink {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let state = state(&row)?;
        let Model { id, expert_profile_id, account_id, issuer, external_id, since_at: since, .. } = row;
        Ok(Self { id, expert_profile_id, account_id, issuer, external_id, state, since })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<CertificationState, DbErr> {
    let contradiction = || contradiction(&row.id);
    let reason = || row.reason.clone().ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Claimed => CertificationState::Claimed,
        StateName::NotFound => CertificationState::NotFound,
        StateName::ManualReview => {
            CertificationState::ManualReview { evidence: row.evidence.clone().ok_or_else(contradiction)? }
        }
        StateName::Verified => CertificationState::Verified {
            certificate: certificate(row)?,
            evidence: row.evidence.clone(),
            notice_at: row.notice_at,
        },
        StateName::Rejected => CertificationState::Rejected {
            why: match row.rejection.ok_or_else(contradiction)? {
                RejectionName::LevelTooLow => Rejection::LevelTooLow,
                RejectionName::Expired => Rejection::Expired,
                RejectionName::ByStaff => Rejection::ByStaff { reason: reason()? },
            },
        },
        StateName::Expired => CertificationState::Expired { certificate: certificate(row)? },
        StateName::Unlinked => CertificationState::Unlinked,
        StateName::Revoked => CertificationState::Revoked { reason: reason()? },
    })
}

fn certificate(row: &Model) -> Result<Certificate, DbErr> {
    let contradiction = || contradiction(&row.id);
    let (level, issued_on) = (row.level.ok_or_else(contradiction)?, row.issued_on.ok_or_else(contradiction)?);
    Ok(Certificate { level, issued_on, expires_at: row.expires_at })
}
