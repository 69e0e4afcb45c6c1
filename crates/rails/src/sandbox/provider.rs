use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, Money};
use marketplace::{
    AttemptKey, ChargeAnswer, ChargeOrder, ExpectedTransfer, LookUp, Outcome, PaymentProvider, ProviderError,
    ProviderEvent, RefundAnswer, RefundKey, RefundOrder,
};
use sea_orm::{DatabaseConnection, DbErr};

use super::{
    refunds::SandboxRefunds,
    reversals::{self, Brought},
    shelf::{Kept, Shelf, external_id},
};

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
/// | `sandbox_ach_returned` | collected after 9 days, and returned by the bank 5 days later |
/// | `sandbox_card_charged_back` | collected after 2 days, and charged back 10 days later |
/// | `sandbox_card_charged_back_half` | the same, of half of it |
/// | `sandbox_card_charged_back_early` | collected after 2 days, and reported as charged back a day before |
/// | `sandbox_card_dispute_won` | charged back as above, and collected again 20 days later |
/// | net terms | the transfer comes a day before it is due |
/// | net terms, `sandbox_terms_late` | the transfer comes 5 days after it was due |
///
/// What is sent back the customer has at once, from a bank account after 2 days. Any other token is declined as unknown.
/// What it was asked stands in `sandbox_payment` and `sandbox_refund`, once a key.
pub struct SandboxProvider {
    payments: Shelf,
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

impl SandboxProvider {
    pub fn new(db: DatabaseConnection, clock: Arc<dyn Clock>) -> Self {
        Self { refunds: SandboxRefunds::new(db.clone()), payments: Shelf::payments(db), clock }
    }

    /// The next instant after `after` at which it will have something to report.
    pub async fn next_due(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
        let payment = self.payments.next_due(after).await?;
        let taken_back = self.taken_back().await?.into_iter().map(|event| event.at).filter(|at| *at > after);
        Ok(payment.into_iter().chain(self.refunds.next_due(after).await?).chain(taken_back).min())
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
        let (key, token) = (order.key.to_string(), Some(order.provider_token.clone()));
        self.payments.keep(Kept { key, token, amount: order.amount, reported_at, failure }, now).await?;
        self.answer(order.key).await
    }

    /// The answer to what is kept under a key, the same however often it is asked.
    async fn answer(&self, key: AttemptKey) -> Result<ChargeAnswer, DbErr> {
        let Some(payment) = self.payments.find(&key.to_string()).await? else { return Ok(ChargeAnswer::Unknown) };
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
        let (failure, now) = (Some("recalled before it came".to_owned()), self.clock.now());
        let nothing = Kept { key: key.to_owned(), token: None, amount, reported_at: None, failure };
        if self.payments.keep(nothing, now).await? {
            return Ok(LookUp::NeverReceived);
        }
        Ok(match self.payments.find(key).await? {
            Some(Kept { failure: Some(reason), reported_at, .. }) if reported_at.is_none_or(|at| at <= now) => {
                LookUp::Failed { reason }
            }
            Some(_) => LookUp::Received,
            None => LookUp::Unknown,
        })
    }

    /// Everything that is ever taken back, or comes after it was.
    async fn taken_back(&self) -> Result<Vec<ProviderEvent>, DbErr> {
        let payments = self.payments.of_tokens(reversals::TOKENS).await?;
        Ok(payments.iter().filter_map(brought).flat_map(|brought| reversals::events(&brought)).collect())
    }

    async fn reports(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, DbErr> {
        let mut events = self.payments.reports(since, until, |amount| Outcome::Collected { amount }).await?;
        events.extend(self.refunds.reports(since, until).await?);
        let taken_back = self.taken_back().await?.into_iter();
        events.extend(taken_back.filter(|event| event.at > since && event.at <= until));
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
        let (key, now) = (transfer.charge_id.to_string(), self.clock.now());
        let expected = Kept {
            key: key.clone(),
            token: transfer.provider_token.clone(),
            amount: transfer.amount,
            reported_at: Some(comes_at.max(now)),
            failure: None,
        };
        let told = async {
            if transfer.amount.is_zero() {
                self.payments.forget(&key, now).await
            } else if self.payments.keep(expected, now).await? {
                Ok(())
            } else {
                self.payments.expect_less(&key, transfer.amount, now).await
            }
        };
        told.await.map_err(|error: DbErr| ProviderError(error.to_string()))
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
        token if reversals::TOKENS.contains(&token) => {
            Fate::Collected { after: if token.starts_with("sandbox_ach") { ACH_LATENCY } else { CARD_LATENCY } }
        }
        "sandbox_ach_ok" => Fate::Collected { after: ACH_LATENCY },
        "sandbox_ach_failed" => Fate::Failed { after: ACH_FAILURE, reason: "the account has insufficient funds" },
        _ => Fate::Declined { reason: "the token is unknown" },
    }
}

fn brought(payment: &Kept) -> Option<Brought<'_>> {
    let Kept { key, token, amount, reported_at, .. } = payment;
    Some(Brought { key, external_id: external_id(key), token: token.as_deref()?, amount: *amount, at: (*reported_at)? })
}
