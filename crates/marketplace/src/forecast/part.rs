use chrono::{DateTime, NaiveDate, Utc};
use disbursements::{Blocker, Disbursement, HoldReasons, InFlight, PayoutRun, State};
use kernel::{DayWindow, Money, MoneyError};
use payments::{CollectionBlocker, Outstanding};

use super::payees::Payee;

/// A part of a bill's net that goes one way: when it is expected, and why it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub amount: Money,
    pub status: PartStatus,
    /// Between which days it is to be collected; `None` once it is, and where nobody can say.
    pub collection: Option<DayWindow>,
    /// The runs that may take it, or the one that did.
    pub run: Option<DayWindow>,
    /// Between which days the payee's bank has it; once it is paid, the day.
    pub arrival: Option<DayWindow>,
    /// What carries it, or carried it.
    pub disbursement: Option<Disbursement>,
    /// What the days count on.
    pub assumes: Vec<Assumption>,
    /// Everything that it waits for. Invariant: empty if it is paid, repaid a debt or was given back, and never empty for what is
    /// approved and neither.
    pub reasons: Vec<Reason>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartStatus {
    /// The day of the schedule has not come (G-49).
    AwaitsDay,
    AwaitsDecision,
    AwaitsCollection,
    AwaitsRun,
    InTransit,
    /// The customer's money for it is given up (IQ-33).
    WrittenOff,
    Paid,
    /// It repaid what the payee owed (IQ-33).
    Repaid,
    /// It was given back to the customer, or is not asked for any more (IQ-34).
    Refunded,
}

/// What a forecast takes for granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assumption {
    /// Nobody decides, and silence approves (G-30).
    ApprovedBySilence,
    /// The next attempt brings the money (IQ-31).
    NextAttemptSucceeds,
    /// What stands in the way is lifted before the run.
    BlockersLifted,
}

/// Why a part is not paid, with what there is to say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The money of the customer is not here.
    Collection { blocker: CollectionBlocker, expected: Option<DayWindow> },
    /// It goes out with this run, unless something else stands in the way.
    NextRun { on: NaiveDate },
    /// What keeps runs from paying.
    Guard { blocker: Blocker, balance: Money, minimum: Money, debt: Option<Money>, holds: HoldReasons },
    /// The rail has it, or gets it now.
    InTransit { arrival: DayWindow },
    /// It is not known whether the rail has it (G-43).
    DisbursementUnresolved { since: DateTime<Utc> },
    /// Nobody asks the customer for it any more (IQ-33).
    WrittenOff,
}

/// How sure it is that a part is paid, from what is on its way to what has no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayoutStage {
    InTransit,
    /// Collected, and nothing stands in the way of its run.
    Certain,
    /// Approved, and to be collected.
    Expected,
    /// Not approved yet.
    Undecided,
    /// Something must be lifted first.
    Blocked,
}

/// What a reason is called for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonCode {
    NotCollected,
    CollectionOverdue,
    ChargeUnresolved,
    NextRun,
    NoVerifiedPayoutMethod,
    PayoutMethodErrored,
    BankAddressDiffers,
    Dac7NotApproved,
    KycIncomplete,
    BelowMinimum,
    PayoutsPaused,
    NegativeBalance,
    OnHold,
    RegistrationClosed,
    InTransit,
    DisbursementUnresolved,
    WrittenOff,
}

impl Part {
    /// A bill that waits for its decision: approved by silence, it would be collected within `collection`.
    pub fn undecided(
        amount: Money,
        collection: Option<DayWindow>,
        payee: &Payee,
        now: DateTime<Utc>,
    ) -> Result<Self, MoneyError> {
        let reasons = guards(payee, amount)?;
        let silence = collection.map(|_| Assumption::ApprovedBySilence);
        let part = Self { assumes: silence.into_iter().collect(), ..Self::new(amount, PartStatus::AwaitsDecision) };
        Ok(Self { reasons, ..part }.collected_within(collection, payee, now))
    }

    /// A payment of a schedule before its day: approved on it, it would be collected within `collection`.
    pub fn planned(
        amount: Money,
        collection: Option<DayWindow>,
        payee: &Payee,
        now: DateTime<Utc>,
    ) -> Result<Self, MoneyError> {
        let part = Self { reasons: guards(payee, amount)?, ..Self::new(amount, PartStatus::AwaitsDay) };
        Ok(part.collected_within(collection, payee, now))
    }

    /// What is still to be collected.
    pub fn uncollected(open: &Outstanding, payee: &Payee, now: DateTime<Utc>) -> Result<Self, MoneyError> {
        let reason = |blocker: &CollectionBlocker| Reason::Collection { blocker: *blocker, expected: open.expected };
        let reasons = open.blockers.iter().map(reason).chain(guards(payee, open.net)?).collect();
        let retried = open.expected.filter(|_| open.is_retried).map(|_| Assumption::NextAttemptSucceeds);
        let part = Self { assumes: retried.into_iter().collect(), ..Self::new(open.net, PartStatus::AwaitsCollection) };
        Ok(Self { reasons, ..part }.collected_within(open.expected, payee, now))
    }

    /// What is collected, and waits for its run since `available_at`.
    pub fn available(amount: Money, available_at: DateTime<Utc>, payee: &Payee) -> Result<Self, MoneyError> {
        let run = payee.standing.schedule.run_of(available_at);
        let guards = guards(payee, Money::zero(amount.currency()))?;
        let reasons = [Reason::NextRun { on: run.on }].into_iter().chain(guards).collect();
        let runs = DayWindow::between(run.on, run.on);
        let part = Self { run: Some(runs), arrival: Some(run.arrival()), ..Self::new(amount, PartStatus::AwaitsRun) };
        Ok(Self { reasons, ..part }.assuming_blockers_lifted())
    }

    /// What a disbursement carries, or carried. What came back is an earning again, and told as that.
    pub fn disbursed(amount: Money, disbursement: Disbursement, now: DateTime<Utc>) -> Self {
        let (currency, since) = (disbursement.currency(), disbursement.since());
        let arrives = |sent_at| PayoutRun::latest(currency, sent_at).arrival();
        let in_transit = |arrival| (PartStatus::InTransit, Some(arrival), vec![Reason::InTransit { arrival }]);
        let (status, arrival, reasons) = match disbursement.state {
            State::Scheduled | State::Claimed { .. } | State::Rendered { .. } => in_transit(arrives(now)),
            State::InFile { at, .. } | State::Sent { at } => in_transit(arrives(at)),
            State::Paid { at, .. } => {
                (PartStatus::Paid, Some(DayWindow::between(at.date_naive(), at.date_naive())), vec![])
            }
            State::Unresolved { .. } | State::Rejected { .. } | State::Returned { .. } | State::Cancelled { .. } => {
                (PartStatus::InTransit, None, vec![Reason::DisbursementUnresolved { since }])
            }
        };
        let run = Some(DayWindow::between(disbursement.run_on, disbursement.run_on));
        Self { run, arrival, disbursement: Some(disbursement), reasons, ..Self::new(amount, status) }
    }

    /// What repaid a debt.
    pub fn repaid(amount: Money) -> Self {
        Self::new(amount, PartStatus::Repaid)
    }

    /// What was given up of this bill: it comes if the customer's money does after all.
    pub fn written_off(amount: Money) -> Self {
        Self { reasons: vec![Reason::WrittenOff], ..Self::new(amount, PartStatus::WrittenOff) }
    }

    /// What the expert gave back of this bill.
    pub fn refunded(amount: Money) -> Self {
        Self::new(amount, PartStatus::Refunded)
    }

    /// The parts without `amount`, which was taken back of what they were and is owed again: first without what repaid a
    /// debt, then without what left, as the payee owes that.
    pub fn without(mut parts: Vec<Self>, amount: Money) -> Result<Vec<Self>, MoneyError> {
        let mut missing = amount;
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|index| parts[*index].rank_of_taken());
        for index in order {
            let part = &mut parts[index];
            let taken = part.amount.checked_min(missing)?;
            part.amount = part.amount.checked_sub(taken)?;
            missing = missing.checked_sub(taken)?;
        }
        parts.retain(|part| !part.amount.is_zero());
        Ok(parts)
    }

    const fn rank_of_taken(&self) -> u8 {
        match self.status {
            PartStatus::Repaid => 0,
            PartStatus::Paid => 1,
            PartStatus::InTransit => 2,
            PartStatus::AwaitsRun => 3,
            PartStatus::Refunded => 4,
            PartStatus::AwaitsDay
            | PartStatus::AwaitsDecision
            | PartStatus::AwaitsCollection
            | PartStatus::WrittenOff => 5,
        }
    }

    /// Whether it still has to reach the payee.
    pub fn is_unpaid(&self) -> bool {
        match self.status {
            PartStatus::AwaitsDay
            | PartStatus::AwaitsDecision
            | PartStatus::AwaitsCollection
            | PartStatus::AwaitsRun
            | PartStatus::InTransit
            | PartStatus::WrittenOff => true,
            PartStatus::Paid | PartStatus::Repaid | PartStatus::Refunded => false,
        }
    }

    /// How sure it is; `None` for what has arrived, and for what nobody counts on.
    pub fn stage(&self) -> Option<PayoutStage> {
        let is_blocked = self.reasons.iter().any(Reason::is_obstacle);
        let unless_blocked = |stage| Some(if is_blocked { PayoutStage::Blocked } else { stage });
        match self.status {
            PartStatus::AwaitsDay | PartStatus::AwaitsDecision => Some(PayoutStage::Undecided),
            PartStatus::AwaitsCollection => unless_blocked(PayoutStage::Expected),
            PartStatus::AwaitsRun => unless_blocked(PayoutStage::Certain),
            PartStatus::InTransit => unless_blocked(PayoutStage::InTransit),
            PartStatus::WrittenOff | PartStatus::Paid | PartStatus::Repaid | PartStatus::Refunded => None,
        }
    }

    /// The run by which it leaves; `None` while something stands in the way.
    pub fn leaves_by(&self) -> Option<NaiveDate> {
        let is_blocked = self.reasons.iter().any(Reason::is_obstacle);
        self.run.filter(|_| !is_blocked).map(DayWindow::latest)
    }

    fn new(amount: Money, status: PartStatus) -> Self {
        let (collection, run, arrival, disbursement) = (None, None, None, None);
        Self { amount, status, collection, run, arrival, disbursement, assumes: vec![], reasons: vec![] }
    }

    /// With the days that follow from those of its collection.
    fn collected_within(self, collection: Option<DayWindow>, payee: &Payee, now: DateTime<Utc>) -> Self {
        let schedule = payee.standing.schedule;
        let run = collection.map(|window| schedule.runs_of(window, now));
        let arrival = run.map(|runs| schedule.arrivals_of(runs));
        Self { collection, run, arrival, ..self }.assuming_blockers_lifted()
    }

    fn assuming_blockers_lifted(mut self) -> Self {
        let is_guarded = self.reasons.iter().any(Reason::is_guard);
        if is_guarded && self.run.is_some() {
            self.assumes.push(Assumption::BlockersLifted);
        }
        self
    }
}

impl Reason {
    pub fn code(&self) -> ReasonCode {
        match self {
            Self::Collection { blocker, .. } => match blocker {
                CollectionBlocker::NotCollected => ReasonCode::NotCollected,
                CollectionBlocker::CollectionOverdue => ReasonCode::CollectionOverdue,
                CollectionBlocker::ChargeUnresolved => ReasonCode::ChargeUnresolved,
            },
            Self::NextRun { .. } => ReasonCode::NextRun,
            Self::Guard { blocker, .. } => match blocker {
                Blocker::NoVerifiedPayoutMethod => ReasonCode::NoVerifiedPayoutMethod,
                Blocker::PayoutMethodErrored => ReasonCode::PayoutMethodErrored,
                Blocker::Dac7NotApproved => ReasonCode::Dac7NotApproved,
                Blocker::KycIncomplete => ReasonCode::KycIncomplete,
                Blocker::BankAddressDiffers => ReasonCode::BankAddressDiffers,
                Blocker::BelowMinimum => ReasonCode::BelowMinimum,
                Blocker::PayoutsPaused => ReasonCode::PayoutsPaused,
                Blocker::NegativeBalance => ReasonCode::NegativeBalance,
                Blocker::OnHold => ReasonCode::OnHold,
                Blocker::RegistrationClosed => ReasonCode::RegistrationClosed,
            },
            Self::InTransit { .. } => ReasonCode::InTransit,
            Self::DisbursementUnresolved { .. } => ReasonCode::DisbursementUnresolved,
            Self::WrittenOff => ReasonCode::WrittenOff,
        }
    }

    /// Whether more than foreseeable time must pass.
    pub fn is_obstacle(&self) -> bool {
        match self {
            Self::Collection { blocker, expected } => match blocker {
                CollectionBlocker::NotCollected => expected.is_none(),
                CollectionBlocker::CollectionOverdue | CollectionBlocker::ChargeUnresolved => true,
            },
            Self::NextRun { .. } | Self::InTransit { .. } => false,
            Self::Guard { .. } | Self::DisbursementUnresolved { .. } | Self::WrittenOff => true,
        }
    }

    fn is_guard(&self) -> bool {
        match self {
            Self::Guard { .. } => true,
            Self::Collection { .. }
            | Self::NextRun { .. }
            | Self::InTransit { .. }
            | Self::DisbursementUnresolved { .. }
            | Self::WrittenOff => false,
        }
    }
}

/// Between which days arrives what is on its way together; `None` if it is not known whether the rail has it.
pub fn arrival_of(flight: &InFlight, now: DateTime<Utc>) -> Option<DayWindow> {
    let (first, last) = flight.sent.unwrap_or((now, now));
    let arrival = |sent_at| PayoutRun::latest(flight.amount.currency(), sent_at).arrival();
    (!flight.is_unresolved).then(|| arrival(first).with(arrival(last)))
}

/// Every guard that a run with `more` to find would fail on.
fn guards(payee: &Payee, more: Money) -> Result<Vec<Reason>, MoneyError> {
    let candidate = payee.standing.candidate.clone().with(more)?;
    let (balance, minimum, debt, holds) = (candidate.balance, candidate.minimum, payee.debt, payee.holds());
    let guard = |blocker| Reason::Guard { blocker, balance, minimum, debt, holds };
    Ok(payee.blockers(more)?.into_iter().map(guard).collect())
}
