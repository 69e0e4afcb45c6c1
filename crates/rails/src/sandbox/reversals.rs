use chrono::{DateTime, TimeDelta, Utc};
use kernel::Money;
use marketplace::{Outcome, ProviderEvent, ReversalKind};

/// The tokens of which something is taken back: see the table of the provider.
pub const TOKENS: [&str; 5] = [
    "sandbox_ach_returned",
    "sandbox_card_charged_back",
    "sandbox_card_charged_back_half",
    "sandbox_card_charged_back_early",
    "sandbox_card_dispute_won",
];

const RETURN_LATENCY: TimeDelta = TimeDelta::days(5);
const CHARGEBACK_LATENCY: TimeDelta = TimeDelta::days(10);
/// How long before the money itself a chargeback is reported that comes too early.
const HASTE: TimeDelta = TimeDelta::days(-1);
const DISPUTE_LATENCY: TimeDelta = TimeDelta::days(30);

/// What is taken back of what a token brought.
struct Fate {
    /// After what was collected was reported.
    after: TimeDelta,
    kind: ReversalKind,
    reason: &'static str,
    /// Of the whole, how many parts in two.
    halves: i64,
    /// After what was collected was reported, when it comes back.
    won_after: Option<TimeDelta>,
}

/// A payment that was reported as collected.
pub struct Brought<'a> {
    pub key: &'a str,
    pub external_id: String,
    pub token: &'a str,
    pub amount: Money,
    pub at: DateTime<Utc>,
}

/// What is reported of a payment after it was collected, in order.
pub fn events(brought: &Brought<'_>) -> Vec<ProviderEvent> {
    let Some(fate) = fate(brought.token) else { return vec![] };
    let halved = brought.amount.minor() * fate.halves / 2;
    let Ok(amount) = Money::from_minor(halved, brought.amount.currency()) else { return vec![] };
    let (collected_by, reason) = (brought.external_id.clone(), fate.reason.to_owned());
    let event = |suffix: &str, after: TimeDelta, outcome| ProviderEvent {
        external_id: format!("{}_{suffix}", brought.external_id),
        reference: brought.key.to_owned(),
        at: brought.at + after,
        outcome,
    };
    let reversed = event("reversed", fate.after, Outcome::Reversed { collected_by, kind: fate.kind, amount, reason });
    let won = fate.won_after.map(|after| event("won", after, Outcome::Collected { amount }));
    [reversed].into_iter().chain(won).collect()
}

fn fate(token: &str) -> Option<Fate> {
    let chargeback = |after| {
        let (kind, reason) = (ReversalKind::Chargeback, "the card's holder does not know the payment");
        Fate { after, kind, reason, halves: 2, won_after: None }
    };
    Some(match token {
        "sandbox_ach_returned" => {
            let (kind, reason) = (ReversalKind::Return, "R01: the account has insufficient funds");
            Fate { after: RETURN_LATENCY, kind, reason, halves: 2, won_after: None }
        }
        "sandbox_card_charged_back" => chargeback(CHARGEBACK_LATENCY),
        "sandbox_card_charged_back_half" => Fate { halves: 1, ..chargeback(CHARGEBACK_LATENCY) },
        "sandbox_card_charged_back_early" => chargeback(HASTE),
        "sandbox_card_dispute_won" => Fate { won_after: Some(DISPUTE_LATENCY), ..chargeback(CHARGEBACK_LATENCY) },
        _ => return None,
    })
}
