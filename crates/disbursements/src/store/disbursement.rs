use chrono::{DateTime, Utc};
use kernel::{
    AccountId, Currency, DisbursementId, DueColumns, EarningId, LockRows, NextDue, Page, Pages, PayoutMethodId, Sealed,
    Slice, due_rows, page_of, pages, placeholders,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QueryResult,
    Select, Statement, Value,
};

use super::{contradiction, earning::take, money, run};
use crate::{
    Disbursement, Line, LineOrigin, MESSAGE, Source, State,
    entity::{
        disbursement::{ActiveModel, Column, Entity, Model, StateName},
        disbursement_line,
    },
};

/// How many rows one statement takes: a statement holds some thirty thousand values at most.
const CHUNK: usize = 1_000;
/// What a worker sends: what nobody has, and what a worker whose lease ended left behind.
const TO_SEND: [StateName; 3] = [StateName::Scheduled, StateName::Claimed, StateName::Rendered];
const DUE: DueColumns<Column> = DueColumns { id: Column::Id, due_at: Column::DueAt };

pub async fn find(db: &impl ConnectionTrait, id: DisbursementId) -> Result<Option<Disbursement>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Disbursement::try_from).transpose()
}

/// Reads several at once, in no order; what does not exist is missing.
pub async fn find_many(db: &impl ConnectionTrait, ids: &[DisbursementId]) -> Result<Vec<Disbursement>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(Disbursement::try_from).collect()
}

pub async fn lock(tx: &DatabaseTransaction, id: DisbursementId) -> Result<Option<Disbursement>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Disbursement::try_from).transpose()
}

/// What is scheduled on a payout method and not yet begun.
pub async fn lock_scheduled_on(tx: &DatabaseTransaction, id: PayoutMethodId) -> Result<Vec<Disbursement>, DbErr> {
    let rows = Entity::find().filter(Column::PayoutMethodId.eq(id)).filter(Column::State.eq(StateName::Scheduled));
    let rows = rows.order_by_asc(Column::Id).lock_rows().all(tx).await?;
    rows.into_iter().map(Disbursement::try_from).collect()
}

/// What is scheduled for a payee and not yet begun: in one currency, if one is given.
pub async fn lock_scheduled_of(
    tx: &DatabaseTransaction,
    payee: AccountId,
    currency: Option<Currency>,
) -> Result<Vec<Disbursement>, DbErr> {
    let mut rows = Entity::find().filter(Column::ExpertAccountId.eq(payee));
    if let Some(currency) = currency {
        rows = rows.filter(Column::Currency.eq(currency.code()));
    }
    let rows = rows.filter(Column::State.eq(StateName::Scheduled)).order_by_asc(Column::Id).lock_rows().all(tx).await?;
    rows.into_iter().map(Disbursement::try_from).collect()
}

/// Whether money on its way to a payout method has no outcome yet.
pub async fn is_in_flight(tx: &DatabaseTransaction, id: PayoutMethodId) -> Result<bool, DbErr> {
    let sql = "select 1 from disbursement
               where payout_method_id = $1
                 and state in ('scheduled', 'claimed', 'rendered', 'in_file', 'sent', 'unresolved') limit 1";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()]);
    Ok(tx.query_one_raw(statement).await?.is_some())
}

/// What a payee was and is paid, newest first.
pub async fn page_for_payee(
    db: &impl ConnectionTrait,
    expert_account_id: AccountId,
    page: Page<DisbursementId>,
) -> Result<Slice<Disbursement>, DbErr> {
    page_of(db, Entity::find().filter(Column::ExpertAccountId.eq(expert_account_id)), Column::Id, page).await
}

/// What has no known outcome, newest first: for staff.
pub async fn page_of_unresolved(
    db: &impl ConnectionTrait,
    page: Page<DisbursementId>,
) -> Result<Slice<Disbursement>, DbErr> {
    page_of(db, Entity::find().filter(Column::State.eq(StateName::Unresolved)), Column::Id, page).await
}

/// What disbursements are made of, newest first.
pub async fn pages_of_lines(
    db: &impl ConnectionTrait,
    ids: &[DisbursementId],
    page: Page<EarningId>,
) -> Result<Pages<DisbursementId, LineOrigin>, DbErr> {
    let places = placeholders(3, ids.len());
    let sql = format!(
        "select * from (
             select l.disbursement_id, l.earning_id, l.amount_minor, e.currency, e.collection_id, e.given_back_by_id,
                    row_number() over (partition by l.disbursement_id order by l.earning_id desc) as place
             from disbursement_line l join earning e on e.id = l.earning_id
             where l.disbursement_id in ({places}) and (cast($1 as uuid) is null or l.earning_id < $1)
         ) as numbered
         where place <= $2 order by earning_id desc"
    );
    let limit = i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?;
    let ids = ids.iter().map(|id| Value::from(*id));
    let values = [page.after.into(), limit.into()].into_iter().chain(ids);
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let line = |row: &QueryResult| Ok((row.try_get("", "disbursement_id")?, line_origin(row)?));
    let rows = rows.iter().map(line).collect::<Result<Vec<(DisbursementId, LineOrigin)>, DbErr>>()?;
    let lists = pages(rows, |(id, _)| *id, page).into_iter();
    Ok(lists.map(|(id, lines)| (id, lines.map(|(_, line)| line))).collect())
}

/// Writes a disbursement with its lines. `false`: the payee was already paid for that run.
pub async fn insert(tx: &DatabaseTransaction, disbursement: &Disbursement, lines: &[Line]) -> Result<bool, DbErr> {
    let sql = "insert into disbursement
               (id, expert_account_id, payout_method_id, currency, amount_minor, run_on, scheduled_at, state, due_at)
               values ($1, $2, $3, $4, $5, $6, $7, 'scheduled', $7)
               on conflict (expert_account_id, currency, run_on) do nothing";
    let Disbursement { id, expert_account_id, payout_method_id, amount, run_on, scheduled_at, .. } = disbursement;
    let values = [
        (*id).into(),
        (*expert_account_id).into(),
        (*payout_method_id).into(),
        amount.currency().code().into(),
        amount.minor().into(),
        (*run_on).into(),
        (*scheduled_at).into(),
    ];
    if run(tx, sql, values).await? == 0 {
        return Ok(false);
    }
    for lines in lines.chunks(CHUNK) {
        insert_lines(tx, disbursement, lines).await?;
    }
    Ok(true)
}

async fn insert_lines(tx: &DatabaseTransaction, disbursement: &Disbursement, lines: &[Line]) -> Result<(), DbErr> {
    let ids: Vec<EarningId> = lines.iter().map(|line| line.earning_id).collect();
    let taken = take(tx, ids, disbursement.scheduled_at).await?;
    if usize::try_from(taken).ok() != Some(lines.len()) {
        return Err(DbErr::RecordNotUpdated); // Somebody else took one: the run begins anew.
    }
    let rows = lines.iter().map(|line| disbursement_line::ActiveModel {
        earning_id: Set(line.earning_id),
        disbursement_id: Set(disbursement.id),
        amount_minor: Set(line.amount.minor()),
    });
    disbursement_line::Entity::insert_many(rows).exec_without_returning(tx).await.map(drop)
}

/// Takes it for one worker until its lease ends: a conditional update, so of many exactly one gets it. What a
/// worker left behind is taken over with its bytes.
pub async fn claim(
    tx: &DatabaseTransaction,
    id: DisbursementId,
    lease_ends_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Disbursement>, DbErr> {
    let sql = "update disbursement
               set state = case state when 'rendered' then 'rendered' else 'claimed' end, since_at = $2, due_at = $3
               where id = $1 and state in ('scheduled', 'claimed', 'rendered') and due_at <= $2";
    let claimed = run(tx, sql, [id.into(), now.into(), lease_ends_at.into()]).await?;
    if claimed == 0 { Ok(None) } else { lock(tx, id).await }
}

/// What waits to be sent, at most `max`, in due order.
pub async fn sends_due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<DisbursementId>, DbErr> {
    due_rows(db, in_states(&TO_SEND), DUE, now, max).await
}

/// The first instant after `after` at which something waits to be sent.
pub fn next_send_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(in_states(&TO_SEND), Column::DueAt, after)
}

/// What the rail is to be asked about, at most `max`, in due order.
pub async fn look_ups_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<DisbursementId>, DbErr> {
    due_rows(db, in_states(&[StateName::Unresolved]), DUE, now, max).await
}

/// The first instant after `after` at which the rail is to be asked about something.
pub fn next_look_up_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(in_states(&[StateName::Unresolved]), Column::DueAt, after)
}

fn in_states(states: &[StateName]) -> Select<Entity> {
    Entity::find().filter(Column::State.is_in(states.iter().copied()))
}

/// Writes what a step changes. The message, once written, is never another.
pub async fn save(tx: &DatabaseTransaction, disbursement: &Disbursement) -> Result<(), DbErr> {
    let step = |state, at: DateTime<Utc>, due_at: Option<DateTime<Utc>>| ActiveModel {
        id: Unchanged(disbursement.id),
        state: Set(state),
        since_at: Set(Some(at)),
        due_at: Set(due_at),
        ..Default::default()
    };
    let row = match disbursement.state.clone() {
        State::Scheduled => return Ok(()), // As inserted; no step leads back to it.
        State::Claimed { at, lease_ends_at } => step(StateName::Claimed, at, Some(lease_ends_at)),
        State::Rendered { at, lease_ends_at, message } => {
            let (text, key) = (Set(Some(message.text.into_bytes())), Set(Some(message.key)));
            ActiveModel { message: text, sealed_by: key, ..step(StateName::Rendered, at, Some(lease_ends_at)) }
        }
        State::InFile { at, .. } => step(StateName::InFile, at, None),
        State::Sent { at } => step(StateName::Sent, at, None),
        State::Unresolved { at, look_up_at, .. } => step(StateName::Unresolved, at, Some(look_up_at)),
        State::Paid { at, bank_trace } => {
            ActiveModel { bank_trace: Set(Some(bank_trace)), ..step(StateName::Paid, at, None) }
        }
        State::Rejected { at, reason } => {
            ActiveModel { reason: Set(Some(reason)), ..step(StateName::Rejected, at, None) }
        }
        State::Returned { at, reason, .. } => {
            ActiveModel { reason: Set(Some(reason)), ..step(StateName::Returned, at, None) }
        }
        State::Cancelled { at } => step(StateName::Cancelled, at, None),
    };
    row.update_without_returning(tx).await.map(drop)
}

fn line_origin(row: &QueryResult) -> Result<LineOrigin, DbErr> {
    let (earning_id, code): (EarningId, String) = (row.try_get("", "earning_id")?, row.try_get("", "currency")?);
    let source = match (row.try_get("", "collection_id")?, row.try_get("", "given_back_by_id")?) {
        (Some(id), None) => Source::Collection(id),
        (None, Some(id)) => Source::Disbursement(id),
        (Some(_), Some(_)) | (None, None) => return Err(contradiction(&earning_id)),
    };
    let amount = money(row.try_get("", "amount_minor")?, &code)?;
    Ok(LineOrigin { line: Line { earning_id, amount }, source })
}

impl TryFrom<Model> for Disbursement {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let (amount, state) = (money(row.amount_minor, &row.currency)?, state(&row)?);
        let Model { id, expert_account_id, payout_method_id, run_on, scheduled_at, .. } = row;
        Ok(Self { id, expert_account_id, payout_method_id, amount, run_on, scheduled_at, state })
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<State, DbErr> {
    let contradiction = || contradiction(&row.id);
    let at = || row.since_at.ok_or_else(contradiction);
    let due_at = || row.due_at.ok_or_else(contradiction);
    let message = || {
        let bytes = row.message.clone().ok_or_else(contradiction)?;
        Ok::<_, DbErr>(Sealed::stored_bytes(MESSAGE.at(row.id.uuid()), bytes, row.sealed_by)?)
    };
    let bank_trace = || row.bank_trace.clone().ok_or_else(contradiction);
    let reason = || row.reason.clone().ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Scheduled => State::Scheduled,
        StateName::Claimed => State::Claimed { at: at()?, lease_ends_at: due_at()? },
        StateName::Rendered => State::Rendered { at: at()?, lease_ends_at: due_at()?, message: message()? },
        StateName::InFile => State::InFile { at: at()?, batch_id: row.batch_id.ok_or_else(contradiction)? },
        StateName::Sent => State::Sent { at: at()? },
        StateName::Unresolved => State::Unresolved { at: at()?, look_up_at: due_at()?, message: message()? },
        StateName::Paid => State::Paid { at: at()?, bank_trace: bank_trace()? },
        StateName::Rejected => State::Rejected { at: at()?, reason: reason()? },
        StateName::Returned => State::Returned { at: at()?, bank_trace: bank_trace()?, reason: reason()? },
        StateName::Cancelled => State::Cancelled { at: at()? },
    })
}
