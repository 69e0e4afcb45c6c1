use chrono::{DateTime, NaiveDate, Utc};
use kernel::{
    AccountId, Backlog, CompanyCheckId, Country, NextDue, Page, Queue, Sealed, SealedColumn, SealedKind, Slice, Vault,
    placeholders,
};
use sea_orm::{
    ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value,
    sea_query::{Expr, ExprTrait, Order, Query},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{contradiction, locking, run};
use crate::{BeneficialOwner, CompanyCheck, CompanyCheckState, CompanyCheckStatus, CompanyDocument, Document};

/// Where the owners lie.
pub const OWNERS: SealedColumn = SealedColumn::new("company_check", "owners", SealedKind::Text);

/// An owner as the document of the column `owners` holds it.
#[derive(Serialize, Deserialize)]
struct OwnerText {
    name: String,
    born_on: NaiveDate,
    country: String,
    share_basis_points: u16,
}

/// A document as the column `documents` holds it.
#[derive(Serialize, Deserialize)]
struct DocumentText {
    place: String,
    issued_on: NaiveDate,
}

/// What staff have to look at.
const QUEUE: Queue = Queue { table: "company_check", since: "since_at", waiting: "where q.state = 'under_review'" };

/// How many companies staff have to look at, and for how long.
pub async fn company_backlog(db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
    QUEUE.backlog(db, vec![]).await
}

pub async fn find_company_check(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    id: CompanyCheckId,
) -> Result<Option<CompanyCheck>, DbErr> {
    Ok(all(db, vault, "select * from company_check where id = $1", [id.into()]).await?.pop())
}

/// Whose company it is, without a look at its owners.
pub async fn find_company_check_account(
    db: &impl ConnectionTrait,
    id: CompanyCheckId,
) -> Result<Option<AccountId>, DbErr> {
    let sql = "select account_id from company_check where id = $1";
    let row = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()]);
    db.query_one_raw(row).await?.map(|row| row.try_get("", "account_id")).transpose()
}

/// The checks of these accounts: at most one each.
pub async fn find_company_checks_of(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    accounts: &[AccountId],
) -> Result<Vec<CompanyCheck>, DbErr> {
    if accounts.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!("select * from company_check where account_id in ({})", placeholders(1, accounts.len()));
    all(db, vault, &sql, accounts.iter().map(|id| Value::from(*id))).await
}

/// Those of `accounts` whose company has to be checked and is not passed: they are not paid (G-40).
pub async fn unpassed_companies(db: &impl ConnectionTrait, accounts: &[AccountId]) -> Result<Vec<AccountId>, DbErr> {
    if accounts.is_empty() {
        return Ok(vec![]);
    }
    let places = placeholders(1, accounts.len());
    let sql = format!("select account_id from company_check where state <> 'passed' and account_id in ({places})");
    let values = accounts.iter().map(|id| Value::from(*id));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| row.try_get("", "account_id")).collect()
}

/// Those of one account, of one status, or all; newest first.
pub async fn page_company_checks(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    account: Option<AccountId>,
    status: Option<CompanyCheckStatus>,
    page: Page<CompanyCheckId>,
) -> Result<Slice<CompanyCheck>, DbErr> {
    let sql = "select * from company_check
               where (cast($1 as uuid) is null or account_id = $1) and (cast($2 as text) is null or state = $2)
                 and (cast($3 as uuid) is null or id < $3) order by id desc limit $4";
    let limit = i64::try_from(page.limit()).map_err(|error| DbErr::Type(error.to_string()))?;
    let status = status.map(|status| status.to_value());
    let values = [account.into(), status.into(), page.after.into(), limit.into()];
    Ok(page.slice(all(db, vault, sql, values).await?))
}

/// Reads it for a decision: no other transaction can decide on it until this one ends.
pub async fn lock_company_check(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    id: CompanyCheckId,
) -> Result<Option<CompanyCheck>, DbErr> {
    let sql = locking(tx, "select * from company_check where id = $1", "no key update");
    Ok(all(tx, vault, &sql, [id.into()]).await?.pop())
}

/// Reads the check of an account for a decision.
pub async fn lock_company_check_of(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    account: AccountId,
) -> Result<Option<CompanyCheck>, DbErr> {
    let sql = locking(tx, "select * from company_check where account_id = $1", "no key update");
    Ok(all(tx, vault, &sql, [account.into()]).await?.pop())
}

/// Those whose review is overdue at `now` and of which staff were not told, in due order, at most `max`.
pub async fn company_reviews_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    max: u64,
) -> Result<Vec<CompanyCheckId>, DbErr> {
    let sql = "select id from company_check where alerted_at is null and review_due_on < $1
               order by review_due_on, id limit $2";
    let max = i64::try_from(max).map_err(|error| DbErr::Type(error.to_string()))?;
    let values = [now.date_naive().into(), max.into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| row.try_get("", "id")).collect()
}

/// The first instant after `after` at which a review becomes overdue.
pub fn next_company_review_due(after: DateTime<Utc>) -> NextDue {
    let mut next = Query::select();
    next.column("review_due_on").from("company_check").and_where(Expr::cust("alerted_at is null"));
    next.and_where(Expr::col("review_due_on").gte(after.date_naive())).order_by("review_due_on", Order::Asc).limit(1);
    NextDue::of_day(next, crate::certification::end_of_day)
}

/// Writes a new one. `false`: the account has one.
pub async fn insert_company_check(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    check: &CompanyCheck,
) -> Result<bool, DbErr> {
    let sql = "insert into company_check
               (id, account_id, owners, state, since_at, documents, review_due_on, alerted_at, evidence, reason, sealed_by)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (account_id) do nothing";
    let values = [vec![check.id.into(), check.account_id.into()], columns(vault, check)?].concat();
    Ok(run(tx, sql, values).await? == 1)
}

/// Writes what a decision changes: the owners, and the state with its columns.
pub async fn save_company_check(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    check: &CompanyCheck,
) -> Result<(), DbErr> {
    let sql = "update company_check set owners = $2, state = $3, since_at = $4, documents = $5, review_due_on = $6,
               alerted_at = $7, evidence = $8, reason = $9, sealed_by = $10 where id = $1";
    let values = [vec![check.id.into()], columns(vault, check)?].concat();
    run(tx, sql, values).await.map(drop)
}

/// What may change, as the table's check demands.
fn columns(vault: &dyn Vault, check: &CompanyCheck) -> Result<Vec<Value>, DbErr> {
    let (documents, review_due_on, alerted_at) = match &check.state {
        CompanyCheckState::UnderReview { documents, review_due_on, alerted_at } => {
            (Some(documents_text(documents)?), Some(*review_due_on), *alerted_at)
        }
        CompanyCheckState::Pending
        | CompanyCheckState::ActionRequired { .. }
        | CompanyCheckState::Passed { .. }
        | CompanyCheckState::Failed { .. } => (None, None, None),
    };
    let (evidence, reason) = match &check.state {
        CompanyCheckState::Pending | CompanyCheckState::UnderReview { .. } => (None, None),
        CompanyCheckState::ActionRequired { reason } => (None, Some(reason)),
        CompanyCheckState::Passed { evidence } => (Some(evidence), None),
        CompanyCheckState::Failed { evidence, reason } => (Some(evidence), Some(reason)),
    };
    let owners = vault.seal(OWNERS.at(check.id.uuid()), owners_text(&check.owners)?.as_bytes())?;
    Ok(vec![
        owners.text.into(),
        CompanyCheckStatus::from(&check.state).to_value().into(),
        check.since.into(),
        documents.into(),
        review_due_on.into(),
        alerted_at.into(),
        evidence.cloned().into(),
        reason.cloned().into(),
        owners.key.into(),
    ])
}

/// The owners as one document: the only place where it is written, as [`owners`] is where it is read.
fn owners_text(owners: &[BeneficialOwner]) -> Result<String, DbErr> {
    let text = |owner: &BeneficialOwner| OwnerText {
        name: owner.name.clone(),
        born_on: owner.born_on,
        country: owner.country.code().to_owned(),
        share_basis_points: owner.share_basis_points,
    };
    json(&owners.iter().map(text).collect::<Vec<_>>())
}

async fn owners(vault: &dyn Vault, row: &QueryResult) -> Result<Vec<BeneficialOwner>, DbErr> {
    let place = OWNERS.at(row.try_get::<CompanyCheckId>("", "id")?.uuid());
    let sealed = Sealed::stored(place, row.try_get("", "owners")?, row.try_get("", "sealed_by")?)?;
    let owners: Vec<OwnerText> = read(&vault.open(place, &sealed).await?)?;
    owners.into_iter().map(owner).collect()
}

fn owner(OwnerText { name, born_on, country, share_basis_points }: OwnerText) -> Result<BeneficialOwner, DbErr> {
    let country = country.parse::<Country>().map_err(|error| DbErr::Type(error.to_string()))?;
    Ok(BeneficialOwner { name, born_on, country, share_basis_points })
}

fn documents_text(documents: &[CompanyDocument]) -> Result<String, DbErr> {
    let text = |of: &CompanyDocument| DocumentText { place: of.document.to_string(), issued_on: of.issued_on };
    json(&documents.iter().map(text).collect::<Vec<_>>())
}

fn documents(text: &str) -> Result<Vec<CompanyDocument>, DbErr> {
    let document = |DocumentText { place, issued_on }| {
        let document = Document::read(&place).map_err(|error| DbErr::Type(error.to_string()))?;
        Ok(CompanyDocument { document, issued_on })
    };
    read::<Vec<DocumentText>>(text.as_bytes())?.into_iter().map(document).collect()
}

fn json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, DbErr> {
    // What serde says would quote the text.
    serde_json::from_slice(text).map_err(|_| DbErr::Json("a document of a company check cannot be read".to_owned()))
}

async fn all(
    db: &impl ConnectionTrait,
    vault: &dyn Vault,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<CompanyCheck>, DbErr> {
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let mut checks = Vec::with_capacity(rows.len());
    for row in &rows {
        checks.push(check(vault, row).await?);
    }
    Ok(checks)
}

async fn check(vault: &dyn Vault, row: &QueryResult) -> Result<CompanyCheck, DbErr> {
    Ok(CompanyCheck {
        id: row.try_get("", "id")?,
        account_id: row.try_get("", "account_id")?,
        owners: owners(vault, row).await?,
        state: state(row)?,
        since: row.try_get("", "since_at")?,
    })
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &QueryResult) -> Result<CompanyCheckState, DbErr> {
    let id: CompanyCheckId = row.try_get("", "id")?;
    let missing = || contradiction(&id);
    let evidence = || row.try_get::<Option<String>>("", "evidence")?.ok_or_else(missing);
    let reason = || row.try_get::<Option<String>>("", "reason")?.ok_or_else(missing);
    Ok(match CompanyCheckStatus::try_from_value(&row.try_get("", "state")?)? {
        CompanyCheckStatus::Pending => CompanyCheckState::Pending,
        CompanyCheckStatus::UnderReview => CompanyCheckState::UnderReview {
            documents: documents(&row.try_get::<Option<String>>("", "documents")?.ok_or_else(missing)?)?,
            review_due_on: row.try_get::<Option<NaiveDate>>("", "review_due_on")?.ok_or_else(missing)?,
            alerted_at: row.try_get("", "alerted_at")?,
        },
        CompanyCheckStatus::ActionRequired => CompanyCheckState::ActionRequired { reason: reason()? },
        CompanyCheckStatus::Passed => CompanyCheckState::Passed { evidence: evidence()? },
        CompanyCheckStatus::Failed => CompanyCheckState::Failed { evidence: evidence()?, reason: reason()? },
    })
}
