use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Value, json};

use super::state::{Fault, INDEX_LAG, Intent, KEY_KEPT, Kept, Refund, START, State};

/// One call.
pub struct Call {
    pub method: Method,
    /// As `payment_intents/pi_1`.
    pub path: String,
    pub form: Vec<(String, String)>,
    pub key: Option<String>,
}

type Said = (u16, Value);

/// A refusal that no key keeps: nothing was begun.
struct Invalid(Said);

impl Call {
    fn field(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.field(name)?.parse().ok()
    }

    fn metadata(&self) -> BTreeMap<String, String> {
        let name = |field: &str| field.strip_prefix("metadata[")?.strip_suffix(']').map(str::to_owned);
        self.form.iter().filter_map(|(field, value)| Some((name(field)?, value.clone()))).collect()
    }

    /// By which a key knows it again.
    fn print(&self) -> String {
        format!("{} {:?}", self.path, self.form)
    }
}

/// What it says; `None`: nobody hears it.
pub fn answer(state: &mut State, call: &Call) -> Option<Said> {
    state.now = state.now.max(START);
    let names = call.form.iter().map(|(name, _)| name.clone()).collect();
    state.heard.push((call.method.to_string(), call.path.clone(), names));
    let fault = state.faults.pop_front();
    match fault {
        Some(Fault::TimeoutBefore) => return None,
        Some(Fault::Conflict) => return Some((409, problem("idempotency_error", "the key is in use"))),
        Some(Fault::Twice) => state.twice = true,
        Some(Fault::TimeoutAfter | Fault::ErrorBefore | Fault::ErrorAfter | Fault::Reordered) | None => {}
    }
    let said = if call.method == Method::POST { once(state, call, fault) } else { read(state, call, fault) };
    (fault != Some(Fault::TimeoutAfter)).then_some(said)
}

/// Does it, unless its key knows that it was done.
fn once(state: &mut State, call: &Call, fault: Option<Fault>) -> Said {
    let broken = || (500, problem("api_error", "something broke"));
    let known = call.key.as_ref().and_then(|key| state.keys.get(key)).filter(|kept| state.now - kept.at < KEY_KEPT);
    if let Some(kept) = known {
        let other = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
        return if kept.call == call.print() {
            kept.answer.clone()
        } else {
            (400, problem("idempotency_error", other))
        };
    }
    let said = if fault == Some(Fault::ErrorBefore) {
        broken()
    } else {
        match done(state, call) {
            Ok(said) => said,
            Err(Invalid(said)) => return said,
        }
    };
    let answer = if fault == Some(Fault::ErrorAfter) { broken() } else { said };
    if let Some(key) = &call.key {
        let kept = Kept { at: state.now, call: call.print(), answer: answer.clone() };
        state.keys.insert(key.clone(), kept);
    }
    answer
}

fn done(state: &mut State, call: &Call) -> Result<Said, Invalid> {
    match call.path.split('/').collect::<Vec<_>>()[..] {
        ["payment_intents"] => take(state, call),
        ["payment_intents", id, "cancel"] => {
            let at = intent(state, id)?;
            if !state.intents[at].status.starts_with("requires_") {
                return Err(invalid("it can no longer be called off"));
            }
            state.call_off(at);
            Ok(told(state, "payment_intent", at))
        }
        ["refunds"] => give_back(state, call),
        ["setup_intents"] => {
            let id = state.id("seti");
            Ok(setup(state, &id, "requires_payment_method", &call.metadata()))
        }
        ["setup_intents", id, "cancel"] => Ok(setup(state, id, "canceled", &BTreeMap::new())),
        _ => Err(missing()),
    }
}

fn take(state: &mut State, call: &Call) -> Result<Said, Invalid> {
    let method = call.field("payment_method").ok_or_else(|| invalid("no payment_method"))?.to_owned();
    let (fate, kind) = State::fate(&method).ok_or_else(|| invalid("no such payment_method"))?;
    let (amount, currency) = (call.number("amount"), call.field("currency"));
    let amount = amount.filter(|amount| *amount >= 50).ok_or_else(|| invalid("amount_too_small"))?;
    let currency = currency.filter(|code| code.len() == 3).ok_or_else(|| invalid("no currency"))?.to_owned();
    if call.field("payment_method_types[]") != Some(kind) || call.field("confirm") != Some("true") {
        return Err(invalid("not so"));
    }
    let (id, created) = (state.id("pi"), state.now);
    let new = Intent::new(id, created, (method, kind.to_owned()));
    state.intents.push(Intent { amount, currency, metadata: call.metadata(), ..new });
    let at = state.intents.len() - 1;
    state.confirm(at, fate);
    if let Some(mut error) = state.intents[at].error.clone() {
        error["payment_intent"] = state.intents[at].said();
        return Ok((402, json!({ "error": error })));
    }
    Ok(told(state, "payment_intent", at))
}

fn give_back(state: &mut State, call: &Call) -> Result<Said, Invalid> {
    let intent = intent(state, call.field("payment_intent").unwrap_or_default())?;
    let of = state.intents[intent].clone();
    let given = state.refunds.iter().filter(|refund| refund.intent == of.id && refund.status != "failed");
    let left = of.amount - given.map(|refund| refund.amount).sum::<i64>();
    let amount = call.number("amount").filter(|amount| *amount <= left && of.status == "succeeded");
    let amount = amount.ok_or_else(|| invalid("more than is left of it"))?;
    let (id, now) = (state.id("re"), state.now);
    let (fate, _) = State::fate(&of.method).ok_or_else(missing)?;
    let said = state.give_back(Refund::new(id, &of, amount, now, call.metadata()), fate);
    state.said.push(("refund", said.clone()));
    Ok((200, said))
}

fn setup(state: &mut State, id: &str, status: &str, metadata: &BTreeMap<String, String>) -> Said {
    let said = json!({
        "id": id, "object": "setup_intent", "created": state.now, "livemode": false, "status": status,
        "payment_method_types": ["card"], "usage": "off_session", "metadata": metadata, "client_secret": null,
    });
    state.said.push(("setup_intent", said.clone()));
    (200, said)
}

fn read(state: &mut State, call: &Call, fault: Option<Fault>) -> Said {
    if matches!(fault, Some(Fault::ErrorBefore | Fault::ErrorAfter)) {
        return (500, problem("api_error", "something broke"));
    }
    match call.path.split('/').collect::<Vec<_>>()[..] {
        ["payment_methods", id] => method(id),
        ["payment_intents", "search"] => search(state, call),
        ["payment_intents"] => page(call, state.intents.iter().map(Intent::said).collect()),
        ["payment_intents", id] => match intent(state, id) {
            Ok(at) => told(state, "payment_intent", at),
            Err(Invalid(said)) => said,
        },
        ["refunds"] => page(call, state.refunds.iter().map(Refund::said).collect()),
        ["events"] => {
            let (status, mut page) = happened(state, call);
            if let Some(data) = page["data"].as_array_mut().filter(|_| fault == Some(Fault::Reordered)) {
                data.reverse();
            }
            (status, page)
        }
        _ => missing().0,
    }
}

fn method(id: &str) -> Said {
    let Some((_, kind)) = State::fate(id) else { return missing().0 };
    let said = json!({
        "id": id, "object": "payment_method", "type": kind, "customer": "cus_1", "created": START,
        "livemode": false, "billing_details": {}, "metadata": {},
    });
    (200, said)
}

fn search(state: &State, call: &Call) -> Said {
    let query: Vec<_> = call.field("query").unwrap_or_default().split('"').collect();
    let [_, name, _, value, _] = query[..] else { return invalid("no query").0 };
    let is_found = |intent: &&Intent| {
        intent.metadata.get(name).is_some_and(|is| is == value) && intent.created + INDEX_LAG <= state.now
    };
    let data: Vec<_> = state.intents.iter().filter(is_found).map(Intent::said).collect();
    (200, json!({ "object": "search_result", "url": "/v1/search", "has_more": false, "data": data }))
}

fn happened(state: &mut State, call: &Call) -> Said {
    let (from, to) = (call.number("created[gte]").unwrap_or(0), call.number("created[lte]").unwrap_or(i64::MAX));
    let kinds: Vec<_> = call.form.iter().filter(|(field, _)| field == "types[]").map(|(_, kind)| kind).collect();
    let is_in = |event: &&Value| {
        let is_asked_for = kinds.is_empty() || kinds.iter().any(|kind| event["type"] == kind.as_str());
        is_asked_for && event["created"].as_i64().is_some_and(|at| from <= at && at <= to)
    };
    let data: Vec<_> = state.events.iter().filter(is_in).cloned().collect();
    state.said.extend(data.iter().map(|event| ("event", event.clone())));
    page(call, data)
}

/// A page of a list, the latest first.
fn page(call: &Call, mut all: Vec<Value>) -> Said {
    all.reverse();
    let limit = call.number("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10);
    let after = call.field("starting_after");
    let from = after.and_then(|after| all.iter().position(|one| one["id"] == after)).map_or(0, |at| at + 1);
    let data: Vec<_> = all.iter().skip(from).take(limit).cloned().collect();
    let has_more = from + data.len() < all.len();
    (200, json!({ "object": "list", "url": "/v1/list", "has_more": has_more, "data": data }))
}

fn intent(state: &State, id: &str) -> Result<usize, Invalid> {
    state.intents.iter().position(|intent| intent.id == id).ok_or_else(missing)
}

fn told(state: &mut State, schema: &'static str, at: usize) -> Said {
    let said = state.intents[at].said();
    state.said.push((schema, said.clone()));
    (200, said)
}

fn missing() -> Invalid {
    Invalid((404, problem("invalid_request_error", "resource_missing")))
}

fn invalid(message: &str) -> Invalid {
    Invalid((400, problem("invalid_request_error", message)))
}

pub fn problem(kind: &str, message: &str) -> Value {
    json!({ "error": { "type": kind, "message": message } })
}
