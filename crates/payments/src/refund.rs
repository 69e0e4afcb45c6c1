use std::{fmt, ops::RangeInclusive, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, Actor, IdError, InputError, Money, PaymentMethodId, PaymentRequestId, RefundId, text};
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::{Charge, PaymentError, Split};

/// How many refunds one call offers at most (G-45).
pub const REFUNDS_MAX: usize = 5;
/// How long a provider that gave no answer is left alone before it is asked what it knows.
const LOOK_UP_INTERVAL: TimeDelta = TimeDelta::minutes(15);
const REASON_LENGTH: RangeInclusive<usize> = 1..=250;

/// Something that an expert gives back of a bill, or is asked to: at the expert's discretion alone, and for good
/// (IQ-34, G-17, G-34).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub id: RefundId,
    pub charge_id: kernel::ChargeId,
    pub payment_request_id: PaymentRequestId,
    /// Who gets it.
    pub customer_account_id: AccountId,
    /// Who gives it, and alone decides.
    pub expert_account_id: AccountId,
    /// What is asked for; once offered, what is given.
    pub amount: Money,
    /// What the customer asked for; `None` if nobody asked.
    pub asked: Option<Money>,
    pub kind: RefundKind,
    /// Why it is asked for or offered: 1 to 250 characters.
    pub reason: String,
    pub begun_at: DateTime<Utc>,
    /// What was taken off what was open.
    pub reduced: Split,
    /// What is given back of what was collected, once it was first sent.
    pub returned: Option<Split>,
    /// Where it goes if not where the money came from.
    pub payment_method_id: Option<PaymentMethodId>,
    /// How often it was sent.
    pub sends: u16,
    pub state: RefundState,
}

/// Whether it is all that is left to give back, or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RefundKind {
    Full,
    Partial,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundState {
    /// The customer asked; the expert gives it or not.
    Requested,
    Refused {
        at: DateTime<Utc>,
        reason: String,
    },
    /// Offered; it waits for the collection in flight (G-17).
    Pending {
        at: DateTime<Utc>,
    },
    /// What was open is taken off; the rest is sent at `send_at`.
    Processing {
        at: DateTime<Utc>,
        send_at: DateTime<Utc>,
    },
    /// The provider is asked. It is looked up at `look_up_at`, unless the provider has it and will report.
    Sending {
        at: DateTime<Utc>,
        look_up_at: Option<DateTime<Utc>>,
    },
    /// It is not known what the provider did. Only evidence leads out.
    Unresolved {
        at: DateTime<Utc>,
        look_up_at: DateTime<Utc>,
    },
    /// It cannot be sent as things are.
    ActionRequired {
        at: DateTime<Utc>,
        reason: String,
        /// Whether it was sent and failed: the money is the customer's credit until it is sent anew.
        is_credited: bool,
    },
    Completed {
        at: DateTime<Utc>,
    },
}

/// The three words of the refund's answer (G-17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundWord {
    Completed,
    Pending,
    ActionRequired,
}

/// What the provider said when it was asked for a refund, or what was found out since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundAnswer {
    /// The customer has it.
    Sent,
    /// The provider has it, and will report what comes of it.
    Processing,
    /// It came to nothing: the card is closed, say.
    Failed { reason: String },
    /// It never came there, and will not be taken if it still comes: sending it anew, under another key, pays once.
    NeverReceived,
    /// A timeout, a failure on its side, a crash on ours.
    Unknown,
}

/// What a send is known by at the provider, who acts on it once however often it is asked: `rf_…`, then `rf_…_2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RefundKey {
    pub refund_id: RefundId,
    /// From 1.
    pub number: u16,
}

/// What a refund begins with.
#[derive(Clone, Debug)]
pub struct NewRefund<'a> {
    pub id: RefundId,
    pub charge: &'a Charge,
    pub amount: Money,
    pub reason: &'a str,
}

impl Refund {
    /// The customer asks for it; the expert is free to refuse (G-34).
    pub fn request(new: &NewRefund<'_>, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        let refund = Self::begin(new, at)?;
        Ok(Self { asked: Some(new.amount), ..refund })
    }

    /// The expert gives it unasked.
    pub fn offer_unasked(new: &NewRefund<'_>, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        let refund = Self::begin(new, at)?;
        Ok(Self { state: RefundState::Pending { at }, ..refund })
    }

    fn begin(new: &NewRefund<'_>, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        let NewRefund { id, charge, amount, reason } = *new;
        charge.can_refund(amount)?;
        Ok(Self {
            id,
            charge_id: charge.id,
            payment_request_id: charge.payment_request_id,
            customer_account_id: charge.customer_account_id,
            expert_account_id: charge.expert_account_id,
            amount,
            asked: None,
            kind: RefundKind::of(amount, charge),
            reason: text("reason", reason, REASON_LENGTH)?,
            begun_at: at,
            reduced: Split::nothing(amount.currency()),
            returned: None,
            payment_method_id: None,
            sends: 0,
            state: RefundState::Requested,
        })
    }

    /// The expert gives what was asked for, or `amount` of it.
    pub fn offer(self, amount: Money, charge: &Charge, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.is_undecided()?;
        charge.can_refund(amount)?;
        Ok(Self { amount, kind: RefundKind::of(amount, charge), state: RefundState::Pending { at }, ..self })
    }

    /// The expert gives nothing. Nobody can overrule it (G-34).
    pub fn refuse(self, reason: &str, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        self.is_undecided()?;
        let reason = text("reason", reason, REASON_LENGTH)?;
        Ok(Self { state: RefundState::Refused { at, reason }, ..self })
    }

    /// Nothing is in flight any more, and `reduced` was taken off what was open: what is left is sent, if it is known
    /// where to.
    pub fn proceed(self, reduced: Split, knows_way: bool, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        let RefundState::Pending { .. } = self.state else { return Err(self.not_in_state()) };
        let refund = Self { reduced, ..self };
        let state = if refund.to_return()?.is_zero() {
            RefundState::Completed { at }
        } else if knows_way {
            RefundState::Processing { at, send_at: at }
        } else {
            let reason = "it is not known where to send the money".to_owned();
            RefundState::ActionRequired { at, reason, is_credited: false }
        };
        Ok(Self { state, ..refund })
    }

    /// What it was to send was taken back by the bank meanwhile: so much of it is taken off what is owed again, `more`.
    pub fn taken_off_instead(self, more: Split, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        let refund = Self { reduced: self.reduced.checked_add(more)?, ..self };
        let state = if refund.to_return()?.is_zero() { RefundState::Completed { at } } else { refund.state };
        Ok(Self { state, ..refund })
    }

    /// What was taken off what was open.
    pub fn taken_off(&self) -> Money {
        self.reduced.total().expect("the parts of an amount come to it")
    }

    /// What is sent back: all but what was taken off.
    pub fn to_return(&self) -> Result<Money, PaymentError> {
        Ok(self.amount.checked_sub(self.taken_off())?)
    }

    /// Whether it waits to be sent, by `now`.
    pub fn is_to_be_sent(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state, RefundState::Processing { send_at, .. } if send_at <= now)
    }

    /// One worker sends it, made of `returned`. What is sent anew is made of what it was.
    pub fn claim(self, returned: Split, at: DateTime<Utc>) -> Result<(Self, RefundKey), PaymentError> {
        let RefundState::Processing { .. } = self.state else { return Err(self.not_in_state()) };
        let sends = self.sends + 1;
        let state = RefundState::Sending { at, look_up_at: Some(at + LOOK_UP_INTERVAL) };
        let returned = Some(self.returned.unwrap_or(returned));
        let key = RefundKey { refund_id: self.id, number: sends };
        Ok((Self { returned, sends, state, ..self }, key))
    }

    /// What it is known by at the provider now.
    pub const fn key(&self) -> RefundKey {
        RefundKey { refund_id: self.id, number: self.sends }
    }

    /// Whether what became of `key` is still to come.
    pub fn awaits(&self, key: RefundKey) -> bool {
        let is_open = match self.state {
            RefundState::Sending { .. } | RefundState::Unresolved { .. } => true,
            RefundState::Requested
            | RefundState::Refused { .. }
            | RefundState::Pending { .. }
            | RefundState::Processing { .. }
            | RefundState::ActionRequired { .. }
            | RefundState::Completed { .. } => false,
        };
        is_open && self.key() == key
    }

    /// Whether the provider is to be asked what it knows, by `now`.
    pub fn is_to_be_looked_up(&self, now: DateTime<Utc>) -> bool {
        self.look_up_at().is_some_and(|at| at <= now)
    }

    fn look_up_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            RefundState::Sending { look_up_at, .. } => look_up_at,
            RefundState::Unresolved { look_up_at, .. } => Some(look_up_at),
            RefundState::Requested
            | RefundState::Refused { .. }
            | RefundState::Pending { .. }
            | RefundState::Processing { .. }
            | RefundState::ActionRequired { .. }
            | RefundState::Completed { .. } => None,
        }
    }

    /// When time acts on it next: it is sent, or looked up.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            RefundState::Processing { send_at, .. } => Some(send_at),
            RefundState::Requested
            | RefundState::Refused { .. }
            | RefundState::Pending { .. }
            | RefundState::Sending { .. }
            | RefundState::Unresolved { .. }
            | RefundState::ActionRequired { .. }
            | RefundState::Completed { .. } => self.look_up_at(),
        }
    }

    /// Takes in what became of a send. What is said of one that has its outcome changes nothing.
    #[must_use]
    pub fn answered(self, key: RefundKey, answer: &RefundAnswer, at: DateTime<Utc>) -> Self {
        if !self.awaits(key) {
            return self;
        }
        let state = match answer {
            RefundAnswer::Sent => RefundState::Completed { at },
            RefundAnswer::Processing => RefundState::Sending { at, look_up_at: None },
            RefundAnswer::Failed { reason } => {
                RefundState::ActionRequired { at, reason: reason.clone(), is_credited: true }
            }
            RefundAnswer::NeverReceived => RefundState::Processing { at, send_at: at },
            RefundAnswer::Unknown => RefundState::Unresolved { at: self.since(), look_up_at: at + LOOK_UP_INTERVAL },
        };
        Self { state, ..self }
    }

    /// Whether staff may prove what became of it (G-17): only what is unresolved needs it.
    pub fn is_unresolved(&self) -> Result<(), PaymentError> {
        match self.state {
            RefundState::Unresolved { .. } => Ok(()),
            RefundState::Requested
            | RefundState::Refused { .. }
            | RefundState::Pending { .. }
            | RefundState::Processing { .. }
            | RefundState::Sending { .. }
            | RefundState::ActionRequired { .. }
            | RefundState::Completed { .. } => Err(self.not_in_state()),
        }
    }

    /// What was missing is given: it is sent anew, over `method` if one is named.
    pub fn give_data(self, method: Option<PaymentMethodId>, at: DateTime<Utc>) -> Result<Self, PaymentError> {
        let RefundState::ActionRequired { .. } = self.state else { return Err(self.not_in_state()) };
        let payment_method_id = method.or(self.payment_method_id);
        Ok(Self { payment_method_id, state: RefundState::Processing { at, send_at: at }, ..self })
    }

    /// Since when it is as it is.
    pub fn since(&self) -> DateTime<Utc> {
        match self.state {
            RefundState::Requested => self.begun_at,
            RefundState::Refused { at, .. }
            | RefundState::Pending { at }
            | RefundState::Processing { at, .. }
            | RefundState::Sending { at, .. }
            | RefundState::Unresolved { at, .. }
            | RefundState::ActionRequired { at, .. }
            | RefundState::Completed { at } => at,
        }
    }

    /// Why it was refused, or what is missing.
    pub fn problem(&self) -> Option<&str> {
        match &self.state {
            RefundState::Refused { reason, .. } | RefundState::ActionRequired { reason, .. } => Some(reason),
            RefundState::Requested
            | RefundState::Pending { .. }
            | RefundState::Processing { .. }
            | RefundState::Sending { .. }
            | RefundState::Unresolved { .. }
            | RefundState::Completed { .. } => None,
        }
    }

    /// The answer in the words of G-17; `None` while the expert has not offered it.
    pub fn word(&self) -> Option<RefundWord> {
        match self.state {
            RefundState::Requested | RefundState::Refused { .. } => None,
            RefundState::Pending { .. }
            | RefundState::Processing { .. }
            | RefundState::Sending { .. }
            | RefundState::Unresolved { .. } => Some(RefundWord::Pending),
            RefundState::ActionRequired { .. } => Some(RefundWord::ActionRequired),
            RefundState::Completed { .. } => Some(RefundWord::Completed),
        }
    }

    /// Its two sides may read it, and staff; to anyone else it does not exist.
    pub fn is_seen_by(&self, actor: Actor) -> bool {
        actor.is_staff() || actor.acts_for(self.customer_account_id) || actor.acts_for(self.expert_account_id)
    }

    fn is_undecided(&self) -> Result<(), PaymentError> {
        if self.state == RefundState::Requested { Ok(()) } else { Err(PaymentError::RefundAlreadyDecided(self.id)) }
    }

    fn not_in_state(&self) -> PaymentError {
        PaymentError::RefundNotInState { id: self.id, state: self.state.name() }
    }
}

/// The expert typed the total of what it gives once more (G-45).
pub fn confirm_total(amounts: impl IntoIterator<Item = Money>, typed: Money) -> Result<(), PaymentError> {
    let zero = Money::zero(typed.currency());
    let other = |_| InputError::new("total", "must be of the currency of every refund");
    let total = amounts.into_iter().try_fold(zero, Money::checked_add).map_err(other)?;
    if total == typed { Ok(()) } else { Err(PaymentError::TotalNotConfirmed { typed, total }) }
}

impl RefundKind {
    fn of(amount: Money, charge: &Charge) -> Self {
        if amount == charge.refundable() { Self::Full } else { Self::Partial }
    }
}

impl RefundState {
    const fn name(&self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Refused { .. } => "refused",
            Self::Pending { .. } => "pending",
            Self::Processing { .. } => "being processed",
            Self::Sending { .. } => "being sent",
            Self::Unresolved { .. } => "unresolved",
            Self::ActionRequired { .. } => "waiting for data",
            Self::Completed { .. } => "completed",
        }
    }
}

impl fmt::Display for RefundKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.number <= 1 { self.refund_id.fmt(f) } else { write!(f, "{}_{}", self.refund_id, self.number) }
    }
}

impl FromStr for RefundKey {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if let Ok(refund_id) = text.parse() {
            return Ok(Self { refund_id, number: 1 });
        }
        let unknown = || IdError { prefix: RefundId::PREFIX, text: text.to_owned() };
        let (refund, number) = text.rsplit_once('_').ok_or_else(unknown)?;
        let key = Self { refund_id: refund.parse()?, number: number.parse().map_err(|_| unknown())? };
        // One send, one spelling: no "_1".
        if key.to_string() == text { Ok(key) } else { Err(unknown()) }
    }
}

#[cfg(test)]
mod tests;
