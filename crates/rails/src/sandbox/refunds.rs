use chrono::{DateTime, TimeDelta, Utc};
use kernel::Money;
use marketplace::{Outcome, ProviderEvent, RefundAnswer, RefundKey, RefundOrder};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement, Value};

/// What the sandbox's provider sends back, once a key: see its table of tokens.
pub struct SandboxRefunds {
    db: DatabaseConnection,
}

const BANK_LATENCY: TimeDelta = TimeDelta::days(2);

/// What a token makes of a refund.
enum Fate {
    Sent,
    /// A bank takes its time, and reports.
    Reported,
    Refused {
        reason: &'static str,
    },
    /// Sent, but the answer is lost on its way.
    Unanswered,
    /// Lost on its way here.
    Lost,
    /// Neither answered nor found: somebody has to telephone.
    Silent,
}

/// One row: what was asked, and what becomes of it.
struct Kept {
    key: String,
    external_id: String,
    token: Option<String>,
    amount: Money,
    /// `None`: answered at once, and never reported.
    reported_at: Option<DateTime<Utc>>,
    failure: Option<String>,
}

impl SandboxRefunds {
    pub const fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }

    pub async fn take(&self, order: &RefundOrder, now: DateTime<Utc>) -> Result<RefundAnswer, DbErr> {
        let (reported_at, failure) = match fate(&order.provider_token, order.key.number) {
            Fate::Sent | Fate::Unanswered | Fate::Silent => (None, None),
            Fate::Reported => (Some(now + BANK_LATENCY), None),
            Fate::Refused { reason } => (None, Some(reason.to_owned())),
            Fate::Lost => return Ok(RefundAnswer::Unknown),
        };
        let (key, token) = (order.key.to_string(), Some(order.provider_token.clone()));
        let external_id = format!("sandbox_{key}");
        self.keep(Kept { key, external_id, token, amount: order.amount, reported_at, failure }, now).await?;
        Ok(match fate(&order.provider_token, order.key.number) {
            Fate::Unanswered => RefundAnswer::Unknown,
            Fate::Sent | Fate::Reported | Fate::Refused { .. } | Fate::Lost | Fate::Silent => {
                self.answer(order.key, now).await?
            }
        })
    }

    /// What is kept under a key; if nothing is, that it came to nothing, so that nothing else can be.
    pub async fn recall(&self, key: RefundKey, amount: Money, now: DateTime<Utc>) -> Result<RefundAnswer, DbErr> {
        let failure = Some("recalled before it came".to_owned());
        let (name, external_id) = (key.to_string(), format!("sandbox_{key}"));
        let nothing = Kept { key: name, external_id, token: None, amount, reported_at: None, failure };
        self.keep(nothing, now).await?;
        self.answer(key, now).await
    }

    /// The answer to what is kept under a key, the same however often it is asked.
    async fn answer(&self, key: RefundKey, now: DateTime<Utc>) -> Result<RefundAnswer, DbErr> {
        let rows = self.rows("select * from sandbox_refund where key = $1", [key.to_string().into()]).await?;
        let Some(kept) = rows.first().map(kept).transpose()? else { return Ok(RefundAnswer::Unknown) };
        if kept.token.is_none() {
            return Ok(RefundAnswer::NeverReceived);
        }
        if let Some(reason) = kept.failure {
            return Ok(RefundAnswer::Failed { reason });
        }
        Ok(match fate(kept.token.as_deref().unwrap_or_default(), key.number) {
            Fate::Silent => RefundAnswer::Unknown,
            Fate::Reported if kept.reported_at.is_some_and(|at| at > now) => RefundAnswer::Processing,
            Fate::Reported | Fate::Sent | Fate::Refused { .. } | Fate::Unanswered | Fate::Lost => RefundAnswer::Sent,
        })
    }

    /// The next instant after `after` at which there is something to report.
    pub async fn next_due(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
        let sql = "select reported_at from sandbox_refund where reported_at > $1 order by reported_at limit 1";
        let rows = self.rows(sql, [after.into()]).await?;
        rows.first().map(|row| row.try_get("", "reported_at")).transpose()
    }

    pub async fn reports(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, DbErr> {
        let sql = "select * from sandbox_refund where reported_at > $1 and reported_at <= $2
                   order by reported_at, key";
        self.rows(sql, [since.into(), until.into()]).await?.iter().map(|row| event(kept(row)?)).collect()
    }

    async fn keep(&self, kept: Kept, now: DateTime<Utc>) -> Result<(), DbErr> {
        let sql = "insert into sandbox_refund
                   (key, external_id, token, currency, amount_minor, asked_at, reported_at, failure)
                   values ($1, $2, $3, $4, $5, $6, $7, $8)
                   on conflict (key) do nothing";
        let values: [Value; 8] = [
            kept.key.into(),
            kept.external_id.into(),
            kept.token.into(),
            kept.amount.currency().code().into(),
            kept.amount.minor().into(),
            now.into(),
            kept.reported_at.into(),
            kept.failure.into(),
        ];
        let backend = self.db.get_database_backend();
        self.db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.map(drop)
    }

    async fn rows<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<Vec<QueryResult>, DbErr> {
        self.db.query_all_raw(Statement::from_sql_and_values(self.db.get_database_backend(), sql, values)).await
    }
}

fn fate(token: &str, send: u16) -> Fate {
    match token {
        "sandbox_card_closed" => Fate::Refused { reason: "the card is closed" },
        "sandbox_card_refund_timeout" => Fate::Unanswered,
        "sandbox_card_refund_lost" if send == 1 => Fate::Lost,
        "sandbox_card_refund_silent" => Fate::Silent,
        token if token.starts_with("sandbox_ach") => Fate::Reported,
        token if token.starts_with("sandbox_") => Fate::Sent,
        _ => Fate::Refused { reason: "the token is unknown" },
    }
}

fn event(kept: Kept) -> Result<ProviderEvent, DbErr> {
    let Kept { key, external_id, reported_at, failure, .. } = kept;
    let at = reported_at.ok_or_else(|| DbErr::Type(format!("{key} is reported at no time")))?;
    let outcome = failure.map_or(Outcome::Refunded, |reason| Outcome::Failed { reason });
    Ok(ProviderEvent { external_id, reference: key, at, outcome })
}

fn kept(row: &QueryResult) -> Result<Kept, DbErr> {
    let code: String = row.try_get("", "currency")?;
    let amount = Money::from_columns(row.try_get("", "amount_minor")?, &code);
    Ok(Kept {
        key: row.try_get("", "key")?,
        external_id: row.try_get("", "external_id")?,
        token: row.try_get("", "token")?,
        amount: amount.map_err(|error| DbErr::Type(error.to_string()))?,
        reported_at: row.try_get("", "reported_at")?,
        failure: row.try_get("", "failure")?,
    })
}
