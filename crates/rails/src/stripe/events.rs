//! What happened, as the provider lists it or sends it: both say the same, under the same id.

use chrono::{DateTime, Utc};
use marketplace::{Outcome, ProviderEvent};
use serde::de::DeserializeOwned;

use super::{
    cut, finder,
    http::{CallError, Form, Http},
    refunds,
    wire::{Happened, Intent, Returned, ReturnedStatus},
};

/// How many pages are read at a time; more is a failure, never a gap.
const PAGES_MAX: u16 = 1_000;
/// The kinds that say what became of something of ours: what the provider is asked for, and is to send.
pub const KINDS: [&str; 7] = [
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.refund.updated",
];

/// What happened to something of ours after `since` and until `until`, in order; whole seconds, so that some of it may
/// have been told before. An event of ours that cannot be read is a failure: none is passed over.
pub async fn between(http: &Http, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, CallError> {
    let mut happened = listed(http, since, until).await?;
    happened.reverse(); // The latest comes first.
    happened.sort_by_key(|happened| happened.created);
    let told = happened.iter().map(told).collect::<Result<Vec<_>, _>>()?;
    Ok(told.into_iter().flatten().collect())
}

async fn listed(http: &Http, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Happened>, CallError> {
    let range = [("created[gte]", since.timestamp().to_string()), ("created[lte]", until.timestamp().to_string())];
    let kinds = KINDS.map(|kind| ("types[]", kind.to_owned()));
    match all(http, &[&range[..], &kinds].concat()).await {
        // Not everybody tells kinds apart; then all are read.
        Err(CallError::Refused(_)) => all(http, &range).await,
        listed => listed,
    }
}

async fn all(http: &Http, query: &Form<'_>) -> Result<Vec<Happened>, CallError> {
    let mut all = vec![];
    finder::each_page(http, "events", query, PAGES_MAX, |page: Vec<Happened>| {
        all.extend(page);
        true
    })
    .await?;
    Ok(all)
}

/// What an event says of something of ours; `None`: nothing that we wait for.
///
/// Its id is made of what it happened to and of what became of it: the provider now and then makes two events of one
/// thing that happened, and they are to be one.
pub fn told(happened: &Happened) -> Result<Option<ProviderEvent>, CallError> {
    let Some(reference) = happened.reference() else { return Ok(None) };
    let (of, outcome) = match happened.kind.as_str() {
        "payment_intent.succeeded" => {
            let intent: Intent = object(happened)?;
            let amount = intent.received()?;
            (format!("{}:succeeded", intent.id), Outcome::Collected { amount })
        }
        "payment_intent.payment_failed" | "payment_intent.canceled" => {
            let intent: Intent = object(happened)?;
            let reason = intent.last_payment_error.map_or("called off".to_owned(), |refusal| refusal.to_string());
            (format!("{}:failed", intent.id), Outcome::Failed { reason: cut(&reason) })
        }
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            let returned: Returned = object(happened)?;
            match returned.status {
                Some(ReturnedStatus::Succeeded) => (format!("{}:succeeded", returned.id), Outcome::Refunded),
                Some(ReturnedStatus::Failed | ReturnedStatus::Canceled) => {
                    (format!("{}:failed", returned.id), Outcome::Failed { reason: refunds::why(&returned) })
                }
                Some(ReturnedStatus::Pending | ReturnedStatus::RequiresAction | ReturnedStatus::Other) | None => {
                    return Ok(None);
                }
            }
        }
        _ => return Ok(None),
    };
    let (reference, at) = (reference.to_owned(), happened.created);
    Ok(Some(ProviderEvent { external_id: of, reference, at, outcome }))
}

fn object<T: DeserializeOwned>(happened: &Happened) -> Result<T, CallError> {
    let unreadable = |error| CallError::Open(format!("the event {} cannot be read: {error}", happened.id));
    T::deserialize(&happened.data.object).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn event(kind: &str, object: &Value) -> Result<Option<ProviderEvent>, CallError> {
        let happened = json!({ "id": "evt_1", "type": kind, "created": 5, "data": { "object": object }, "new": [] });
        told(&serde_json::from_value(happened).unwrap())
    }

    fn intent(amount: &Value, currency: &str) -> Value {
        json!({
            "id": "pi_1", "amount": amount, "amount_received": amount, "currency": currency, "status": "succeeded",
            "created": 4, "metadata": { "guildhall_reference": "chg_1_1" }, "unheard_of": {},
        })
    }

    #[test]
    fn every_kind_that_says_something_is_asked_for() {
        let kinds = KINDS.into_iter().chain(["payment_intent.created", "charge.succeeded", "refund.of_tomorrow"]);
        for kind in kinds {
            let object = json!({
                "id": "x_1", "amount": 5, "currency": "usd", "status": "succeeded", "created": 4,
                "metadata": { "guildhall_reference": "chg_1_1" },
            });
            assert_eq!(event(kind, &object).unwrap().is_some(), KINDS.contains(&kind), "{kind}");
        }
    }

    #[test]
    fn what_is_not_ours_or_not_waited_for_is_passed_over() {
        assert!(event("payment_intent.succeeded", &json!({ "id": "pi_1" })).unwrap().is_none());
        assert!(event("payment_intent.succeeded", &json!("what")).unwrap().is_none());
        assert!(event("payment_intent.of_tomorrow", &intent(&json!(100), "usd")).unwrap().is_none());
    }

    #[test]
    fn money_of_ours_that_cannot_be_read_is_a_failure() {
        for (amount, currency) in [(json!(-1), "usd"), (json!(1.5), "usd"), (json!("1"), "usd"), (json!(1), "zzz")] {
            assert!(event("payment_intent.succeeded", &intent(&amount, currency)).is_err());
        }
        let told = event("payment_intent.succeeded", &intent(&json!(1_234), "kwd")).unwrap().unwrap();
        let amount = kernel::Money::from_columns(1_234, "KWD").unwrap();
        assert_eq!((told.reference.as_str(), told.at.timestamp()), ("chg_1_1", 5));
        assert_eq!(told.outcome, Outcome::Collected { amount });
    }

    #[test]
    fn two_events_of_one_thing_that_happened_are_one() {
        let refund = |status: &str| {
            let metadata = json!({ "guildhall_reference": "rf_1" });
            json!({ "id": "re_1", "amount": 5, "currency": "usd", "status": status, "created": 4, "metadata": metadata })
        };
        let told = |kind: &str, status: &str| event(kind, &refund(status)).unwrap();
        assert_eq!(told("refund.updated", "succeeded"), told("charge.refund.updated", "succeeded"));
        assert_eq!(told("refund.updated", "failed"), told("refund.failed", "failed"));
        assert_ne!(told("refund.updated", "succeeded"), told("refund.failed", "failed"));
        assert_eq!(told("refund.created", "pending"), None);
    }
}
