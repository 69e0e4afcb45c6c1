mod due_diligence;
mod newest;
mod reconfirmation;
mod review_queue;
mod sealing;
mod timers;
mod us_form;
mod us_review_queue;

use chrono::{DateTime, Utc};
use kernel::{AccountId, Dac7FormId, LockRows, NextDue, Page, Slice, Vault, rows_of_page};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::OnConflict,
};

use crate::{
    Approval, Dac7Form, Field, State, Status, Submission,
    columns::{changes_of, changes_text, end_of},
    entity::{ActiveModel, Column, Entity, Model, StateName},
    identifier_row,
};

pub use due_diligence::{
    bar, cases_due, find_case, insert_case, is_barred, lock_case, lock_open_case, next_case_due, page_of_cases,
    record_step, save_case, steps_of,
};
pub use reconfirmation::{
    expiries_due, next_expiry_due, next_reconfirmation_due, reconfirmations_due, without_effective_form,
};
pub use review_queue::{count_review_queue, file_for_review, page_of_review_queue, review_backlog};
pub use sealing::ANSWERS;
use sealing::{open_all, open_if_any, seal};
pub use timers::*;
pub use us_form::{
    US_ANSWERS, find_us_form, find_us_form_account, find_us_form_for_account, insert_us_form, lock_us_form,
    lock_us_form_for_account, next_us_expiry, next_us_notice, page_of_us_forms, save_us_form, us_expiries_due,
    us_notices_due, us_versions_of,
};
pub use us_review_queue::{count_us_review_queue, page_of_us_review_queue, us_review_backlog};

pub async fn find(db: &impl ConnectionTrait, vault: &dyn Vault, id: Dac7FormId) -> Result<Option<Dac7Form>, DbErr> {
    open_if_any(vault, Entity::find_by_id(id).one(db).await?).await
}

/// Whose form it is, without a look into it.
pub async fn find_account(db: &impl ConnectionTrait, id: Dac7FormId) -> Result<Option<AccountId>, DbErr> {
    Entity::find_by_id(id).select_only().column(Column::AccountId).into_tuple().one(db).await
}

/// Those of `ids` that exist, in no particular order.
pub async fn find_many(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    ids: &[Dac7FormId],
) -> Result<Vec<Dac7Form>, DbErr> {
    open_all(vault, Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?).await
}

/// The newest version of an account, whatever its state.
pub async fn find_for_account(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    account_id: AccountId,
) -> Result<Option<Dac7Form>, DbErr> {
    open_if_any(vault, latest(account_id).one(db).await?).await
}

/// Every version of these accounts' forms, newest first.
pub async fn versions_of(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    account_ids: &[AccountId],
) -> Result<Vec<Dac7Form>, DbErr> {
    let versions = Entity::find().filter(Column::AccountId.is_in(account_ids.iter().copied()));
    open_all(vault, versions.order_by_desc(Column::Version).all(db).await?).await
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock(tx: &DatabaseTransaction, vault: &dyn Vault, id: Dac7FormId) -> Result<Option<Dac7Form>, DbErr> {
    open_if_any(vault, Entity::find_by_id(id).lock_rows().one(tx).await?).await
}

/// As [`lock`], and keeps the other versions of the account as they are: for decisions that change which one counts.
pub async fn lock_among_versions(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    id: Dac7FormId,
) -> Result<Option<Dac7Form>, DbErr> {
    let Some(account_id) = find_account(tx, id).await? else { return Ok(None) };
    let versions = Entity::find().filter(Column::AccountId.eq(account_id)).order_by_asc(Column::Id);
    let rows = versions.lock_rows().all(tx).await?;
    open_if_any(vault, rows.into_iter().find(|row| row.id == id)).await
}

/// As [`lock`], for the newest version of an account.
pub async fn lock_for_account(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    account_id: AccountId,
) -> Result<Option<Dac7Form>, DbErr> {
    open_if_any(vault, latest(account_id).lock_rows().one(tx).await?).await
}

/// Every version of an account, newest first.
pub async fn page_for_account(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    account_id: AccountId,
    page: Page<Dac7FormId>,
) -> Result<Slice<Dac7Form>, DbErr> {
    let forms = Entity::find().filter(Column::AccountId.eq(account_id));
    Ok(page.slice(open_all(vault, rows_of_page(db, forms, Column::Id, page).await?).await?))
}

/// Every form of the installation, newest first; of one status, if one is given. For reviewers.
pub async fn page_for_review(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    status: Option<Status>,
    page: Page<Dac7FormId>,
) -> Result<Slice<Dac7Form>, DbErr> {
    let forms = match status {
        Some(status) => Entity::find().filter(of_status(status)),
        None => Entity::find(),
    };
    Ok(page.slice(open_all(vault, rows_of_page(db, forms, Column::Id, page).await?).await?))
}

/// The forms whose review is overdue at `now`, in due order, at most `max`.
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<Dac7FormId>, DbErr> {
    let due = waiting().filter(Column::ReviewDueOn.lt(now.date_naive()));
    let due = due.order_by_asc(Column::ReviewDueOn).order_by_asc(Column::Id).limit(max);
    due.select_only().column(Column::Id).into_tuple().all(db).await
}

/// The earliest instant after `after` at which a review will be overdue.
pub fn next_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_days(waiting().filter(Column::ReviewDueOn.gte(after.date_naive())), Column::ReviewDueOn, end_of)
}

/// Begins a version. `false`: somebody else began it first.
pub async fn insert(tx: &DatabaseTransaction, vault: &dyn Vault, form: &Dac7Form) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(form.id),
        account_id: Set(form.account_id),
        version: Set(form.version),
        ..changeable_columns(vault, form)?
    };
    let first = OnConflict::columns([Column::AccountId, Column::Version]).do_nothing().to_owned();
    let is_first = Entity::insert(row).on_conflict(first).exec_without_returning(tx).await? == 1;
    if is_first {
        write_identifiers(tx, form).await?;
    }
    Ok(is_first)
}

/// Writes what a step changes: the answers, and the state with its columns.
pub async fn save(tx: &DatabaseTransaction, vault: &dyn Vault, form: &Dac7Form) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(form.id), ..changeable_columns(vault, form)? };
    row.update_without_returning(tx).await?;
    write_identifiers(tx, form).await
}

/// What the checks say of each number, as of now.
async fn write_identifiers(tx: &DatabaseTransaction, form: &Dac7Form) -> Result<(), DbErr> {
    let of_form = identifier_row::Column::Dac7FormId.eq(form.id);
    identifier_row::Entity::delete_many().filter(of_form).exec(tx).await?;
    let rows = identifier_row::rows(form.id, &form.answers);
    if rows.is_empty() {
        return Ok(());
    }
    identifier_row::Entity::insert_many(rows).exec_without_returning(tx).await.map(drop)
}

fn latest(account_id: AccountId) -> Select<Entity> {
    Entity::find().filter(Column::AccountId.eq(account_id)).order_by_desc(Column::Version).limit(1)
}

fn waiting() -> Select<Entity> {
    let under_review = [StateName::Submitted, StateName::InReview];
    Entity::find().filter(Column::State.is_in(under_review)).filter(Column::AlertedAt.is_null())
}

/// The columns of the answers and of a state; what the state does not carry is null, as the table's check demands.
fn changeable_columns(vault: &dyn Vault, form: &Dac7Form) -> Result<ActiveModel, DbErr> {
    let answers = seal(vault, form.id, &form.answers)?;
    Ok(ActiveModel { answers: Set(answers.text), sealed_by: Set(Some(answers.key)), ..state_columns(form) })
}

fn state_columns(form: &Dac7Form) -> ActiveModel {
    let submission = form.submission();
    let reviewed = match form.state {
        State::Draft { .. } | State::Submitted(_) => None,
        State::InReview { by, at, .. } | State::ChangesRequested { by, at, .. } => Some((by, at)),
        State::Approved { approval, .. }
        | State::ReconfirmationDue { approval, .. }
        | State::Expired { approval, .. } => Some((approval.by, approval.at)),
    };
    let (confirm_by, expired_at) = match form.state {
        State::ReconfirmationDue { expires_at, .. } => (Some(expires_at), None),
        State::Expired { at, .. } => (Some(at), Some(at)),
        State::Draft { .. }
        | State::Submitted(_)
        | State::InReview { .. }
        | State::Approved { .. }
        | State::ChangesRequested { .. } => (None, None),
    };
    let (reviewer_id, reviewed_at) = reviewed.unzip();
    ActiveModel {
        saved_at: Set(form.saved_at),
        state: Set(name(form.status())),
        changes: Set(changes_text(form.changes())),
        submitted_by: Set(submission.map(|submission| submission.by)),
        submitted_at: Set(submission.map(|submission| submission.at)),
        review_due_on: Set(submission.map(|submission| submission.review_due_on)),
        alerted_at: Set(submission.and_then(|submission| submission.alerted_at)),
        reviewer_id: Set(reviewer_id),
        reviewed_at: Set(reviewed_at),
        proposed: Set(form.proposed_by().is_some()),
        reconfirm_at: Set(form.approval().map(|approval| approval.reconfirm_at)),
        expires_at: Set(confirm_by),
        expired_at: Set(expired_at),
        ..Default::default()
    }
}

const fn name(status: Status) -> StateName {
    match status {
        Status::Draft => StateName::Draft,
        Status::Submitted => StateName::Submitted,
        Status::InReview => StateName::InReview,
        Status::Approved | Status::ReconfirmationDue | Status::Expired => StateName::Approved,
        Status::ChangesRequested => StateName::ChangesRequested,
    }
}

fn of_status(status: Status) -> Condition {
    let of_state = Condition::all().add(Column::State.eq(name(status)));
    match status {
        Status::Draft | Status::Submitted | Status::InReview | Status::ChangesRequested => of_state,
        Status::Approved => of_state.add(Column::ExpiresAt.is_null()),
        Status::ReconfirmationDue => of_state.add(Column::ExpiresAt.is_not_null()).add(Column::ExpiredAt.is_null()),
        Status::Expired => of_state.add(Column::ExpiredAt.is_not_null()),
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<State, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let changes = || changes_of(&row.changes, &row.id, Field::named);
    let submission = || {
        Ok::<_, DbErr>(Submission {
            by: row.submitted_by.ok_or_else(contradiction)?,
            at: row.submitted_at.ok_or_else(contradiction)?,
            review_due_on: row.review_due_on.ok_or_else(contradiction)?,
            alerted_at: row.alerted_at,
        })
    };
    let by = || row.reviewer_id.ok_or_else(contradiction);
    let at = || row.reviewed_at.ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Draft => State::Draft { changes: changes()? },
        StateName::Submitted => State::Submitted(submission()?),
        StateName::InReview => {
            State::InReview { submission: submission()?, by: by()?, at: at()?, proposed: row.proposed }
        }
        StateName::Approved => {
            let reconfirm_at = row.reconfirm_at.ok_or_else(contradiction)?;
            let (submission, approval) = (submission()?, Approval { by: by()?, at: at()?, reconfirm_at });
            match (row.expires_at, row.expired_at) {
                (None, None) => State::Approved { submission, approval },
                (Some(expires_at), None) => State::ReconfirmationDue { submission, approval, expires_at },
                (Some(_), Some(at)) => State::Expired { submission, approval, at },
                (None, Some(_)) => return Err(contradiction()),
            }
        }
        StateName::ChangesRequested => {
            State::ChangesRequested { submission: submission()?, by: by()?, at: at()?, changes: changes()? }
        }
    })
}
