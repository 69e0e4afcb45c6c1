use chrono::{DateTime, Utc};
use kernel::{
    AccountId, LockRows, NextDue, Page, Sealed, SealedColumn, SealedKind, Slice, UsTaxFormId, Vault, rows_of_page,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::OnConflict,
};

use super::{
    newest::{DueColumn, due, newest_approved, next},
    sealing::{SealedRow, open_all, open_if_any},
};
use crate::{
    Signature, UsField, UsFormState, UsFormStatus, UsTaxForm, Validity,
    columns::{changes_of, changes_text},
    entity::us_form::{ActiveModel, Column, Entity, Model},
    us_form::{read, write},
};

/// Where the answers lie.
pub const US_ANSWERS: SealedColumn = SealedColumn::new("us_tax_form", "answers", SealedKind::Text);

const TO_NOTICE: DueColumn =
    DueColumn { table: "us_tax_form", column: "notice_at", wait: newest_approved!("us_tax_form") };
pub const TO_EXPIRE: DueColumn =
    DueColumn { table: "us_tax_form", column: "expires_at", wait: newest_approved!("us_tax_form") };

pub async fn find_us_form(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    id: UsTaxFormId,
) -> Result<Option<UsTaxForm>, DbErr> {
    open_if_any(vault, Entity::find_by_id(id).one(db).await?).await
}

/// Whose form it is, without a look into it.
pub async fn find_us_form_account(db: &impl ConnectionTrait, id: UsTaxFormId) -> Result<Option<AccountId>, DbErr> {
    Entity::find_by_id(id).select_only().column(Column::AccountId).into_tuple().one(db).await
}

/// The newest version of an account, whatever its state.
pub async fn find_us_form_for_account(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    account_id: AccountId,
) -> Result<Option<UsTaxForm>, DbErr> {
    open_if_any(vault, latest(account_id).one(db).await?).await
}

/// Reads it for a decision, and keeps the other versions of the account as they are.
pub async fn lock_us_form(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    id: UsTaxFormId,
) -> Result<Option<UsTaxForm>, DbErr> {
    let Some(account_id) = find_us_form_account(tx, id).await? else { return Ok(None) };
    let versions = Entity::find().filter(Column::AccountId.eq(account_id)).order_by_asc(Column::Id);
    let rows = versions.lock_rows().all(tx).await?;
    open_if_any(vault, rows.into_iter().find(|row| row.id == id)).await
}

/// Reads the newest version of an account for a decision.
pub async fn lock_us_form_for_account(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    account_id: AccountId,
) -> Result<Option<UsTaxForm>, DbErr> {
    open_if_any(vault, latest(account_id).lock_rows().one(tx).await?).await
}

/// Every version of an account, newest first.
pub async fn page_of_us_forms(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    account_id: AccountId,
    page: Page<UsTaxFormId>,
) -> Result<Slice<UsTaxForm>, DbErr> {
    let forms = Entity::find().filter(Column::AccountId.eq(account_id));
    Ok(page.slice(open_all(vault, rows_of_page(db, forms, Column::Id, page).await?).await?))
}

/// Every version of these accounts' forms, newest first.
pub async fn us_versions_of(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    account_ids: &[AccountId],
) -> Result<Vec<UsTaxForm>, DbErr> {
    let versions = Entity::find().filter(Column::AccountId.is_in(account_ids.iter().copied()));
    open_all(vault, versions.order_by_desc(Column::Version).all(db).await?).await
}

/// The forms of whose end the account is to be told by `now`, in due order, at most `max`.
pub async fn us_notices_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<UsTaxFormId>, DbErr> {
    due(db, TO_NOTICE, now, max).await
}

/// The earliest instant after `after` at which an account is to be told.
pub fn next_us_notice(after: DateTime<Utc>) -> NextDue {
    next(TO_NOTICE, after)
}

/// The forms whose time is over by `now`, in due order, at most `max`.
pub async fn us_expiries_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<UsTaxFormId>, DbErr> {
    due(db, TO_EXPIRE, now, max).await
}

/// The earliest instant after `after` at which a form's time is over.
pub fn next_us_expiry(after: DateTime<Utc>) -> NextDue {
    next(TO_EXPIRE, after)
}

/// Begins a version; nothing if somebody else began it first.
pub async fn insert_us_form(tx: &DatabaseTransaction, vault: &dyn Vault, form: &UsTaxForm) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(form.id),
        account_id: Set(form.account_id),
        version: Set(form.version),
        ..changeable_columns(vault, form)?
    };
    let first = OnConflict::columns([Column::AccountId, Column::Version]).do_nothing().to_owned();
    Entity::insert(row).on_conflict(first).exec_without_returning(tx).await.map(drop)
}

/// Writes what a step changes: the answers, and the state with its columns.
pub async fn save_us_form(tx: &DatabaseTransaction, vault: &dyn Vault, form: &UsTaxForm) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(form.id), ..changeable_columns(vault, form)? };
    row.update_without_returning(tx).await.map(drop)
}

fn latest(account_id: AccountId) -> Select<Entity> {
    Entity::find().filter(Column::AccountId.eq(account_id)).order_by_desc(Column::Version).limit(1)
}

fn changeable_columns(vault: &dyn Vault, form: &UsTaxForm) -> Result<ActiveModel, DbErr> {
    let answers = vault.seal(US_ANSWERS.at(form.id.uuid()), write(&form.answers).as_bytes())?;
    Ok(ActiveModel { answers: Set(answers.text), sealed_by: Set(Some(answers.key)), ..state_columns(form) })
}

/// The columns of a state; what the state does not carry is null, as the table's check demands.
fn state_columns(form: &UsTaxForm) -> ActiveModel {
    let signature = form.signature();
    let reviewed = match form.state {
        UsFormState::Draft { .. } | UsFormState::Submitted(_) => None,
        UsFormState::Approved { by, at, .. }
        | UsFormState::Expired { by, at, .. }
        | UsFormState::ChangesRequested { by, at, .. } => Some((by, at)),
    };
    let expires_at = match form.state {
        UsFormState::Expired { expired_at, .. } => Some(expired_at),
        UsFormState::Draft { .. }
        | UsFormState::Submitted(_)
        | UsFormState::Approved { .. }
        | UsFormState::ChangesRequested { .. } => form.validity().and_then(|validity| validity.expires_at),
    };
    let (reviewer_id, reviewed_at) = reviewed.unzip();
    ActiveModel {
        kind: Set(form.answers.kind()),
        saved_at: Set(form.saved_at),
        state: Set(form.status()),
        changes: Set(changes_text(form.changes())),
        signed_by: Set(signature.map(|signature| signature.by)),
        signed_name: Set(signature.map(|signature| signature.name.clone())),
        signed_capacity: Set(signature.and_then(|signature| signature.capacity.clone())),
        signed_at: Set(signature.map(|signature| signature.at)),
        reviewer_id: Set(reviewer_id),
        reviewed_at: Set(reviewed_at),
        expires_at: Set(expires_at),
        notice_at: Set(form.validity().and_then(|validity| validity.notice_at)),
        ..Default::default()
    }
}

impl SealedRow for Model {
    type Form = UsTaxForm;

    async fn open(self, vault: &dyn Vault) -> Result<UsTaxForm, DbErr> {
        let (state, place) = (state(&self)?, US_ANSWERS.at(self.id.uuid()));
        let Self { id, account_id, version, saved_at, answers, sealed_by, .. } = self;
        let answers = read(&vault.open(place, &Sealed::stored(place, answers, sealed_by)?).await?)?;
        Ok(UsTaxForm { id, account_id, version, answers, saved_at, state })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<UsFormState, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let changes = || changes_of(&row.changes, &row.id, UsField::named);
    let signature = || {
        Ok::<_, DbErr>(Signature {
            by: row.signed_by.ok_or_else(contradiction)?,
            name: row.signed_name.clone().ok_or_else(contradiction)?,
            capacity: row.signed_capacity.clone(),
            at: row.signed_at.ok_or_else(contradiction)?,
        })
    };
    let by = || row.reviewer_id.ok_or_else(contradiction);
    let at = || row.reviewed_at.ok_or_else(contradiction);
    Ok(match row.state {
        UsFormStatus::Draft => UsFormState::Draft { changes: changes()? },
        UsFormStatus::Submitted => UsFormState::Submitted(signature()?),
        UsFormStatus::Approved => {
            let validity = Validity { expires_at: row.expires_at, notice_at: row.notice_at };
            UsFormState::Approved { signature: signature()?, by: by()?, at: at()?, validity }
        }
        UsFormStatus::Expired => {
            let expired_at = row.expires_at.ok_or_else(contradiction)?;
            UsFormState::Expired { signature: signature()?, by: by()?, at: at()?, expired_at }
        }
        UsFormStatus::ChangesRequested => {
            UsFormState::ChangesRequested { signature: signature()?, by: by()?, at: at()?, changes: changes()? }
        }
    })
}
