use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, Money};
use marketplace::{
    AttemptKey, ChargeAnswer, ChargeOrder, ExpectedTransfer, LookUp, Outcome, PaymentProvider, ProviderError,
    ProviderEvent, RefundAnswer, RefundKey, RefundOrder,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement, Value};

use super::refunds::SandboxRefunds;

/// A payment provider that needs no network. What becomes of a payment is chosen by the method's token:
///
/// | token | becomes |
/// |---|---|
/// | `sandbox_card_ok` | collected after 2 days |
/// | `sandbox_card_declined` | declined at once, every time |
/// | `sandbox_card_declined_once` | declined at the first attempt, collected 2 days after the second |
/// | `sandbox_card_late` | declined at the first attempt, and collected 5 days after it all the same; declined later |
/// | `sandbox_card_timeout` | no answer, although it is collected after 2 days |
/// | `sandbox_card_lost` | no answer at the first attempt, which never came; collected 2 days after the second |
/// | `sandbox_ach_ok` | collected after 9 days |
/// | `sandbox_ach_failed` | failed after 4 days, every time |
/// | `sandbox_card_closed` | collected after 2 days; refused when it is sent back |
/// | `sandbox_card_refund_timeout` | collected after 2 days; no answer when it is sent back, although the customer gets it |
/// | `sandbox_card_refund_lost` | collected after 2 days; the first sending back never comes, the next does |
/// | `sandbox_card_refund_silent` | collected after 2 days; no answer when it is sent back, and none when it is looked up |
/// | net terms | the transfer comes a day before it is due |
/// | net terms, `sandbox_terms_late` | the transfer comes 5 days after it was due |
///
/// What is sent back the customer has at once, from a bank account after 2 days. Any other token is declined as unknown.
/// What it was asked stands in `sandbox_payment` and `sandbox_refund`, once a key.
pub struct SandboxProvider {
    db: DatabaseConnection,
    refunds: SandboxRefunds,
    clock: Arc<dyn Clock>,
}

const CARD_LATENCY: TimeDelta = TimeDelta::days(2);
const ACH_LATENCY: TimeDelta = TimeDelta::days(9);
/// How long after it said no the provider finds that the money came.
const CORRECTION: TimeDelta = TimeDelta::days(5);
const ACH_FAILURE: TimeDelta = TimeDelta::days(4);
const TRANSFER_LEAD: TimeDelta = TimeDelta::days(1);
const TRANSFER_DELAY: TimeDelta = TimeDelta::days(5);

/// What a token makes of an attempt.
enum Fate {
    Collected {
        after: TimeDelta,
    },
    Declined {
        reason: &'static str,
    },
    /// Said to be declined, and reported as collected later.
    Corrected {
        after: TimeDelta,
        reason: &'static str,
    },
    Failed {
        after: TimeDelta,
        reason: &'static str,
    },
    /// Taken, but the answer is lost on its way.
    Unanswered {
        after: TimeDelta,
    },
    /// Lost on its way here.
    Lost,
}

/// One row: what was asked, and what becomes of it.
struct Payment {
    key: String,
    external_id: String,
    token: Option<String>,
    amount: Money,
    /// `None`: answered at once, and never reported.
    reported_at: Option<DateTime<Utc>>,
    failure: Option<String>,
}

impl SandboxProvider {
    pub fn new(db: DatabaseConnection, clock: Arc<dyn Clock>) -> Self {
        Self { refunds: SandboxRefunds::new(db.clone()), db, clock }
    }

    /// The next instant after `after` at which it will have something to report.
    pub async fn next_due(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
        let sql = "select reported_at from sandbox_payment where reported_at > $1 order by reported_at limit 1";
        let rows = self.rows(sql, [after.into()]).await?;
        let payment = rows.first().map(|row| row.try_get("", "reported_at")).transpose()?;
        Ok(payment.into_iter().chain(self.refunds.next_due(after).await?).min())
    }

    async fn take(&self, order: &ChargeOrder) -> Result<ChargeAnswer, DbErr> {
        let now = self.clock.now();
        let (reported_at, failure) = match fate(&order.provider_token, order.key.number) {
            Fate::Collected { after } | Fate::Unanswered { after } | Fate::Corrected { after, .. } => {
                (Some(now + after), None)
            }
            Fate::Declined { reason } => (None, Some(reason.to_owned())),
            Fate::Failed { after, reason } => (Some(now + after), Some(reason.to_owned())),
            Fate::Lost => return Ok(ChargeAnswer::Unknown),
        };
        let key = order.key.to_string();
        let (external_id, token) = (external_id(&key), Some(order.provider_token.clone()));
        self.keep(Payment { key, external_id, token, amount: order.amount, reported_at, failure }).await?;
        self.answer(order.key).await
    }

    /// The answer to what is kept under a key, the same however often it is asked.
    async fn answer(&self, key: AttemptKey) -> Result<ChargeAnswer, DbErr> {
        let Some(payment) = self.find(&key.to_string()).await? else { return Ok(ChargeAnswer::Unknown) };
        let fate = fate(payment.token.as_deref().unwrap_or_default(), key.number);
        Ok(match (payment.failure, payment.reported_at, fate) {
            (Some(reason), None, _) => ChargeAnswer::Failed { reason },
            (_, _, Fate::Unanswered { .. }) => ChargeAnswer::Unknown,
            (_, _, Fate::Corrected { reason, .. }) => ChargeAnswer::Failed { reason: reason.to_owned() },
            (_, _, Fate::Collected { .. } | Fate::Declined { .. } | Fate::Failed { .. } | Fate::Lost) => {
                ChargeAnswer::Processing
            }
        })
    }

    /// What is kept under a key; if nothing is, that it came to nothing, so that nothing else can be.
    async fn find_or_refuse(&self, key: &str, amount: Money) -> Result<LookUp, DbErr> {
        let (failure, external_id) = (Some("recalled before it came".to_owned()), external_id(key));
        let nothing = Payment { key: key.to_owned(), external_id, token: None, amount, reported_at: None, failure };
        if self.keep(nothing).await? {
            return Ok(LookUp::NeverReceived);
        }
        let now = self.clock.now();
        Ok(match self.find(key).await? {
            Some(Payment { failure: Some(reason), reported_at, .. }) if reported_at.is_none_or(|at| at <= now) => {
                LookUp::Failed { reason }
            }
            Some(_) => LookUp::Received,
            None => LookUp::Unknown,
        })
    }

    async fn find(&self, key: &str) -> Result<Option<Payment>, DbErr> {
        let rows = self.rows("select * from sandbox_payment where key = $1", [key.into()]).await?;
        rows.first().map(payment).transpose()
    }

    /// Keeps a payment. `false`: another is kept under its key already, and stays.
    async fn keep(&self, payment: Payment) -> Result<bool, DbErr> {
        let sql = "insert into sandbox_payment
                   (key, external_id, token, currency, amount_minor, asked_at, reported_at, failure)
                   values ($1, $2, $3, $4, $5, $6, $7, $8)
                   on conflict (key) do nothing";
        let values: [Value; 8] = [
            payment.key.into(),
            payment.external_id.into(),
            payment.token.into(),
            payment.amount.currency().code().into(),
            payment.amount.minor().into(),
            self.clock.now().into(),
            payment.reported_at.into(),
            payment.failure.into(),
        ];
        let backend = self.db.get_database_backend();
        let kept = self.db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(kept.rows_affected() == 1)
    }

    /// A transfer that has not come comes with another amount.
    async fn expect_less(&self, key: &str, amount: Money) -> Result<(), DbErr> {
        let sql = "update sandbox_payment set amount_minor = $2 where key = $1 and reported_at > $3";
        self.change(sql, [key.into(), amount.minor().into(), self.clock.now().into()]).await
    }

    /// A transfer that has not come does not come any more.
    async fn forget(&self, key: &str) -> Result<(), DbErr> {
        let sql = "delete from sandbox_payment where key = $1 and reported_at > $2";
        self.change(sql, [key.into(), self.clock.now().into()]).await
    }

    async fn change<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<(), DbErr> {
        let backend = self.db.get_database_backend();
        self.db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.map(drop)
    }

    async fn rows<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<Vec<QueryResult>, DbErr> {
        self.db.query_all_raw(Statement::from_sql_and_values(self.db.get_database_backend(), sql, values)).await
    }

    async fn reports(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, DbErr> {
        let sql = "select * from sandbox_payment where reported_at > $1 and reported_at <= $2
                   order by reported_at, key";
        let rows = self.rows(sql, [since.into(), until.into()]).await?;
        let mut events = rows.iter().map(|row| event(payment(row)?)).collect::<Result<Vec<_>, _>>()?;
        events.extend(self.refunds.reports(since, until).await?);
        events.sort_by_key(|event| event.at);
        Ok(events)
    }
}

#[async_trait::async_trait]
impl PaymentProvider for SandboxProvider {
    async fn charge(&self, order: &ChargeOrder) -> ChargeAnswer {
        self.take(order).await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the sandbox's provider failed");
            ChargeAnswer::Unknown
        })
    }

    async fn expect_transfer(&self, transfer: &ExpectedTransfer) -> Result<(), ProviderError> {
        let late = transfer.provider_token.as_deref() == Some("sandbox_terms_late");
        let comes_at = if late { transfer.due_at + TRANSFER_DELAY } else { transfer.due_at - TRANSFER_LEAD };
        let key = transfer.charge_id.to_string();
        if transfer.amount.is_zero() {
            return self.forget(&key).await.map_err(|error| ProviderError(error.to_string()));
        }
        let payment = Payment {
            external_id: external_id(&key),
            key,
            token: transfer.provider_token.clone(),
            amount: transfer.amount,
            reported_at: Some(comes_at.max(self.clock.now())),
            failure: None,
        };
        let (key, amount) = (payment.key.clone(), payment.amount);
        let kept = async { if self.keep(payment).await? { Ok(()) } else { self.expect_less(&key, amount).await } };
        kept.await.map_err(|error: DbErr| ProviderError(error.to_string()))
    }

    async fn recall(&self, key: AttemptKey, amount: Money) -> LookUp {
        self.find_or_refuse(&key.to_string(), amount).await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the sandbox's provider failed");
            LookUp::Unknown
        })
    }

    async fn refund(&self, order: &RefundOrder) -> RefundAnswer {
        self.refunds.take(order, self.clock.now()).await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the sandbox's provider failed");
            RefundAnswer::Unknown
        })
    }

    async fn recall_refund(&self, key: RefundKey, amount: Money) -> RefundAnswer {
        self.refunds.recall(key, amount, self.clock.now()).await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the sandbox's provider failed");
            RefundAnswer::Unknown
        })
    }

    async fn events(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, ProviderError> {
        self.reports(since, until).await.map_err(|error| ProviderError(error.to_string()))
    }
}

fn fate(token: &str, attempt: u16) -> Fate {
    let is_first = attempt == 1;
    match token {
        "sandbox_card_late" if is_first => Fate::Corrected { after: CORRECTION, reason: "the card was declined" },
        "sandbox_card_declined" | "sandbox_card_late" => Fate::Declined { reason: "the card was declined" },
        "sandbox_card_declined_once" if is_first => Fate::Declined { reason: "the card was declined" },
        "sandbox_card_lost" if is_first => Fate::Lost,
        "sandbox_card_timeout" => Fate::Unanswered { after: CARD_LATENCY },
        "sandbox_card_ok"
        | "sandbox_card_declined_once"
        | "sandbox_card_lost"
        | "sandbox_card_closed"
        | "sandbox_card_refund_timeout"
        | "sandbox_card_refund_lost"
        | "sandbox_card_refund_silent" => Fate::Collected { after: CARD_LATENCY },
        "sandbox_ach_ok" => Fate::Collected { after: ACH_LATENCY },
        "sandbox_ach_failed" => Fate::Failed { after: ACH_FAILURE, reason: "the account has insufficient funds" },
        _ => Fate::Declined { reason: "the token is unknown" },
    }
}

fn external_id(key: &str) -> String {
    format!("sandbox_{key}")
}

fn event(payment: Payment) -> Result<ProviderEvent, DbErr> {
    let Payment { key, external_id, amount, reported_at, failure, .. } = payment;
    let at = reported_at.ok_or_else(|| DbErr::Type(format!("{key} is reported at no time")))?;
    let outcome = failure.map_or(Outcome::Collected { amount }, |reason| Outcome::Failed { reason });
    Ok(ProviderEvent { external_id, reference: key, at, outcome })
}

fn payment(row: &QueryResult) -> Result<Payment, DbErr> {
    let code: String = row.try_get("", "currency")?;
    let amount = Money::from_columns(row.try_get("", "amount_minor")?, &code);
    Ok(Payment {
        key: row.try_get("", "key")?,
        external_id: row.try_get("", "external_id")?,
        token: row.try_get("", "token")?,
        amount: amount.map_err(|error| DbErr::Type(error.to_string()))?,
        reported_at: row.try_get("", "reported_at")?,
        failure: row.try_get("", "failure")?,
    })
}
