use chrono::{DateTime, TimeDelta, Utc};
use kernel::Money;
use marketplace::{Outcome, ProviderEvent, RefundAnswer, RefundKey, RefundOrder};
use sea_orm::{DatabaseConnection, DbErr};

use super::shelf::{Kept, Shelf};

/// What the sandbox's provider sends back, once a key: see its table of tokens.
pub struct SandboxRefunds(Shelf);

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

impl SandboxRefunds {
    pub const fn new(db: DatabaseConnection) -> Self {
        Self(Shelf::refunds(db))
    }

    pub async fn take(&self, order: &RefundOrder, now: DateTime<Utc>) -> Result<RefundAnswer, DbErr> {
        let (reported_at, failure) = match fate(&order.provider_token, order.key.number) {
            Fate::Sent | Fate::Unanswered | Fate::Silent => (None, None),
            Fate::Reported => (Some(now + BANK_LATENCY), None),
            Fate::Refused { reason } => (None, Some(reason.to_owned())),
            Fate::Lost => return Ok(RefundAnswer::Unknown),
        };
        let (key, token) = (order.key.to_string(), Some(order.provider_token.clone()));
        self.0.keep(Kept { key, token, amount: order.amount, reported_at, failure }, now).await?;
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
        let nothing = Kept { key: key.to_string(), token: None, amount, reported_at: None, failure };
        self.0.keep(nothing, now).await?;
        self.answer(key, now).await
    }

    /// The answer to what is kept under a key, the same however often it is asked.
    async fn answer(&self, key: RefundKey, now: DateTime<Utc>) -> Result<RefundAnswer, DbErr> {
        let Some(kept) = self.0.find(&key.to_string()).await? else { return Ok(RefundAnswer::Unknown) };
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
        self.0.next_due(after).await
    }

    pub async fn reports(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, DbErr> {
        self.0.reports(since, until, |_| Outcome::Refunded).await
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
