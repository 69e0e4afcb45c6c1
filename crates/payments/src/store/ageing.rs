use chrono::{DateTime, Utc};
use kernel::AccountId;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};

use super::charge::IS_OPEN;

/// What one customer owes in one currency, in minor units, by how long it is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenByAge {
    pub customer_account_id: AccountId,
    pub currency: String,
    pub open_minor: [i64; 6],
}

/// What is open on approved bills, of one payee or of all: what fell due after the first of `limits`, which go back in
/// time, after the second, and so on; last what fell due before all of them.
pub async fn open_by_age(
    db: &impl ConnectionTrait,
    payee: Option<AccountId>,
    limits: [DateTime<Utc>; 5],
) -> Result<Vec<OpenByAge>, DbErr> {
    let open = "amount_minor - collected_minor + reversed_minor - reduced_minor - written_off_minor";
    let spans = [
        "due_at > $2",
        "due_at <= $2 and due_at > $3",
        "due_at <= $3 and due_at > $4",
        "due_at <= $4 and due_at > $5",
        "due_at <= $5 and due_at > $6",
        "due_at <= $6",
    ];
    let sums = spans.map(|span| format!("cast(sum(case when {span} then {open} else 0 end) as bigint)"));
    let [first, second, third, fourth, fifth, sixth] = sums;
    let sql = format!(
        "select customer_account_id, currency, {first} as span_0, {second} as span_1, {third} as span_2,
                {fourth} as span_3, {fifth} as span_4, {sixth} as span_5
         from charge where {IS_OPEN} and (cast($1 as uuid) is null or expert_account_id = $1)
         group by customer_account_id, currency"
    );
    let values = [Value::from(payee)].into_iter().chain(limits.map(Value::from));
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(open_of).collect()
}

fn open_of(row: &QueryResult) -> Result<OpenByAge, DbErr> {
    let mut open_minor = [0; 6];
    for (span, open) in open_minor.iter_mut().enumerate() {
        *open = row.try_get("", &format!("span_{span}"))?;
    }
    let (customer_account_id, currency) = (row.try_get("", "customer_account_id")?, row.try_get("", "currency")?);
    Ok(OpenByAge { customer_account_id, currency, open_minor })
}
