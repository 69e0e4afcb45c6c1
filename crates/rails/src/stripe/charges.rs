//! Takes money, and looks up what became of it.

use kernel::Money;
use marketplace::{AttemptKey, ChargeAnswer, ChargeOrder, LookUp};

use super::{
    CHARGE_FIELD, REFERENCE, REFERENCE_FIELD, cut, finder,
    http::{CallError, Http},
    minor_units, tombstone,
    wire::{Intent, IntentStatus, Method},
};

const STEP_NEEDED: &str = "the customer would have to confirm it";

/// How an attempt stands.
enum Standing {
    /// Taken, or on its way.
    Under,
    Failed(String),
}

/// Asks for the money. Whatever goes wrong after it may have been asked for leaves the outcome open.
pub async fn take(http: &Http, order: &ChargeOrder) -> Result<ChargeAnswer, CallError> {
    let key = order.key.to_string();
    let number = match minor_units::written(order.amount) {
        Ok(number) => number,
        Err(error) => return Ok(ChargeAnswer::Failed { reason: error.to_string() }),
    };
    if !is_name(&order.provider_token) {
        return Ok(ChargeAnswer::Failed { reason: "the token names no means of payment".to_owned() });
    }
    let method = match http.get(&format!("payment_methods/{}", order.provider_token), &[]).await {
        // It may have been there when this was first sent.
        Err(CallError::Refused(refusal)) => return refused(http, order, refusal.to_string()).await,
        method => method?,
    };
    match http.post::<Intent>("payment_intents", &form(order, number, method), Some(&key)).await {
        Ok(intent) => {
            intent.is_of(&key, order.amount)?;
            Ok(match stands(http, intent).await? {
                Standing::Under => ChargeAnswer::Processing,
                Standing::Failed(reason) => ChargeAnswer::Failed { reason },
            })
        }
        Err(CallError::Refused(refusal)) => Ok(ChargeAnswer::Failed { reason: cut(&refusal.to_string()) }),
        Err(error) => Err(error),
    }
}

/// What the provider knows of an attempt; of one that it does not have, that it never will.
///
/// First what was done is looked for, then the key is taken: if that is refused, the attempt came in between, or is
/// not found yet.
pub async fn recall(http: &Http, key: AttemptKey, amount: Money) -> Result<LookUp, CallError> {
    let (name, from) = (key.to_string(), finder::since(&key.charge_id));
    let mut found = finder::intents(http, (REFERENCE, &name), from).await?;
    found.retain(|intent| intent.reference() == Some(&name));
    if found.is_empty() {
        tombstone::put(http, &name).await?;
        return Ok(LookUp::NeverReceived);
    }
    let mut failure = None;
    for intent in found {
        intent.is_of(&name, amount)?;
        match stands(http, intent).await? {
            Standing::Under => return Ok(LookUp::Received),
            Standing::Failed(reason) => failure = Some(reason),
        }
    }
    Ok(failure.map_or(LookUp::Unknown, |reason| LookUp::Failed { reason }))
}

/// The means of payment is refused before anything is asked for: nothing must come of it later.
async fn refused(http: &Http, order: &ChargeOrder, reason: String) -> Result<ChargeAnswer, CallError> {
    Ok(match recall(http, order.key, order.amount).await? {
        LookUp::NeverReceived => ChargeAnswer::Failed { reason: cut(&reason) },
        LookUp::Failed { reason } => ChargeAnswer::Failed { reason },
        LookUp::Received => ChargeAnswer::Processing,
        LookUp::Unknown => ChargeAnswer::Unknown,
    })
}

/// How it stands for good: what waits for a step that nobody will take is called off.
async fn stands(http: &Http, intent: Intent) -> Result<Standing, CallError> {
    let refusal = intent.last_payment_error.as_ref().map(|refusal| cut(&refusal.to_string()));
    match intent.status {
        IntentStatus::Succeeded | IntentStatus::Processing => Ok(Standing::Under),
        IntentStatus::Canceled => Ok(Standing::Failed(refusal.unwrap_or_else(|| STEP_NEEDED.to_owned()))),
        IntentStatus::RequiresPaymentMethod if refusal.is_some() => Ok(Standing::Failed(refusal.unwrap_or_default())),
        IntentStatus::RequiresPaymentMethod
        | IntentStatus::RequiresConfirmation
        | IntentStatus::RequiresAction
        | IntentStatus::RequiresCapture => call_off(http, &intent).await,
        IntentStatus::Other => Err(CallError::Open(format!("{} has a status that is new", intent.id))),
    }
}

async fn call_off(http: &Http, intent: &Intent) -> Result<Standing, CallError> {
    let path = format!("payment_intents/{}/cancel", intent.id);
    match http.post::<Intent>(&path, &[], None).await {
        Ok(after) if after.status == IntentStatus::Canceled => Ok(Standing::Failed(STEP_NEEDED.to_owned())),
        Ok(after) => Err(CallError::Open(format!("{} is {:?} after it was called off", after.id, after.status))),
        Err(CallError::Refused(refusal)) => Err(CallError::Open(format!("it has moved on: {refusal}"))),
        Err(error) => Err(error),
    }
}

fn form(order: &ChargeOrder, number: i64, method: Method) -> Vec<(&'static str, String)> {
    let mut form = vec![
        ("amount", number.to_string()),
        ("currency", order.amount.currency().code().to_lowercase()),
        ("payment_method", order.provider_token.clone()),
        ("payment_method_types[]", method.kind),
        ("confirm", "true".to_owned()),
        ("off_session", "true".to_owned()),
        (REFERENCE_FIELD, order.key.to_string()),
        (CHARGE_FIELD, order.key.charge_id.to_string()),
    ];
    form.extend(method.customer.map(|customer| ("customer", customer)));
    form
}

/// Whether a token that somebody typed can be a name of the provider's, and no path.
fn is_name(token: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    token.starts_with("pm_") && token.bytes().all(is_plain)
}
