use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Where its clock begins, in seconds since 1970.
pub const START: i64 = 1_800_000_000;
pub const DAY: i64 = 86_400;
/// How long a key is kept.
pub const KEY_KEPT: i64 = DAY;
/// How far the index is behind.
pub const INDEX_LAG: i64 = 60;
const DEBIT_LATENCY: i64 = 4 * DAY;
const BANK_REFUND_LATENCY: i64 = 2 * DAY;

/// What goes wrong with a call to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It never comes.
    TimeoutBefore,
    /// It is done, and nobody hears of it.
    TimeoutAfter,
    /// It is not done, and the key keeps that answer.
    ErrorBefore,
    /// It is done, and the key keeps the failure.
    ErrorAfter,
    /// The key is in use just now.
    Conflict,
    /// The next thing that happens makes two events.
    Twice,
    /// The next list of events is in no order.
    Reordered,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Succeeds,
    Declined,
    /// Asks for a step of the customer's, although nobody is there.
    NeedsStep,
    Debited,
    /// The bank has no funds, and says so after four days.
    DebitFails,
    RefundFails,
}

/// A method, how it ends, and its kind.
pub const METHODS: [(&str, Fate, &str); 6] = [
    ("pm_card_ok", Fate::Succeeds, "card"),
    ("pm_card_declined", Fate::Declined, "card"),
    ("pm_card_step", Fate::NeedsStep, "card"),
    ("pm_bank_ok", Fate::Debited, "us_bank_account"),
    ("pm_bank_fails", Fate::DebitFails, "us_bank_account"),
    ("pm_card_closed", Fate::RefundFails, "card"),
];

#[derive(Default)]
pub struct State {
    /// In seconds since 1970.
    pub now: i64,
    made: u32,
    pub keys: HashMap<String, Kept>,
    pub intents: Vec<Intent>,
    pub refunds: Vec<Refund>,
    pub events: Vec<Value>,
    pub faults: VecDeque<Fault>,
    pub twice: bool,
    /// Everything that it said, under the name of its schema.
    pub said: Vec<(&'static str, Value)>,
    /// Every call with the names of what it brought.
    pub heard: Vec<(String, String, Vec<String>)>,
}

/// What a key answers.
pub struct Kept {
    pub at: i64,
    pub call: String,
    pub answer: (u16, Value),
}

#[derive(Clone, Debug)]
pub struct Intent {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub status: &'static str,
    pub created: i64,
    pub method: String,
    pub kind: String,
    pub metadata: BTreeMap<String, String>,
    pub error: Option<Value>,
    pub due: Option<(i64, Fate)>,
}

#[derive(Clone, Debug)]
pub struct Refund {
    pub id: String,
    pub intent: String,
    pub amount: i64,
    pub currency: String,
    pub status: &'static str,
    pub created: i64,
    pub metadata: BTreeMap<String, String>,
    due: Option<i64>,
}

impl State {
    pub fn id(&mut self, prefix: &str) -> String {
        self.now = self.now.max(START);
        self.made += 1;
        format!("{prefix}_{:06}", self.made)
    }

    pub fn advance(&mut self, seconds: i64) {
        self.now = self.now.max(START) + seconds;
        for at in 0..self.intents.len() {
            let Some((due, fate)) = self.intents[at].due.filter(|(due, _)| *due <= self.now) else { continue };
            self.intents[at].due = None;
            if fate == Fate::DebitFails {
                self.fail(at, "insufficient_funds", due);
            } else {
                self.succeed(at, due);
            }
        }
        for at in 0..self.refunds.len() {
            self.settle_refund(at);
        }
    }

    fn settle_refund(&mut self, at: usize) {
        let Some(due) = self.refunds[at].due.filter(|due| *due <= self.now) else { return };
        self.refunds[at].due = None;
        self.refunds[at].status = "succeeded";
        self.happened("refund.updated", &self.refunds[at].said(), due);
    }

    /// Takes the money, or does not.
    pub fn confirm(&mut self, at: usize, fate: Fate) {
        let now = self.now;
        match fate {
            Fate::Succeeds | Fate::RefundFails => self.succeed(at, now),
            Fate::Declined => self.fail(at, "card_declined", now),
            Fate::NeedsStep => self.intents[at].status = "requires_action",
            Fate::Debited | Fate::DebitFails => {
                self.intents[at].status = "processing";
                self.intents[at].due = Some((now + DEBIT_LATENCY, fate));
            }
        }
    }

    fn succeed(&mut self, at: usize, when: i64) {
        self.intents[at].status = "succeeded";
        self.happened("payment_intent.succeeded", &self.intents[at].said(), when);
    }

    fn fail(&mut self, at: usize, code: &str, when: i64) {
        self.intents[at].status = "requires_payment_method";
        self.intents[at].error = Some(json!({ "type": "card_error", "code": code, "message": "It was declined." }));
        self.happened("payment_intent.payment_failed", &self.intents[at].said(), when);
    }

    pub fn call_off(&mut self, at: usize) {
        self.intents[at].status = "canceled";
        self.happened("payment_intent.canceled", &self.intents[at].said(), self.now);
    }

    /// Sends money back: at once to a card, after two days to a bank.
    pub fn give_back(&mut self, mut refund: Refund, fate: Fate) -> Value {
        let now = self.now;
        refund.status = match fate {
            Fate::RefundFails => "failed",
            Fate::Debited => "pending",
            Fate::Succeeds | Fate::Declined | Fate::NeedsStep | Fate::DebitFails => "succeeded",
        };
        refund.due = (fate == Fate::Debited).then_some(now + BANK_REFUND_LATENCY);
        let said = refund.said();
        self.refunds.push(refund);
        self.happened(if fate == Fate::RefundFails { "refund.failed" } else { "refund.created" }, &said, now);
        said
    }

    pub fn happened(&mut self, kind: &str, object: &Value, created: i64) {
        for _ in 0..if std::mem::take(&mut self.twice) { 2 } else { 1 } {
            let id = self.id("evt");
            self.events.push(json!({
                "id": id, "object": "event", "api_version": "2026-08-26.dahlia", "created": created,
                "livemode": false, "pending_webhooks": 0, "request": null, "type": kind, "data": { "object": object },
            }));
        }
    }

    pub fn fate(method: &str) -> Option<(Fate, &'static str)> {
        METHODS.iter().find(|(name, ..)| *name == method).map(|(_, fate, kind)| (*fate, *kind))
    }
}

impl Intent {
    pub fn new(id: String, created: i64, (method, kind): (String, String)) -> Self {
        let (currency, metadata) = (String::new(), BTreeMap::new());
        let (status, error, due) = ("requires_confirmation", None, None);
        Self { id, amount: 0, currency, status, created, method, kind, metadata, error, due }
    }

    /// Whether money was taken or is on its way.
    pub fn takes(&self) -> bool {
        matches!(self.status, "succeeded" | "processing")
    }

    pub fn said(&self) -> Value {
        json!({
            "id": self.id, "object": "payment_intent", "amount": self.amount, "currency": self.currency,
            "amount_received": if self.status == "succeeded" { self.amount } else { 0 }, "status": self.status,
            "created": self.created, "livemode": false, "metadata": self.metadata, "payment_method": self.method,
            "payment_method_types": [self.kind], "last_payment_error": self.error, "customer": "cus_1",
            "capture_method": "automatic_async", "confirmation_method": "automatic", "latest_charge": null,
        })
    }
}

impl Refund {
    pub fn new(id: String, intent: &Intent, amount: i64, created: i64, metadata: BTreeMap<String, String>) -> Self {
        let (intent, currency) = (intent.id.clone(), intent.currency.clone());
        Self { id, intent, amount, currency, status: "pending", created, metadata, due: None }
    }

    pub fn said(&self) -> Value {
        let mut said = json!({
            "id": self.id, "object": "refund", "amount": self.amount, "currency": self.currency,
            "status": self.status, "created": self.created, "metadata": self.metadata, "payment_intent": self.intent,
            "charge": null, "reason": null,
        });
        if self.status == "failed" {
            said["failure_reason"] = json!("lost_or_stolen_card");
        }
        said
    }
}
