//! Sends money back, and looks up what became of it.

use kernel::Money;
use marketplace::{RefundAnswer, RefundKey, RefundOrder};

use super::{
    CHARGE, REFERENCE_FIELD, cut, finder,
    http::{CallError, Http},
    minor_units, tombstone,
    wire::{Intent, IntentStatus, Returned, ReturnedStatus},
};

/// Sends it back to what it was taken from, which is the one way that there is. Nothing is sent if what it was taken
/// with is not found: then a look-up says that it was never received, and it is sent anew.
pub async fn send(http: &Http, order: &RefundOrder) -> Result<RefundAnswer, CallError> {
    let key = order.key.to_string();
    let number = match minor_units::written(order.amount) {
        Ok(number) => number,
        Err(error) => return Ok(RefundAnswer::Failed { reason: error.to_string() }),
    };
    let taken = taken(http, order).await?;
    let Some(intent) = taken.iter().find(|intent| intent.payment_method.as_ref() == Some(&order.provider_token)) else {
        let reason = "it goes back to what it was taken from, and to nothing else".to_owned();
        return Ok(RefundAnswer::Failed { reason });
    };
    let form = [("payment_intent", intent.id.clone()), ("amount", number.to_string()), (REFERENCE_FIELD, key.clone())];
    match http.post::<Returned>("refunds", &form, Some(&key)).await {
        Ok(returned) => {
            returned.is_of(&key, order.amount)?;
            stands(&returned)
        }
        Err(CallError::Refused(refusal)) => Ok(RefundAnswer::Failed { reason: cut(&refusal.to_string()) }),
        Err(error) => Err(error),
    }
}

/// What the provider knows of a refund; of one that it does not have, that it never will.
pub async fn recall(http: &Http, key: RefundKey, amount: Money) -> Result<RefundAnswer, CallError> {
    let (name, from) = (key.to_string(), finder::since(&key.refund_id));
    let is_it = |returned: &Returned| returned.reference() == Some(&name);
    let found = finder::listed(http, "refunds", from, &is_it).await?;
    let Some(returned) = found.first() else {
        tombstone::put(http, &name).await?;
        return Ok(RefundAnswer::NeverReceived);
    };
    returned.is_of(&name, amount)?;
    stands(returned)
}

/// What was taken for the charge, the first first, so that the same is found again.
async fn taken(http: &Http, order: &RefundOrder) -> Result<Vec<Intent>, CallError> {
    let (charge, from) = (order.charge_id.to_string(), finder::since(&order.charge_id));
    let mut taken = finder::intents(http, (CHARGE, &charge), from).await?;
    taken.retain(|intent| intent.charge() == Some(&charge) && intent.status == IntentStatus::Succeeded);
    taken.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
    if taken.is_empty() {
        return Err(CallError::Open(format!("nothing that was taken for {charge} is found")));
    }
    Ok(taken)
}

fn stands(returned: &Returned) -> Result<RefundAnswer, CallError> {
    match returned.status {
        Some(ReturnedStatus::Succeeded) => Ok(RefundAnswer::Sent),
        Some(ReturnedStatus::Pending | ReturnedStatus::RequiresAction) => Ok(RefundAnswer::Processing),
        Some(ReturnedStatus::Failed | ReturnedStatus::Canceled) => Ok(RefundAnswer::Failed { reason: why(returned) }),
        Some(ReturnedStatus::Other) | None => Err(CallError::Open(format!("{} has a status that is new", returned.id))),
    }
}

/// Why a refund came to nothing.
pub fn why(returned: &Returned) -> String {
    cut(returned.failure_reason.as_deref().unwrap_or("the provider gives no reason"))
}
