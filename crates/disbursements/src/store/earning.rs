use chrono::{DateTime, Utc};
use kernel::{AccountId, Currency, EarningId, LockRows};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Statement, Value, sea_query::Expr,
};

use super::{contradiction, currency, money};
use crate::{
    Earning, Line, Recalled, Source, Taker,
    entity::earning::{ActiveModel, Column, Entity, Model},
};

const INTO_REFUND_LINE: &str = "insert into refund_line (earning_id, refund_id, amount_minor) values ($1, $2, $3)";
const INTO_REVERSAL_LINE: &str =
    "insert into reversal_line (earning_id, reversal_id, amount_minor) values ($1, $2, $3)";

pub async fn insert_earning(tx: &DatabaseTransaction, earning: &Earning) -> Result<(), DbErr> {
    let (collection_id, given_back_by_id) = match earning.source {
        Source::Collection(id) => (Some(id), None),
        Source::Disbursement(id) => (None, Some(id)),
    };
    let row = ActiveModel {
        id: Set(earning.id),
        expert_account_id: Set(earning.expert_account_id),
        collection_id: Set(collection_id),
        given_back_by_id: Set(given_back_by_id),
        currency: Set(earning.amount.currency().code().to_owned()),
        amount_minor: Set(earning.amount.minor()),
        available_at: Set(earning.available_at),
        taken_at: Set(None),
        rest_of_id: Set(earning.rest_of),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// What waits for a run of a payee in one currency, in the order in which it was earned: nobody else takes it until the
/// transaction ends.
pub async fn lock_open_earnings(
    tx: &DatabaseTransaction,
    expert_account_id: AccountId,
    currency: Currency,
) -> Result<Vec<Earning>, DbErr> {
    let open = Entity::find().filter(Column::ExpertAccountId.eq(expert_account_id)).filter(Column::TakenAt.is_null());
    let open = open.filter(Column::Currency.eq(currency.code())).order_by_asc(Column::Id).lock_rows().all(tx).await?;
    open.into_iter().map(Earning::try_from).collect()
}

/// Writes what a taker has and what it leaves.
pub async fn insert_recalled(
    tx: &DatabaseTransaction,
    taker: Taker,
    recalled: &Recalled,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    for Line { earning_id, amount } in &recalled.lines {
        let (sql, id) = match taker {
            Taker::Refund(id) => (INTO_REFUND_LINE, Value::from(id)),
            Taker::Reversal(id) => (INTO_REVERSAL_LINE, Value::from(id)),
        };
        let values = [(*earning_id).into(), id, amount.minor().into()];
        tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
        if take(tx, vec![*earning_id], at).await? != 1 {
            return Err(DbErr::RecordNotUpdated); // It was locked.
        }
    }
    match &recalled.rest {
        Some(rest) => insert_earning(tx, rest).await,
        None => Ok(()),
    }
}

/// Marks earnings as taken. How many were still open says whether somebody else took one meanwhile.
pub(super) async fn take(tx: &DatabaseTransaction, ids: Vec<EarningId>, at: DateTime<Utc>) -> Result<u64, DbErr> {
    let open = Entity::update_many().col_expr(Column::TakenAt, Expr::value(at)).filter(Column::TakenAt.is_null());
    Ok(open.filter(Column::Id.is_in(ids)).exec(tx).await?.rows_affected)
}

/// Whether something waits to be paid out to the account, or is on its way (IQ-30).
pub async fn has_open_money(db: &impl ConnectionTrait, account_id: AccountId) -> Result<bool, DbErr> {
    let sql = "select 1 from earning where expert_account_id = $1 and taken_at is null
               union all
               select 1 from disbursement where expert_account_id = $1
                   and state in ('scheduled', 'claimed', 'rendered', 'in_file', 'sent', 'unresolved')
               limit 1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [account_id.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// The currencies in which the payee has a payout method, a preference or ever earned something.
pub async fn currencies_of(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<Currency>, DbErr> {
    let sql = "select currency from payout_method where expert_account_id = $1
               union select currency from payout_preference where expert_account_id = $1
               union select currency from earning where expert_account_id = $1
               order by currency";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [account_id.into()]);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| currency(&row.try_get::<String>("", "currency")?)).collect()
}

impl TryFrom<Model> for Earning {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let source = match (row.collection_id, row.given_back_by_id) {
            (Some(id), None) => Source::Collection(id),
            (None, Some(id)) => Source::Disbursement(id),
            (Some(_), Some(_)) | (None, None) => return Err(contradiction(&row.id)),
        };
        let (amount, rest_of) = (money(row.amount_minor, &row.currency)?, row.rest_of_id);
        let Model { id, expert_account_id, available_at, .. } = row;
        Ok(Self { id, expert_account_id, source, rest_of, amount, available_at })
    }
}
